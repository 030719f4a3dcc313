"""`hotline simulate --calls` and `--dialogues`: many calls out of a file, one object each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any

from rich.console import Console

from hotline.administration.simulation.calls.file import CallRow, read_calls
from hotline.administration.simulation.calls.play import OFFICE_HOURS, failed_call, play_call
from hotline.administration.simulation.calls.shares import Judged, show_shares
from hotline.administration.simulation.dialogues.file import DialogueTest, read_dialogues
from hotline.administration.simulation.dialogues.judge import failed_dialogue, judge
from hotline.administration.simulation.dialogues.play import play_dialogue
from hotline.administration.simulation.dialogues.show import show_dialogues
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.cli.progress import in_turn
from hotline.cli.terminal import FAILED, print_json
from hotline.configuration.schema import HotlineConfig


def simulate_calls(
    config: HotlineConfig,
    learned: Callable[[], SimulatedCalls],
    path: Path,
    column: str | None,
    now: datetime | None,
    *,
    as_json: bool,
    console: Console,
) -> int:
    """Every row of the file is a call; `learned` is asked for last. Raises `CallsFileError`; blocks.

    Returns FAILED when a call came to nothing; what the machine decides wrongly is no failure.
    """
    rows = read_calls(path, column, config.ivr)
    calls = learned()
    judged: list[Judged] = []
    failures: list[str] = []
    for row in in_turn(console, _("calls"), rows):
        found = _call(calls, row, now or OFFICE_HOURS)
        if as_json:
            _print(found)
        if "error" in found:
            failures.append(found["error"])
        else:
            judged.append(Judged(row.right, found, config.ivr.dialogue.human_queue))
    if not as_json:
        _show_failures(failures, console)
        show_shares(judged, config.ivr, console)
    return FAILED if failures else 0


def simulate_dialogues(
    config: HotlineConfig,
    learned: Callable[[], SimulatedCalls],
    path: Path,
    *,
    as_json: bool,
    console: Console,
) -> int:
    """Every entry of the file is a call; `learned` is asked for last. Raises `ConfigError`; blocks."""
    dialogues = read_dialogues(path, config.ivr)
    calls = learned()
    results: list[dict[str, Any]] = []
    for dialogue in in_turn(console, _("calls"), dialogues):
        found = _dialogue(calls, dialogue)
        results.append(found)
        if as_json:
            _print(found)
    failures = [f"{found['id']}: {found['error']}" for found in results if "error" in found]
    if not as_json:
        _show_failures(failures, console)
        show_dialogues(results, console)
    return FAILED if failures else 0


def _call(calls: SimulatedCalls, row: CallRow, begun: datetime) -> dict[str, Any]:
    if row.problem:
        return failed_call(row.text, row.problem)
    try:
        return play_call(calls.call(begun=begun), row.text, row.right, calls.guide.config.ivr)
    except Exception as error:  # a fault of the machine must not cost the other rows
        return failed_call(row.text, _said(error))


def _dialogue(calls: SimulatedCalls, dialogue: DialogueTest) -> dict[str, Any]:
    try:
        played = play_dialogue(calls.call(begun=dialogue.begun), dialogue, calls.guide.config.ivr)
        return judge(dialogue, played, calls.guide.config.ivr)
    except Exception as error:  # as above
        return failed_dialogue(dialogue, _said(error))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _print(found: dict[str, Any]) -> None:
    print_json(found)


def _show_failures(failures: list[str], console: Console) -> None:
    for failure in failures:
        console.print(failure, style="red", markup=False, highlight=False, soft_wrap=True)
