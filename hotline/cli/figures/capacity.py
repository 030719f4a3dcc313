"""`hotline capacity`: what a hotline of a given size needs."""

from __future__ import annotations

from dataclasses import asdict
from gettext import gettext as _
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from hotline.cli.terminal import JsonOption, plain, print_json, talk


def capacity(
    calls: Annotated[int, typer.Option(min=1, max=1_000_000, help="Calls in the busiest hour.")],
    seats: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=100_000,
            help="Agents at work then; without it, as many as answer 95 % within 15 s.",
            show_default=False,
        ),
    ] = None,
    talk_s: Annotated[
        float | None,
        typer.Option(
            "--talk", min=1, max=7200, help="Seconds of a talk; without it, 260.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Machines for so many calls: cores, memory, recognisers, ports, database, broker.

    Reckoned from what the benchmarks measured and from assumptions, which `--json` and docs/capacity.md name
    one by one. It says when more is up at once than was ever measured on one machine.
    """
    from hotline.bench.capacity.needs import figures, needs
    from hotline.bench.capacity.tables import rows

    found = plain(needs, calls, seats, talk_s)
    if as_json:
        used: dict[str, Any] = {name: one.model_dump() for name, one in figures().items()}
        print_json({"needs": {**asdict(found), "cores": found.cores}, "figures": used})
        return
    table = Table(_("what"), Column(_("needed"), justify="right"))
    for name, value in rows(found).items():
        table.add_row(_(name), _(value))
    talk.print(table)
    talk.print(_("Where each figure is from: docs/capacity.md, or --json."), highlight=False)
