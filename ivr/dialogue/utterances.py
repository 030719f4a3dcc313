"""What of one caller is being heard: the text so far, what is over, and what still waits to be acted on.

A second pass reads an utterance again when it is over, so its final may come when the caller has begun the
next one already. Nothing is answered into that: such a final waits, and is heard together with the next.
"""

from __future__ import annotations

from contracts.events.call.speech import SpeechStarted, TranscriptFinal, TranscriptPartial

_BETWEEN = "，"
"""Between what was said before a pause and after it."""

_MOST_WAITING = 3
"""Finals in a row that may wait, so that who talks on and on is answered all the same."""


class Utterances:
    """Of one caller. Every utterance is acted on once: by its final, or without one when that is overdue."""

    def __init__(self) -> None:
        self.so_far = ""
        """The text of the utterance under way, as far as it is known."""
        self.under_way = False
        """Whether the caller has begun to speak and no final has come."""
        self.asides = 0
        """Utterances of somebody else since the caller's own last words."""
        self._waiting: list[str] = []
        self._current = -1  # the one being heard
        self._closed = -1  # the last one that was acted on
        self._began_ms = -1

    def begun(self, event: SpeechStarted) -> None:
        """Somebody begins to speak."""
        self.so_far, self.under_way, self._began_ms = "", True, event.audio_ms

    def grown(self, event: TranscriptPartial) -> bool:
        """Takes the text so far; whether it counts: it has words, and nobody has acted on the utterance."""
        if event.utterance <= self._closed or not event.text.strip():
            return False
        self._current, self.so_far, self.under_way = event.utterance, event.text, True
        return True

    def finished(self, event: TranscriptFinal) -> bool:
        """An utterance is over; whether it counts: nobody has acted on it."""
        if event.utterance <= self._closed:
            return False
        self._closed = event.utterance
        if not self.goes_on(event):
            self.so_far, self.under_way = "", False
        if event.aside:
            self.asides += 1
        elif event.text.strip():
            self.asides = 0
        return True

    def goes_on(self, event: TranscriptFinal) -> bool:
        """Whether the next utterance had begun before this final came."""
        return self._began_ms > event.end_ms or self._current > event.utterance

    @property
    def may_wait(self) -> bool:
        """Whether one more may wait for the next utterance."""
        return len(self._waiting) < _MOST_WAITING

    def whole(self, event: TranscriptFinal) -> str:
        """What would be acted on if this were finished now: its text after what waits for it; empty where it
        would wait itself, or does not count. Changes nothing."""
        if event.utterance <= self._closed or event.aside or (self.goes_on(event) and self.may_wait):
            return ""
        return _BETWEEN.join(filter(None, (*self._waiting, event.text.strip())))

    def overdue(self) -> str:
        """No final has come in time: what is known of the utterance, with what waits. It is acted on."""
        text = self.with_waiting(self.so_far)
        if self.so_far:
            self._closed = max(self._closed, self._current)
        self.so_far, self.under_way = "", False
        return text

    def wait(self, text: str) -> None:
        """That is heard together with the next utterance."""
        self._waiting.append(text)

    def with_waiting(self, text: str) -> str:
        """The text after what waited for it; nothing waits any more."""
        whole = _BETWEEN.join(filter(None, (*self._waiting, text)))
        self._waiting.clear()
        return whole
