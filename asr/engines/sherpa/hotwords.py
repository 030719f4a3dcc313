"""Phrases given to a model as hotwords: heard more readily, but nothing else is ruled out.

Only transducers take them (k2-fsa.github.io/sherpa/onnx/hotwords). A phrase is written in the model's own
units: Chinese characters, pieces of Latin words where the model brings `bpe.vocab`, or pieces of bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache

from asr.engines.sherpa.folder import SherpaModel
from asr.text.units import units

log = logging.getLogger(__name__)

_KEPT = 64
"""Sets of phrases whose spelling is remembered: a dialogue has a few, and asks with each utterance."""
SCORE = 1.5
"""Added per token of a hotword on the path: sherpa-onnx's own default."""


class Hotwords:
    """Spells phrases for one model."""

    def __init__(self, model: SherpaModel) -> None:
        self._model = model
        vocabulary = model.folder / "bpe.vocab"
        self.vocabulary = str(vocabulary) if vocabulary.is_file() else ""
        chinese = any(len(symbol) == 1 and "一" <= symbol <= "鿿" for symbol in model.symbols)
        if chinese:
            self.unit = "cjkchar+bpe" if self.vocabulary else "cjkchar"
        else:
            self.unit = "bbpe" if self.vocabulary else ""
        self.usable = bool(self.unit) and model.kind.name in ("transducer", "offline-transducer")
        """Whether this model takes hotwords at all."""
        self._remembered = lru_cache(_KEPT)(self._spell)

    def spell(self, phrases: Iterable[str]) -> str:
        """The phrases as `create_stream` takes them; those the model has no tokens for are left out,
        which is logged once for a set of phrases."""
        return self._remembered(tuple(phrases))

    def _spell(self, phrases: tuple[str, ...]) -> str:
        good: list[str] = []
        strange: list[str] = []
        for phrase in phrases:
            said = units(phrase)
            (good if said and all(map(self._knows, said)) else strange).append(" ".join(said))
        if strange:
            log.warning(
                "%s has no tokens for %s: not used as hotwords", self._model.folder, "、".join(strange)
            )
        return "/".join(good)

    def _knows(self, unit: str) -> bool:
        if self.unit == "bbpe":
            return True
        if unit.isascii() and not unit.isdigit():
            return self.unit == "cjkchar+bpe"
        return all(letter in self._model.symbols for letter in unit)
