"""The recording of one call at virtual time: told first, paused by the agent, silent in a hold."""

from __future__ import annotations

import asyncio

import pytest

from contracts import Fault, RecordingPaused, RecordingRefused, RecordingResumed, RecordingStarted
from hotline.calls.control.requests import (
    HandOn,
    Hold,
    PauseRecording,
    Refused,
    ResumeRecording,
    Retrieve,
    Target,
)
from telephony.calls.copies.recorder import RecordingNote
from telephony.calls.place import Place
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.control.recording_parts import (
    HELD,
    SILENCE,
    SOUND,
    Recorded,
)
from tests.virtualtime import at_virtual_time


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
