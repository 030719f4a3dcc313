"""One follow-up call at virtual time: the dialling, the questions, a human, and what the book is told."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from contracts import Bridged, CallStarted, Event, FollowupAnswer, FollowupResult, KeyPressed, Tried
from contracts.dialogue import Action, Answered, HangUp, Route, Say
from hotline.calls.after.followups.round import FollowupRound
from hotline.calls.after.followups.session import FollowUpSession
from hotline.calls.call.inbox import Leave
from hotline.calls.call.parts import CallParts
from hotline.records.database.followups.table import FollowupRow
from ivr import IvrSettings, Understanding
from ivr.dialogue.after.followup import MACHINE, FollowUp
from ivr.settings.after.followups import DEFAULT_SET
from telephony.ari.events import Channel, ChannelDestroyed, DtmfReceived, StasisStart
from telephony.ari.switchboard import Switchboard
from telephony.calls.dialler import LinesBusy
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED, FakeCall
from tests.unit.hotline.calls.callbacks.test_session import Outside
from tests.unit.hotline.calls.doubles import FakeGuide, FakeHearings, FakePrompts, Script
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

Answers = dict[object, list[Action] | Exception]
IVR = IvrSettings.model_validate(
    {
        "queues": [{"id": "urban", "name": "城管"}, {"id": "general", "name": "综合"}],
        "intents": [{"id": "noise", "name": "噪声", "queue": "urban", "sayings": ["施工太吵"]}],
        "dialogue": {"human_queue": "general"},
    }
)
UNDERSTANDING = Understanding(IVR)


class Told:
    """A book that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.taken_back = False
        self.by_day = True

    def may_dial(self) -> bool:
        return self.by_day

    async def answered(self, row: FollowupRow) -> bool:
        self.told.append("answered")
        return not self.taken_back

    async def closed(
        self, row: FollowupRow, result: FollowupResult, answers: Sequence[FollowupAnswer]
    ) -> None:
        self.told.append(f"closed: {result}")

    async def failed(self, row: FollowupRow, call: str, why: Tried) -> None:
        self.told.append(f"failed: {why}")

    async def put_off(self, row: FollowupRow) -> None:
        self.told.append("put off")


class FollowedUp:
    """One round among doubles, with the real floor and an agent."""

    def __init__(self, answers: Answers) -> None:
        self.call, self.events, self.outside, self.book = FakeCall(), list[Event](), Outside(), Told()
        plan, named = seated({"wang": ("1001", "*")}, ["urban", "general"], 10)
        self.floor = Floor(plan, named, self.events.append)
        self.floor.device("PJSIP/1001", "NOT_INUSE")
        parts = CallParts(
            floor=self.floor,
            prompts=FakePrompts(),
            telephony=TelephonySettings(),
            hearings=FakeHearings(),
            guide=FakeGuide({}),
            publish=self.events.append,
        )
        row = FollowupRow(1, "n1", "name", "sealed", "139****5678", "GD-1", DEFAULT_SET, 0, attempts=1)
        talk = FollowUp(IVR, UNDERSTANDING, IVR.followups.questions[DEFAULT_SET])
        round = FollowupRound(row, ID, "13912345678", 30, talk, Script(answers), self.outside, self.book)
        board = Switchboard(lambda _incoming: None, self.floor.device)
        self.session = FollowUpSession(parts, board, self.call, round)
        self.task = asyncio.create_task(self.session.run_round())

    async def answers(self) -> None:
        await asyncio.sleep(0.1)
        self.session.on_ari(StasisStart(Channel(ID), ("dialled",)))
        await asyncio.sleep(0.1)

    async def press(self, digit: str) -> None:
        self.session.on_ari(DtmfReceived(Channel(ID), digit))
        await asyncio.sleep(0.1)

    async def gone(self, cause: int = 16) -> None:
        self.session.on_ari(ChannelDestroyed(Channel(ID), cause, ""))
        await self.ends()

    async def ends(self) -> None:
        await asyncio.wait_for(self.task, 60)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]


ASKS: Answers = {Answered: [Say("called", "您好")], KeyPressed: [HangUp("answered")]}


@at_virtual_time
async def test_the_citizen_is_dialled_asked_and_let_go() -> None:
    one = FollowedUp(ASKS)
    await one.answers()
    assert one.outside.dialled == ["13912345678"]
    [started] = one.of(CallStarted)
    assert isinstance(started, CallStarted)
    assert (started.followup, started.caller, started.callback) == ("1", "139****5678", None)
    await one.press("1")
    await one.ends()
    assert one.book.told == ["answered", "closed: answered"]
    assert "release caller=True" in one.call.did
    assert not one.of(Bridged)


@pytest.mark.parametrize("queue", ["general", "urban"])
@at_virtual_time
async def test_who_wants_a_human_waits_for_one(queue: str) -> None:
    """Any other queue than that of humans is danger's."""
    one = FollowedUp({Answered: [Say("called", "您好")], KeyPressed: [Route(queue, say="请稍候")]})
    await one.answers()
    await one.press("0")
    assert one.book.told == ["answered", "closed: human" if queue == "general" else "closed: emergency"]
    leg = one.call.agent_channel
    assert leg is not None
    one.session.on_ari(StasisStart(Channel(leg), ("agent",)))
    await asyncio.sleep(0.1)
    assert one.of(Bridged)
    await one.gone()


@pytest.mark.parametrize(
    ("cause", "why"), [(17, "busy"), (19, "no answer"), (21, "rejected"), (1, "wrong number")]
)
@at_virtual_time
async def test_who_is_not_reached_is_told_to_the_book(cause: int, why: str) -> None:
    one = FollowedUp(ASKS)
    await asyncio.sleep(0.1)
    await one.gone(cause)
    assert one.book.told == [f"failed: {why}"]


@at_virtual_time
async def test_a_machine_counts_as_not_reached() -> None:
    one = FollowedUp({Answered: [HangUp(MACHINE)]})
    await one.answers()
    await one.ends()
    assert one.book.told == ["answered", "failed: machine"]


@at_virtual_time
async def test_who_hangs_up_before_any_answer_has_declined() -> None:
    one = FollowedUp(ASKS)
    await one.answers()
    await one.gone()
    assert one.book.told == ["answered", "closed: declined"]


@at_virtual_time
async def test_without_a_line_it_is_put_off() -> None:
    one = FollowedUp(ASKS)
    one.outside.fails = [LinesBusy("all lines are busy")]
    await one.ends()
    assert one.book.told == ["put off"]


@at_virtual_time
async def test_at_night_nobody_is_dialled() -> None:
    one = FollowedUp(ASKS)
    one.book.by_day = False
    await one.ends()
    assert one.outside.dialled == []
    assert one.book.told == ["put off"]


@at_virtual_time
async def test_what_was_taken_back_while_it_rang_is_not_asked() -> None:
    one = FollowedUp(ASKS)
    one.book.taken_back = True
    await one.answers()
    await one.ends()
    assert one.book.told == ["answered"]
    assert "open_media" not in one.call.did


@at_virtual_time
async def test_without_media_they_are_called_once_more() -> None:
    one = FollowedUp(ASKS)
    one.call.fails["open_media"] = [REFUSED]
    await one.answers()
    await one.ends()
    assert one.book.told == ["answered", "failed: network"]


@at_virtual_time
async def test_a_service_that_leaves_gives_nobody_to_a_human_who_has_not_asked() -> None:
    one = FollowedUp(ASKS)
    await one.answers()
    one.session.inbox.put(Leave())
    await one.ends()
    assert one.book.told == ["answered", "closed: interrupted"], "they have not declined anything"
    assert "to_human" not in one.call.did
