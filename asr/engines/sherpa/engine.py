"""A streaming sherpa-onnx model behind the `Recogniser` interface."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from asr.engines.limiting import Limit
from asr.engines.recogniser import Hypothesis, RecogniserError
from asr.engines.resample import Resampler, Samples
from asr.engines.sherpa.folder import find_model
from asr.engines.sherpa.hotwords import Hotwords
from asr.engines.sherpa.loading import delay_s, load, native_rate
from asr.engines.words import hypothesis
from asr.text.text import join_words
from contracts.errors import text as _

log = logging.getLogger(__name__)

TAIL_S = 0.9
"""Silence fed at the end of an utterance, so that the network looks as far ahead as it was trained to: the
longest chunk in use (0.6 s) and one more that sherpa-onnx wants to see before it starts on it."""


class SherpaRecogniser:
    """A streaming model, shared by all streams."""

    def __init__(self, folder: Path) -> None:
        """Loads the model in `folder` (blocking, up to seconds). Raises `ModelError`."""
        model = find_model(folder, streaming=True)
        self.folder = folder
        self.rate = native_rate(model)
        self.hotwords = Hotwords(model)
        self._delay_s = delay_s(model)
        self._recogniser = load(model, self.hotwords)
        self._told = False

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> SherpaStream:
        """Opens a stream for sound at `rate` Hz.

        A `grammar` becomes hotwords where the model takes them; in any case what was heard is limited to its
        phrases afterwards (`asr.engines.limiting`), and the full reading comes as an alternative.
        """
        spelled = ""
        if grammar is not None:
            if self.hotwords.usable:
                spelled = self.hotwords.spell(grammar)
            elif not self._told:
                self._told = True
                log.warning("%s takes no hotwords: grammars only filter what it understood", self.folder)
        limit = None if grammar is None else Limit(grammar, alternatives)
        return SherpaStream(self._recogniser, self.rate, self._delay_s, rate, spelled, limit)

    def close(self) -> None:
        """The model is freed with its last stream."""
        self._recogniser = None


class SherpaStream:
    """One leg's recognition."""

    def __init__(
        self,
        recogniser: Any,
        model_rate: int,
        delay_s: float,
        rate: int,
        hotwords: str,
        limit: Limit | None,
    ) -> None:
        self._recogniser = recogniser
        self._model_rate = model_rate
        self._delay_s = delay_s
        self._rate = rate
        self._hotwords = hotwords
        self._limit = limit
        self.reset()

    def accept(self, pcm: bytes | memoryview) -> bool:
        """Always false: the end of speech is found by voice detection."""
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        self._fed += len(samples)
        self._feed(samples)
        return False

    def partial(self) -> str:
        text = join_words(self._result().text.split())
        return text if self._limit is None else self._limit.text(text)

    def final(self) -> Hypothesis:
        length_ms = self._fed * 1000 // self._rate
        if not self._fed:
            return Hypothesis("")
        self._feed(np.zeros(round(TAIL_S * self._rate), np.float32))
        answer = self._result()
        self.reset()
        seconds = [max(0.0, second - self._delay_s) for second in answer.timestamps]
        heard = hypothesis(answer.text, answer.tokens, seconds, answer.ys_probs, length_ms)
        return heard if self._limit is None else self._limit.hypothesis(heard)

    def reset(self) -> None:
        """A new stream of the library's: its own reset keeps sound that was not decoded yet."""
        self._stream = self._open()
        self._resampler = Resampler(self._rate, self._model_rate)
        self._fed = 0

    def _open(self) -> Any:
        try:
            if self._hotwords:
                return self._recogniser.create_stream(self._hotwords)
            return self._recogniser.create_stream()
        except Exception as error:  # whatever onnxruntime raises
            raise RecogniserError(
                _("sherpa-onnx cannot open a stream: {error}").format(error=error)
            ) from error

    def _feed(self, samples: Samples) -> None:
        try:
            self._stream.accept_waveform(self._model_rate, self._resampler.push(samples))
            while self._recogniser.is_ready(self._stream):
                self._recogniser.decode_stream(self._stream)
        except Exception as error:  # whatever onnxruntime raises
            raise RecogniserError(_("sherpa-onnx cannot go on: {error}").format(error=error)) from error

    def _result(self) -> Any:
        return self._recogniser.get_result_all(self._stream)
