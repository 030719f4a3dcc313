"""`hotline models recommended`: what to take first."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer
from rich.console import Console

from hotline.administration.models.check import HOW_TO_INSTALL, service_engines
from hotline.cli.models.shared import mended
from hotline.cli.models.view import FETCHED, is_known, regions
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
    if region is not None and not is_known(region):
        known = _("no model is known for {region}; regions that have one: {regions}").format(
            region=region, regions=", ".join(regions())
        )
        talk.print(known, style="yellow", markup=False, highlight=False, soft_wrap=True)
    if as_json:
        print_json([entry.model_dump(mode="json") for entry in entries])
        return
    console = Console()
    for entry in entries:
        later = (
            ""
            if entry.engine in service_engines()
            else _(" (needs {how})").format(how=HOW_TO_INSTALL[entry.engine])
        )
        size = f", {sized(entry.size_bytes)}" if entry.size_bytes else ""
        console.print(f"[bold]{entry.title}[/]{size}{later}: {entry.notes}", soft_wrap=True, highlight=False)
        console.print(f"  {_how(entry)}", soft_wrap=True, highlight=False)
    if region is None:
        talk.print(_("A model for your callers' dialect: script/hotline models recommended --region 四川"))


def _how(entry: Entry) -> str:
    """The command that brings it."""
    if entry.fetched is None:
        return f"script/hotline models install {entry.name}"
    if (CHECKOUT / entry.fetched).is_dir():
        return _("is here already")
    return f"script/setup --with-{FETCHED[entry.name].option}"
