"""The recording of one call at virtual time: told first, paused by the agent, silent in a hold."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any, Literal

import pytest

from contracts import Fault, Leg, RecordingPaused, RecordingRefused, RecordingResumed, RecordingStarted
from hotline.calls.control.requests import (
    Asked,
    HandOn,
    Hold,
    PauseRecording,
    Refused,
    Request,
    ResumeRecording,
    Retrieve,
    Target,
)
from telephony.ari.client import AriError
from telephony.ari.events import Channel, ChannelDestroyed, PlaybackFinished, StasisStart
from telephony.calls.place import Place
from telephony.calls.reception import Arrived
from telephony.calls.recorder import RecordingNote
from telephony.calls.snoop import CopiesLost
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

SOUND = (False, False)
SILENCE = (True, True)
HELD = (True, False)


class Everything:
    """Records every queue but `except_queue`."""

    announce = "本次通话将被录音。"

    def __init__(self) -> None:
        self.except_queue = ""
        self.full = ""
        self.running: dict[str, str] = {}
        self.ended: list[str] = []

    def wanted(self, queue: str | None) -> bool:
        return queue != self.except_queue

    async def obstacle(self) -> str:
        return self.full

    def began(self, call: str, name: str) -> None:
        self.running[call] = name

    def runs(self, call: str) -> bool:
        return call in self.running

    def over(self, call: str, why: Literal["over", "queue", "failed"]) -> None:
        if self.running.pop(call, None):
            self.ended.append(why)


class FakeRecorder:
    """What is written now, as (whether said is silent, whether heard is)."""

    def __init__(self) -> None:
        self.note = RecordingNote()
        self.before = RecordingNote()
        self.writes: tuple[bool, bool] | None = None
        self.did: list[str] = []
        self.fails = False
        self.refuses = self.loses = False

    async def begin(self) -> str:
        if self.fails:
            raise AriError(500, "no room")
        if self.before.name:
            raise AriError(409, "a channel of that name is there")
        await self.keep(self.note.model_copy(update={"name": f"{ID}.1", "announced": True}))
        self.writes = SOUND
        return self.note.name

    async def silence(self, *, said: bool, heard: bool) -> None:
        self.did.append("silence")
        if self.loses:
            await self.end()
            raise AriError(0, "whether it is silent is not known")
        if self.refuses:
            raise AriError(500, "not now")
        self.writes = (said, heard)

    async def keep(self, note: RecordingNote) -> None:
        self.did.append("keep")
        self.note = self.before = note

    async def found(self) -> None:
        self.note = self.before

    async def end(self) -> None:
        self.note = self.before = self.note.model_copy(update={"name": ""})
        self.writes = None


class Recorded:
    """A call in a hotline that records."""

    def __init__(self) -> None:
        self.all, self.recorder = Everything(), FakeRecorder()
        self.line = Hotline(recordings=self.all)
        self.line.call.recorder = self.recorder  # type: ignore[assignment]

    async def ask(self, request: Request, agent: str = "wang") -> None:
        reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.line.session.inbox.put(Asked(request, agent, reply))
        await asyncio.wait_for(reply, 1)
        await asyncio.sleep(0.1)

    async def said(self, *, failed: bool = False) -> None:
        """The announcement is over."""
        said = [did.split()[-1] for did in self.line.call.did if did.startswith("say_to_all")]
        self.line.session.on_ari(PlaybackFinished(said[-1], failed))
        await asyncio.sleep(0.1)

    async def talk(self) -> None:
        await self.line.talk()
        await asyncio.sleep(0.1)

    def of(self, kind: type[Any]) -> list[Any]:
        return self.line.of(kind)


@at_virtual_time
async def test_nothing_is_recorded_before_the_caller_has_been_told() -> None:
    call = Recorded()
    await call.talk()
    assert call.recorder.writes is None
    await call.said()
    assert call.recorder.writes == SOUND
    assert [event.recording for event in call.of(RecordingStarted)] == [f"{ID}.1"]
    await call.line.hang_up()
    call.line.nothing_left()


@at_virtual_time
async def test_who_could_not_be_told_is_not_recorded_and_talks_on() -> None:
    call = Recorded()
    await call.talk()
    await call.said(failed=True)
    assert call.recorder.writes is None
    assert call.of(RecordingRefused)
    assert [fault.part for fault in call.of(Fault)] == ["recording"]
    assert call.line.floor.phase("wang") == "talking"
    await call.line.hang_up()


@at_virtual_time
async def test_who_is_put_on_hold_meanwhile_is_told_again() -> None:
    call = Recorded()
    await call.talk()
    await call.ask(Hold())
    await call.said()
    assert call.recorder.writes is None
    await call.ask(Retrieve())
    await call.said()
    assert call.recorder.writes == SOUND
    await call.line.hang_up()
    call.line.nothing_left()


@at_virtual_time
async def test_a_pause_is_silence_until_it_is_resumed_and_is_noted_first() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    with pytest.raises(Refused):
        await call.ask(PauseRecording(), "li")
    with pytest.raises(Refused):
        await call.ask(ResumeRecording())
    await call.ask(PauseRecording())
    assert call.recorder.did[-2:] == ["keep", "silence"], "who comes after us would do the same"
    assert call.recorder.writes == SILENCE
    await call.ask(Hold())
    await call.ask(Retrieve())
    assert call.recorder.writes == SILENCE
    with pytest.raises(Refused):
        await call.ask(PauseRecording())
    await call.ask(ResumeRecording())
    assert call.recorder.writes == SOUND
    assert [len(call.of(kind)) for kind in (RecordingPaused, RecordingResumed)] == [1, 1]
    await call.line.hang_up()


@at_virtual_time
async def test_a_pause_that_is_asked_for_while_it_is_announced_counts_from_the_first_word() -> None:
    call = Recorded()
    await call.talk()
    with pytest.raises(Refused):
        await call.ask(ResumeRecording())
    await call.ask(PauseRecording())
    await call.said()
    assert call.recorder.writes == SILENCE
    assert [len(call.of(kind)) for kind in (RecordingStarted, RecordingPaused)] == [1, 1]
    await call.ask(ResumeRecording())
    assert call.recorder.writes == SOUND
    await call.line.hang_up()


@at_virtual_time
async def test_an_end_of_the_pause_that_fails_may_be_asked_for_again() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    await call.ask(PauseRecording())
    call.recorder.refuses = True
    with pytest.raises(Refused):
        await call.ask(ResumeRecording())
    assert call.recorder.note.paused, "who comes after us is silent, too"
    assert call.of(RecordingResumed) == []
    call.recorder.refuses = False
    await call.ask(ResumeRecording())
    assert call.recorder.writes == SOUND
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_of_which_nobody_knows_whether_it_is_silent_is_over() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    call.recorder.loses = True
    with pytest.raises(Refused):
        await call.ask(PauseRecording())
    assert call.all.ended == ["failed"]
    with pytest.raises(Refused, match="not recorded"):
        await call.ask(ResumeRecording())
    await call.line.hang_up()


@at_virtual_time
async def test_what_a_caller_on_hold_says_is_not_recorded() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    await call.ask(Hold())
    assert call.recorder.writes == HELD
    await call.ask(Retrieve())
    assert call.recorder.writes == SOUND
    await call.line.hang_up()


@at_virtual_time
async def test_who_waits_again_is_not_recorded_until_the_next_agent_and_is_told_once() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    call.line.floor.device("PJSIP/1002", "NOT_INUSE")
    await call.ask(HandOn(Target(agent="li")))
    assert call.recorder.writes == SILENCE
    await call.line.agent_answers()
    await asyncio.sleep(0.1)
    assert call.recorder.writes == SOUND
    assert len(call.of(RecordingStarted)) == 1
    assert sum(did.startswith("say_to_all") for did in call.line.call.did) == 1
    await call.line.hang_up()


COPIED = "copy_anew caller"


def copied_after(call: Recorded, step: str) -> bool:
    """Whether the copies were made anew after that, and before anybody else was heard."""
    did = call.line.call.did[call.line.call.did.index(step) :]
    heard = [did.index(one) for one in ("connect", "retrieve caller", "join agent") if one in did]
    return COPIED in did[: min(heard, default=len(did))]


@at_virtual_time
async def test_a_recording_hears_whoever_speaks_next_as_from_the_first_packet() -> None:
    """The same agent after a hold, or on another line; the next agent."""
    call = Recorded()
    await call.talk()
    await call.said()
    assert COPIED not in call.line.call.did
    await call.ask(Hold())
    await call.ask(Retrieve())
    assert copied_after(call, "hold caller")

    lost = call.line.call.legs["agent"]
    call.line.session.on_ari(ChannelDestroyed(Channel(lost), 38, "Network out of order"))
    await asyncio.sleep(1)
    call.line.session.on_ari(StasisStart(Channel(call.line.call.legs["agent"]), ("agent",)))
    await asyncio.sleep(1)
    assert copied_after(call, "dismiss agent")

    call.line.floor.device("PJSIP/1002", "NOT_INUSE")
    await call.ask(HandOn(Target(agent="li")))
    await call.line.agent_answers()
    await asyncio.sleep(0.1)
    assert copied_after(call, "part")
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_that_may_be_deaf_ends_and_who_has_hung_up_meanwhile_costs_none() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    errors = AriError(404, "gone"), AriError(500, "not now")
    call.line.call.fails["copy_anew"] = [CopiesLost(error) for error in errors]
    await call.ask(Hold())
    assert call.recorder.writes == HELD
    await call.ask(Retrieve())
    await call.ask(Hold())
    assert (call.recorder.writes, call.all.ended) == (None, ["failed"])
    assert "not now" in call.of(RecordingRefused)[0].reason
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_of_which_nothing_was_touched_goes_on() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    call.line.call.fails["copy_anew"] = [AriError(500, "nobody stands in"), TimeoutError()]
    await call.ask(Hold())
    await call.ask(Retrieve())
    await call.ask(Hold())
    assert (call.recorder.writes, call.all.ended) == (HELD, [])
    assert not call.of(RecordingRefused)
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_that_is_lost_with_a_voice_that_starts_anew_ends_and_that_is_told() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    packets = itertools.count(step=3)

    async def sends(_leg: Leg) -> Arrived:
        return Arrived(1, next(packets), 0)

    call.line.call.arrived = sends  # type: ignore[method-assign]
    call.line.call.fails["copy_anew"] = [CopiesLost(AriError(500, "not now"))]
    call.line.call.taps["caller"].on_silence(1)
    await asyncio.sleep(1)
    assert (call.recorder.writes, call.all.ended) == (None, ["failed"])
    assert "not now" in call.of(RecordingRefused)[0].reason
    await call.line.hang_up()


@at_virtual_time
async def test_it_ends_where_a_queue_is_not_recorded() -> None:
    call = Recorded()
    call.all.except_queue = "general"
    await call.talk()
    await call.said()
    call.line.floor.device("PJSIP/1002", "NOT_INUSE")
    await call.ask(HandOn(Target(queue="general")))
    await call.line.agent_answers()
    await asyncio.sleep(0.1)
    assert call.recorder.writes is None
    assert call.all.ended == ["queue"]
    await call.line.hang_up()


@pytest.mark.parametrize("why", ["full", "asterisk"])
@at_virtual_time
async def test_a_full_disk_costs_the_recording_alone(why: str) -> None:
    call = Recorded()
    call.all.full = "no room" if why == "full" else ""
    call.recorder.fails = why == "asterisk"
    await call.talk()
    if why == "asterisk":
        await call.said()
    assert "no room" in call.of(RecordingRefused)[0].reason
    assert call.line.floor.phase("wang") == "talking"
    await call.line.hang_up()


@pytest.mark.parametrize("paused", [False, True])
@at_virtual_time
async def test_a_recording_that_went_on_without_us_is_taken_over_as_it_was(paused: bool) -> None:
    call = Recorded()
    call.recorder.before = RecordingNote(name=f"{ID}.1", announced=True, paused=paused)
    await call.line.adopt()
    await asyncio.sleep(0.1)
    assert call.all.running == {ID: f"{ID}.1"}
    assert call.recorder.writes == (SILENCE if paused else SOUND)
    [started] = call.of(RecordingStarted)
    assert started.adopted
    assert len(call.of(RecordingPaused)) == paused
    await call.line.hang_up()


@at_virtual_time
async def test_the_recording_of_who_waited_through_a_restart_goes_on_with_the_next_agent() -> None:
    call = Recorded()
    call.recorder.before = RecordingNote(name=f"{ID}.1", announced=True)
    call.recorder.writes = SILENCE
    call.line.floor.device("PJSIP/1001", "NOT_INUSE")
    await call.line.waits_on(Place(queue="urban", since=0.0))
    await call.line.agent_answers()
    await asyncio.sleep(0.1)
    assert call.recorder.writes == SOUND
    assert call.all.running == {ID: f"{ID}.1"}
    assert not call.of(RecordingRefused)
    assert not any(did.startswith("say_to_all") for did in call.line.call.did)
    await call.line.hang_up()


@at_virtual_time
async def test_who_was_told_before_a_restart_is_not_told_again() -> None:
    call = Recorded()
    call.recorder.before = RecordingNote(announced=True)
    await call.line.adopt()
    await asyncio.sleep(0.1)
    assert call.recorder.writes == SOUND
    assert not any(did.startswith("say_to_all") for did in call.line.call.did)
    await call.line.hang_up()
