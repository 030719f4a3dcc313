"""A recording in, its transcript out: the same path a call takes, without clocks and threads."""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from asr.engines.recogniser import Recogniser
from asr.hearing.cutter import Begin, Cutter, GoOn, Pause, Piece, Sound
from asr.hearing.decoder import Decoder
from asr.hearing.detectors import make_detector
from asr.hearing.endpoint import SpeechEnded
from asr.hearing.framing import FRAME_MS, Framer
from asr.hearing.inbox import BATCH_MS
from asr.hearing.vad import Detector
from asr.second_pass.passes import TwoPass
from asr.settings import AsrSettings
from contracts import TranscriptFinal
from contracts.errors import HotlineError
from contracts.errors import text as _

_BATCH = BATCH_MS // FRAME_MS
_SHORTEST_S = 0.02


class RecordingError(HotlineError):
    """A sound file cannot be read; the text names it, says why and what to do."""


def read_recording(path: Path, rate: int) -> bytes:
    """The file's sound as 16-bit little-endian mono at `rate` Hz; channels are mixed.

    Reads whatever libsndfile does (WAV, FLAC, Opus ...), any rate, width and number of channels, also a WAV
    file whose recorder was killed before it wrote the sizes, and channels of opposite polarity.
    Raises `RecordingError`.
    """
    if not path.is_file():
        raise RecordingError(_("{path}: there is no such file").format(path=path))
    if path.stat().st_size == 0:
        raise RecordingError(_("{path}: the file is empty (0 bytes); record it again").format(path=path))
    try:
        sound, own_rate = soundfile.read(path, dtype="float32", always_2d=True)
        if not len(sound) and (whole := _with_sizes(path.read_bytes())):
            sound, own_rate = soundfile.read(BytesIO(whole), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, RuntimeError, ValueError) as error:
        raise RecordingError(
            _(
                "{path}: not a readable sound file ({error}); the header may be cut off. Give "
                "a WAV file, for example 8000 Hz, 16 bits, mono"
            ).format(path=path, error=error)
        ) from error
    if own_rate <= 0 or len(sound) < own_rate * _SHORTEST_S:
        raise RecordingError(
            _("{path}: the file holds no sound ({samples} samples); was it cut off while copying?").format(
                path=path, samples=len(sound)
            )
        )
    finite = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    mono: NDArray[np.float32] = soxr.resample(_mixed(finite), own_rate, rate)
    return np.clip(mono * 32768, -32768, 32767).astype("<i2").tobytes()


def _with_sizes(wav: bytes) -> bytes | None:
    """A WAV file all of whose bytes behind the word `data` are sound; None for what is no such file.

    A recorder writes the sizes when it closes the file; one that is killed leaves zeros, or what was true
    of the empty file. A file whose own size is right was closed: there is no sound in it.
    """
    if wav[:4] not in (b"RIFF", b"RF64") or wav[8:12] != b"WAVE" or _size(wav, 4) == len(wav) - 8:
        return None
    at = 12
    while at + 8 <= len(wav):
        if wav[at : at + 4] == b"data":
            unknown = b"\xff" * 4  # libsndfile then reads to the end
            return b"RIFF" + unknown + wav[8 : at + 4] + unknown + wav[at + 8 :]
        at += 8 + _size(wav, at + 4) + _size(wav, at + 4) % 2
    return None


def _size(wav: bytes, at: int) -> int:
    """Bytes of a chunk."""
    return int.from_bytes(wav[at : at + 4], "little")


def _mixed(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """One channel, the mean of all, without cancelling any.

    The same voice may be in two channels with opposite polarity (a balanced line that was wired the wrong
    way, a karaoke filter). Polarity cannot be heard, so every channel takes that of the loudest.
    """
    level = sound - sound.mean(axis=0)
    loudest = level[:, np.argmax(np.square(level).sum(axis=0))]
    polarity = np.where(loudest @ level < 0, -1, 1).astype(np.float32)
    mixed: NDArray[np.float32] = (sound * polarity).mean(axis=1, dtype=np.float32)
    return mixed


@dataclass(frozen=True, slots=True)
class Transcript:
    """What a recording says, and what it took to find out."""

    finals: list[TranscriptFinal]
    """Its utterances, in order."""
    seconds: float
    """Length of the sound."""
    cpu_seconds: float
    """Processor time of hearing it, from voice detection to text, in all threads of this process (an engine
    may have its own); reading the file is left out, and so is what another machine did."""


class Witness(Protocol):
    """Sees how a recording is heard, step by step."""

    def frame(self, voiced: bool) -> None:
        """The next 20 ms were taken for speech, or not."""

    def utterance(self, ended: SpeechEnded, final: TranscriptFinal) -> None:
        """An utterance is over and has its text."""


class _Watched:
    """A voice detector whose answers somebody sees."""

    def __init__(self, detector: Detector, witness: Witness) -> None:
        self._detector = detector
        self._witness = witness
        self.learn = detector.learn

    @property
    def noise_dbfs(self) -> float:
        return self._detector.noise_dbfs

    def voiced(self, frame: bytes, speaking: bool) -> bool:
        voiced = self._detector.voiced(frame, speaking)
        self._witness.frame(voiced)
        return voiced


def transcribe_file(path: Path, recogniser: Recogniser, settings: AsrSettings) -> list[TranscriptFinal]:
    """Transcripts of the utterances in a recording, in order. Blocking; call it off the event loop.

    Raises `RecordingError` for a file that cannot be read and `RecogniserError` when recognition fails.
    """
    return transcript_of(path, recogniser, settings).finals


def transcript_of(
    path: Path, recogniser: Recogniser, settings: AsrSettings, witness: Witness | None = None
) -> Transcript:
    """The same with its figures; `cpu_seconds` is right while nothing else works in this process."""
    rate = 16000 if recogniser.rate >= 16000 else 8000
    pcm = read_recording(path, rate)
    begun = _processor_s(recogniser)
    framer = Framer(rate)
    frames = framer.push(pcm)
    if (last := framer.flush()) is not None:
        frames.append(last)
    reader = _Reader(path.name, rate, recogniser, settings, witness)
    for frame in frames:
        reader.push(frame)
    finals = reader.close()
    return Transcript(finals, len(pcm) / 2 / rate, _processor_s(recogniser) - begun)


def _processor_s(recogniser: Recogniser) -> float:
    """Seconds of this process, and of those that a second pass has of its own."""
    own = recogniser.second.counted.cpu_s if isinstance(recogniser, TwoPass) else 0.0
    return time.process_time() + own


class _Reader:
    """Cutter and decoder, one straight after the other."""

    def __init__(
        self, name: str, rate: int, recogniser: Recogniser, settings: AsrSettings, witness: Witness | None
    ) -> None:
        detector = make_detector(rate, settings.vad)
        watched = detector if witness is None else _Watched(detector, witness)
        self._witness = witness
        self._cutter = Cutter(rate, settings, detector=watched)
        self._decoder = Decoder(name, "caller", rate, recogniser, settings.alternatives)
        self._batch: list[Sound] = []
        self._finals: list[TranscriptFinal] = []

    def push(self, frame: bytes) -> None:
        self._work_off(self._cutter.push(frame))
        if len(self._batch) >= _BATCH:
            self._hear()

    def close(self) -> list[TranscriptFinal]:
        self._work_off(self._cutter.close())
        return self._finals

    def _work_off(self, pieces: list[Piece]) -> None:
        for piece in pieces:
            if isinstance(piece, Begin):
                self._decoder.begin(piece)
            elif isinstance(piece, Sound):
                self._batch.append(piece)
            elif isinstance(piece, Pause | GoOn):
                self._hear()
                (self._decoder.pause if isinstance(piece, Pause) else self._decoder.go_on)()
            else:
                self._hear()
                pending = self._decoder.end(piece, self._finals.append, None)
                if pending is not None:
                    pending.wait()
                self._cutter.said(self._finals[-1])
                if self._witness is not None:
                    self._witness.utterance(piece.ended, self._finals[-1])

    def _hear(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        partial, ended = self._decoder.hear(batch)
        if partial is not None:
            self._cutter.understood(partial)
        if ended:
            self._work_off(self._cutter.recogniser_ended(self._decoder.utterance))
