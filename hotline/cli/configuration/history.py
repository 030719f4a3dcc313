"""`hotline history`: who made which configuration live, when and why."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from hotline.cli.terminal import JsonOption, StateOption, existing, plain, print_json, talk
from hotline.configuration.generations.store import Generations
from hotline.machine.paths import DEFAULT_STATE


def history(state: StateOption = DEFAULT_STATE, as_json: JsonOption = False) -> None:
    """Who made which configuration live, when and why; the newest first."""
    show(existing(state).generations, as_json)


def show(folder: Path, as_json: bool) -> None:
    """The generations that are kept in a folder."""
    store = Generations(folder)
    active, generations = plain(store.active), plain(store.history)
    live = active.number if active else None
    if as_json:
        rows = [{**asdict(one), "active": one.number == live} for one in generations]
        print_json(rows)
        return
    table = Table("", _("generation"), _("when"), _("who"), _("why"))
    for one in generations:
        when = datetime.fromtimestamp(one.at).strftime("%Y-%m-%d %H:%M:%S")  # local time, for people
        mark = f"[green]{_('live')}[/]" if one.number == live else ""
        table.add_row(mark, str(one.number), when, escape(one.by), escape(one.why))
    talk.print(table)
