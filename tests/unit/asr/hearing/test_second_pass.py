"""A leg in two passes: finals come later, in order, and never too late."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from asr import AsrSettings, Hearing, ScriptedRecogniser, WorkerPool
from asr.hearing import hearing as hearing_module
from asr.hearing.hearing import BEHIND_MS
from asr.second_pass.passes import TwoPass
from asr.settings import SecondPassSettings
from contracts import Event, TranscriptFinal, TranscriptPartial
from tests.unit.asr.second_pass.reader import Reader, text
from tests.unit.asr.sounds import frames, pcm, silence, voice
from tests.waiting import eventually

PATIENT = SecondPassSettings(patience_ms=10_000, talk_patience_ms=4500)
SETTINGS = AsrSettings(queue_ms=30000, second_pass=PATIENT)
SENTENCE = np.concatenate([silence(500), voice(1200), silence(1500)])
HASTY = AsrSettings(queue_ms=30000, second_pass=SecondPassSettings(patience_ms=0, talk_patience_ms=0))


class Leg:
    def __init__(self, reader: Reader, lines: list[str], settings: AsrSettings, pool: WorkerPool) -> None:
        self.passes = TwoPass(ScriptedRecogniser(lines), reader)
        self.events: list[Event] = []
        self.news = asyncio.Event()
        self.hearing = Hearing("c1", "caller", 8000, self.passes, settings, pool, self._emit, asked=True)

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        self.news.set()

    def feed(self, *waves: np.ndarray) -> None:
        for frame in frames(pcm(np.concatenate(waves))):
            self.hearing.feed(frame)

    @property
    def finals(self) -> list[TranscriptFinal]:
        return [event for event in self.events if isinstance(event, TranscriptFinal)]

    async def until(self, finals: int) -> None:
        await eventually(lambda: len(self.finals) >= finals, seen=lambda: self.events)


Make = Callable[..., Leg]


@pytest.fixture
async def leg(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    """Not behind, however busy the machine is that runs the tests."""
    monkeypatch.setattr(hearing_module, "BEHIND_MS", math.inf)
    pool = WorkerPool(2)
    legs: list[Leg] = []

    def make(reader: Reader, lines: list[str], settings: AsrSettings = SETTINGS) -> Leg:
        legs.append(Leg(reader, lines, settings, pool))
        return legs[-1]

    yield make
    for each in legs:
        each.hearing.cancel()
        await asyncio.to_thread(each.passes.close)
    await asyncio.to_thread(pool.close)


async def test_the_final_is_the_second_reading_and_says_so(leg: Make) -> None:
    one = leg(Reader([text("楼上装修")]), ["楼上庄修"])
    one.feed(SENTENCE)
    await one.until(1)
    (final,) = one.finals
    assert (final.text, final.read_by, final.utterance) == ("楼上装修", "second", 0)
    assert final.took_ms >= 0
    assert [other.text for other in final.alternatives] == ["楼上庄修"]


async def test_what_was_said_first_is_told_first(leg: Make) -> None:
    reader = Reader([text("第一句"), text("第二句")])
    one = leg(reader, ["一", "二"])
    reader.gate.clear()
    one.feed(SENTENCE, SENTENCE)
    await asyncio.to_thread(reader.begun.acquire)
    reader.gate.set()
    await one.until(2)
    assert [(final.utterance, final.text) for final in one.finals] == [(0, "第一句"), (1, "第二句")]


async def test_who_cannot_be_read_in_time_is_not_waited_for(leg: Make) -> None:
    reader = Reader()
    one = leg(reader, ["第一遍"], HASTY)
    reader.gate.clear()
    one.feed(SENTENCE)
    await one.until(1)
    assert (one.finals[0].text, one.finals[0].read_by) == ("第一遍", "first")
    reader.gate.set()


async def test_a_machine_that_is_behind_reads_nothing_twice_and_loses_no_sound() -> None:
    pool, held, released = WorkerPool(1), threading.Event(), threading.Event()

    def hold() -> bool:
        held.set()
        released.wait(60)
        return False

    reader = Reader([text("第二遍")])
    one = Leg(reader, ["第一遍", "第一遍"], AsrSettings(), pool)
    try:
        pool.lane(hold).wake()
        await asyncio.to_thread(held.wait, 60)
        one.feed(silence(500), voice(6000), silence(1500))
        await asyncio.sleep(1.5 * BEHIND_MS / 1000)
        released.set()
        await one.until(1)
        (final,) = one.finals
        assert (final.text, final.read_by) == ("第一遍", "first")
        assert reader.seconds == []
        assert one.hearing.frames_dropped == 0
    finally:
        one.hearing.cancel()
        await asyncio.to_thread(one.passes.close)
        await asyncio.to_thread(pool.close)


async def test_partials_do_not_wait_for_readings(leg: Make) -> None:
    reader = Reader([text("第一句"), text("第二句")])
    one = leg(reader, ["一", "二二二二"])
    reader.gate.clear()
    one.feed(SENTENCE)
    await asyncio.to_thread(reader.begun.acquire)
    one.feed(SENTENCE[:-8000])
    await eventually(
        lambda: any(isinstance(event, TranscriptPartial) and event.utterance == 1 for event in one.events),
        seen=lambda: one.events,
    )
    assert one.finals == []
    reader.gate.set()


async def test_a_reading_that_began_in_a_pause_is_dropped_when_the_speaker_goes_on(leg: Make) -> None:
    reader = Reader([text("说完了")])
    one = leg(reader, ["说"])
    one.feed(silence(500), voice(900), silence(320))
    await asyncio.to_thread(reader.begun.acquire)
    one.feed(voice(900), silence(1500))
    await one.until(1)
    assert one.finals[0].text == "说完了"
    early, whole = reader.seconds[0], reader.seconds[-1]
    assert early < 1.9 < whole


async def test_close_waits_for_the_second_reading(leg: Make) -> None:
    reader = Reader([text("最后一句")])
    one = leg(reader, ["最"])
    reader.gate.clear()
    one.feed(silence(500), voice(1000))
    closing = asyncio.create_task(one.hearing.close())
    await asyncio.to_thread(reader.begun.acquire)
    reader.gate.set()
    await closing
    assert [final.text for final in one.finals] == ["最后一句"]


async def test_cancelled_it_says_no_more(leg: Make) -> None:
    reader = Reader()
    one = leg(reader, ["最"])
    reader.gate.clear()
    one.feed(SENTENCE)
    await asyncio.to_thread(reader.begun.acquire)
    one.hearing.cancel()
    reader.gate.set()
    await asyncio.to_thread(one.passes.close)
    await asyncio.sleep(0)
    assert one.finals == []


async def test_a_voice_much_softer_than_the_caller_s_own_is_an_aside(leg: Make) -> None:
    one = leg(Reader([text("我要投诉"), text("电视里在说话"), text("还有一件事")]), ["一", "二", "三"])
    one.feed(silence(500), voice(1200), silence(1500))
    await one.until(1)  # what they said is known before the next one speaks
    one.feed(voice(1200, rms=400), silence(1500), voice(1200), silence(1500))
    await one.until(3)
    assert [(final.text, final.aside) for final in one.finals] == [
        ("我要投诉", False),
        ("电视里在说话", True),
        ("还有一件事", False),
    ]
