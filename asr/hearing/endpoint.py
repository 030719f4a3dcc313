"""Where speech begins and where it ends: frames judged voiced or not go in, events come out.

Pure: it knows neither sound nor clock, only frames of 20 ms.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

from asr.hearing.framing import FRAME_MS
from asr.hearing.pacing import SlowSpeaker
from asr.settings import AsrSettings
from asr.text.text import Ending
from contracts.dialogue import Pace

ONSET_FRAMES = 6
ONSET_VOICED = 4
"""Speech begins when this many of the last `ONSET_FRAMES` frames are voiced."""
NOISE_MS = 1000
"""Voiced for so long while the recogniser hears nobody: that is noise, not speech."""
_SLOW_SHARE = 0.8
"""A speaker whose pause nearly ended the sentence, and who went on, is a slow one."""

Why = Literal["pause", "recogniser", "noise", "too_long", "closed"]


@dataclass(frozen=True, slots=True)
class SpeechBegun:
    """Speech began at `at_ms` of the leg's audio."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """Speech lasted from `start_ms` to `end_ms`; this was certain at `decided_ms`, because of `why`."""

    start_ms: int
    end_ms: int
    decided_ms: int
    why: Why


class Endpointer:
    """Turns voiced frames into alternating `SpeechBegun` and `SpeechEnded`."""

    def __init__(self, settings: AsrSettings) -> None:
        self._settings = settings
        self._onset: deque[bool] = deque(maxlen=ONSET_FRAMES)
        self._now_ms = 0
        self._start_ms: int | None = None
        self._end_ms = 0
        self._voiced_since_ms = 0
        self._hesitates = False
        self.speaker = SlowSpeaker()
        self.pace: Pace = "normal"
        """How the dialogue wants the caller heard; may change at any frame."""
        self.ending: Ending = "plain"
        """How the text so far ends; forgotten with the utterance."""

    @property
    def speaking(self) -> bool:
        return self._start_ms is not None

    @property
    def now_ms(self) -> int:
        """Audio seen so far."""
        return self._now_ms

    @property
    def pausing_ms(self) -> int:
        """How long the utterance that is under way has been silent."""
        return 0 if self._start_ms is None else self._now_ms - self._end_ms

    @property
    def pause_ms(self) -> int:
        """The pause that would end the utterance now."""
        settings = self._settings
        if self.ending == "complete":
            return settings.endpoint_ms
        if self.pace == "dictation":
            return settings.endpoint_dictation_ms
        slow = self.pace == "slow" or self.ending == "unfinished" or self._hesitates or self.speaker.found
        return settings.endpoint_slow_ms if slow else settings.endpoint_ms

    def push(self, voiced: bool) -> SpeechBegun | SpeechEnded | None:
        """Takes the next frame."""
        self._now_ms += FRAME_MS
        if self._start_ms is None:
            return self._listen(voiced)
        if voiced:
            self._resume()
        elif self._now_ms - self._end_ms >= self.pause_ms:
            return self._end("pause")
        if self._now_ms - self._start_ms >= self._settings.max_utterance_s * 1000:
            return self._end("too_long")
        return None

    def skip(self) -> None:
        """Lets a frame pass that nobody listens to."""
        self._now_ms += FRAME_MS

    def recogniser_ended(self) -> SpeechEnded | None:
        """The recogniser believes the speaker is done: a shorter pause is enough then.

        It also ends an utterance that only noise keeps going.
        """
        if self._start_ms is None:
            return None
        pause = self._now_ms - self._end_ms
        if pause >= self._settings.endpoint_ms // 2 and self.pause_ms == self._settings.endpoint_ms:
            return self._end("recogniser")
        if pause == 0 and self._now_ms - self._voiced_since_ms >= NOISE_MS:
            return self._end("noise")
        return None

    def close(self) -> SpeechEnded | None:
        """Ends the utterance that is under way, if any."""
        if self._start_ms is None:
            self._onset.clear()
            return None
        return self._end("closed")

    def _listen(self, voiced: bool) -> SpeechBegun | None:
        onset = self._onset
        onset.append(voiced)
        if not voiced or sum(onset) < ONSET_VOICED:
            return None
        first = list(onset).index(True)
        self._start_ms = self._voiced_since_ms = self._now_ms - (len(onset) - first) * FRAME_MS
        self._end_ms = self._now_ms
        onset.clear()
        self.speaker.started(self._start_ms)
        return SpeechBegun(self._start_ms)

    def _resume(self) -> None:
        """A voiced frame; after a long pause within the sentence we know a slow speaker."""
        pause = self._now_ms - FRAME_MS - self._end_ms
        if pause:
            self._voiced_since_ms = self._now_ms - FRAME_MS
        if pause >= _SLOW_SHARE * self._settings.endpoint_ms:
            self._hesitates = True
        self._end_ms = self._now_ms

    def _end(self, why: Why) -> SpeechEnded:
        assert self._start_ms is not None
        ended = SpeechEnded(self._start_ms, self._end_ms, self._now_ms, why)
        self._start_ms = None
        self._hesitates = False
        self.ending = "plain"
        self.speaker.ended(self._now_ms if why in ("pause", "recogniser") else None)
        return ended
