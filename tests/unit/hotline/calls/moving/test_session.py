"""A caller from another machine is a call as any other here, with all that was told of them there."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from contracts import (
    GONE_ON,
    AgentAnswered,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    KeyPressed,
    Suggested,
    TranscriptFinal,
)
from hotline.calls.call.inbox import Leave
from hotline.calls.moving.session import STORY_S, MovedSession
from hotline.nodes.moves import ComesIn
from telephony.ari.events import Channel, HangupRequested
from telephony.ari.switchboard import Incoming
from telephony.calls.names import OTHER_MACHINES
from telephony.calls.place import Place
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.moving.others import Others
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

THERE = "n-1"
TOLD = (
    CallStarted(call=THERE, at=1000.0, caller="138****8000", dialled="12315"),
    KeyPressed(call=THERE, at=1001.0, digit="0"),
    TranscriptFinal(
        call=THERE, at=1002.0, leg="caller", utterance=4, text="路灯坏了", start_ms=0, end_ms=9, confidence=1
    ),
    Decided(call=THERE, at=1003.0, outcome="route", intent="noise"),
    Suggested(call=THERE, at=1004.0, for_text="", suggestions=()),
    CallQueued(call=THERE, at=1005.0, queue="urban", position=1),
)


class Coming(Hotline):
    """A caller whom another machine sends here."""

    def __init__(self) -> None:
        self.others = Others()
        super().__init__(elsewhere=self.others)
        self.board.disown(ID)
        self.session: MovedSession = MovedSession(self.parts, self.board, self.call)
        self.others.comes = ComesIn(THERE, "urban", 2, None, "noise", False, False, False, 90.0, "north")
        self.others.told = TOLD

    async def comes(self, *phones: str, caller: str = "13800138000") -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
        incoming = Incoming(ID, caller, "", 8000, "moved", mark="c1")
        self.task = asyncio.create_task(self.session.run_moved(incoming))
        await asyncio.sleep(0.001)


@at_virtual_time
async def test_they_wait_in_their_old_place_and_an_agent_here_is_rung() -> None:
    line = Coming()
    await line.comes("1001")
    assert line.call.did[:2] == ["let_in", "start_music"]
    assert "ring wang" in line.call.did
    (queued,) = line.of(CallQueued)
    assert isinstance(queued, CallQueued)
    assert (queued.queue, queued.priority) == ("urban", 2)
    assert queued.queued_at is not None
    assert 90 <= queued.at - queued.queued_at < 92
    (place,) = line.call.places
    assert (place.queue, place.priority, place.intent) == ("urban", 2, "noise")
    await line.agent_answers()
    assert len(line.of(AgentAnswered)) == 1
    await line.hang_up()
    assert line.ended.call == ID
    line.nothing_left()


@at_virtual_time
async def test_an_emergency_is_one_here_too_whatever_its_queue() -> None:
    line = Coming()
    assert line.others.comes is not None
    line.others.comes = replace(line.others.comes, emergency=True)
    await line.comes()
    (caller,) = line.floor.standing().callers
    assert (caller.queue, caller.emergency) == ("urban", True)
    assert line.call.places[-1].emergency, "also after a restart"
    await line.hang_up()


@at_virtual_time
async def test_what_was_told_there_is_told_here_as_of_this_call() -> None:
    line = Coming()
    await line.comes("1001")
    (began,) = line.of(CallStarted)
    assert isinstance(began, CallStarted)
    assert (began.call, began.moved_from, began.at, began.dialled) == (ID, THERE, 1000.0, "12315")
    first = line.events.index(began)
    carried = line.events[first + 1 : first + 4]
    assert [type(one) for one in carried] == [KeyPressed, TranscriptFinal, Decided]
    assert {getattr(one, "call", "") for one in carried} == {ID}
    assert [one.at for one in carried] == [1001.0, 1002.0, 1003.0]
    assert not line.of(Suggested), "that is found anew"
    await line.hang_up()


@at_virtual_time
async def test_without_the_record_they_come_all_the_same() -> None:
    line = Coming()
    line.others.told = ()
    await line.comes("1001")
    (began,) = line.of(CallStarted)
    assert isinstance(began, CallStarted)
    assert (began.caller, began.dialled, began.moved_from) == ("138****8000", "12345", THERE)
    await line.hang_up()


@at_virtual_time
async def test_who_withholds_their_number_there_has_none_here() -> None:
    """From names the endpoint then, which is nobody's number."""
    line = Coming()
    line.others.told = ()
    await line.comes("1001", caller=OTHER_MACHINES)
    (began,) = line.of(CallStarted)
    assert isinstance(began, CallStarted)
    assert (line.session.number, began.caller) == ("", "anonymous")
    await line.hang_up()


@at_virtual_time
async def test_a_record_that_is_slow_to_read_holds_nobody_up_and_is_told_later() -> None:
    line = Coming()
    line.others.telling_s = 4.0
    await line.comes("1001")
    assert line.call.did == ["let_in", "start_music"], "never into silence"
    await asyncio.sleep(STORY_S)
    assert "ring wang" in line.call.did
    assert len(line.of(CallStarted)) == 1
    assert not line.of(TranscriptFinal)
    await asyncio.sleep(4.0)
    assert {type(one) for one in line.events} >= {KeyPressed, TranscriptFinal, Decided}
    assert len(line.of(CallStarted)) == 1
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_ends_before_the_record_is_read_is_told_of_no_more() -> None:
    line = Coming()
    line.others.telling_s = 4.0
    await line.comes()
    await asyncio.sleep(1)
    await line.hang_up()
    await asyncio.sleep(5)
    assert isinstance(line.events[-1], CallEnded)
    assert not line.of(TranscriptFinal)


@pytest.mark.parametrize(
    ("tech_cause", "lost"), [(408, 1), (0, 0)], ids=["nobody answers there", "they hang up"]
)
@pytest.mark.parametrize("anew", [False, True], ids=["as they came", "after a restart"])
@at_virtual_time
async def test_who_waits_here_when_the_other_machine_dies_is_lost_and_keeps_the_place(
    tech_cause: int, lost: int, anew: bool
) -> None:
    """It says no word, and Asterisk finds that nobody answers there any more."""
    line = Coming()
    if anew:
        began = CallStarted(call=ID, caller="138****8000", dialled="12345", moved_from=THERE)
        await line.waits_on(Place(queue="urban", since=time.time() - 90), [began])
    else:
        await line.comes()
    line.session.on_ari(HangupRequested(Channel(ID), 0, tech_cause))
    await line.hang_up()
    assert [place.queue for _, place in line.callbacks.missed_calls] == ["urban"]
    assert line.callbacks.lost == lost


@at_virtual_time
async def test_who_waits_here_when_our_asterisk_dies_counts_where_they_came_in() -> None:
    line = Coming()
    await line.comes()
    line.board.lost(ID, died=True)
    await line.ends()
    assert (line.ended.by, line.ended.cause) == ("network", f"{GONE_ON}: back where they came in")


@pytest.mark.parametrize("anew", [False, True], ids=["as they came", "after a restart"])
@at_virtual_time
async def test_nobody_goes_from_machine_to_machine_more_than_once(anew: bool) -> None:
    line = Coming()
    if anew:
        began = CallStarted(call=ID, caller="138****8000", dialled="12345", moved_from=THERE)
        await line.waits_on(Place(queue="urban", since=time.time() - 90), [began])
    else:
        await line.comes()
    assert not line.others.tell[ID]()
    await line.hang_up()


@pytest.mark.parametrize("why", ["no claim", "gone", "the service stops"])
@at_virtual_time
async def test_who_is_not_let_in_leaves_nothing_behind(why: str) -> None:
    line = Coming()
    if why == "no claim":
        line.others.comes = None
    elif why == "gone":
        line.call.fails["let_in"] = [REFUSED]
    else:
        line.session.inbox.put(Leave())
    await line.comes("1001")
    await line.ends()
    assert line.call.did[-1] == "refuse"
    assert not line.of(CallStarted)
    assert not line.of(CallEnded)
    assert not line.of(CallQueued)
    line.nothing_left()
