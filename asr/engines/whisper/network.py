"""The network itself: sound to what it means, that to text. Blocking; runs in a process of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from asr.engines.recogniser import ModelError
from asr.engines.whisper.english import LEAST, is_english, may_be_english, share
from asr.engines.whisper.features import RATE, Floats, log_mel
from asr.engines.whisper.repetition import goes_round
from asr.engines.whisper.task import Answer, Task
from asr.engines.whisper.text import plain
from asr.engines.whisper.vocabulary import Vocabulary
from asr.engines.whisper.window import most_tokens, window_s
from contracts.errors import text as _

_SPEECH = 0.1
"""Where silence is less likely somebody speaks."""
_NO_REPEAT = 3
"""So many tokens never come twice when a text that went round is written anew."""
_PROMPT_TOKENS = 200
"""A longer prompt is cut: prompt and text share the network's 448 places."""


class Network:
    """A loaded model."""

    def __init__(self, folder: Path, threads: int, window: Callable[[float], float] = window_s) -> None:
        """Loads it in 8 bits: a second. Raises `ModelError` when it cannot be used on this machine.

        `window`: how many seconds of sound the encoder is given for an utterance of that length in seconds.
        """
        self._vocabulary = Vocabulary(folder)  # names a wrong model at once
        try:
            import ctranslate2
        except ImportError as error:
            raise ModelError(
                _(
                    "ctranslate2 cannot be used here ({error}): run script/setup; it needs a "
                    "64-bit processor with AVX2 for its full speed"
                ).format(error=error)
            ) from error
        self._library: Any = ctranslate2
        self._window = window
        try:
            self._model: Any = ctranslate2.models.Whisper(
                str(folder), device="cpu", compute_type="int8", inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError) as error:  # whatever CTranslate2 raises for files and processors
            raise ModelError(
                _(
                    "{folder}: CTranslate2 does not load it ({error}): fetch it again with script/setup"
                ).format(folder=folder, error=error)
            ) from error
        if not self._model.is_multilingual:
            raise ModelError(
                _("{folder}: this Whisper knows English only: install a multilingual one").format(
                    folder=folder
                )
            )
        self._figures = [number for number in range(self._command("endoftext")) if self._has_figure(number)]

    def encode(self, task: Task) -> Any:
        """What the network hears in it, for `decode`. The longer half of the work for short utterances."""
        heard: Floats = np.frombuffer(task.pcm, "<i2").astype(np.float32) / np.float32(32768)
        if task.rate != RATE:
            heard = np.asarray(soxr.resample(heard, task.rate, RATE), np.float32)
        features = log_mel(heard, self._window(len(heard) / RATE), self._model.n_mels)
        return self._model.encode(self._library.StorageView.from_array(features[None]), to_cpu=False)

    def decode(self, task: Task, encoded: Any) -> Answer:
        """The texts, in the language that was told. Takes longer the more was said."""
        told = {token.strip("<|>"): chance for token, chance in self._model.detect_language(encoded)[0]}
        likeliest = max(told, key=lambda language: told[language])
        if likeliest not in (task.language, "en") and told[likeliest] >= task.switch_at:
            own = self._read_own(task, encoded, task.language, told[task.language])
            answer = self._read(task, encoded, likeliest, likeliest, told[likeliest])
            if answer.chances[0] >= max(LEAST, own.chances[0]):
                return answer
            # A dialect that sounds like no Mandarin: whichever reading is the likelier, it is Chinese.
            best = max(own, answer, key=lambda one: one.chances[0])
            return replace(best, language=own.language, language_confidence=own.language_confidence)
        if may_be_english(told, task.language):
            answer = self._read(task, encoded, "en", "en", share(told, "en", task.language))
            if is_english(answer.texts[0], answer.chances[0], told["en"]):
                return answer
        return self._read_own(task, encoded, likeliest, told[likeliest])

    def _read_own(self, task: Task, encoded: Any, language: str, confidence: float) -> Answer:
        """Reads once more without repetitions where somebody surely speaks and the text goes round."""
        answer = self._read(task, encoded, task.language, language, confidence)
        if answer.silence < _SPEECH and goes_round(plain(answer.texts[0])):
            return self._read(task, encoded, task.language, language, confidence, no_repeat=_NO_REPEAT)
        return answer

    def _read(
        self, task: Task, encoded: Any, read_in: str, language: str, confidence: float, no_repeat: int = 0
    ) -> Answer:
        own = read_in == task.language
        prompt = [
            *(self._before(task.prompt) if own and task.prompt else ()),
            self._command("startoftranscript"),
            self._command(read_in),
            self._command("transcribe"),
            self._command("notimestamps"),
        ]
        found = self._model.generate(
            encoded,
            [prompt],
            beam_size=task.beam,
            num_hypotheses=min(task.readings, task.beam),
            max_length=len(prompt) + most_tokens(len(task.pcm) / 2 / task.rate),
            suppress_tokens=[-1, *self._figures] if read_in == "zh" else [-1],
            no_repeat_ngram_size=no_repeat,
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        return Answer(
            tuple(self._vocabulary.decode(tokens).strip() for tokens in found.sequences_ids),
            tuple(math.exp(min(0.0, score)) for score in found.scores),
            found.no_speech_prob,
            language,
            confidence,
            read_in,
        )

    def _before(self, prompt: str) -> list[int]:
        return [self._command("startofprev"), *self._vocabulary.encode(prompt)[-_PROMPT_TOKENS:]]

    def _command(self, name: str) -> int:
        number = self._vocabulary.command(name)
        assert number is not None  # Vocabulary made sure of those that are needed
        return number

    def _has_figure(self, token: int) -> bool:
        """Chinese is then written in characters: numbers are put into figures where all engines' are."""
        return any(
            letter.isascii() and (letter.isdigit() or letter == "%")
            for letter in self._vocabulary.decode([token])
        )
