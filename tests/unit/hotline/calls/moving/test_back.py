"""Who is back from another machine, which is lost, waits where they waited, and is told so."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import TypeVar

import pytest

from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    CameBack,
    Event,
    Fault,
    KeyPressed,
    TranscriptFinal,
)
from hotline.calls.moving.back import TAKEN_BACK, BackSession
from hotline.calls.moving.session import STORY_S
from telephony.ari.events import PlaybackFinished
from telephony.ari.switchboard import Back, Incoming
from telephony.calls.place import Place
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.moving.others import Others
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

E = TypeVar("E", bound=Event)
THERE = "s-1"
LOST, BUSY = Back("ANSWER 16", "south"), Back("BUSY 17", "south")


def said(call: str, utterance: int, text: str) -> TranscriptFinal:
    return TranscriptFinal(
        call=call, at=1000.0 + utterance, leg="caller", utterance=utterance, text=text, start_ms=0, end_ms=9,
        confidence=1,
    )  # fmt: skip


OWN: tuple[Event, ...] = (
    CallStarted(call=ID, at=1000.0, caller="138****8000", dialled="12345"),
    said(ID, 1, "路灯坏了"),
    CallQueued(call=ID, at=1002.0, queue="urban", position=1),
    CallEnded(call=ID, at=1003.0, by="service", cause="handed to another machine: south"),
)
ELSEWHERE: tuple[Event, ...] = (
    CallStarted(call=THERE, at=1000.0, caller="138****8000", dialled="12345", moved_from=ID),
    said(THERE, 1, "路灯坏了"),
    CallQueued(call=THERE, at=1004.0, queue="urban", position=1),
    KeyPressed(call=THERE, at=1005.0, digit="0"),
    Bridged(call=THERE, at=1006.0, agent="zhao"),
    said(THERE, 2, "在幸福路"),
)


class BackAgain(Hotline):
    """A caller whom Asterisk gives back."""

    def __init__(self) -> None:
        self.others = Others()
        super().__init__(elsewhere=self.others)
        self.board.disown(ID)
        self.session: BackSession = BackSession(self.parts, self.board, self.call)
        self.others.told, self.others.there = OWN, ELSEWHERE
        self.place = Place(queue="urban", priority=2, since=time.time() - 90, intent="lamp")

    async def is_back(self, back: Back = LOST, *phones: str) -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
        incoming = Incoming(ID, "13800138000", "", 8000, "returned", back=back)
        self.task = asyncio.create_task(self.session.run_back(incoming, self.place))
        await asyncio.sleep(0.1)

    def the(self, kind: type[E]) -> E:
        (one,) = self.of(kind)
        assert isinstance(one, kind)
        return one


@at_virtual_time
async def test_they_are_told_and_wait_where_they_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    line = BackAgain()
    noted: list[int] = []
    announce = line.call.announce

    async def announced(sounds: Sequence[str], playback: str) -> None:
        noted.append(len(line.call.places))
        await announce(sounds, playback)

    monkeypatch.setattr(line.call, "announce", announced)
    await line.is_back()
    assert noted == [1], "Asterisk notes nothing before the sentence is over"
    assert line.call.did[0] == "start_music", "before anything is read"
    assert any(verb.startswith("announce") and TAKEN_BACK in verb for verb in line.call.did)
    queued = line.the(CallQueued)
    assert (queued.queue, queued.priority) == ("urban", 2)
    assert queued.queued_at == pytest.approx(line.place.since, abs=1)
    music = line.call.did.count("start_music")
    line.session.on_ari(PlaybackFinished(f"announce.0.{ID}", failed=False))
    await asyncio.sleep(0.001)
    assert line.call.did.count("start_music") == music + 1
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await asyncio.sleep(0.1)
    await line.agent_answers()
    assert line.the(Bridged).agent == "wang"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_it_is_recorded_and_nobody_goes_there_for_a_while() -> None:
    line = BackAgain()
    await line.is_back()
    came = line.the(CameBack)
    assert (came.call, came.node, came.answered) == (ID, "south", True)
    fault = line.the(Fault)
    assert (fault.call, fault.part) == (ID, "nodes")
    assert "south" in fault.message
    assert line.others.gone == ["south"]
    assert line.callbacks.again == [ID], "whoever is to call them back for it need not"
    await line.hang_up()


@at_virtual_time
async def test_what_was_said_there_is_told_here_once() -> None:
    line = BackAgain()
    await line.is_back()
    assert [one.text for one in line.of(TranscriptFinal) if isinstance(one, TranscriptFinal)] == ["在幸福路"]
    assert line.the(KeyPressed).call == ID
    assert not line.of(CallStarted)
    await line.hang_up()


@at_virtual_time
async def test_who_waited_there_in_another_queue_waits_in_it_here() -> None:
    line = BackAgain()
    line.others.there = (CallQueued(call=THERE, queue="emergency", priority=60, position=1),)
    await line.is_back()
    queued = line.the(CallQueued)
    assert (queued.queue, queued.priority) == ("emergency", 60)
    assert not line.the(CameBack).answered
    await line.hang_up()


@at_virtual_time
async def test_an_emergency_is_one_still() -> None:
    line = BackAgain()
    line.place = line.place.model_copy(update={"emergency": True})
    await line.is_back()
    (caller,) = line.floor.standing().callers
    assert (caller.queue, caller.emergency) == ("urban", True)
    await line.hang_up()


@at_virtual_time
async def test_who_is_an_emergency_since_they_were_there_is_one_here_though_they_wait_in_the_same_queue() -> (
    None
):
    """Nobody was there for that queue, and they had gone on to another one."""
    line = BackAgain()
    line.others.there = (
        CallQueued(call=THERE, queue="urban", position=1),
        CallQueued(call=THERE, queue="emergency", priority=60, position=1, emergency=True),
        CallQueued(call=THERE, queue="urban", priority=60, position=1, emergency=True),
    )
    await line.is_back()
    (caller,) = line.floor.standing().callers
    assert (caller.queue, caller.emergency) == ("urban", True)
    await line.hang_up()


@at_virtual_time
async def test_whom_an_agent_had_at_a_machine_before_that_one_is_counted_there_still() -> None:
    line = BackAgain()
    line.others.told = (*OWN, CameBack(call=ID, at=1010.0, node="east", answered=True))
    line.others.there = (CallQueued(call=THERE, queue="urban", position=1),)
    await line.is_back()
    assert line.the(CameBack).answered
    await line.hang_up()


@at_virtual_time
async def test_what_is_not_read_at_once_is_told_as_soon_as_it_is() -> None:
    line = BackAgain()
    line.others.telling_s = STORY_S * 2
    await line.is_back()
    await asyncio.sleep(STORY_S)
    assert not line.the(CameBack).answered, "nobody knows of one"
    assert line.floor.position(ID) == 1
    assert not line.of(TranscriptFinal)
    await asyncio.sleep(STORY_S)
    assert [one.answered for one in line.of(CameBack) if isinstance(one, CameBack)] == [False, True]
    assert [one.text for one in line.of(TranscriptFinal) if isinstance(one, TranscriptFinal)] == ["在幸福路"]
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("there", [(), ELSEWHERE[:4]])
@at_virtual_time
async def test_a_talk_that_nobody_had_is_not_told_later_either(there: tuple[Event, ...]) -> None:
    line = BackAgain()
    line.others.telling_s = STORY_S * 2
    line.others.there = there
    await line.is_back()
    await asyncio.sleep(STORY_S * 2)
    assert not line.the(CameBack).answered
    await line.hang_up()


@at_virtual_time
async def test_without_the_database_they_wait_all_the_same_and_count_where_they_were_answered() -> None:
    line = BackAgain()
    line.others.there = None
    line.others.told = ()
    line.call.fails["announce"] = [REFUSED]
    await line.is_back()
    assert line.the(CameBack).answered
    assert line.floor.position(ID) == 1
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_was_not_taken_in_there_is_told_nothing_and_has_lost_nothing() -> None:
    """A service before this one had sent them: what it was told is known here."""
    line = BackAgain()
    await line.is_back(BUSY, "1001")
    assert not line.of(CameBack)
    assert not line.of(Fault)
    assert not any(verb.startswith("announce") for verb in line.call.did)
    assert not line.others.gone
    await line.hang_up()


@pytest.mark.parametrize(("back", "next_one"), [(BUSY, 2), (LOST, 3)])
@at_virtual_time
async def test_sentences_are_counted_on_from_what_was_said_before(back: Back, next_one: int) -> None:
    """Two of one number would be one to whoever reads them."""
    line = BackAgain()
    await line.is_back(back, "1001")
    await line.agent_answers()
    await asyncio.sleep(0.1)
    assert [one.first_utterance for one in line.hearings if one.leg == "caller"] == [next_one]
    await line.hang_up()


@at_virtual_time
async def test_who_hangs_up_meanwhile_is_gone() -> None:
    line = BackAgain()
    line.others.telling_s = STORY_S / 2
    await line.is_back()
    await line.hang_up()
    assert (line.ended.by, line.of(CallQueued)) == ("caller", [])
    line.nothing_left()
