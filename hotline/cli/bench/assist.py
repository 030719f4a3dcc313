"""`hotline bench assist` at the terminal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from hotline.cli.bench.data import DATA, SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import JsonOption, plain, print_json, set_up_logging, talk
from hotline.machine.paths import DEFAULT_STATE

if TYPE_CHECKING:
    from collections.abc import Iterator


def assist(
    messages: Annotated[
        Path, typer.Option(help="Folder of answered.jsonl and labelled.jsonl: messages and replies.")
    ] = DATA / "messages",
    as_json: JsonOption = False,
) -> None:
    """Articles found by messages, by letters and joined; topics; times with 100,000 articles."""
    set_up_logging(False)
    report = plain(_measured, messages)
    if as_json:
        print_json({**report, "load_average": os.getloadavg()[0]})
        return
    table = Table("figure", "value")
    for name, value in flat(report):
        table.add_row(name, value)
    talk.print(table)


def _measured(folder: Path) -> dict[str, Any]:
    from hotline.bench.assist.assist import measure
    from hotline.machine.paths import State

    with stages(talk, "measuring") as tell:
        return measure(folder, State(DEFAULT_STATE), SEED, tell)


def flat(figures: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Figures within figures as lines: name and value."""
    if isinstance(figures, dict):
        for name, inner in figures.items():
            yield from flat(inner, f"{prefix} {name}".strip())
    elif isinstance(figures, list):
        yield prefix, "\n".join(map(str, figures))
    else:
        yield prefix, str(figures)
