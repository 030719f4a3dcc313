"""`hotline models recommended`: what to take first."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from hotline.administration.models.check import HOW_TO_INSTALL, service_engines
from hotline.cli.models.shared import mended
from hotline.cli.models.view import FETCHED
from hotline.cli.models.view import recommended as choose
from hotline.cli.terminal import JsonOption, print_json, talk
from hotline.machine.paths import CHECKOUT
from models.catalogue import Entry, sized


def recommended(
    region: Annotated[str | None, typer.Option(help="Where callers are from: 四川, 上海, 广东 ...")] = None,
    as_json: JsonOption = False,
) -> None:
    """What a machine with a network should take first."""
    with mended():
        entries = choose(region)
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in entries])
        return
    console = Console()
    for entry in entries:
        later = "" if entry.engine in service_engines() else f" (needs {HOW_TO_INSTALL[entry.engine]})"
        size = f", {sized(entry.size_bytes)}" if entry.size_bytes else ""
        console.print(f"[bold]{entry.title}[/]{size}{later}: {entry.notes}", soft_wrap=True, highlight=False)
        console.print(f"  {_how(entry)}", soft_wrap=True, highlight=False)
    if region is None:
        talk.print("A model for your callers' dialect: script/hotline models recommended --region 四川")


def _how(entry: Entry) -> str:
    """The command that brings it."""
    if entry.fetched is None:
        return f"script/hotline models install {entry.name}"
    return (
        "is here already"
        if (CHECKOUT / entry.fetched).is_dir()
        else f"script/setup --with-{FETCHED[entry.name].option}"
    )
