"""Who waits is told where they stand at virtual time, and goes elsewhere, is called back, or leaves."""

from __future__ import annotations

import asyncio

import pytest

from contracts import SERVED, AgentAnswered, CallQueued, Fault, KeyPressed, WaitSaid
from contracts.dialogue import Action, Answered, HangUp, KeepWaiting, PromptDone, Route, Say
from hotline.calls.call.inbox import AgentUp
from hotline.calls.foreseen.foreseen import WaitRange
from ivr.dialogue.waiting.wait_talk import CALL_BACK, LEFT
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.call.queue.phase import ANNOUNCE_S, Queue
from tests.unit.hotline.calls.call.queue.test_offering import BOOKS
from tests.unit.hotline.calls.doubles import PROMPT_S
from tests.virtualtime import at_virtual_time

Answers = dict[object, list[Action] | Exception]
TELLS: Answers = {Answered: [Say("place", "第1位")], PromptDone("place"): [KeepWaiting()]}


def pressed(digit: str) -> KeyPressed:
    return KeyPressed(call=ID, digit=digit)


def queue_that(answers: Answers, *phones: str, listens: bool = True) -> Queue:
    queue = Queue(*phones)
    queue.talks.answers, queue.talks.listens = answers, listens
    return queue


@at_virtual_time
async def test_the_announcement_is_a_talk_and_the_music_goes_on_after_it() -> None:
    queue = queue_that(TELLS, "1001")
    queue.floor.adopted("another call", "wang")
    queue.foresees = WaitRange(60, 180, 120)
    await queue.start()
    for _ in range(2):
        await asyncio.sleep(ANNOUNCE_S + PROMPT_S)
        assert queue.call.did[-3:] == ["open_media", "start_music", "close_media"]
    assert queue.talks.told[0] == (["第1位", "60到180秒"], False)
    assert len(queue.of(WaitSaid)) == 2
    assert "announce" not in " ".join(queue.call.did)
    await queue.stop()


@at_virtual_time
async def test_by_key_at_any_time_though_nobody_is_listened_to() -> None:
    queue = queue_that(TELLS, listens=False)
    await queue.start()
    await queue.put(pressed("2"))
    assert len(queue.talks.told) == 1
    await asyncio.sleep(PROMPT_S + 0.1)
    assert queue.call.did[-2:] == ["start_music", "close_media"]
    await queue.stop()


@at_virtual_time
async def test_another_matter_moves_them_and_keeps_their_time() -> None:
    queue = queue_that({Answered: [Say("place", "第1位")], KeyPressed: [Route("emergency", 3)]})
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    await queue.put(pressed("7"))
    first, second = queue.of(CallQueued)
    assert isinstance(first, CallQueued)
    assert isinstance(second, CallQueued)
    assert second.queue == "emergency"
    assert first.queued_at is not None
    assert second.queued_at is not None
    # The wall's clock stands still while the loop's goes on: what they have waited counts.
    assert first.queued_at - second.queued_at == pytest.approx(ANNOUNCE_S + 1, abs=1)
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert len(queue.talks.told) == 2, "they may change their mind again"
    await queue.stop()


@at_virtual_time
async def test_who_has_named_danger_is_asked_no_more() -> None:
    queue = queue_that({Answered: [Say("place", "第1位")], KeyPressed: [Route("emergency", 100)]})
    queue.talks.danger = True
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    await queue.put(pressed("7"))
    await asyncio.sleep(2 * ANNOUNCE_S)
    await queue.put(pressed("2"))
    assert len(queue.talks.told) == 1
    await queue.stop()


@at_virtual_time
async def test_who_wants_to_wait_no_longer_is_offered_a_call_back() -> None:
    queue = queue_that({Answered: [Say("place", "第1位")], KeyPressed: [HangUp(CALL_BACK)]})
    queue.callbacks.answers, queue.callbacks.offer_after_s = BOOKS, 1000.0
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert queue.talks.told[0][1], "they may be called back"
    await queue.put(pressed("7"))
    await queue.put(pressed("1"))
    assert len(queue.callbacks.kept) == 1
    assert queue.task is not None
    assert await asyncio.wait_for(queue.task, 3 * PROMPT_S) is None
    assert queue.waiting.left_as == "called back"


@at_virtual_time
async def test_who_was_told_good_bye_has_left() -> None:
    queue = queue_that({Answered: [HangUp(LEFT)]})
    await queue.start()
    assert queue.task is not None
    await asyncio.sleep(ANNOUNCE_S + 1)
    queue.inbox.put(pressed("7"))
    assert await asyncio.wait_for(queue.task, PROMPT_S) is None
    assert queue.waiting.left_as == LEFT
    assert queue.callbacks.missed_calls == []


@pytest.mark.parametrize("served", [True, False])
@at_virtual_time
async def test_who_hangs_up_after_an_answer_has_not_given_up(served: bool) -> None:
    queue = queue_that({Answered: [Say("answer", "停水一般当天恢复")]})
    queue.talks.served = served
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert queue.waiting.hung_up_as == (SERVED if served else "")
    await queue.stop()
    assert len(queue.callbacks.missed_calls) == (not served)


@at_virtual_time
async def test_who_waits_on_after_an_answer_and_hangs_up_has_given_up() -> None:
    queue = queue_that(TELLS)
    queue.talks.served = True
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + PROMPT_S + 1)
    assert queue.waiting.hung_up_as == ""
    await queue.stop()
    assert len(queue.callbacks.missed_calls) == 1


@at_virtual_time
async def test_an_agent_who_answers_in_the_middle_has_the_call() -> None:
    queue = queue_that({Answered: [Say("place", "第1位")]})
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 0.5)
    queue.floor.device("PJSIP/1001", "NOT_INUSE")
    await asyncio.sleep(0.1)
    leg = queue.call.agent_channel
    assert leg is not None
    await queue.put(AgentUp(leg))
    assert queue.task is not None
    assert await asyncio.wait_for(queue.task, 1) == "wang"
    assert queue.of(AgentAnswered)


@at_virtual_time
async def test_without_media_the_place_is_said_beside_the_music() -> None:
    queue = queue_that(TELLS)
    queue.call.fails["open_media"] = [REFUSED]
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert len(queue.of(Fault)) == 1
    assert any(verb.startswith("announce") for verb in queue.call.did)
    await queue.stop()


@pytest.mark.parametrize("listens", [True, False])
@at_virtual_time
async def test_where_nobody_is_talked_with_all_is_as_before(listens: bool) -> None:
    queue = Queue()
    queue.talks.listens = listens
    await queue.start()
    await asyncio.sleep(ANNOUNCE_S + 1)
    assert any(verb.startswith("announce") for verb in queue.call.did)
    assert "open_media" not in queue.call.did
    await queue.stop()
