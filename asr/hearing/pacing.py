"""Finds out whether somebody speaks slowly, so that they are given longer pauses for the rest of the call.

Two signs: they go on right after the machine took their sentence for finished, or they say few
syllables a second. Pure: it knows only times and counts.
"""

from __future__ import annotations

from collections import deque

GOES_ON_MS = 1000
"""Speech that begins so soon after an endpoint goes on with a sentence that was cut in the middle."""
CUTS = 2
OF_LAST = 4
"""Slow is who was cut so often among the last utterances."""
SLOW_SYLLABLES_PER_S = 2.5
"""Mandarin on the telephone runs at four to six syllables a second, pauses within the sentence included."""
ENOUGH_SYLLABLES = 5
SLOW_UTTERANCES = 2
"""So many utterances of at least `ENOUGH_SYLLABLES` must have been slow: one may be dictation or thought."""


class SlowSpeaker:
    """One leg's speaker. Once found slow they stay so: an extra 0.3 s costs less than a cut sentence."""

    def __init__(self) -> None:
        self.found = False
        self._ended_ms: int | None = None
        self._cuts: deque[bool] = deque(maxlen=OF_LAST)
        self._slow_utterances = 0

    def started(self, at_ms: int) -> None:
        """Speech begins at `at_ms` of the leg's audio."""
        if self._ended_ms is None:
            return
        self._cuts.append(at_ms - self._ended_ms < GOES_ON_MS)
        if sum(self._cuts) >= CUTS:
            self.found = True

    def ended(self, decided_ms: int | None) -> None:
        """A pause ended the utterance, as was decided at `decided_ms`; None when something else did."""
        self._ended_ms = decided_ms

    def said(self, syllables: int, ms: int) -> None:
        """So many syllables were understood in an utterance of `ms`."""
        if syllables < ENOUGH_SYLLABLES or syllables * 1000 >= SLOW_SYLLABLES_PER_S * ms:
            return
        self._slow_utterances += 1
        if self._slow_utterances >= SLOW_UTTERANCES:
            self.found = True
