"""What was spoken in the browser, heard by the recogniser that hears the calls."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import soundfile

from agent_assist.admin.port import AdministrationRefused, TooBusy
from agent_assist.admin.wire.trying import Spoken
from asr import AsrSettings, Recogniser, RecogniserError, RecordingError, transcribe_file
from contracts import TranscriptFinal
from hotline.machine.language import in_both

MOST_WAITING = 2
"""Recordings that may wait while one is heard."""

LONGEST_S = 60.0
SLOWEST_HZ, FASTEST_HZ = 8000, 48000
MOST_CHANNELS = 2
"""What a browser records. Anything else could become gigabytes: compressed silence, a rate of 1 Hz."""


class BrowserTranscriber:
    """Hears one recording at a time, in a thread beside those of the calls."""

    def __init__(
        self,
        recogniser: Recogniser,
        settings: AsrSettings,
        put_right: Callable[[TranscriptFinal], TranscriptFinal],
    ) -> None:
        """`put_right` writes the names of the city as they are; it runs on the event loop."""
        self._recogniser = recogniser
        self._settings = settings
        self._put_right = put_right
        self._turn = asyncio.Lock()
        self._given = 0

    async def hear(self, recording: bytes) -> Spoken:
        """Raises `AdministrationRefused` for what is no sound file, and when nothing can be recognised."""
        if self._given > MOST_WAITING:
            raise TooBusy
        self._given += 1
        try:
            async with self._turn:
                finals = await asyncio.to_thread(self._transcribe, recording)
        except RecordingError as error:
            message = in_both(error, "这不是可用的录音，请重新录")
            raise AdministrationRefused("bad_recording", message, 400) from None
        except RecogniserError as error:
            raise AdministrationRefused("no_recogniser", in_both(error, "语音识别不可用"), 503) from None
        finally:
            self._given -= 1
        finals = [self._put_right(final) for final in finals if final.text.strip()]
        if not finals:
            return Spoken(text="")
        others = finals[0].alternatives if len(finals) == 1 else ()
        return Spoken(
            text="，".join(final.text for final in finals),
            alternatives=tuple(other.text for other in others),
            confidence=min(final.confidence for final in finals),
        )

    def _transcribe(self, recording: bytes) -> list[TranscriptFinal]:
        _look_at(recording)
        with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
            path = Path(folder) / "recording.wav"
            path.write_bytes(recording)
            return transcribe_file(path, self._recogniser, self._settings)


def _look_at(recording: bytes) -> None:
    """Raises `RecordingError` for what is not a minute of plain sound; reads the header only."""
    try:
        found = soundfile.info(BytesIO(recording))
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
        raise RecordingError(f"not a readable sound file ({error}); give a WAV file") from error
    if found.format not in ("WAV", "WAVEX") or not found.subtype.startswith("PCM_"):
        raise RecordingError(f"{found.format} {found.subtype}: give a WAV file with PCM")
    if not SLOWEST_HZ <= found.samplerate <= FASTEST_HZ:
        raise RecordingError(f"{found.samplerate} Hz: give {SLOWEST_HZ} to {FASTEST_HZ} Hz")
    if found.channels > MOST_CHANNELS:
        raise RecordingError(f"{found.channels} channels: give {MOST_CHANNELS} at most")
    if found.frames > LONGEST_S * found.samplerate:
        raise RecordingError(f"longer than {LONGEST_S:g} s: say less at a time")
