"""Cuts one leg's frames into utterances: what the recogniser is to hear, and nothing else."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from asr.hearing.aside import LevelMeter, Loudness, is_aside
from asr.hearing.detectors import make_detector
from asr.hearing.endpoint import Endpointer, SpeechBegun, SpeechEnded
from asr.hearing.framing import FRAME_MS
from asr.hearing.vad import Detector
from asr.settings import AsrSettings
from asr.text.text import ending, syllables
from contracts import TranscriptFinal, TranscriptPartial
from contracts.dialogue import Pace

PIECE_PAUSE_MS = 200
"""Without speculation a pause of so many ms is told of, for the pieces of long utterances."""
_OWN = 8
"""The last utterances tell how loud somebody speaks."""
PREROLL_MS = 300
"""So much sound from before the detected start goes to the recogniser too: it begins softly."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Utterance number `utterance` begins; speech was detected from `start_ms` on."""

    utterance: int
    start_ms: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A 20 ms frame that lies at `at_ms` of the leg's audio."""

    at_ms: int
    pcm: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """The speaker pauses; perhaps the utterance is over."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The speaker goes on after a `Pause`."""


@dataclass(frozen=True, slots=True)
class End:
    """The utterance is over."""

    utterance: int
    ended: SpeechEnded
    aside: bool = False
    """It was surely not the one who speaks here otherwise."""


Piece = Begin | Sound | Pause | GoOn | End


class Cutter:
    """Voice detection and end of speech for one leg. Costs some 16 µs a frame; does not block."""

    def __init__(
        self, rate: int, settings: AsrSettings, first_utterance: int = 0, detector: Detector | None = None
    ) -> None:
        """`rate` in Hz; raises `ValueError` for one the voice detector does not know.

        Utterances are numbered from `first_utterance` on. `detector`: the settings' own if not given.
        """
        self._detector = detector or make_detector(rate, settings.vad)
        self._endpointer = Endpointer(settings)
        self._preroll: deque[Sound] = deque(maxlen=PREROLL_MS // FRAME_MS)
        self._utterance = first_utterance - 1
        self._speculate_ms = settings.second_pass.speculate_ms or PIECE_PAUSE_MS
        self._pausing = False
        self._meter = LevelMeter()
        self._loudness: dict[int, Loudness] = {}
        """Of utterances whose text is still to come."""
        self._own: deque[Loudness] = deque(maxlen=_OWN)

    @property
    def now_ms(self) -> int:
        return self._endpointer.now_ms

    @property
    def speaking(self) -> bool:
        return self._endpointer.speaking

    @property
    def noise_dbfs(self) -> float:
        return self._detector.noise_dbfs

    def push(self, frame: bytes) -> list[Piece]:
        """Takes the next 20 ms frame."""
        endpointer = self._endpointer
        sound = Sound(endpointer.now_ms, frame)
        was_speaking = endpointer.speaking
        voiced = self._detector.voiced(frame, was_speaking)
        if voiced and was_speaking:
            self._meter.add(frame)
        event = endpointer.push(voiced)
        if was_speaking:
            return [sound, *self._within(event)]
        self._preroll.append(sound)
        if isinstance(event, SpeechBegun):
            self._utterance += 1
            pieces: list[Piece] = [Begin(self._utterance, event.at_ms), *self._preroll]
            self._preroll.clear()
            return pieces
        return []

    def _within(self, event: SpeechBegun | SpeechEnded | None) -> list[Piece]:
        """What happens in an utterance that is under way: it ends, pauses or goes on."""
        if isinstance(event, SpeechEnded):
            return [self._end(event)]
        pausing = self._endpointer.pausing_ms >= self._speculate_ms
        if pausing == self._pausing:
            return []
        self._pausing = pausing
        return [Pause() if pausing else GoOn()]

    def skip(self) -> None:
        """Lets a 20 ms frame pass unheard; time goes on."""
        self._endpointer.skip()

    def set_pace(self, pace: Pace) -> None:
        """How long pauses may be from the next frame on."""
        self._endpointer.pace = pace

    def understood(self, partial: TranscriptPartial) -> None:
        """Takes the text so far: how it ends decides how long a pause may be."""
        if partial.utterance == self._utterance and self._endpointer.speaking:
            self._endpointer.ending = ending(partial.text)

    def said(self, final: TranscriptFinal) -> None:
        """Takes a finished utterance: it tells how fast and how loud somebody speaks."""
        loudness = self._loudness.pop(final.utterance, None)
        if loudness is not None and final.text and not final.aside:
            self._own.append(loudness)
        if self._endpointer.pace != "dictation":
            self._endpointer.speaker.said(syllables(final.text), final.end_ms - final.start_ms)

    def recogniser_ended(self, utterance: int) -> list[Piece]:
        """The recogniser believes that `utterance` is over."""
        if utterance != self._utterance:
            return []
        ended = self._endpointer.recogniser_ended()
        if ended is None:
            return []
        if ended.why == "noise":
            self._detector.learn()
        return [self._end(ended)]

    def close(self) -> list[Piece]:
        """Ends the utterance that is under way and forgets the sound before the next."""
        self._preroll.clear()
        ended = self._endpointer.close()
        return [] if ended is None else [self._end(ended)]

    def _end(self, ended: SpeechEnded) -> End:
        self._pausing = False
        loudness = self._meter.take()
        self._loudness[self._utterance] = loudness
        return End(self._utterance, ended, is_aside(loudness, self._own, self._detector.noise_dbfs))
