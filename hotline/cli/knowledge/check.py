"""`hotline knowledge check`: mistakes and doubts of the articles in the folder."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from gettext import gettext as _
from typing import Annotated

import typer

from hotline.cli.terminal import (
    USAGE_ERROR,
    ConfigOption,
    JsonOption,
    load_config,
    plain,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG

DOUBTFUL = 1


def check(
    config: ConfigOption = DEFAULT_CONFIG,
    strict: Annotated[bool, typer.Option("--strict", help="Doubts fail too: exit code 1.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check the folder of articles. Every mistake has file:line and what to do.

    Exit code 0: fine; 1: with --strict, something is doubtful; 2: a mistake, it would not be published.
    """
    from agent_assist.knowledge.editing.doubts import doubts_of
    from agent_assist.knowledge.files.folder import files_in
    from agent_assist.knowledge.files.reading import read

    folder = CHECKOUT / load_config(config).desk.knowledge
    found = read(plain(files_in, folder))
    doubts = list(doubts_of(found.articles, date.today()))
    if as_json:
        mistakes = [asdict(one) for one in found.unread]
        told = {
            "articles": len(found.placed),
            "mistakes": mistakes,
            "doubts": [asdict(one) for one in doubts],
        }
        print_json(told)
    else:
        for one in found.unread:
            tell(f"{folder / one.file}:{one.line}: {one.says}")
        for doubt in doubts:
            talk.print(_("[yellow]doubt[/] {kind}: ").format(kind=doubt.kind), end="")
            tell(doubt.says)
        summary = _("{n} articles, {m} mistakes").format(n=len(found.placed), m=len(found.unread))
        tell(f"{folder}: {summary}")
    if found.unread:
        raise typer.Exit(USAGE_ERROR)
    raise typer.Exit(DOUBTFUL if strict and doubts else 0)
