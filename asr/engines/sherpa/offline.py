"""A sherpa-onnx model that reads whole utterances: the second of two passes."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soxr

from asr.engines.recogniser import Hypothesis, RecogniserError
from asr.engines.sherpa.folder import find_model
from asr.engines.sherpa.hotwords import Hotwords
from asr.engines.sherpa.loading import load, native_rate
from asr.engines.sherpa.words import hypothesis

log = logging.getLogger(__name__)

_PADDING_S = 0.2
"""Silence added at the end: networks are not made for sound that breaks off."""
_SHORTEST_S = 0.1


class SherpaOffline:
    """An offline model, shared by all streams; may be called from several threads at once."""

    def __init__(self, folder: Path) -> None:
        """Loads the model in `folder` (blocking, seconds). Raises `ModelError`."""
        model = find_model(folder, streaming=False)
        self.folder = folder
        self.rate = native_rate(model)
        """The model's own sampling rate in Hz."""
        self.hotwords = Hotwords(model)
        self._recogniser = load(model, self.hotwords)
        self._told = False

    def read(self, pcm: bytes, rate: int, grammar: Sequence[str] | None = None) -> Hypothesis:
        """What was said in 16-bit little-endian mono sound at `rate` Hz. Blocking: a share of its length.

        A `grammar` becomes hotwords where the model takes them; it does not limit. Raises `RecogniserError`.
        """
        heard = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        if len(heard) < _SHORTEST_S * rate:
            return Hypothesis("")
        padded = np.concatenate([heard, np.zeros(round(_PADDING_S * rate), np.float32)])
        try:
            stream = self._recogniser.create_stream(*self._spelled(grammar))
            stream.accept_waveform(self.rate, soxr.resample(padded, rate, self.rate))
            self._recogniser.decode_stream(stream)
            answer = stream.result
        except Exception as error:  # whatever onnxruntime raises
            raise RecogniserError(f"{self.folder}: sherpa-onnx cannot read an utterance: {error}") from error
        length_ms = len(heard) * 1000 // rate
        return hypothesis(answer.text, answer.tokens, answer.timestamps, answer.ys_log_probs, length_ms)

    def close(self) -> None:
        """The model is freed with its last use."""
        self._recogniser = None

    def _spelled(self, grammar: Sequence[str] | None) -> tuple[str, ...]:
        if grammar is None or not self.hotwords.usable:
            return ()
        spelled = self.hotwords.spell(grammar)
        return (spelled,) if spelled else ()
