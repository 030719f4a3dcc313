"""What counts as speech, and that noise of any kind does not."""

import numpy as np
import pytest
from asr_sounds import Wave, frames, one_bit, pcm, pink, silence, tone, voice, white

from asr import AsrSettings
from asr.cutter import Begin, Cutter, End, Piece, Sound

BOTH_RATES = pytest.mark.parametrize("rate", [8000, 16000])


def cut(wave: Wave, rate: int = 8000) -> list[Piece]:
    cutter = Cutter(rate, AsrSettings())
    pieces = [piece for frame in frames(pcm(wave), rate) for piece in cutter.push(frame)]
    return pieces + cutter.close()


def begins(pieces: list[Piece]) -> list[Begin]:
    return [piece for piece in pieces if isinstance(piece, Begin)]


def switched(wave: Wave, rate: int, on_ms: int, off_ms: int) -> Wave:
    ms = np.arange(len(wave)) * 1000 / rate
    return wave * ((ms + 13) % (on_ms + off_ms) >= off_ms)


def noises(rate: int) -> dict[str, Wave]:
    ms = 8000
    return {
        "digital silence": silence(ms, rate),
        "one bit, lowest": one_bit(ms, 1, rate),
        "one bit, a G.711 step": one_bit(ms, 8, rate),
        "one bit, loud": one_bit(ms, 8000, rate),
        "comfort noise": white(ms, 30, rate),
        "line noise": white(ms, 300, rate),
        "loud noise": white(ms, 5000, rate),
        "hall": pink(ms, 300, rate),
        "car": pink(ms, 3000, rate),
        "DC shift": white(ms, 3, rate) + 12000,
        "mains hum": tone(ms, 50, 150, rate=rate, level=1500),
        "dial tone": tone(ms, 450, rate=rate),
        "ringing tone": switched(tone(ms, 450, rate=rate), rate, 1000, 4000),
        "busy tone": switched(tone(ms, 450, rate=rate), rate, 350, 350),
        "keys": switched(tone(ms, 770, 1336, rate=rate), rate, 100, 900),
        "noise switched on": switched(white(ms, 1000, rate), rate, 2000, 2000),
        "car passing": switched(pink(ms, 1000, rate), rate, 2000, 2000),
    }


@BOTH_RATES
@pytest.mark.parametrize("name", noises(8000))
def test_noise_alone_is_no_speech(name: str, rate: int) -> None:
    assert begins(cut(noises(rate)[name], rate)) == []


def speech(rate: int = 8000) -> Wave:
    return np.concatenate([silence(1000, rate), voice(1500, rate), silence(1500, rate)])


@BOTH_RATES
@pytest.mark.parametrize(
    "name", ["plain", "low", "very low", "clipped", "DC shift", "noise 10 dB below", "comfort noise"]
)
def test_speech_is_found_however_it_arrives(name: str, rate: int) -> None:
    wave = speech(rate)
    wave = {
        "plain": wave,
        "low": wave / 30,
        "very low": wave / 60,
        "clipped": wave * 8,
        "DC shift": wave / 2 + 8000,
        "noise 10 dB below": wave + white(4000, 950, rate),
        "comfort noise": wave + white(4000, 30, rate),
    }[name]
    pieces = cut(wave, rate)
    (begin,) = begins(pieces)
    (end,) = (piece for piece in pieces if isinstance(piece, End))
    assert 940 <= begin.start_ms <= 1150
    assert 2200 <= end.ended.end_ms <= 2600


def test_the_recogniser_gets_the_sound_before_the_start_and_no_silence() -> None:
    wave = speech()
    sound = frames(pcm(wave))
    pieces = cut(wave)
    given = [piece for piece in pieces if isinstance(piece, Sound)]
    assert [piece.pcm for piece in given] == sound[given[0].at_ms // 20 : given[-1].at_ms // 20 + 1]
    assert 200 <= begins(pieces)[0].start_ms - given[0].at_ms <= 300
    assert given[-1].at_ms < 3300


def test_each_utterance_has_its_number_and_its_own_sound() -> None:
    pieces = cut(np.concatenate([speech(), speech(), speech()]))
    assert [begin.utterance for begin in begins(pieces)] == [0, 1, 2]
    places = [piece.at_ms for piece in pieces if isinstance(piece, Sound)]
    assert places == sorted(set(places))


def test_after_noise_that_passed_for_speech_its_level_is_known() -> None:
    cutter = Cutter(8000, AsrSettings())
    for frame in frames(pcm(np.concatenate([silence(1000), voice(2000)]))):
        cutter.push(frame)
    before = cutter.noise_dbfs
    (end,) = cutter.recogniser_ended(0)
    assert isinstance(end, End)
    assert end.ended.why == "noise"
    assert cutter.noise_dbfs > before + 20
