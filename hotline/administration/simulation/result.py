"""What came of a simulated call, as JSON and against what was expected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contracts import Decided
from contracts.errors import HotlineError
from hotline.administration.simulation.right_queues import UnknownQueueError, queue_named
from ivr import IvrSettings
from ivr.steps import Step
from ivr.virtual import VirtualCall


class ExpectationError(HotlineError):
    """A list of expectations cannot be used; the text says where and what to do."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One line of a list: where a sentence should lead."""

    queue: str
    text: str


def read_expected(path: Path, settings: IvrSettings) -> list[Expected]:
    """Reads `queue<TAB>sentence` lines. Raises `ExpectationError`."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ExpectationError(f"{path}: cannot be read ({error}); give a UTF-8 text file") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        queue, tab, text = line.partition("\t")
        if not tab or not text.strip():
            raise ExpectationError(f"{path}:{number}: write queue, tab, sentence")
        try:
            rows.append(Expected(queue_named(queue, settings), text.strip()))
        except UnknownQueueError as error:
            raise ExpectationError(f"{path}:{number}: {error}") from None
    if not rows:
        raise ExpectationError(f"{path}: the file is empty; write lines of queue, tab, sentence")
    return rows


def expected_of(recording: Path, rows: list[Expected]) -> Expected:
    """The line a recording speaks: 007.wav is the eighth. Raises `ExpectationError`."""
    if not recording.stem.isascii() or not recording.stem.isdigit() or int(recording.stem) >= len(rows):
        raise ExpectationError(
            f"{recording}: name it after its line in the list, 000.wav to {len(rows) - 1:03d}.wav"
        )
    return rows[int(recording.stem)]


def result(call: VirtualCall, source: str, expected: Expected | None) -> dict[str, Any]:
    """The call as one JSON object. `queue` is where the caller was led, null after a good-bye."""
    decided = call.decided
    found: dict[str, Any] = {
        "source": source,
        "heard": decided.heard if decided else "",
        "intent": decided.intent if decided else None,
        "intent_name": decided.intent_name if decided else "",
        "queue": call.reached,
        "seat": call.seat,
        "score": round(decided.score, 4) if decided else 0.0,
        "runner_up": decided.runner_up if decided else None,
        "runner_up_score": round(decided.runner_up_score, 4) if decided else 0.0,
        "reason": decided.reason if decided else "",
        "outcome": decided.outcome if decided else "none",
        "seconds": round(call.now, 1),
    }
    if expected is not None:
        found |= {"expected": expected.queue, "right": call.reached == expected.queue}
    return {**found, "steps": [_step(step) for step in call.steps]}


def also_queues(decided: Decided, settings: IvrSettings) -> list[str]:
    """The queues of what else the caller wants, each once."""
    return list(dict.fromkeys(settings.intent(intent).queue for intent in decided.also))


def _step(step: Step) -> dict[str, Any]:
    shown: dict[str, Any] = {"at": step.at, "kind": step.kind}
    if step.text:
        shown["text"] = step.text
    if step.alternatives:
        shown["alternatives"] = list(step.alternatives)
    if step.aside:
        shown["aside"] = True
    if step.decided is not None:
        shown |= step.decided.model_dump(mode="json", exclude={"type", "at", "call"})
    return shown
