"""Calls as the bus tells them, and their spans as a tree that a test can read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracts import (
    AgentAnswered,
    AgentChanged,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Choice,
    Decided,
    Event,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    SpeechStarted,
    TranscriptFinal,
)
from hotline.telemetry.follower import Follower
from hotline.telemetry.spans import Span

CALL = "node1-1800000000.7"
RING = 1_800_000_000.0
SAID = "幸福路8号路灯坏了，我叫张三，电话13800138000"


def after(seconds: float) -> float:
    return RING + seconds


def began(**more: object) -> CallStarted:
    return CallStarted.model_validate(
        {"call": CALL, "at": RING, "caller": "138****8000", "dialled": "12345", **more}
    )


def sentence(at: float, took_ms: int = 400, **more: object) -> TranscriptFinal:
    told = {"call": CALL, "at": after(at), "leg": "caller", "utterance": 0, "text": SAID, "start_ms": 0}
    heard = {"end_ms": 2000, "confidence": 0.9, "read_by": "second", "took_ms": took_ms}
    return TranscriptFinal.model_validate({**told, **heard, **more})


def decided(at: float, outcome: str = "route", **more: object) -> Decided:
    told = {"call": CALL, "at": after(at), "outcome": outcome, "intent": "streetlight", "queue": "urban"}
    return Decided.model_validate({**told, "score": 0.91, "heard": SAID, "reason": SAID, **more})


def prompt(at: float, name: str = "p1") -> PromptStarted:
    return PromptStarted(call=CALL, at=after(at), prompt=name, text=SAID)


def queued(at: float, queue: str = "urban", **more: object) -> CallQueued:
    return CallQueued.model_validate({"call": CALL, "at": after(at), "queue": queue, "position": 1, **more})


def rings(at: float, agent: str) -> AgentRinging:
    choice = Choice(basis="longest_idle", waited_s=1)
    return AgentRinging(call=CALL, at=after(at), agent=agent, choice=choice)


def ended(at: float, by: str = "caller", cause: str = "") -> CallEnded:
    return CallEnded.model_validate({"call": CALL, "at": after(at), "by": by, "cause": cause})


def dialogue() -> list[Event]:
    """Ring, greeting, one sentence, put through."""
    return [
        began(),
        prompt(0.2, "greeting"),
        SpeechStarted(call=CALL, at=after(2), leg="caller", audio_ms=1800),
        PromptEnded(call=CALL, at=after(2.1), prompt="greeting", how="interrupted"),
        sentence(5, took_ms=500),
        decided(5.1),
        prompt(5.3),
    ]


def talk() -> list[Event]:
    """A whole call: one agent does not come, the next one does, and wraps up when the call is over."""
    return [
        *dialogue(),
        queued(8),
        rings(9, "wang"),
        AgentMissed(call=CALL, at=after(29), agent="wang", reason="19", how="no answer"),
        rings(30, "li"),
        AgentAnswered(call=CALL, at=after(34), agent="li"),
        Bridged(call=CALL, at=after(34.2), agent="li"),
        AgentChanged(agent="li", at=after(34.2), phase="talking", call=CALL),
        sentence(40, took_ms=700),
        sentence(50, took_ms=300, read_by="first"),
        sentence(55, leg="agent", agent="li"),
        AgentChanged(agent="li", at=after(94), phase="wrap_up"),
        ended(94.2),
        AgentChanged(agent="li", at=after(104), phase="available"),
    ]


def key(at: float) -> KeyPressed:
    return KeyPressed(call=CALL, at=after(at), digit="7")


class Told:
    """What a follower has sent of these events."""

    def __init__(self, events: Iterable[Event], share: float = 1.0) -> None:
        self.batches: list[Sequence[Span]] = []
        self.unknown: list[str] = []
        follower = Follower("node1", share, self.batches.append, self.unknown.append)
        for event in events:
            follower.take(event)

    @property
    def spans(self) -> list[Span]:
        return [span for batch in self.batches for span in batch]

    def tree(self) -> list[str]:
        """One line a span: depth, name, from, until in seconds after the ring; by their beginning."""
        return sorted_tree(self.spans)

    def one(self, name: str) -> Span:
        (found,) = (span for span in self.spans if span.name == name)
        return found

    def all(self, name: str) -> list[Span]:
        return [span for span in self.spans if span.name == name]


def sorted_tree(spans: Sequence[Span]) -> list[str]:
    def below(parent: int | None, depth: int) -> list[str]:
        lines = []
        for span in sorted((one for one in spans if one.parent == parent), key=lambda one: one.start):
            lines.append(f"{'  ' * depth}{span.name} {span.start - RING:g} {span.end - RING:g}")
            lines += below(span.id, depth + 1)
        return lines

    ids = {span.id for span in spans}
    outside = {span.parent for span in spans if span.parent not in ids}
    return [line for parent in sorted(outside, key=str) for line in below(parent, 0)]
