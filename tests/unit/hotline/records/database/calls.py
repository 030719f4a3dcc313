"""Records that a test opens, and a call that is written into them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from contracts import (
    AgentAnswered,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    Fault,
    KeyPressed,
    TranscriptFinal,
)
from hotline.machine.paths import State
from hotline.records.database.records import Records


@asynccontextmanager
async def opened(path: Path, **options: object) -> AsyncIterator[Records]:
    spill = path.with_name(path.name + ".spill.jsonl")
    records = Records(State(path.parent).database_url, spill=spill, **options)  # type: ignore[arg-type]
    await records.open()
    try:
        yield records
    finally:
        await records.close()


def a_call(call: str) -> list[Event]:
    return [
        CallStarted(call=call, caller="138****8000", dialled="12345", at=100),
        TranscriptFinal(
            call=call, leg="caller", utterance=0, text="楼下太吵", start_ms=0, end_ms=900, confidence=0.9
        ),
        Decided(call=call, outcome="confirm", intent="noise", queue="urban", score=0.9, reason="噪声"),
        KeyPressed(call=call, digit="1"),
        CallQueued(call=call, queue="urban", position=1),
        AgentAnswered(call=call, agent="8001"),
        Fault(call=call, part="recogniser", message="slow", done="keys only"),
        CallEnded(call=call, by="caller", at=160),
    ]
