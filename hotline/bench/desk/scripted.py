"""Calls that nobody makes: their events, as the service would publish them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Literal

from contracts import (
    AgentAnswered,
    AgentRinging,
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    CallStarted,
    Decided,
    TranscriptFinal,
    TranscriptPartial,
)

SENTENCES: dict[Literal["caller", "agent"], str] = {
    "caller": "我们小区三号楼的电梯从上个星期开始就一直停着没有人来修，老人上下楼很不方便",
    "agent": "您好，请问是哪个街道哪个小区，物业那边有没有说什么时候可以修好，我给您登记一下",
}
NAMED = "scripted-"
"""Ids of such calls begin so."""
GROWS_BY = 3
"""Characters by which a partial is longer than the one before."""
QUEUE = "general"
EVERY_MS = 10_000
"""From one utterance of a speaker to the next."""


def begins(call: str, agent: str) -> list[CallEvent]:
    """A call comes, is understood, waits, rings at that agent and is answered."""
    return [
        CallStarted(call=call, caller="138****8000", dialled="12345"),
        Decided(call=call, outcome="route", intent_name="电梯", queue=QUEUE, score=0.9, reason="电梯"),
        CallQueued(call=call, queue=QUEUE, position=1),
        AgentRinging(call=call, agent=agent),
        AgentAnswered(call=call, agent=agent),
        Bridged(call=call, agent=agent),
    ]


def talks(call: str, agent: str) -> Iterator[CallEvent]:
    """The two speak in turn, each a sentence that grows until it is final; without an end."""
    for utterance in count():
        for leg, sentence in SENTENCES.items():
            who = agent if leg == "agent" else ""
            text = f"{sentence}（{utterance + 1}）"
            for end in range(GROWS_BY, len(text), GROWS_BY):
                yield TranscriptPartial(call=call, leg=leg, utterance=utterance, agent=who, text=text[:end])
            yield TranscriptFinal(
                call=call,
                leg=leg,
                utterance=utterance,
                agent=who,
                text=text,
                start_ms=utterance * EVERY_MS,
                end_ms=utterance * EVERY_MS + EVERY_MS // 2,
                confidence=0.9,
            )


def whole(call: str, agent: str, sentences: int) -> Iterator[CallEvent]:
    """From the first ring to the end, with so many sentences said."""
    yield from begins(call, agent)
    for event in talks(call, agent):
        yield event
        sentences -= isinstance(event, TranscriptFinal)
        if not sentences:
            break
    yield CallEnded(call=call, by="caller")
