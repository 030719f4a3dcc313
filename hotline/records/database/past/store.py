"""Questions about past calls: which have these words in them, and which came from the same telephone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select

from contracts import CameBack, TranscriptFinal, WrappedUp
from hotline.records.database.connection import insert_of
from hotline.records.database.past.table import CALLERS
from hotline.records.database.store import SealedStore
from hotline.records.database.tables import CALLS, EVENTS, CallRow, read_event

PURPOSE = "earlier calls"
"""Of the seal whose keyed hash telephones are found by."""
MOST_SENTENCES = 2000
"""Sentences with the words that one search looks at, the newest first."""

Found = dict[str, str]
"""Text by call."""
_MOVED = CALLS.alias()
_ENDS_HERE = or_(
    CALLS.c.id.not_in(select(_MOVED.c.moved_from).where(_MOVED.c.moved_from.is_not(None))),
    CALLS.c.id.in_(select(EVENTS.c.call).where(EVENTS.c.type == CameBack.TYPE)),
)
"""No other call says that it came from there, or it came back."""


@dataclass(frozen=True, slots=True)
class PastRow:
    """A call that is over."""

    call: CallRow
    wrapped_up: WrappedUp | None
    said: str
    """The first sentence with the words that were sought; as it was said."""


class PastStore(SealedStore):
    """Made by `opened`, with the seal of `PURPOSE`."""

    async def note(self, call: str, number: str, at: float) -> None:
        """That call came from that number."""
        if (name := self.name_of(number)) is None:
            return
        statement = insert_of(self._engine.url)(CALLERS).on_conflict_do_nothing()
        async with self._transaction() as connection:
            await connection.execute(statement, [{"call": call, "name": name, "at": at}])

    async def forget(self, before: float) -> None:
        """Deletes by which telephones calls came that began before."""
        async with self._transaction() as connection:
            await connection.execute(delete(CALLERS).where(CALLERS.c.at < before))

    async def earlier(self, call: str, limit: int) -> list[PastRow]:
        """Those of the same telephone, the newest first; the same call's own beginning at another machine,
        which has its time, is none of them, nor is that of another one."""
        this = select(CALLERS.c.name, CALLERS.c.at).where(CALLERS.c.call == call).subquery()
        same = select(CALLERS.c.call).where((CALLERS.c.name == this.c.name) & (CALLERS.c.at < this.c.at))
        began = select(CALLS.c.started).where(CALLS.c.id == call).scalar_subquery()
        wanted = CALLS.c.id.in_(same) & CALLS.c.started.is_distinct_from(began)
        return await self._calls(wanted & _ENDS_HERE, limit, {})

    async def search(self, words: str, since: float, agent: str | None, limit: int) -> list[PastRow]:
        """Calls that are over and began at `since` or later, the newest first; one that went on at another
        machine once, as it is there."""
        wanted = (CALLS.c.started >= since) & _ENDS_HERE
        if agent is not None:
            wanted &= CALLS.c.agent == agent
        if not words:
            return await self._calls(wanted, limit, {})
        said = await self._said(words, since, wanted)
        number = CALLS.c.caller.contains(words, autoescape=True)
        return await self._calls(wanted & or_(number, CALLS.c.id.in_(list(said))), limit, said)

    async def _said(self, words: str, since: float, wanted: ColumnElement[bool]) -> Found:
        """The first sentence or note with these words, by call; of calls that are wanted, so that those of
        others leave no less room for an agent's own."""
        written = json.dumps(words, ensure_ascii=False)[1:-1]
        query = (
            select(EVENTS.c.json)
            .where(EVENTS.c.type.in_((TranscriptFinal.TYPE, WrappedUp.TYPE)) & (EVENTS.c.at >= since))
            .where(EVENTS.c.json.contains(written, autoescape=True))
            .where(EVENTS.c.call.in_(select(CALLS.c.id).where(wanted)))
            .order_by(EVENTS.c.at.desc())
            .limit(MOST_SENTENCES)
        )
        found: Found = {}
        for row in await self._read(query):
            match read_event(row.json):
                case TranscriptFinal(call=call) as sentence:
                    text = sentence.written or sentence.text
                    texts = [text, sentence.text]
                case WrappedUp(call=call, note=text):
                    texts = [text]
                case _:
                    continue
            if any(words.casefold() in one.casefold() for one in texts):  # and not in a field's name
                found[call] = text
        return found

    async def _calls(self, wanted: ColumnElement[bool], limit: int, said: Found) -> list[PastRow]:
        over = wanted & CALLS.c.ended.is_not(None)
        rows = await self._read(select(CALLS).where(over).order_by(CALLS.c.started.desc()).limit(limit))
        calls = [CallRow(**row._mapping) for row in rows]
        mine = EVENTS.c.call.in_([call.id for call in calls]) & (EVENTS.c.type == WrappedUp.TYPE)
        notes: dict[str, WrappedUp] = {}
        for row in await self._read(select(EVENTS.c.json).where(mine).order_by(EVENTS.c.seq)):
            if isinstance(found := read_event(row.json), WrappedUp):
                notes[found.call] = found
        return [PastRow(call, notes.get(call.id), said.get(call.id, "")) for call in calls]

    async def _read(self, query: Select[Any]) -> Sequence[Any]:
        async with self._transaction() as connection:
            rows: Sequence[Any] = (await connection.execute(query)).all()
            return rows
