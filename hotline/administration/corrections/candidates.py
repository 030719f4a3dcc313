"""Sentences that may become sayings: what agents corrected, and what callers themselves confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    Decided,
    Event,
    TranscriptCorrected,
    TranscriptFinal,
)
from contracts.errors import ServiceError
from hotline.machine.paths import State
from hotline.records.database.corrections.store import Corrections
from hotline.records.database.corrections.table import Correction
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.masking.masking import mask_said

CALLS = 500
"""So many of the latest calls are looked through."""


async def candidates(url: str | None, state: State) -> list[Correction]:
    """The open corrections, then what was confirmed in the latest calls that nobody has corrected or
    looked at, each oldest first. Sentences are masked.

    `url` is `records.url` of the configuration. Raises `ServiceError` without records.
    """
    kept = await asyncio.to_thread(state.kept_records, url)
    records = Records(kept)
    try:
        async with Corrections.opened(kept) as store:
            rows = await records.recent(CALLS)
            known = await store.known([row.id for row in rows])
            found = [
                confirmed(await records.history(row.id)) for row in reversed(rows) if row.id not in known
            ]
            return [*await store.listed(), *(one for one in found if one is not None)]
    except RecordsUnavailable as error:
        raise ServiceError(str(error)) from error
    finally:
        await records.close()


def confirmed(events: Iterable[Event]) -> Correction | None:
    """What a caller said that the machine was not sure of, if the call shows that it guessed right: the
    caller said yes, was put into no other queue, and talked to an agent until the call ended.

    Where somebody has said what was really said there, it is that."""
    asked: Decided | None = None
    last: Decided | None = None
    queues: set[str] = set()
    heard: dict[str, int] = {}
    really: dict[int, str] = {}
    talked = ended = False
    for event in events:
        match event:
            case TranscriptFinal(leg="caller"):
                heard[event.text] = event.utterance
            case TranscriptCorrected(leg="caller"):
                really[event.utterance] = event.text
            case Decided(outcome="confirm"):
                asked = last = event
            case Decided():
                last = event
            case CallQueued():
                queues.add(event.queue)
            case Bridged():
                talked = True
            case CallEnded():
                ended = True
    if asked is None or last is None or not (talked and ended and asked.heard):
        return None
    if last.outcome == "confirm" or last.intent != asked.intent or queues != {asked.queue}:
        return None
    return Correction(
        id=None,
        call=asked.call,
        at=asked.at,
        agent="",
        heard=mask_said(really.get(heard.get(asked.heard, -1), asked.heard)),
        decided_intent=asked.intent,
        decided_queue=asked.queue,
        intent=asked.intent,
        queue=asked.queue or "",
        status="open",
    )
