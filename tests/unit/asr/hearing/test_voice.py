"""What counts as speech, and that noise of any kind does not."""

import numpy as np
import pytest

from asr import AsrSettings, VadSettings
from asr.hearing.cutter import Begin, Cutter, End, Piece, Sound
from asr.hearing.vad import VoiceDetector
from tests.unit.asr.sounds import Wave, frames, one_bit, pcm, pink, silence, tone, voice, white

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


def music(ms: int, rms: float, rate: int = 8000) -> Wave:
    """Three plucked notes a second."""
    notes = [tone(330, 262 * 2 ** (n % 5 / 6), 330, rate=rate) for n in range(ms // 330 + 1)]
    decay = np.exp(-np.arange(len(notes[0])) / rate * 6)
    wave = np.concatenate([note * decay for note in notes])[: ms * rate // 1000]
    return wave / wave.std() * rms


@BOTH_RATES
@pytest.mark.parametrize("kind", ["music", "other people"])
def test_what_is_softer_than_the_caller_does_not_hold_up_the_end_of_speech(kind: str, rate: int) -> None:
    background = {"music": music(9000, 120, rate), "other people": voice(9000, rate, 120, seed=3)}[kind]
    caller = np.concatenate([silence(1000, rate), voice(2000, rate), silence(6000, rate)])
    ends = [piece for piece in cut(caller + background, rate) if isinstance(piece, End)]
    assert any(2900 <= end.ended.decided_ms <= 4500 for end in ends)


def test_a_softer_speaker_is_heard_after_the_caller() -> None:
    pieces = cut(np.concatenate([silence(1000), voice(2000), silence(4000), voice(3000, rms=300)]))
    assert [begin.start_ms // 1000 for begin in begins(pieces)] == [1, 7]
    ends = [piece for piece in pieces if isinstance(piece, End)]
    assert ends[-1].ended.end_ms > 9500


def test_soft_words_do_not_end_a_sentence() -> None:
    sentence = [voice(1500), voice(640, rms=200, seed=2), voice(800)]
    pieces = cut(np.concatenate([silence(1000), *sentence, silence(1500)]))
    (begin,) = begins(pieces)
    (end,) = (piece for piece in pieces if isinstance(piece, End))
    assert begin.start_ms < 1200
    assert end.ended.end_ms > 3800


def test_after_noise_the_level_of_the_voice_is_learnt_anew() -> None:
    detector = VoiceDetector(8000, VadSettings())
    for frame in frames(pcm(np.concatenate([silence(400), voice(2000, rms=9000)]))):
        detector.voiced(frame, True)
    soft = frames(pcm(np.concatenate([silence(1000), voice(1000, rms=500)])))
    assert not any(detector.voiced(frame, False) for frame in soft[-20:])
    detector.learn()
    for frame in soft:
        detector.voiced(frame, False)
    assert sum(detector.voiced(frame, False) for frame in soft[-40:]) > 10


@pytest.mark.parametrize("rate", [8000, 16000, 32000, 48000])
@pytest.mark.parametrize("spoilt", ["clipped", "DC shift", "one bit", "too soft", "full scale square"])
def test_bad_sound_at_any_rate_neither_raises_nor_goes_on_for_ever(spoilt: str, rate: int) -> None:
    wave = np.concatenate([silence(800, rate), voice(1500, rate), silence(1500, rate)])
    wave = {
        "clipped": wave * 100,
        "DC shift": wave / 4 + 24000,
        "one bit": np.sign(wave) * 8000 + one_bit(3800, 100, rate),
        "too soft": wave / 3000,
        "full scale square": np.sign(tone(3800, 400, rate=rate)) * 32767,
    }[spoilt]
    ends = [piece.ended for piece in cut(wave, rate) if isinstance(piece, End)]
    found = {"clipped": 1, "DC shift": 1, "one bit": 1, "too soft": 0, "full scale square": 0}[spoilt]
    assert len(ends) == found
    assert all(600 <= end.start_ms < end.end_ms <= 2700 for end in ends)


@pytest.mark.parametrize("rate", [0, 7999, 11025, 22050, 44100])
def test_a_rate_that_is_not_supported_is_named_with_those_that_are(rate: int) -> None:
    with pytest.raises(
        ValueError, match=rf"{rate} Hz is not supported: use one of 8000, 16000, 32000, 48000"
    ):
        Cutter(rate, AsrSettings())
