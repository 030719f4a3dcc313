"""The recogniser's side of one leg: pieces of sound in, transcripts out. Blocking; runs in a worker."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from asr.engines.recogniser import Recogniser, RecogniserStream
from asr.hearing.cutter import Begin, End, Sound
from asr.hearing.framing import FRAME_MS
from asr.second_pass.joining import Heard
from asr.second_pass.pending import Pending
from asr.second_pass.reader import Urgency
from asr.second_pass.stream import TwoPassStream
from asr.text.written import written
from contracts import Leg, TranscriptFinal, TranscriptPartial, Word


@dataclass(slots=True)
class _Timeline:
    """Places in the sound that was fed, and where they lie in the leg's audio (frames may be missing)."""

    fed_ms: int = 0
    fed: list[int] = field(default_factory=list)
    audio: list[int] = field(default_factory=list)

    def add(self, at_ms: int) -> None:
        """Another frame was fed; it lies at `at_ms` of the leg's audio."""
        if not self.fed or self.audio[-1] + self.fed_ms - self.fed[-1] != at_ms:
            self.fed.append(self.fed_ms)
            self.audio.append(at_ms)
        self.fed_ms += FRAME_MS

    def audio_ms(self, fed_ms: int) -> int:
        if not self.fed:
            return fed_ms
        i = max(0, bisect_right(self.fed, fed_ms) - 1)
        return self.audio[i] + fed_ms - self.fed[i]


class Decoder:
    """Recognises one leg of one call."""

    def __init__(
        self,
        call: str,
        leg: Leg,
        rate: int,
        recogniser: Recogniser,
        alternatives: int,
        speculates: bool = False,
    ) -> None:
        """`rate` in Hz. `speculates`: an utterance is read again before it is certain that it is over."""
        self._call = call
        self._leg: Leg = leg
        self._rate = rate
        self._recogniser = recogniser
        self._next_recogniser = recogniser
        self._alternatives = alternatives
        self._speculates = speculates
        self.urgency = Urgency.CALLER if leg == "caller" else Urgency.AGENT
        """Who of all legs is read first."""
        self._grammar: tuple[str, ...] | None = None
        self._next_grammar: tuple[str, ...] | None = None
        self._stream: RecogniserStream | None = None
        self._timeline = _Timeline()
        self._text = ""
        self.utterance = 0
        """Number of the utterance that is being heard."""

    def open(self) -> RecogniserStream:
        """The stream, opened if need be. Raises `RecogniserError` when the engine cannot."""
        if self._stream is None:
            self._stream = self._recogniser.stream(
                self._rate, alternatives=self._alternatives, grammar=self._grammar
            )
        return self._stream

    def set_grammar(self, grammar: Sequence[str] | None) -> None:
        """From the next utterance on, only these phrases are expected; None takes the limit away."""
        self._next_grammar = None if grammar is None else tuple(grammar)

    def use(self, recogniser: Recogniser) -> None:
        """From the next utterance on, this one recognises."""
        self._next_recogniser = recogniser

    def begin(self, begin: Begin) -> None:
        if self._next_grammar != self._grammar or self._next_recogniser is not self._recogniser:
            self._grammar = self._next_grammar
            self._recogniser = self._next_recogniser
            self._stream = None
        self.open()
        self._timeline = _Timeline()
        self.utterance = begin.utterance
        self._text = ""

    def hear(self, sounds: Sequence[Sound]) -> tuple[TranscriptPartial | None, bool]:
        """Feeds some frames: a partial if the text changed, and whether the engine sees an end."""
        stream = self.open()
        for sound in sounds:
            self._timeline.add(sound.at_ms)
        ended = stream.accept(b"".join(sound.pcm for sound in sounds))
        text = stream.partial()
        if not text or text == self._text:
            return None, ended
        self._text = text
        partial = TranscriptPartial(call=self._call, leg=self._leg, utterance=self.utterance, text=text)
        return partial, ended

    def pause(self) -> None:
        """The speaker pauses."""
        stream = self.open()
        if isinstance(stream, TwoPassStream):
            stream.pause(self.urgency, speculate=self._speculates)

    def go_on(self) -> None:
        """The speaker goes on."""
        stream = self.open()
        if isinstance(stream, TwoPassStream):
            stream.go_on()

    def end(
        self, end: End, deliver: Callable[[TranscriptFinal], None], patience_s: float | None
    ) -> Pending | None:
        """Ends the utterance; its text is delivered at once, or later and in any thread: then it is pending.

        The second pass is asked only for what it can read within `patience_s`; None: it has all the time.
        """
        stream, timeline = self.open(), self._timeline

        def heard(result: Heard) -> None:
            deliver(self._final(end, result, timeline))

        if isinstance(stream, TwoPassStream):
            return stream.final_later(heard, self.urgency, patience_s)
        heard(Heard(stream.final()))
        return None

    def _final(self, end: End, heard: Heard, timeline: _Timeline) -> TranscriptFinal:
        hypothesis, place = heard.hypothesis, timeline.audio_ms
        words = tuple(
            Word(
                text=word.text,
                start_ms=place(word.start_ms),
                end_ms=max(place(word.start_ms), place(word.end_ms)),
                confidence=word.confidence,
            )
            for word in hypothesis.words
        )
        figures = written(hypothesis.text)
        return TranscriptFinal(
            call=self._call,
            leg=self._leg,
            utterance=end.utterance,
            text=hypothesis.text,
            written="" if figures == hypothesis.text else figures,
            start_ms=end.ended.start_ms,
            end_ms=end.ended.end_ms,
            confidence=hypothesis.confidence,
            words=words,
            alternatives=hypothesis.alternatives,
            read_by=heard.read_by,
            language=heard.language,
            language_confidence=heard.language_confidence,
            aside=end.aside,
        )

    def close(self) -> None:
        """Lets go of the stream."""
        self._stream = None
