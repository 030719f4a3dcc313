"""`hotline wrapups`: what agents said came of their calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from gettext import gettext as _
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.figures.day import day_of
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    do,
    load_config,
    print_json,
    records_url,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State


def wrapups(
    day: Annotated[str | None, typer.Option(help="An earlier day: 2026-11-29.", show_default=False)] = None,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Print a table for spreadsheets, a row for each call.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Count what agents said came of today's calls, by code; `--csv` has each call with its note.

    What is said last of a call counts. Telephones, house numbers and the like in notes are masked.
    """
    from hotline.figures.wrap_ups import wrap_ups, wrap_ups_csv

    settings = load_config(config)
    wanted = day_of("--day", day, date.today())
    found = do(wrap_ups(records_url(settings, State(state.resolve())), wanted))
    if as_json:
        print_json([asdict(one) for one in found])
    elif as_csv:
        typer.echo(wrap_ups_csv(found), nl=False)
    else:
        table = Table(_("code"))
        table.add_column(_("calls"), justify="right")
        for code, calls in Counter(one.code for one in found).most_common():
            table.add_row(cell(code or _("only a note")), str(calls))
        Console().print(table)
