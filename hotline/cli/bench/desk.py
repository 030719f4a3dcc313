"""`hotline bench desk` at the terminal."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from hotline.cli.progress import stages
from hotline.cli.terminal import ConfigOption, JsonOption, do, load_config, print_json, set_up_logging, talk
from hotline.machine.paths import DEFAULT_CONFIG


def desk(
    desks: Annotated[int, typer.Option(min=1, help="Agents at their desks, one of them in a browser.")] = 50,
    quick: Annotated[bool, typer.Option("--quick", help="A little of everything, for a first look.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Fifty desks, one a browser: words on the screen, audio after F5, tasks, memory; minutes."""
    from hotline.bench.desk.desk import Amounts, measure

    set_up_logging(False)
    amounts = Amounts(desks, 3, 3, 3, 5.0, 20) if quick else Amounts(desks)
    loaded = load_config(config)
    with stages(talk, "measuring") as tell:
        report = do(measure(loaded, amounts, tell))
    if as_json:
        print_json(report)
        return
    table = Table("figure", "value")
    for name, value in report.items():
        if name != "measured":
            table.add_row(name, str(value))
    talk.print(table)
