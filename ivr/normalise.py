"""One spelling for many: what was heard becomes plain, simplified, standard Mandarin.

The order matters: Unicode forms, traditional characters, dialect wordings, then punctuation and
fillers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources

from opencc import OpenCC
from ruamel.yaml import YAML

_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff\uf900-\ufaff]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


class Normaliser:
    """Brings text to the form that sayings and requests are compared in."""

    def __init__(self, dialect: Mapping[str, str] | None = None) -> None:
        """`dialect`: wordings on top of `dialect.yaml`; they win over ours."""
        ours, fillers = _table()
        words = {**ours, **(dialect or {})}
        self._simplify = OpenCC("t2s").convert
        self._words = {self._plain(word): meaning for word, meaning in words.items()}
        self._word = _any_of(self._words)
        self._filler = _any_of(fillers)

    def standard(self, text: str) -> str:
        """Simplified characters, small letters, no punctuation or blanks, Mandarin for dialect."""
        plain = _NOT_WORDS.sub("", self._plain(text))
        return self._word.sub(lambda found: self._words[found.group()], plain)

    def content(self, text: str) -> str:
        """`standard` without fillers and courtesies; empty when nothing else was said."""
        return self._filler.sub("", self.standard(text))

    def _plain(self, text: str) -> str:
        folded = unicodedata.normalize("NFKC", text).lower()
        return self._simplify(folded) if _HAN.search(folded) else folded


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the words, the longest first."""
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True) if word))


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, str], list[str]]:
    """Dialect wordings with their meanings, and fillers, from `dialect.yaml`."""
    text = resources.files("ivr").joinpath("dialect.yaml").read_text(encoding="utf-8")
    table = YAML(typ="safe").load(text)
    return table["words"], table["fillers"]
