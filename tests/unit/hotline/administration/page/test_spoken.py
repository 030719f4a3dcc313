"""What an administrator speaks into the page is a recording, small enough, and is heard."""

from __future__ import annotations

import wave
from io import BytesIO

import numpy as np
import pytest
import soundfile

from agent_assist.admin.port import AdministrationRefused
from asr import AsrSettings, NoRecogniser, ScriptedRecogniser
from hotline.administration.page.hearing import BrowserTranscriber
from hotline.bench.demo.stage import RECORDINGS

SPEECH = RECORDINGS / "caller-1.wav"


def recording(samples: int = 16000, rate: int = 16000, channels: int = 1) -> bytes:
    sound = BytesIO()
    with wave.open(sound, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * channels * samples))
    return sound.getvalue()


def flac() -> bytes:
    """Compressed silence: a few bytes become many."""
    sound = BytesIO()
    soundfile.write(sound, np.zeros(160000, "<i2"), 16000, format="FLAC")
    return sound.getvalue()


async def test_what_is_no_recording_is_refused() -> None:
    listener = BrowserTranscriber(ScriptedRecogniser([]), AsrSettings(), lambda final: final)
    for broken in (b"", b"RIFF", b"\x00" * 1000):
        with pytest.raises(AdministrationRefused) as refused:
            await listener.hear(broken)
        assert refused.value.code == "bad_recording"
    assert (await listener.hear(recording())).text == ""


@pytest.mark.parametrize(
    "sound",
    [
        recording(16000, rate=1),
        recording(16000, rate=192000),
        recording(16000, channels=8),
        recording(61 * 8000, rate=8000),
        flac(),
    ],
    ids=["one sample a second", "too fast", "eight channels", "more than a minute", "compressed"],
)
async def test_what_could_become_gigabytes_is_refused_before_it_is_read(sound: bytes) -> None:
    listener = BrowserTranscriber(ScriptedRecogniser(["停水了"]), AsrSettings(), lambda final: final)
    with pytest.raises(AdministrationRefused) as refused:
        await listener.hear(sound)
    assert (refused.value.code, refused.value.status) == ("bad_recording", 400)


async def test_what_was_spoken_is_heard() -> None:
    engine = ScriptedRecogniser(["停水了"], alternatives=["停谁了"])
    spoken = await BrowserTranscriber(engine, AsrSettings(), lambda final: final).hear(SPEECH.read_bytes())
    assert spoken.text == "停水了"
    assert spoken.alternatives == ("停谁了",)
    assert spoken.confidence == 1.0


async def test_without_a_recogniser_that_is_said() -> None:
    listener = BrowserTranscriber(NoRecogniser(), AsrSettings(), lambda final: final)
    with pytest.raises(AdministrationRefused) as refused:
        await listener.hear(SPEECH.read_bytes())
    assert (refused.value.code, refused.value.status) == ("no_recogniser", 503)
