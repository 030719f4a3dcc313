"""`hotline cases learn`: category and unit learned from the city's own cases."""

from __future__ import annotations

from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from hotline.cli.cases.opened import with_cases
from hotline.cli.progress import stages
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    fail,
    load_config,
    plain,
    print_json,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hotline.cases.learned.rows import LearnedRow
    from hotline.cases.learned.sorting import Figures
    from hotline.configuration.schema import HotlineConfig


def learn(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="CSV, UTF-8 or GBK. Its first line names the columns: text (内容), and category (分类) or "
            "unit (承办单位) or both, each by id or name as in tickets.yaml. Other columns are not read."
        ),
    ] = None,
    own: Annotated[
        bool,
        typer.Option("--own", help="Also the cases that agents have filed here; corrected ones count more."),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only measure; nothing is kept.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Learns category and unit from cases; prints how right it is on cases that it has not seen."""
    from hotline.cases.learned.rows import of_cases

    settings = load_config(config)
    if file is None and not own:
        fail(_("name a file, or --own, or both: hotline cases learn --help"))
    rows, left_out = ([], []) if file is None else _read(file, settings)
    if own:
        rows = [*rows, *of_cases(with_cases(settings, state, lambda store: store.listed()))]
    with stages(talk, _("learning")) as tell:
        figures = plain(_learned, rows, State(state).learned_cases, dry_run, tell)
    if as_json:
        print_json(
            {
                "cases": len(rows),
                "kept": not dry_run,
                "left_out": left_out,
                "figures": [asdict(one) for one in figures],
            }
        )
        return
    for line in left_out:
        talk.print(f"{file}:{line}", markup=False, highlight=False)
    _print(figures)
    if dry_run:
        talk.print(_("nothing is kept: this was a dry run"), highlight=False)
    else:
        talk.print(
            _("{n} cases are learned; a running service uses it at once").format(n=len(rows)), highlight=False
        )


def _learned(
    rows: Sequence[LearnedRow], to: Path, dry_run: bool, tell: Callable[[str], None]
) -> list[Figures]:
    """Raises `TooFew` and OSError."""
    from hotline.cases.learned.sorting import KINDS, LearnedCases, measured

    found = [one for kind in KINDS if (one := measured(rows, kind, tell)) is not None]
    tell(_("all cases"))
    learned = LearnedCases.of(rows)
    if not dry_run:
        learned.write(to)
    return found


def _read(file: Path, settings: HotlineConfig) -> tuple[list[LearnedRow], list[str]]:
    from hotline.cases.learned.rows import RowsError, read_table

    try:
        table = read_table(file.read_bytes(), settings.tickets)
    except OSError as error:
        fail(_("{file} cannot be read: {why}").format(file=file, why=error.strerror))
    except RowsError as error:
        fail(f"{file}:{error}")
    return [*table.rows], [*table.left_out]


def _print(figures: Sequence[Figures]) -> None:
    table = Table(
        _("what"),
        _("classes"),
        _("cases"),
        _("left out"),
        _("right"),
        _("right or second"),
        "macro F1",
        box=None,
    )
    for one in figures:
        shares = (f"{100 * share:.1f} %" for share in (one.right, one.in_two))
        counts = (str(count) for count in (one.classes, one.cases, one.left_out))
        table.add_row(_(one.kind), *counts, *shares, f"{one.macro_f1:.3f}")
    talk.print(table)
