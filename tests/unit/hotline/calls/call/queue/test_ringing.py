"""Agents who are rung for a waiting caller, at virtual time: who answers, misses, declines, or is lost."""

from __future__ import annotations

import asyncio

from contracts import AgentAnswered, AgentMissed, AgentRinging
from hotline.calls.call.inbox import (
    AgentGone,
    AgentUp,
)
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.call.queue.phase import SEATS, Queue
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

REST_S = 5.0


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
