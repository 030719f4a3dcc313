"""`hotline bench conversations` at the terminal."""

from __future__ import annotations

import functools
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from hotline.cli.progress import stages
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    load_config,
    plain,
    print_json,
    set_up_logging,
    talk,
    tell,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.bench.conversations.judge import Verdict
    from hotline.bench.rows import Row
    from hotline.configuration.schema import HotlineConfig


def conversations(
    folder: Annotated[
        Path, typer.Argument(help="Folder of gold.yaml and a transcript each: lines of JSON.")
    ] = CHECKOUT / "tests" / "data" / "conversations",
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate", help="Instead: fit when an article is shown on calls written for it, and write it."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Tickets, summaries, articles of conversations against what they are to bring."""
    set_up_logging(False)
    if calibrate:
        print_json(plain(_calibrated, load_config(config), State(state.resolve())))
        return
    measured = functools.partial(_measured, folder, state=State(state.resolve()))
    rows, verdicts = plain(measured, load_config(config))
    faults = [fault for verdict in verdicts for fault in verdict.faults]
    if as_json:
        print_json(
            {
                "conversations": len(verdicts),
                "load_average": os.getloadavg()[0],
                "rows": [row.as_json() for row in rows],
                "faults": [asdict(fault) for fault in faults],
            }
        )
        return
    table = Table("part", "conversations", "figure", "value", "wanted")
    for row in rows:
        for name, value in row.figures.items():
            wanted = [target.text(value) for target in row.targets if target.figure == name]
            table.add_row(row.group, row.name, name, f"{value:g}", " ".join(wanted))
    talk.print(table)
    listed = Table("conversation", "what", "wanted", "found")
    for fault in faults:
        listed.add_row(fault.conversation, fault.what, cell(fault.wanted), cell(fault.found))
    talk.print(listed)


def _calibrated(config: HotlineConfig, state: State) -> list[dict[str, float]]:
    """What is shown of calls that are left out, by thresholds; the weights are written."""
    from hotline.assist.assisting import draft_of, search_of
    from hotline.bench.conversations.fitting import calls, curve, written
    from hotline.guidance.call_guide import CallGuide
    from hotline.guidance.meaning.commands import FEW, with_meaning

    with stages(talk, "fitting") as say:
        guide = with_meaning(CallGuide.of(config), state, tell, FEW)
        found = calls(guide, search_of(guide, draft_of(guide.config), state, say), say)
    for path, text in written(found).items():
        path.write_text(text, encoding="utf-8")
    return curve(found)


def _measured(folder: Path, config: HotlineConfig, *, state: State) -> tuple[list[Row], list[Verdict]]:
    from hotline.bench.conversations.measure import measure
    from hotline.guidance.call_guide import CallGuide
    from hotline.guidance.meaning.commands import FEW, with_meaning

    with stages(talk, "measuring") as say:
        return measure(folder, with_meaning(CallGuide.of(config), state, tell, FEW), state, say)
