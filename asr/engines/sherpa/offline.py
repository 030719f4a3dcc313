"""A sherpa-onnx model that reads whole utterances: the second of two passes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import soxr

from asr.engines.offline import Reading, Utterance, never
from asr.engines.recogniser import Hypothesis, RecogniserError
from asr.engines.sherpa.folder import find_model
from asr.engines.sherpa.hotwords import Hotwords
from asr.engines.sherpa.loading import load, native_rate
from asr.engines.words import hypothesis
from contracts.errors import text as _

log = logging.getLogger(__name__)

_PADDING_S = 0.2
"""Silence added at the end: networks are not made for sound that breaks off."""
_SHORTEST_S = 0.1
_LONGEST_S = 125.0
"""Settings cut utterances at 120 s or less."""


class SherpaOffline:
    """An offline model, shared by all streams; may be called from several threads at once."""

    def __init__(self, folder: Path, *, lanes: int = 1) -> None:
        """Loads the model in `folder` (blocking, seconds); `lanes` threads read at once.

        Raises `ModelError`.
        """
        model = find_model(folder, streaming=False)
        self.folder = folder
        self.lanes = lanes
        self.longest_s = _LONGEST_S
        self.rate = native_rate(model)
        """The model's own sampling rate in Hz."""
        self.hotwords = Hotwords(model)
        self._recogniser = load(model, self.hotwords)
        self._told = False

    def effort(self, seconds: float) -> float:
        """In seconds of sound."""
        return seconds + _PADDING_S

    def read(self, utterance: Utterance, dropped: Callable[[], bool] = never) -> Reading:
        """See `Offline`: a share of the sound's length, in one step, so that nothing is dropped on the way.

        A grammar becomes hotwords where the model takes them; it does not limit. Raises `RecogniserError`.
        """
        rate = utterance.rate
        heard = np.frombuffer(utterance.pcm, "<i2").astype(np.float32) / 32768
        if len(heard) < _SHORTEST_S * rate:
            return Reading(Hypothesis(""))
        padded = np.concatenate([heard, np.zeros(round(_PADDING_S * rate), np.float32)])
        try:
            stream = self._recogniser.create_stream(*self._spelled(utterance.grammar))
            stream.accept_waveform(self.rate, soxr.resample(padded, rate, self.rate))
            self._recogniser.decode_stream(stream)
            answer = stream.result
        except Exception as error:  # whatever onnxruntime raises
            raise RecogniserError(
                _("{folder}: sherpa-onnx cannot read an utterance: {error}").format(
                    folder=self.folder, error=error
                )
            ) from error
        length_ms = len(heard) * 1000 // rate
        return Reading(
            hypothesis(answer.text, answer.tokens, answer.timestamps, answer.ys_log_probs, length_ms)
        )

    def close(self) -> None:
        """The model is freed with its last use."""
        self._recogniser = None

    def _spelled(self, grammar: Sequence[str] | None) -> tuple[str, ...]:
        if grammar is None or not self.hotwords.usable:
            return ()
        spelled = self.hotwords.spell(grammar)
        return (spelled,) if spelled else ()
