"""One spelling for many: what was heard becomes plain, simplified, standard Mandarin.

The order matters: Unicode forms, traditional characters, dialect wordings, then punctuation and
fillers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML

from ivr.dialects.simplified import simplified
from ivr.dialects.tables import DialectTable, tables

_NOT_WORDS = re.compile(r"[^0-9a-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_ENDS = re.compile(r"[。.!?;…\n]")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

PAUSE, STOP = "，", "。"
"""Stand for punctuation where it is kept: within a sentence, and between sentences."""

OWN = "本地"
"""How explanations call the administrator's own wordings and sounds."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording that was read as Mandarin."""

    said: str
    means: str
    dialects: tuple[str, ...]
    """Names of the tables that have it; empty for a synonym of Mandarin."""


@dataclass(frozen=True, slots=True)
class _Entry:
    means: str
    owners: tuple[str, ...] = ()
    """Ids of tables."""


@dataclass(frozen=True, slots=True)
class _PlainWords:
    """What `wordings.yaml` has."""

    synonyms: dict[str, str]
    kept: list[str]
    """Left alone though a wording or a filler is within them."""
    fillers: list[str]


class Normaliser:
    """Brings text to the form that sayings and requests are compared in."""

    def __init__(
        self,
        own: Mapping[str, str] | None = None,
        dialects: Mapping[str, DialectTable] | None = None,
        named: Collection[str] = (),
    ) -> None:
        """`own`: the administrator's wordings, which win over all others. `dialects`: active tables by id,
        without it all that ship; `named`: those whose local wordings apply in every sentence."""
        self._tables = tables() if dialects is None else dict(dialects)
        self._named = frozenset(named)
        plain = _plain_words()
        self._own = {self._plain(word): _Entry(means, (OWN,)) for word, means in (own or {}).items()}
        self._everywhere = {word: _Entry(means) for word, means in plain.synonyms.items()}
        self._everywhere |= {word: _Entry(word) for word in plain.kept}
        for id, table in self._tables.items():
            for word, means in table.words.items():
                earlier = self._everywhere.get(word, _Entry(means))
                self._everywhere[word] = _Entry(earlier.means, (*earlier.owners, id))
        self._words: dict[frozenset[str], tuple[dict[str, _Entry], re.Pattern[str]]] = {}
        self._fillers = frozenset(plain.fillers)
        self._filler = _any_of([*plain.fillers, *plain.kept])

    def __getstate__(self) -> dict[str, Any]:
        """What is kept of it on disk, without the patterns of all dialects that were ever shown together:
        each takes 6 ms to be made again, when somebody speaks so; all of them half of what reading takes."""
        return self.__dict__ | {"_words": {}}

    def standard(self, text: str) -> str:
        """Simplified characters, small letters, no punctuation or blanks, Mandarin for dialect."""
        plain = _NOT_WORDS.sub("", self._plain(text))
        words, pattern = self._wordings(plain)
        return pattern.sub(lambda found: words[found.group()].means, plain)

    def content(self, text: str) -> str:
        """`standard` without fillers and courtesies; empty when nothing else was said."""
        return self.bare(self.standard(text))

    def comparable(self, text: str) -> str:
        """`content`, or the text itself where nothing else was said: as sayings are learned and compared."""
        return self.content(text) or text

    def bare(self, standard: str) -> str:
        """What `standard` gave, without fillers and courtesies."""
        return self._filler.sub(
            lambda found: "" if found.group() in self._fillers else found.group(), standard
        )

    def marked(self, text: str) -> str:
        """`standard` with `PAUSE` or `STOP` wherever there is punctuation."""
        plain = self._plain(text)
        words, pattern = self._wordings(_NOT_WORDS.sub("", plain))
        paused = _NOT_WORDS.sub(_mark, plain)
        return pattern.sub(lambda found: words[found.group()].means, paused)

    def wordings(self, text: str) -> list[Wording]:
        """What `standard` replaces, in the order of the text."""
        plain = _NOT_WORDS.sub("", self._plain(text))
        words, pattern = self._wordings(plain)
        found = [(match.group(), words[match.group()]) for match in pattern.finditer(plain)]
        return [
            Wording(said, entry.means, self._names(entry.owners))
            for said, entry in found
            if said != entry.means
        ]

    def _names(self, owners: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._tables[id].name if id in self._tables else id for id in owners)

    def _wordings(self, plain: str) -> tuple[dict[str, _Entry], re.Pattern[str]]:
        """The wordings for this text: with the local ones of every dialect that it shows."""
        words, pattern = self._with(frozenset())
        shown = {id for found in pattern.findall(plain) for id in words[found].owners}
        local = frozenset(id for id in shown if id in self._tables and self._tables[id].local)
        return self._with(local) if local - self._named else (words, pattern)

    def _with(self, shown: frozenset[str]) -> tuple[dict[str, _Entry], re.Pattern[str]]:
        """Wordings of all tables, and the local ones of the named and the shown dialects; made once."""
        if shown not in self._words:
            words = dict(self._everywhere)
            for id in sorted(shown | self._named):
                if id in self._tables:
                    words |= {word: _Entry(means, (id,)) for word, means in self._tables[id].local.items()}
            words |= self._own
            self._words[shown] = words, _any_of(words)
        return self._words[shown]

    def _plain(self, text: str) -> str:
        folded = unicodedata.normalize("NFKC", text).lower()
        return simplified(folded) if _HAN.search(folded) else folded


def _mark(found: re.Match[str]) -> str:
    """What stands for a stretch without words; nothing for blanks."""
    if _ENDS.search(found.group()):
        return STOP
    return PAUSE if found.group().strip() else ""


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the words, the longest first; nothing when there are none."""
    ordered = sorted((word for word in words if word), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


@lru_cache(maxsize=1)
def _plain_words() -> _PlainWords:
    text = resources.files("ivr.dialects").joinpath("wordings.yaml").read_text(encoding="utf-8")
    return _PlainWords(**YAML(typ="safe").load(text))
