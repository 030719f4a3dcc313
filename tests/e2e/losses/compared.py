"""What was told over MQTT against what stands in the records: nothing is missing, all is in order."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from contracts import (
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    CallStarted,
    Event,
    TranscriptPartial,
)
from hotline.nodes.leases import NOW
from hotline.records.database.tables import read_event
from tests.databases import execute
from tests.e2e.losses.broker import Arrived

LATE_S = 2.0

Key = tuple[str, str, float]
"""Call, type and moment of an event: the same masked or not."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Events of calls, by numbers."""

    recorded: int
    """In the database."""
    not_told: int
    """Of those, how many never came over MQTT."""
    not_recorded: int
    """The other way round."""
    twice: int
    """Came once more over MQTT."""
    out_of_order: int
    """Came over MQTT after a later one of the same call."""
    late: int
    """Came over MQTT more than `LATE_S` after they happened; what was told of a call again at another machine
    is not counted."""


def column(url: str, statement: str, **fields: str) -> list[Any]:
    """The first of each row."""

    async def read(connection: AsyncConnection) -> list[Any]:
        return [*await connection.scalars(text(statement), fields)]

    return execute(url, read)


def recorded(url: str) -> list[CallEvent]:
    """Every event of a call in the records, in their order."""
    events = map(read_event, column(url, "SELECT json FROM events WHERE call <> '' ORDER BY seq"))
    return [event for event in events if isinstance(event, CallEvent)]


def open_callbacks(url: str) -> int:
    """Citizens who are still to be called."""
    (count,) = column(url, "SELECT count(*) FROM callbacks WHERE state = 'open'")
    return int(count)


def callback_of(url: str, call: str) -> str | None:
    """What came of the call-back of whoever was lost in that call; None: nothing yet, or there is none."""
    result: str | None
    (result,) = column(url, "SELECT result FROM callbacks WHERE call = :call", call=call) or [None]
    return result


def living(url: str) -> set[str]:
    """Nodes whose lease runs."""
    return set(column(url, f"SELECT id FROM shared_nodes WHERE until > {NOW}"))


def compared(arrived: Sequence[Arrived], records: Sequence[CallEvent], since: float) -> Compared:
    """Of what happened from `since` (time.time()) on."""
    told = [one for one in arrived if isinstance(one.event, CallEvent) and one.event.at >= since]
    told = [one for one in told if not isinstance(one.event, TranscriptPartial)]
    keys = [_key(one.event) for one in told]
    kept = [key for key in map(_key, records) if key[2] >= since]
    moved = {one.call for one in records if isinstance(one, CallStarted) and one.moved_from is not None}
    first: dict[Key, int] = {}
    for at, key in enumerate(keys):
        first.setdefault(key, at)
    return Compared(
        recorded=len(kept),
        not_told=len(set(kept) - set(keys)),
        not_recorded=len({key for key in keys if key[1] != "assisted"} - set(kept)),
        twice=len(keys) - len(first),
        out_of_order=_disorder(kept, first),
        late=sum(one.at - one.event.at > LATE_S for one in told if _key(one.event)[0] not in moved),
    )


def claimed_twice(events: Iterable[Event]) -> list[str]:
    """Agents who were rung for, or talked in, two calls at once, and calls that two agents had at once."""
    agent_of: dict[str, str] = {}
    call_of: dict[str, str] = {}
    found = []
    for event in sorted((one for one in events if isinstance(one, CallEvent)), key=lambda one: one.at):
        if isinstance(event, AgentRinging | Bridged):
            if call_of.get(event.agent, event.call) != event.call:
                found.append(f"{event.agent}: {call_of[event.agent]} and {event.call} at {event.at}")
            if agent_of.get(event.call, event.agent) != event.agent:
                found.append(f"{event.call}: {agent_of[event.call]} and {event.agent} at {event.at}")
            agent_of[event.call], call_of[event.agent] = event.agent, event.call
        elif isinstance(event, AgentMissed | CallEnded | CallQueued) and event.call in agent_of:
            call_of.pop(agent_of.pop(event.call), None)
    return found


def _key(event: Event) -> Key:
    return str(getattr(event, "call", "")), event.type, json.loads(event.to_json())["at"]


def _disorder(kept: Sequence[Key], first: Mapping[Key, int]) -> int:
    by_call: dict[str, list[int]] = defaultdict(list)
    for key in kept:
        if key in first:
            by_call[key[0]].append(first[key])
    return sum(after < before for places in by_call.values() for before, after in pairwise(places))
