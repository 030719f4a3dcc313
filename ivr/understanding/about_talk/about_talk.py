"""Is a sentence about the conversation? Found by sound, as forms that cover all of it (`forms.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, get_args

from ruamel.yaml import YAML

from ivr.dialects.normalise import PAUSE, STOP, Normaliser
from ivr.dialects.pinyin import syllables

Kind = Literal[
    "cannot_talk",
    "farewell",
    "gives_up",
    "robot",
    "hold",
    "repeat",
    "who",
    "swearing",
    "complaint",
    "unfinished",
    "here",
    "praise",
    "aside",
    "nothing",
]
"""What a sentence about the conversation is; of several in one, the first of these."""

_KINDS: tuple[Kind, ...] = get_args(Kind)
_ENDING = ("gives_up", "farewell", "nothing")
"""Kinds with which those begin to end who give up."""
_OPEN = "…"
_MOST_OPEN = 8
"""Syllables that an open form may end with."""
_LONGEST = 60
"""Syllables of a sentence that is looked at; a longer one tells a story."""

Sound = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Form:
    """One piece that a sentence may be covered with."""

    sound: Sound
    kind: Kind | None
    """None: it may only stand around others."""
    open: bool


@dataclass(frozen=True, slots=True)
class _Cover:
    """How the rest of a sentence is covered."""

    pieces: int = 0
    kinds: frozenset[Kind] = frozenset()
    begins: Kind | None = None
    """The kind of its first piece."""

    def with_(self, form: _Form) -> _Cover:
        kinds = self.kinds if form.kind is None else self.kinds | {form.kind}
        return _Cover(self.pieces + 1 + form.open, kinds, form.kind)


class AboutTalk:
    """Finds sentences about the conversation. Made once per configuration: it takes some 30 ms."""

    def __init__(self, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._forms = _forms(normaliser)

    def kind(self, text: str) -> Kind | None:
        """What the text says about the conversation; None when it says anything else, too."""
        said, covers = self._covered(text)
        return _first(covers[0].kinds) if said and covers and covers[0] is not None else None

    def given_up(self, text: str) -> tuple[str, frozenset[Kind]] | None:
        """What was begun before the caller gave up (“我想反映我们单位那个，唉，算了不说了”), and the kinds
        of what ends it; None when the text does not end so."""
        said, covers = self._covered(text)
        for at, cover in enumerate(covers):
            if at and cover is not None and cover.begins in _ENDING and "gives_up" in cover.kinds:
                return said[:at], cover.kinds
        return None

    def _covered(self, text: str) -> tuple[str, Sequence[_Cover | None]]:
        """The words without punctuation, and how they are covered from each place on; by fewest pieces."""
        clauses = self._normaliser.marked(text).replace(STOP, PAUSE).split(PAUSE)
        said = "".join(clauses)
        sound = syllables(said)
        if not said or len(sound) != len(said) or len(said) > _LONGEST:
            return said, ()
        ends: list[int] = []
        for clause in clauses:
            ends += [len(ends) + len(clause)] * len(clause)
        covers: list[_Cover | None] = [None] * len(said) + [_Cover()]
        for at in reversed(range(len(said))):
            for form in self._forms.get(sound[at], ()):
                behind = at + len(form.sound)
                if sound[at:behind] != form.sound:
                    continue
                if form.open:
                    behind = ends[at] if behind <= ends[at] <= behind + _MOST_OPEN else len(said) + 1
                rest = covers[behind] if behind <= len(said) else None
                if rest is None:
                    continue
                now, best = rest.with_(form), covers[at]
                if best is None or now.pieces < best.pieces:
                    covers[at] = now
        return said, covers


def _first(kinds: frozenset[Kind]) -> Kind | None:
    return next((kind for kind in _KINDS if kind in kinds), None)


def _forms(normaliser: Normaliser) -> Mapping[str, Sequence[_Form]]:
    """All forms by their first syllable, as they are written and as they are read."""
    table = _table()
    words: list[tuple[str, Kind | None]] = [(word, None) for word in table["around"]]
    words += [(word, kind) for kind in _KINDS for word in table["forms"][kind]]
    forms: dict[str, list[_Form]] = {}
    for word, kind in words:
        written = word.removesuffix(_OPEN)
        for sound in {syllables(written), syllables(normaliser.standard(written))} - {()}:
            forms.setdefault(sound[0], []).append(_Form(sound, kind, open=word != written))
    return forms


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = resources.files("ivr.understanding.about_talk").joinpath("forms.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = YAML(typ="safe").load(text)
    return table
