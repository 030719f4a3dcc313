"""What a waiting caller is told of their place and of the wait, at virtual time."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentAnswered, Fault, WaitSaid
from contracts.dialogue import Route
from hotline.calls.call.inbox import (
    AgentUp,
    AnnouncementDone,
)
from hotline.calls.foreseen.foreseen import WaitRange
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.call.queue.phase import ANNOUNCE_S, Queue
from tests.unit.hotline.calls.doubles import NO_VOICE
from tests.virtualtime import at_virtual_time


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
