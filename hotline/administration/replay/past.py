"""What callers really said and pressed before they were put through, and where that led then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contracts import (
    HANDED_OVER,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    KeyPressed,
    Screened,
    Standing,
    TranscriptFinal,
)

HANG_UP = "hang_up"
"""Where a call led that the machine ended politely."""


@dataclass(frozen=True, slots=True)
class PastCall:
    """One recorded call up to its queue."""

    id: str
    at: float
    """Seconds since 1970."""
    caller: str
    """Their number, masked; empty when it is not on record."""
    dialled: str
    """The number they dialled; empty when it is not on record."""
    standing: Standing | None
    """On which list of nuisance callers they were."""
    inputs: tuple[TranscriptFinal | KeyPressed, ...]
    queue: str
    """Where it led, or `HANG_UP`."""
    intent: str | None
    asked: int
    """How often the machine had to ask: confirm questions and repetitions."""


def past_call(events: Iterable[Event]) -> PastCall | None:
    """None when the caller hung up before anything was decided, or said and pressed nothing."""
    at, intent, asked, call, caller, dialled = 0.0, None, 0, "", "", ""
    standing: Standing | None = None
    inputs: list[TranscriptFinal | KeyPressed] = []

    def past(queue: str) -> PastCall:
        return PastCall(call, at, caller, dialled, standing, tuple(inputs), queue, intent, asked)

    for event in events:
        match event:
            case CallStarted(moved_from=str()):
                return None  # what was said is in the call where it came in
            case CallStarted():
                at, call, caller, dialled = event.at, event.call, event.caller, event.dialled
            case Screened():
                standing = event.standing
            case TranscriptFinal(leg="caller") if event.text.strip():
                inputs.append(event)
            case KeyPressed():
                inputs.append(event)
            case Decided():
                intent = event.intent
                asked += event.outcome in ("confirm", "ask_again")
            case CallQueued():
                return past(event.queue) if inputs else None
            case CallEnded(by="service", cause=cause) if inputs:
                if cause.startswith(HANDED_OVER):  # at a shutdown: nothing was decided
                    return None
                return past(HANG_UP)
    return None
