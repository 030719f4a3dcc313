"""One call-back at virtual time: an agent, the dialling, who answers, and what the book is told."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

import pytest

from contracts import Bridged, CallQueued, Event, KeyPressed, Tried
from contracts.dialogue import Action, Answered, Route
from hotline.calls.call.parts import CallParts
from hotline.calls.callbacks.round import Round
from hotline.calls.callbacks.session import CallBackSession
from hotline.calls.control.requests import Asked, HandOn, Target
from hotline.records.database.callbacks.table import CallbackRow
from telephony.ari.client import AriError
from telephony.ari.events import Channel, ChannelDestroyed, DtmfReceived, StasisStart
from telephony.ari.switchboard import Switchboard
from telephony.calls.dialler import Dialler, LinesBusy
from telephony.distributor.floor import Floor
from telephony.distributor.people.plan import SeatPlan
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED, FakeCall
from tests.unit.hotline.calls.doubles import FakeGuide, FakeHearings, FakePrompts, Script
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

WAITED_S = 1200.0
SEAT = "heating"
Answers = dict[object, list[Action] | Exception]
PERSON: Answers = {Answered: [Route("urban", say="马上接通")]}
AGENT_GONE = AriError(404, "Channel not found")


class Outside(Dialler):
    """Rings, unless `fails` has something to raise."""

    def __init__(self) -> None:
        self.dialled: list[str] = []
        self.fails: list[Exception] = []

    async def dial(self, number: str, channel: str, ring_s: float) -> None:
        if self.fails:
            raise self.fails.pop(0)
        self.dialled.append(number)


class Told:
    """A book that keeps what it is told until it is told the end."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.by_day = True
        self._over = False

    def _end(self, how: str) -> None:
        if not self._over:
            self.told.append(how)
        self._over = True

    def may_dial(self) -> bool:
        return self.by_day

    async def answered(self, row: CallbackRow) -> bool:
        self.told.append("answered")
        return True

    async def reached(self, row: CallbackRow) -> None:
        self._end("reached")

    async def declined(self, row: CallbackRow) -> None:
        self._end("declined")

    async def failed(self, row: CallbackRow, call: str, why: Tried) -> None:
        self._end(why)

    async def put_off(self, row: CallbackRow, call: str) -> None:
        self._end("put off")


class CallBack:
    """One round among doubles, with the real floor and two agents."""

    def __init__(self, *phones: str, answers: Answers = PERSON) -> None:
        self.call, self.events, self.outside, self.book = FakeCall(), list[Event](), Outside(), Told()
        plan, named = seated({"wang": ("1001", "*"), "li": ("1002", "*")}, ["urban"], 10)
        plan = replace(plan, seats={SEAT: SeatPlan(SEAT, "urban")})
        self.floor = Floor(plan, named, self.events.append)
        for phone in phones or ("1001",):
            self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
        self.guide = FakeGuide({})
        parts = CallParts(
            floor=self.floor,
            prompts=FakePrompts(),
            telephony=TelephonySettings(),
            hearings=FakeHearings(),
            guide=self.guide,
            publish=self.events.append,
        )
        self.since = since = time.time() - WAITED_S
        row = CallbackRow(
            1, "n1", "kept", "booked", "name", "sealed", "139****5678", "urban", 7, SEAT, since, since
        )
        round = Round(row, ID, "13912345678", 30, Script(answers), self.outside, self.book)
        board = Switchboard(lambda _incoming: None, self.floor.device)
        self.session = CallBackSession(parts, board, self.call, round)
        self.task = asyncio.create_task(self.session.run_round())

    async def agent_answers(self) -> str:
        await asyncio.sleep(0.001)
        leg = self.call.agent_channel
        assert leg is not None
        self.session.on_ari(StasisStart(Channel(leg), ("agent",)))
        await asyncio.sleep(0.001)
        return leg

    async def citizen_answers(self) -> None:
        self.session.on_ari(StasisStart(Channel(ID), ("dialled",)))
        await asyncio.sleep(0.001)

    async def ends(self) -> None:
        await asyncio.wait_for(self.task, 30)

    async def hang_up(self) -> None:
        self.session.on_ari(ChannelDestroyed(Channel(ID), 16, "Normal Clearing"))
        await self.ends()

    def is_in_the_old_place(self, seat: str | None = SEAT) -> None:
        queued = self.of(CallQueued)[-1]
        assert isinstance(queued, CallQueued)
        assert (queued.priority, queued.seat) == (7, seat)
        assert queued.queued_at == pytest.approx(self.since, abs=60)
        noted = self.call.places[-1]
        assert (noted.priority, noted.seat) == (7, seat)
        assert noted.since == pytest.approx(self.since, abs=60)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


@at_virtual_time
async def test_agent_first_then_the_citizen_and_both_talk() -> None:
    back = CallBack()
    await back.agent_answers()
    assert back.outside.dialled == ["13912345678"]
    assert back.session.dials
    await back.citizen_answers()
    assert len(back.of(Bridged)) == 1
    await back.hang_up()
    assert back.book.told == ["answered", "reached"]


@pytest.mark.parametrize("error", [LinesBusy("all lines are busy"), REFUSED])
@at_virtual_time
async def test_what_keeps_us_from_dialling_is_no_attempt(error: Exception) -> None:
    back = CallBack()
    back.outside.fails = [error]
    await back.agent_answers()
    await back.ends()
    assert back.book.told == ["put off"]


@at_virtual_time
async def test_a_citizen_whose_telephone_was_busy_has_been_tried() -> None:
    back = CallBack()
    await back.agent_answers()
    back.session.on_ari(ChannelDestroyed(Channel(ID), 17, "User busy"))
    await back.ends()
    assert back.book.told == ["busy"]


@at_virtual_time
async def test_nobody_is_dialled_for_an_agent_who_hung_up_and_the_next_is_asked() -> None:
    back = CallBack("1001", "1002")
    back.call.fails["let_agent_hear_ringing"] = [AGENT_GONE]
    first = await back.agent_answers()
    assert back.outside.dialled == []
    second = await back.agent_answers()
    assert second != first
    assert back.outside.dialled == ["13912345678"]
    back.session.cancel()
    await back.ends()


@at_virtual_time
async def test_nobody_is_dialled_when_night_has_fallen_while_the_agent_was_rung() -> None:
    back = CallBack()
    back.book.by_day = False
    await back.agent_answers()
    await back.ends()
    assert (back.outside.dialled, back.book.told) == ([], ["put off"])


@at_virtual_time
async def test_who_is_taken_out_of_the_line_is_not_dialled() -> None:
    back = CallBack()
    await asyncio.sleep(0.001)
    assert not back.session.dials
    back.session.cancel()
    await back.ends()
    assert (back.outside.dialled, back.book.told) == ([], ["put off"])
    assert back.floor.phase("wang") == "available"


@at_virtual_time
async def test_a_citizen_whose_agent_cannot_be_joined_hears_music_in_the_old_place() -> None:
    back = CallBack()
    back.call.fails["connect"] = [AGENT_GONE]
    await back.agent_answers()
    await back.citizen_answers()
    assert "start_music" in back.call.did, "the citizen waits in silence"
    back.is_in_the_old_place()
    await back.hang_up()


@at_virtual_time
async def test_a_citizen_whose_agent_has_gone_waits_in_the_old_place() -> None:
    back = CallBack(answers={KeyPressed: PERSON[Answered]})
    leg = await back.agent_answers()
    await back.citizen_answers()
    back.session.on_ari(ChannelDestroyed(Channel(leg), 16, "Normal Clearing"))
    await asyncio.sleep(0.1)
    back.session.on_ari(DtmfReceived(Channel(ID), "1"))
    await asyncio.sleep(0.1)
    assert back.book.told == ["answered", "reached"]
    back.is_in_the_old_place()
    await back.hang_up()


@at_virtual_time
async def test_a_citizen_who_is_handed_on_waits_in_the_old_place() -> None:
    back = CallBack("1001", "1002")
    await back.agent_answers()
    await back.citizen_answers()
    reply = asyncio.get_running_loop().create_future()
    first = back.session.agent
    other = {"wang": "li", "li": "wang"}[first or ""]
    back.session.inbox.put(Asked(HandOn(Target(agent=other)), first or "", reply))
    await asyncio.sleep(0.1)
    assert reply.done()
    back.is_in_the_old_place(seat=None)
    await back.hang_up()


@at_virtual_time
async def test_a_citizen_whom_a_failure_of_ours_sent_to_a_human_was_reached() -> None:
    back = CallBack(answers={Answered: RuntimeError("no reader for that")})
    await back.agent_answers()
    await back.citizen_answers()
    await back.ends()
    assert "to_human" in back.call.did
    assert back.book.told == ["answered", "reached"], "they are not called once more"


@at_virtual_time
async def test_a_citizen_whom_a_failure_of_ours_cost_the_call_is_called_again() -> None:
    back = CallBack(answers={Answered: RuntimeError("no reader for that")})
    back.call.fails["to_human"] = [REFUSED]
    await back.agent_answers()
    await back.citizen_answers()
    await back.ends()
    assert back.book.told == ["answered", "network"]


@at_virtual_time
async def test_the_number_of_the_citizen_is_known_before_an_agent_is_rung() -> None:
    round = CallBack()
    assert round.guide.known == {ID: "13912345678"}, "cases are found by it, and opened with it"
    await round.agent_answers()
    await round.citizen_answers()
    await round.hang_up()
