"""The queue phase at virtual time: music, announcements, agents who miss, and an Asterisk that refuses."""

from __future__ import annotations

import asyncio
import time

import pytest

from contracts import AgentAnswered, AgentMissed, AgentRinging, CallQueued, Fault, KeyPressed, WaitSaid
from contracts.dialogue import Answered, PromptDone, Route, Say
from hotline.calls.call.dialogue.speaker import Speaker
from hotline.calls.call.inbox import (
    AgentGone,
    AgentUp,
    AnnouncementDone,
    CallEndedError,
    CallerGone,
    Leave,
    WaitedBefore,
)
from hotline.calls.foreseen.foreseen import WaitRange
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.call.queue import ANNOUNCE_S, SEATS, Queue
from tests.unit.hotline.calls.callbacks.town import Agents
from tests.unit.hotline.calls.doubles import NO_VOICE, PROMPT_S
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

REST_S = 5.0


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
async def test_who_waited_before_and_was_moved_up_as_an_emergency_stays_one() -> None:
    queue = Queue()
    await queue.start(Route("urban", emergency=True))
    await queue.put(WaitedBefore(time.time() - 100))
    (caller,) = queue.floor.standing().callers
    assert (caller.queue, caller.emergency) == ("urban", True)
    await queue.stop()


@at_virtual_time
async def test_an_agent_is_rung_and_answers() -> None:
    queue = Queue("1001")
    await queue.start()
    assert "ring wang" in queue.call.did
    assert len(queue.of(AgentRinging)) == 1
    await queue.put(AgentUp("some other channel"))
    assert queue.task is not None
    assert not queue.task.done()
    assert queue.call.agent_channel is not None
    await queue.put(AgentUp(queue.call.agent_channel))
    assert await queue.task == "wang"
    assert len(queue.of(AgentAnswered)) == 1
    assert queue.floor.position(ID) == 0


@at_virtual_time
async def test_an_agent_who_misses_is_followed_by_the_next() -> None:
    queue = Queue("1001", "1002")
    await queue.start()
    first = queue.call.agent_channel
    assert first is not None
    await queue.put(AgentGone(first, "no answer"))
    [missed] = queue.of(AgentMissed)
    assert isinstance(missed, AgentMissed)
    rung = [verb for verb in queue.call.did if verb.startswith("ring ")]
    assert len(rung) == 2
    assert rung[0] != rung[1]
    await queue.put(AgentUp(first))
    assert not queue.of(AgentAnswered), "an answer of the leg that was given up"
    await queue.stop()


@at_virtual_time
async def test_a_phone_that_is_lost_in_mid_ring_is_hung_up_and_the_next_one_rings() -> None:
    queue = Queue("1001", "1002")
    await queue.start()
    first = queue.call.agent_channel
    rung = queue.call.did[-1].removeprefix("ring ")
    queue.floor.device(f"PJSIP/{SEATS[rung][0]}", "UNAVAILABLE")
    await asyncio.sleep(0.001)
    assert queue.call.did[-2] == "stop_ringing"
    assert queue.call.did[-1] != f"ring {rung}"
    [missed] = queue.of(AgentMissed)
    assert isinstance(missed, AgentMissed)
    assert (missed.agent, missed.reason) == (rung, "phone lost")
    assert first not in queue.board.owned()
    await queue.stop()


@at_virtual_time
async def test_an_answer_after_the_offer_was_taken_back_connects_nobody() -> None:
    queue = Queue("1001")
    await queue.start()
    leg = queue.call.agent_channel
    assert leg is not None
    queue.floor.device("PJSIP/1001", "UNAVAILABLE")
    await queue.put(AgentUp(leg))
    assert queue.call.did[-1] == "stop_ringing"
    assert not queue.of(AgentAnswered)
    assert queue.floor.position(ID) == 1
    await queue.stop()


@at_virtual_time
async def test_a_phone_of_which_asterisk_says_no_more_is_given_up() -> None:
    queue = Queue("1001")
    await queue.start()
    await asyncio.sleep(seated(SEATS, ["urban"], 10)[0].offer_s + 0.1)
    assert queue.call.did[-1] == "stop_ringing"
    assert len(queue.of(AgentMissed)) == 1
    await queue.stop()


@at_virtual_time
async def test_a_refused_ring_is_a_missed_call_and_is_tried_again_after_a_rest() -> None:
    queue = Queue("1001")
    queue.call.fails["ring"] = [REFUSED, REFUSED]
    await queue.start()
    assert queue.call.did.count("ring wang") == 1
    await asyncio.sleep(REST_S + 0.1)
    assert queue.call.did.count("ring wang") == 2
    await asyncio.sleep(REST_S + 0.1)
    assert queue.call.did.count("ring wang") == 3
    assert queue.task is not None
    assert not queue.task.done()
    await queue.stop()


@at_virtual_time
async def test_missed_legs_are_not_kept_for_ever() -> None:
    queue = Queue("1001", "1002")
    await queue.start()
    first = queue.call.agent_channel
    assert first is not None
    await queue.put(AgentGone(first, "no answer"))
    assert first not in queue.board.owned()
    await queue.stop()


@at_virtual_time
async def test_the_place_is_announced_now_and_then_and_music_follows() -> None:
    queue = Queue()
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S)
    said = [verb for verb in queue.call.did if verb.startswith("announce")]
    assert [verb.split()[1] for verb in said] == ["第1位"]
    playback = said[0].split()[2]
    assert playback in queue.board.owned()
    music = queue.call.did.count("start_music")
    await queue.put(AnnouncementDone(playback))
    assert queue.call.did.count("start_music") == music + 1
    await asyncio.sleep(ANNOUNCE_S)
    assert len([verb for verb in queue.call.did if verb.startswith("announce")]) == 2
    await queue.stop()
    await asyncio.sleep(2 * ANNOUNCE_S)
    assert len([verb for verb in queue.call.did if verb.startswith("announce")]) == 2


@at_virtual_time
async def test_who_speaks_no_chinese_is_told_their_place_in_english() -> None:
    queue = Queue()
    await queue.start(Route("urban", 0, foreign=True))
    await asyncio.sleep(ANNOUNCE_S)
    assert [verb.split()[1] for verb in queue.call.did if verb.startswith("announce")] == ["No.1"]
    await queue.stop()


@at_virtual_time
async def test_nothing_is_announced_while_an_agent_rings() -> None:
    queue = Queue("1001")
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert not [verb for verb in queue.call.did if verb.startswith("announce")]
    await queue.stop()


@pytest.mark.parametrize("what", ["voice", "ari"])
@at_virtual_time
async def test_an_announcement_that_fails_does_no_harm(what: str) -> None:
    queue = Queue()
    if what == "voice":
        queue.prompts.fails["第1位"] = NO_VOICE
    else:
        queue.call.fails["announce"] = [REFUSED]
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert len(queue.of(Fault)) == 1
    assert queue.task is not None
    assert not queue.task.done()
    await queue.stop()


@at_virtual_time
async def test_a_wideband_callers_announcement_is_an_8_khz_file() -> None:
    queue = Queue()
    queue.call.rate = 16000
    asked: list[int] = []
    real = queue.prompts.file

    async def file(text: str, rate: int) -> object:
        asked.append(rate)
        return await real(text, rate)

    queue.prompts.file = file  # type: ignore[method-assign,assignment]
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert asked == [8000]
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


@at_virtual_time
async def test_a_declined_call_rings_no_more_and_goes_to_the_next() -> None:
    queue = Queue("1001", "1002")
    await queue.start()
    rung = queue.call.did[-1].removeprefix("ring ")
    assert queue.floor.decline(ID, rung)
    await asyncio.sleep(0.001)
    assert queue.call.did[-2:] != [f"ring {rung}"]
    assert queue.call.did[-1] not in ("stop_ringing", f"ring {rung}"), "the next one's phone"
    [missed] = queue.of(AgentMissed)
    assert isinstance(missed, AgentMissed)
    assert (missed.agent, missed.how) == (rung, "declined")
    await queue.stop()


@at_virtual_time
async def test_the_wait_is_said_after_the_place_and_kept_beside_the_real_one() -> None:
    queue = Queue("1001")
    queue.floor.adopted("another call", "wang")
    queue.foresees = WaitRange(180, 300, 231.5)
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert [verb.split()[1] for verb in queue.call.did if verb.startswith("announce")] == ["第1位+180到300秒"]
    [said] = queue.of(WaitSaid)
    assert isinstance(said, WaitSaid)
    assert (said.low_s, said.high_s, said.median_s) == (180, 300, 231.5)
    queue.foresees = WaitRange(60, 120, 90)
    await asyncio.sleep(ANNOUNCE_S)
    queue.floor.finished("another call", "wang")
    await asyncio.sleep(11)
    assert queue.call.agent_channel is not None
    await queue.put(AgentUp(queue.call.agent_channel))
    [answered] = queue.of(AgentAnswered)
    assert isinstance(answered, AgentAnswered)
    assert answered.foreseen is not None
    assert (answered.foreseen.low_s, answered.foreseen.high_s) == (180, 300), "the first that was said"


@at_virtual_time
async def test_what_was_foreseen_of_one_wait_is_not_said_of_the_next() -> None:
    """Handed on, they wait again: the range of the first wait has nothing to do with that."""
    queue = Queue("1001")
    queue.floor.adopted("another call", "wang")
    queue.foresees = WaitRange(180, 300, 231.5)
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    queue.floor.finished("another call", "wang")
    await asyncio.sleep(11)
    assert queue.call.agent_channel is not None
    await queue.put(AgentUp(queue.call.agent_channel))
    assert queue.task is not None
    assert await queue.task == "wang"
    await asyncio.sleep(600)
    await queue.start()
    queue.floor.finished(ID, "wang")
    await asyncio.sleep(11)
    assert queue.call.agent_channel is not None
    await queue.put(AgentUp(queue.call.agent_channel))
    first, second = queue.of(AgentAnswered)
    assert isinstance(first, AgentAnswered)
    assert isinstance(second, AgentAnswered)
    assert first.foreseen is not None
    assert second.foreseen is None


@pytest.mark.parametrize("foreign", [False, True])
@at_virtual_time
async def test_where_nothing_is_foreseen_or_not_in_chinese_the_place_is_said_alone(foreign: bool) -> None:
    queue = Queue()
    queue.foresees = WaitRange(180, 300, 231.5) if foreign else None
    await queue.start(Route("urban", 0, foreign=foreign))
    await asyncio.sleep(ANNOUNCE_S + 1)
    [announced] = [verb.split()[1] for verb in queue.call.did if verb.startswith("announce")]
    assert "秒" not in announced
    assert not queue.of(WaitSaid)
    await queue.stop()
