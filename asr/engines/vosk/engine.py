"""Vosk behind the `Recogniser` interface. The stock wheel; works with any Vosk model."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import vosk

from asr.engines.recogniser import Hypothesis, ModelError, RecogniserError
from asr.engines.segments import join_segments
from asr.engines.vosk.folder import check_folder, has_plain_graph, model_rate
from asr.engines.vosk.grammar import Only, grammar_json
from asr.engines.vosk.results import parse_partial, parse_result
from asr.engines.vosk.vocabulary import Vocabulary
from asr.text.text import join_words
from contracts.errors import text as _

log = logging.getLogger(__name__)

_READINGS = 10
"""Vosk is asked for so many readings even if fewer are wanted: confidence is their competition."""


class VoskRecogniser:
    """A Vosk model, shared by all streams."""

    def __init__(self, folder: Path) -> None:
        """Loads the model in `folder` (blocking, 20 ms to some seconds).

        Raises `ModelError` when the folder is missing, incomplete or no Vosk model.
        """
        check_folder(folder)
        vosk.SetLogLevel(-1)
        try:
            self._model = vosk.Model(str(folder))
        except Exception as error:  # the wheel raises a bare Exception
            raise ModelError(
                _(
                    "{folder}: Vosk cannot load this model ({error}); it is damaged or made for "
                    "another engine: copy it again, or set asr.model to the folder of a Vosk model"
                ).format(folder=folder, error=error)
            ) from error
        self.folder = folder
        self.rate = model_rate(folder)
        self.vocabulary = Vocabulary(self.knows)
        self.limited = not has_plain_graph(folder)
        """Whether a grammar guides decoding; what a model with a fixed graph understood is only filtered."""

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> VoskStream:
        """Opens a stream for sound at `rate` Hz.

        Words of `grammar` the model lacks are spelled with shorter ones, or with ones that sound the same; a
        phrase that cannot be is left out, with a warning in the log. Whatever is said beside the phrases, a
        part of one too, is rejected: it gives no text.
        """
        spelled = None if grammar is None else self._spelled(grammar)
        arguments: list[object] = [self._model, float(rate)]
        if spelled is not None and not self.limited:
            log.warning("%s has one fixed graph: a grammar only filters what was understood", self.folder)
        elif spelled is not None:
            arguments.append(grammar_json(spelled))
        try:
            recogniser = vosk.KaldiRecognizer(*arguments)
        except Exception as error:  # the wheel raises a bare Exception
            raise RecogniserError(
                _("Vosk cannot open a stream at {rate} Hz: {error}").format(rate=rate, error=error)
            ) from error
        recogniser.SetWords(True)
        recogniser.SetMaxAlternatives(max(_READINGS, alternatives + 1) if alternatives else 0)
        return VoskStream(recogniser, rate, alternatives, None if spelled is None else Only(spelled))

    def knows(self, word: str) -> bool:
        """Whether the model's vocabulary has this word."""
        return bool(self._model.vosk_model_find_word(word) >= 0)

    def close(self) -> None:
        """The model is freed with its last stream."""
        del self._model

    def _spelled(self, grammar: Sequence[str]) -> dict[str, str]:
        """The phrases by the model's words for them, with blanks between."""
        spelled: dict[str, str] = {}
        for phrase in grammar:
            coverage = self.vocabulary.cover(phrase)
            if coverage.words:
                spelled.setdefault(" ".join(coverage.words), phrase)
            else:
                log.warning("%s has no words for %r: left out of the grammar", self.folder, phrase)
        return spelled


class VoskStream:
    """One leg's recognition. Vosk may end a segment in a short pause; an utterance joins them."""

    def __init__(
        self, recogniser: vosk.KaldiRecognizer, rate: int, alternatives: int, only: Only | None
    ) -> None:
        self._vosk = recogniser
        self._rate = rate
        self._alternatives = alternatives
        self._only = only
        self._segments: list[Hypothesis] = []
        self._fed = 0
        self._begin = 0

    def accept(self, pcm: bytes | memoryview) -> bool:
        """True when Vosk ends a segment with words in it (its own endpoint rules, model.conf)."""
        data = bytes(pcm)
        self._fed += len(data) // 2
        try:
            ended = self._vosk.AcceptWaveform(data)
        except Exception as error:  # the wheel raises a bare Exception
            raise RecogniserError(
                _(
                    "Vosk cannot process sound at {rate} Hz with this model ({error}); if the "
                    "model is made for a higher rate, add --allow-upsample=true to its "
                    "conf/mfcc.conf"
                ).format(rate=self._rate, error=error)
            ) from error
        return bool(ended) and self._keep(self._vosk.Result())

    def partial(self) -> str:
        running = parse_partial(self._vosk.PartialResult())
        if self._only is not None:
            running = self._only.text(running)
        return join_words([*(segment.text for segment in self._segments), running])

    def final(self) -> Hypothesis:
        self._keep(self._vosk.FinalResult())
        hypothesis = join_segments(self._segments, self._alternatives)
        self._forget()
        return hypothesis

    def reset(self) -> None:
        self._vosk.Reset()
        self._forget()

    def _keep(self, answer: str) -> bool:
        segment = parse_result(answer, self._begin * 1000 // self._rate, self._alternatives)
        if self._only is not None:
            segment = self._only.hypothesis(segment)
        if segment.text:
            self._segments.append(segment)
        return bool(segment.text)

    def _forget(self) -> None:
        self._segments = []
        self._begin = self._fed
