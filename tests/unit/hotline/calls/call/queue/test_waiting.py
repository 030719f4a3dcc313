"""The queue phase at virtual time: music, the place in line, and how the wait ends."""

from __future__ import annotations

import asyncio
import time

import pytest

from contracts import CallQueued, KeyPressed
from contracts.dialogue import Answered, PromptDone, Route, Say
from hotline.calls.call.dialogue.speaker import Speaker
from hotline.calls.call.inbox import (
    CallEndedError,
    CallerGone,
    Leave,
    WaitedBefore,
)
from telephony.calls.place import Meant
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.call.queue.phase import Queue
from tests.unit.hotline.calls.callbacks.town import Agents
from tests.unit.hotline.calls.doubles import PROMPT_S
from tests.virtualtime import at_virtual_time


@at_virtual_time
async def test_music_at_once_where_nothing_is_to_be_said() -> None:
    queue = Queue()
    await queue.start()
    assert queue.call.did == ["start_music", "close_media"]
    [queued] = queue.of(CallQueued)
    assert isinstance(queued, CallQueued)
    assert (queued.queue, queued.position) == ("urban", 1)
    await queue.stop()


@at_virtual_time
async def test_the_connecting_prompt_is_heard_before_the_music() -> None:
    queue = Queue()
    media = await queue.call.open_media()
    queue.speaker = Speaker(ID, media, queue.prompts, queue.events.append, queue.inbox.put)
    await queue.start(Route("urban", 0, say="正在转接"))
    assert "start_music" not in queue.call.did
    await asyncio.sleep(PROMPT_S + 0.1)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    await queue.speaker.close()
    await queue.stop()


@at_virtual_time
async def test_media_that_closes_under_the_prompt_is_followed_by_music() -> None:
    queue = Queue()
    media = await queue.call.open_media()
    queue.speaker = Speaker(ID, media, queue.prompts, queue.events.append, queue.inbox.put)
    await queue.start(Route("urban", 0, say="正在转接"))
    queue.call.wires[0].drop()
    await asyncio.sleep(0.1)
    assert "start_music" in queue.call.did
    await queue.speaker.close()
    await queue.stop()


@at_virtual_time
async def test_who_is_found_to_have_waited_before_is_in_line_by_that() -> None:
    queue = Queue()
    queue.floor.enqueue("other", "urban", 0, Agents())
    await asyncio.sleep(1)
    await queue.start()
    assert queue.floor.position(ID) == 2
    before = time.time() - 100
    await queue.put(WaitedBefore(before))
    assert queue.floor.position(ID) == 1
    told = queue.of(CallQueued)[-1]
    assert isinstance(told, CallQueued)
    assert told.queued_at == pytest.approx(before, abs=5)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    present = queue.floor.present()
    assert present is not None
    assert not any(gave_up for _, gave_up in present[1].waits), "what others are foreseen counts on it"
    await queue.stop()


@at_virtual_time
async def test_who_is_found_to_have_waited_before_while_they_are_rung_for_has_it_when_nobody_comes() -> None:
    queue = Queue("1001")
    await queue.start()
    other = Agents()
    queue.floor.enqueue("other", "urban", 0, other, waited_s=50)
    await queue.put(WaitedBefore(time.time() - 100))
    assert "stop_ringing" not in queue.call.did, "the agent may be about to answer"
    await asyncio.sleep(21)
    assert queue.floor.position(ID) == 1
    await queue.stop()


@at_virtual_time
async def test_who_is_found_to_have_waited_before_in_the_midst_of_an_offer_has_that_place_too() -> None:
    """What is said to them goes on."""
    queue = Queue()
    queue.callbacks.answers = {Answered: [Say("offer", "要不要回电")]}
    queue.floor.enqueue("other", "urban", 0, Agents(), waited_s=50)
    await queue.start()
    await queue.put(KeyPressed(call=ID, digit="1"))
    await asyncio.sleep(1)
    said = list(queue.call.did)
    await queue.put(WaitedBefore(time.time() - 100))
    assert queue.floor.position(ID) == 1
    assert [verb for verb in queue.call.did[len(said) :] if verb == "start_music"] == []
    await queue.stop()


@at_virtual_time
async def test_who_stands_there_already_by_when_they_first_came_is_left_alone() -> None:
    queue = Queue()
    await queue.start()
    did = list(queue.call.did)
    await queue.put(WaitedBefore(time.time() - 0.5))
    assert len(queue.of(CallQueued)) == 1
    assert (queue.call.did, len(queue.call.places)) == (did, 1)
    await queue.stop()


@at_virtual_time
async def test_who_waited_before_and_was_moved_up_as_an_emergency_stays_one() -> None:
    queue = Queue()
    await queue.start(Route("urban", emergency=True))
    await queue.put(WaitedBefore(time.time() - 100))
    (caller,) = queue.floor.standing().callers
    assert (caller.queue, caller.emergency) == ("urban", True)
    assert [one.emergency for one in queue.of(CallQueued) if isinstance(one, CallQueued)] == [True, True]
    await queue.stop()


@at_virtual_time
async def test_who_waited_before_and_is_meant_for_an_agent_waits_for_that_one_still() -> None:
    queue = Queue("1002")
    meant = Meant(agent="wang", until=time.time() + 60)
    await queue.start(meant=meant)
    await queue.put(WaitedBefore(time.time() - 100))
    assert not any(verb.startswith("ring ") for verb in queue.call.did), "another agent is free"
    assert queue.call.places[-1].meant == meant
    queue.floor.device("PJSIP/1001", "NOT_INUSE")
    await asyncio.sleep(0.1)
    assert "ring wang" in queue.call.did
    await queue.stop()


@at_virtual_time
async def test_who_waited_before_and_has_lost_their_agent_in_mid_call_is_first_still() -> None:
    queue = Queue()
    queue.floor.enqueue("other", "urban", 0, Agents(), waited_s=200)
    await queue.start(lost="wang")
    assert queue.floor.position(ID) == 1
    await queue.put(WaitedBefore(time.time() - 100))
    assert queue.floor.position(ID) == 1
    await queue.stop()


@at_virtual_time
async def test_music_that_could_not_start_is_tried_again_soon() -> None:
    queue = Queue()
    queue.call.fails["start_music"] = [REFUSED]
    await queue.start()
    await asyncio.sleep(3)
    assert queue.call.did.count("start_music") >= 2, "the caller waits in silence"
    await queue.stop()


@pytest.mark.parametrize("end", [CallerGone("normal"), Leave()])
@pytest.mark.parametrize("phones", [(), ("1001",)])
@at_virtual_time
async def test_the_end_of_the_call_ends_the_waiting(end: CallerGone | Leave, phones: tuple[str, ...]) -> None:
    queue = Queue(*phones)
    await queue.start()
    queue.inbox.put(PromptDone("stale"))
    queue.inbox.put(end)
    assert queue.task is not None
    with pytest.raises(CallEndedError):
        await queue.task


@at_virtual_time
async def test_the_place_is_noted_for_whoever_comes_after_us_and_keeps_its_time() -> None:
    queue = Queue()
    await queue.start(Route("urban", priority=3, foreign=True))
    (place,) = queue.call.places
    assert (place.queue, place.priority, place.foreign) == ("urban", 3, True)
    await queue.stop()
    again = asyncio.create_task(queue.waiting.run(Route("urban"), None, "138"))
    await asyncio.sleep(0.001)
    assert queue.call.places[-1].since == place.since, "put back into the queue"
    again.cancel()
