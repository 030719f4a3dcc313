"""Callers who need time: who dictate a number, who are cut, who speak slowly."""

from collections.abc import Callable

import numpy as np

from asr import ScriptedRecogniser
from contracts import TranscriptFinal
from tests.unit.asr.hearing.legs import SETTINGS, Leg
from tests.unit.asr.sounds import Wave, silence, voice

MOBILE = "幺三八零零一三八零零零"


def dictated(*groups_ms: int, pause_ms: int) -> Wave:
    """Groups of digits with a pause after each."""
    return np.concatenate([np.concatenate([voice(ms), silence(pause_ms)]) for ms in groups_ms])


async def test_a_dictated_number_is_one_utterance_and_ends_when_it_is_whole(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser([MOBILE], character_ms=450))
    one.hearing.set_pace("dictation")
    one.feed(silence(500))
    for digits in (2, 7, 11):
        # As on the telephone the text is known before the pause is over.
        one.feed(voice(1000), silence(300))
        await one.until_text(MOBILE[:digits])
        one.feed(silence(800))
    await one.until(TranscriptFinal)
    (final,) = one.of(TranscriptFinal)
    assert final.text == MOBILE
    endpoint = one.hearing.last_endpoint
    assert endpoint is not None
    assert endpoint.decided_ms - endpoint.end_ms == SETTINGS.endpoint_ms


async def test_without_a_whole_number_a_long_pause_ends_dictation(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["幺三八零零零"]))
    one.hearing.set_pace("dictation")
    one.feed(silence(500), dictated(1000, 1000, pause_ms=1300), silence(400))
    await one.until(TranscriptFinal)
    endpoint = one.hearing.last_endpoint
    assert endpoint is not None
    assert endpoint.decided_ms - endpoint.end_ms == SETTINGS.endpoint_dictation_ms
    assert endpoint.utterance == 0


async def test_an_old_caller_who_is_cut_twice_is_heard_out_from_then_on(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["我家的", "水管破了", "水漫到楼下了，请你们快来", "谢谢"]))
    halting = np.concatenate([voice(700), silence(750)])
    one.feed(silence(500), *[halting] * 6, silence(1500))
    await one.until(TranscriptFinal, 3)
    assert len(one.of(TranscriptFinal)) == 3, "two were cut, the other four belong together"
    one.feed(voice(1000), silence(1500))
    await one.until(TranscriptFinal, 4)
    endpoint = one.hearing.last_endpoint
    assert endpoint is not None
    assert endpoint.decided_ms - endpoint.end_ms == SETTINGS.endpoint_slow_ms


async def test_a_caller_who_speaks_slowly_is_heard_out(leg: Callable[..., Leg]) -> None:
    one = leg(ScriptedRecogniser(["我要说五个", "字要五秒钟", "谢谢你们啊"]))
    for count in (1, 2, 3):
        one.feed(silence(3000), voice(4000), silence(3000))
        await one.until(TranscriptFinal, count)
    endpoint = one.hearing.last_endpoint
    assert endpoint is not None
    assert endpoint.decided_ms - endpoint.end_ms == SETTINGS.endpoint_slow_ms
