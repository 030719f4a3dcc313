"""`hotline bench ivr` at the terminal."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.bench.data import DATA, SEED
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    plain,
    print_json,
    set_up_logging,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG

if TYPE_CHECKING:
    from hotline.bench.rows import Row


def ivr(
    data: Annotated[Path | None, typer.Option(help="Folder with messages/.", show_default=False)] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Check, load, reload and decide with 50, 500 and 2,000 intents; messages sorted into topics."""
    set_up_logging(False)

    load_config(config)
    plain(functools.partial(bench_ivr, data=data, as_json=as_json, console=talk), config)


def bench_ivr(config: Path, *, data: Path | None, as_json: bool, console: Console) -> None:
    """Measures and prints. Raises `ConfigError`."""
    from hotline.bench.understanding.messages.measured import messages
    from hotline.bench.understanding.sizes import sizes

    rows: list[Row] = []
    with console.status("50 intents") as status:
        for row in sizes(config):
            rows.append(row)
            status.update(f"after {row.name}")
        rows += messages((data or DATA).resolve(), SEED)
    if as_json:
        report = {"seed": SEED, "load_average": os.getloadavg()[0], "rows": [row.as_json() for row in rows]}
        print_json(report)
        return
    table = Table("row", "figure", "value", "wanted")
    for row in rows:
        if row.skipped is not None:
            table.add_row(row.name, "", row.skipped)
        for name, value in row.figures.items():
            wanted = [target.text(value) for target in row.targets if target.figure == name]
            table.add_row(row.name, name, f"{value:g}", " ".join(wanted))
    console.print(table)
