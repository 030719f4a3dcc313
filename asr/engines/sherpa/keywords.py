"""Keyword spotting behind the `Recogniser` interface: what is heard is one of the words that were given.

The models are small streaming transducers that write pinyin (published: WenetSpeech, 3.3 million parameters).
They find words that were never trained, in any voice, and hear nothing else.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asr.engines.recogniser import Hypothesis, ModelError, RecogniserError
from asr.engines.resample import Resampler, Samples
from asr.engines.sherpa.engine import TAIL_S
from asr.engines.sherpa.folder import find_model
from asr.engines.sherpa.loading import library
from asr.engines.words import UNJUDGED
from asr.text.keywords import KeywordList, compile_keywords
from asr.text.text import join_words
from contracts import Word
from contracts.errors import text as _

log = logging.getLogger(__name__)

SCORE, THRESHOLD = 1.0, 0.25
"""Added per token on a keyword's path, and the mean probability of its tokens from which on it counts:
sherpa-onnx's own defaults."""


class KeywordRecogniser:
    """A keyword model, shared by all streams."""

    rate = 16000

    def __init__(self, folder: Path, keywords: Sequence[str] = ()) -> None:
        """Loads the model in `folder` (blocking, under a second). Streams without a grammar listen for
        `keywords`. Raises `ModelError`."""
        model = find_model(folder, streaming=True)
        if not model.spots_keywords:
            raise ModelError(
                _(
                    "{folder}: no keyword model: its tokens are not initials and finals with "
                    "tones; name it as asr.model to transcribe with it"
                ).format(folder=folder)
            )
        self.folder = folder
        self._symbols = model.symbols
        self._told: set[str] = set()
        self._default = self._compiled(keywords)
        files = {role: str(path) for role, path in model.files.items()}
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as nothing:
            try:
                self._spotter = library().KeywordSpotter(
                    str(model.tokens),
                    keywords_file=nothing.name,  # empty: each stream brings its own
                    num_threads=1,
                    keywords_score=SCORE,
                    keywords_threshold=THRESHOLD,
                    **files,
                )
            except Exception as error:  # whatever onnxruntime raises
                raise ModelError(
                    _(
                        "{folder}: sherpa-onnx cannot load this keyword model ({error}); install it again"
                    ).format(folder=folder, error=error)
                ) from error

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> KeywordStream:
        """Opens a stream for sound at `rate` Hz that listens for the phrases of `grammar`, or for the
        keywords the engine was made with; raises `RecogniserError` when there are none of those. What cannot
        be listened for is logged once."""
        if grammar is None and not self._default.lines:
            raise RecogniserError(
                _("{folder}: no word to listen for: intents need keywords in Chinese characters").format(
                    folder=self.folder
                )
            )
        listed = self._default if grammar is None else self._compiled(grammar)
        return KeywordStream(self._spotter, rate, listed.text)

    def close(self) -> None:
        """The model is freed with its last stream."""
        self._spotter = None

    def _compiled(self, phrases: Sequence[str]) -> KeywordList:
        compiled = compile_keywords(phrases, self._symbols)
        for gap in compiled.gaps:
            if gap.phrase not in self._told:
                self._told.add(gap.phrase)
                log.warning("keyword %r is not listened for: %s", gap.phrase, gap.reason)
        return compiled


class KeywordStream:
    """One leg; an utterance's text is the keywords in it, in order."""

    def __init__(self, spotter: Any, rate: int, keywords: str) -> None:
        self._spotter = spotter
        self._rate = rate
        self._keywords = keywords
        self.reset()

    def accept(self, pcm: bytes | memoryview) -> bool:
        """Always false: the end of speech is found by voice detection."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        self._fed += len(samples)
        self._feed(samples)
        return False

    def partial(self) -> str:
        return join_words(word.text for word in self._words)

    def final(self) -> Hypothesis:
        if self._fed:
            self._feed(np.zeros(round(TAIL_S * self._rate), np.float32))
        words, text = tuple(self._words), self.partial()
        self.reset()
        return Hypothesis(text, UNJUDGED if text else 0.0, words)

    def reset(self) -> None:
        try:
            self._stream = self._spotter.create_stream(self._keywords)
        except Exception as error:  # whatever onnxruntime raises
            raise RecogniserError(
                _("sherpa-onnx cannot open a stream: {error}").format(error=error)
            ) from error
        self._resampler = Resampler(self._rate, KeywordRecogniser.rate)
        self._fed = 0
        self._words: list[Word] = []

    def _feed(self, samples: Samples) -> None:
        try:
            self._stream.accept_waveform(KeywordRecogniser.rate, self._resampler.push(samples))
            while self._spotter.is_ready(self._stream):
                self._spotter.decode_stream(self._stream)
                # Asked once: the library forgets a result with the first question about it.
                found = self._spotter.keyword_spotter.get_result(self._stream)
                if found.keyword:
                    self._keep(found.keyword.strip(), found.timestamps)
                    self._spotter.reset_stream(self._stream)
        except Exception as error:  # whatever onnxruntime raises
            raise RecogniserError(_("sherpa-onnx cannot go on: {error}").format(error=error)) from error

    def _keep(self, keyword: str, seconds: Sequence[float]) -> None:
        """Times are about: the spotter counts anew after each keyword, so its end is when it was found."""
        end = self._fed * 1000 // self._rate
        length = round((seconds[-1] - seconds[0]) * 1000) if seconds else 0
        before = self._words[-1].end_ms if self._words else 0
        start = min(end, max(before, end - length))
        self._words.append(Word(text=keyword, start_ms=start, end_ms=end, confidence=UNJUDGED))
