import asyncio
import threading
from collections.abc import Callable

import pytest

from asr import Hearing, NoRecogniser, ScriptedRecogniser, WorkerPool
from contracts import Event, SpeechStarted, TranscriptFinal, TranscriptPartial
from tests.unit.asr.hearing.legs import SENTENCE, SETTINGS, Leg
from tests.unit.asr.sounds import frames, pcm, silence, voice, white
from tests.waiting import in_time


async def test_a_sentence_is_heard(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["楼上装修", "谢谢"], confidence=0.8, alternatives=["楼上装饰"]))
    one.feed(SENTENCE)
    await one.until(TranscriptFinal)
    assert one.kinds()[0] == "speech_started"
    assert one.kinds()[-1] == "transcript_final"
    texts = [partial.text for partial in one.of(TranscriptPartial)]
    assert texts
    assert len(set(texts)) == len(texts)
    assert all("楼上装修".startswith(text) for text in texts)
    (final,) = one.of(TranscriptFinal)
    assert (final.call, final.leg, final.utterance, final.text) == ("c1", "caller", 0, "楼上装修")
    assert final.confidence == 0.8
    assert [alternative.text for alternative in final.alternatives] == ["楼上装饰"]
    assert 450 <= final.start_ms <= 600 < 1500 <= final.end_ms <= 1750
    assert one.of(SpeechStarted)[0].audio_ms == final.start_ms
    assert one.threads == {threading.get_ident()}


async def test_words_lie_where_they_were_spoken(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["", "一二三四"]))
    one.feed(SENTENCE, SENTENCE)
    await one.until(TranscriptFinal, 2)
    final = one.of(TranscriptFinal)[1]
    times = [time for word in final.words for time in (word.start_ms, word.end_ms)]
    assert times == sorted(times)
    assert final.start_ms - 320 <= times[0]
    assert times[-1] <= final.end_ms + SETTINGS.endpoint_slow_ms + 100


async def test_utterances_are_counted_and_nothing_understood_is_an_empty_final(
    leg: Callable[..., Leg],
) -> None:
    one = leg(ScriptedRecogniser(["你好", "", "再见"]))
    one.feed(SENTENCE, SENTENCE, SENTENCE)
    await one.until(TranscriptFinal, 3)
    finals = one.of(TranscriptFinal)
    assert [(final.utterance, final.text) for final in finals] == [(0, "你好"), (1, ""), (2, "再见")]
    assert finals[1].confidence == 0


async def test_the_recogniser_hears_speech_and_no_silence(leg: Callable[..., Leg]) -> None:
    script = ScriptedRecogniser(["好"])
    one = leg(script)
    one.feed(silence(20000), SENTENCE, silence(20000))
    await one.until(TranscriptFinal)
    (heard,) = script.heard
    assert 1200 < len(heard) / 16 < 2600
    assert one.hearing.audio_ms == 43200
    assert one.hearing.frames_in == 2160
    assert one.hearing.frames_dropped == 0


@pytest.mark.parametrize(("rms", "alive"), [(10, False), (300, True)])
async def test_a_line_with_sound_is_not_dead_though_nobody_is_heard(
    leg: Callable[..., Leg], rms: float, alive: bool
) -> None:
    one = leg(ScriptedRecogniser([]))
    one.feed(silence(1000), white(5000, rms), silence(1000))
    assert one.kinds() == ["sound_heard"] * alive


async def test_close_flushes_what_is_being_said(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["我还没说完"]))
    one.feed(silence(500), voice(1000))
    assert one.hearing.speaking
    await one.hearing.close()
    (final,) = one.of(TranscriptFinal)
    assert final.text == "我还没说完"
    assert final.end_ms <= one.hearing.audio_ms
    one.feed(SENTENCE)
    await one.hearing.close()
    assert len(one.of(TranscriptFinal)) == 1


async def test_cancel_is_silent(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["不要"]))
    one.feed(silence(500), voice(1000))
    before = list(one.events)
    one.hearing.cancel()
    one.feed(SENTENCE)
    await one.hearing.close()
    assert one.events == before


async def test_the_moment_of_the_decision_is_kept(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["好"]))
    one.feed(SENTENCE)
    moment = one.hearing.last_endpoint
    assert moment is not None
    assert moment.utterance == 0
    assert moment.decided_ms - moment.end_ms == SETTINGS.endpoint_ms


async def test_pause_ends_the_utterance_and_time_goes_on(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["第一", "第二"]))
    one.feed(silence(500), voice(1000))
    one.hearing.pause()
    one.feed(voice(3000))
    one.hearing.resume()
    one.feed(SENTENCE)
    await one.until(TranscriptFinal, 2)
    first, second = one.of(TranscriptFinal)
    assert first.end_ms <= 1500
    assert 4900 <= second.start_ms <= 5200
    assert one.hearing.audio_ms == 7700


async def test_a_grammar_holds_from_the_next_utterance(leg: Callable[..., Leg]) -> None:
    script = ScriptedRecogniser(["是"])
    one = leg(script)
    one.feed(SENTENCE)
    await one.until(TranscriptFinal)
    one.hearing.set_grammar(["是", "不是"])
    one.feed(SENTENCE)
    await one.until(TranscriptFinal, 2)
    assert script.grammars == [None, ("是", "不是")]


async def test_another_recogniser_hears_from_the_next_utterance_on(leg: Callable[..., Leg]) -> None:
    mandarin, cantonese = ScriptedRecogniser(["你好", "再见"]), ScriptedRecogniser(["唔该"])
    one = leg(mandarin)
    one.feed(silence(500), voice(600))
    one.hearing.use(cantonese)
    one.feed(voice(600), silence(1500))
    one.feed(SENTENCE)
    await one.until(TranscriptFinal, 2)
    one.hearing.use(mandarin)
    one.feed(SENTENCE)
    await one.until(TranscriptFinal, 3)
    finals = one.of(TranscriptFinal)
    assert [final.text for final in finals] == ["你好", "唔该", "你好"]
    assert [final.utterance for final in finals] == [0, 1, 2]


async def test_many_streams_share_the_pool(leg: Callable[..., Leg]) -> None:
    legs = [leg(ScriptedRecogniser([f"第{i}路"])) for i in range(30)]
    for frame in frames(pcm(SENTENCE)):
        for each in legs:
            each.hearing.feed(frame)
        await asyncio.sleep(0)
    for i, each in enumerate(legs):
        await each.until(TranscriptFinal)
        assert each.of(TranscriptFinal)[0].text == f"第{i}路"


async def test_the_recognisers_own_end_shortens_the_pause(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser([(1750, "好了")]))
    one.feed(silence(500), voice(1200), silence(420))
    await in_time(one.news.wait())
    await one.until(TranscriptFinal)
    moment = one.hearing.last_endpoint
    assert moment is not None
    assert moment.decided_ms - moment.end_ms < SETTINGS.endpoint_ms


async def test_sound_in_odd_pieces_is_the_same_sound(leg: Callable[..., Leg]) -> None:
    whole, pieces = leg(ScriptedRecogniser(["好"])), leg(ScriptedRecogniser(["好"]))
    sound = pcm(SENTENCE)
    whole.feed(SENTENCE)
    for i in range(0, len(sound), 333):
        pieces.hearing.feed(sound[i : i + 333])
    assert pieces.hearing.frames_in == whole.hearing.frames_in
    await whole.until(TranscriptFinal)
    await pieces.until(TranscriptFinal)
    (one,), (other,) = whole.of(TranscriptFinal), pieces.of(TranscriptFinal)
    assert (one.start_ms, one.end_ms) == (other.start_ms, other.end_ms)


async def test_a_rate_the_detector_does_not_know_is_refused(leg: Callable[..., Leg]) -> None:
    pool = WorkerPool(1)
    with pytest.raises(ValueError, match="11025 Hz"):
        Hearing("c1", "caller", 11025, NoRecogniser(), SETTINGS, pool, lambda event: None)
    pool.close()


async def test_a_leg_that_was_heard_before_goes_on_counting() -> None:
    pool = WorkerPool(1)
    events: list[Event] = []
    script = ScriptedRecogniser(["接着"])
    hearing = Hearing("c1", "caller", 8000, script, SETTINGS, pool, events.append, first_utterance=7)
    for frame in frames(pcm(SENTENCE)):
        hearing.feed(frame)
    await hearing.close()
    await asyncio.to_thread(pool.close)
    assert [event.utterance for event in events if isinstance(event, TranscriptFinal)] == [7]


async def test_numbers_are_also_written_as_figures(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["三栋二单元五零一", "停水了"]))
    one.feed(SENTENCE, SENTENCE)
    await one.until(TranscriptFinal, 2)
    assert [final.text for final in one.of(TranscriptFinal)] == ["三栋二单元五零一", "停水了"]
    assert [final.written for final in one.of(TranscriptFinal)] == ["3栋2单元501", ""]
