"""Calls that ended while no service was there get their end at the next start, once."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import CallEnded, CallQueued, CallStarted, Event
from hotline.calls.unended import Unended
from hotline.records.database.records import CallRow, RecordsUnavailable

BEGAN, QUEUED = 1000.0, 1030.0


class Past:
    """What the service before left: calls without an end."""

    def __init__(self, *calls: str) -> None:
        self.calls = list(calls)
        self.away = False

    async def running(self) -> list[CallRow]:
        if self.away:
            raise RecordsUnavailable("the database does not answer")
        return [CallRow(call, "138****8000", "12345", BEGAN) for call in self.calls]

    async def history(self, call: str) -> Sequence[Event]:
        return [
            CallStarted(call=call, at=BEGAN, caller="138****8000", dialled="12345"),
            CallQueued(call=call, at=QUEUED, queue="general", position=1),
        ]


class Node:
    def __init__(self, *calls: str) -> None:
        self.past = Past(*calls)
        self.events: list[Event] = []
        self.unended = Unended(self.past, "n1", self.events.append)

    async def ended(self, standing: Sequence[str] = (), ours: Sequence[str] = ()) -> dict[str, CallEnded]:
        await self.unended.end(standing, ours)
        found = [event for event in self.events if isinstance(event, CallEnded)]
        assert len(found) == len({event.call for event in found}), "nobody ends twice"
        return {event.call: event for event in found}


async def test_who_is_gone_has_an_end_and_nobody_is_said_to_have_hung_up() -> None:
    ended = await Node("n1-1.1").ended()
    assert (ended["n1-1.1"].by, ended["n1-1.1"].at) == ("network", QUEUED)


async def test_who_was_rescued_was_handed_over() -> None:
    ended = await Node("n1-1.1").ended(standing=["n1-1.1"])
    assert ended["n1-1.1"].by == "service"
    assert ended["n1-1.1"].cause.startswith("handed to the dialplan")


async def test_conversations_that_are_led_again_and_calls_of_other_nodes_go_on() -> None:
    assert await Node("n1-1.1", "n2-1.1", "n10-1.1").ended(standing=["n1-1.1"], ours=["n1-1.1"]) == {}


async def test_a_second_look_ends_nobody_again() -> None:
    node = Node("n1-1.1")
    await node.ended()
    assert len(await node.ended()) == 1


async def test_a_database_that_is_away_is_asked_again() -> None:
    node = Node("n1-1.1")
    node.past.away = True
    assert await node.ended() == {}
    node.past.away = False
    assert await node.ended()
