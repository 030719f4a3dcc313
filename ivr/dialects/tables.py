"""Tables of dialects: sounds that their speakers mix up, and their wordings. One file each in `tables/`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Annotated

from pydantic import Field, model_validator
from ruamel.yaml import YAML

from contracts.configuration.settings import Line, Mistake, Section, errors

COMMON = "common"
"""The table that is always on."""

INITIALS = (
    *("b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x"),
    *("zh", "ch", "sh", "r", "z", "c", "s", "y", "w", ""),
)
"""Consonants a syllable may begin with, as pinyin writes them; empty for none (`an`)."""

FINALS = (
    *("a", "ai", "an", "ang", "ao", "e", "ei", "en", "eng", "er", "o", "ong", "ou"),
    *("i", "ia", "ian", "iang", "iao", "ie", "in", "ing", "iong", "iu"),
    *("u", "ua", "uai", "uan", "uang", "ue", "ui", "un", "uo", "v", "ve"),
)
"""What follows the initial, as pinyin writes it (`yan` is y and an, `ju` is j and u, `lv` is l and v)."""

Cost = Annotated[float, Field(ge=0, le=1)]
"""How far two sounds are apart: 0 the same, 1 quite different."""

Pairs = dict[str, dict[str, Cost]]
"""Sound to sound to cost; a pair is written once and means both directions."""


def split(syllable: str) -> tuple[str, str] | None:
    """Initial and final of a toneless syllable; None when it is none."""
    for length in (2, 1, 0):
        if syllable[:length] in INITIALS and syllable[length:] in FINALS:
            return syllable[:length], syllable[length:]
    return None


class Confusions(Section):
    """Pairs of sounds that are mixed up."""

    initials: Pairs = Field(default_factory=dict, description="zh: {z: 0.1} makes 找 sound like 早.")
    finals: Pairs = Field(default_factory=dict, description="ing: {in: 0.1} makes 停 sound like tin.")
    syllables: Pairs = Field(default_factory=dict, description="hui: {fei: 0.1}, where a rule is too wide.")

    def sounds(self) -> tuple[Pairs, Pairs, Pairs]:
        """The three sections."""
        return self.initials, self.finals, self.syllables

    @model_validator(mode="after")
    def _are_sounds(self) -> Confusions:
        problems = list(self._strange())
        if problems:
            raise errors(problems)
        return self

    def _strange(self) -> Iterator[Mistake]:
        for section, known, what in (
            ("initials", INITIALS, "声母 / initial"),
            ("finals", FINALS, "韵母 / final"),
            ("syllables", None, "不带声调的拼音 / toneless syllable"),
        ):
            pairs: Pairs = getattr(self, section)
            for one, others in pairs.items():
                for place, sound in [((one,), one), *(((one, other), other) for other in others)]:
                    if not (split(sound) if known is None else sound in known):
                        yield (section, *place), f"“{sound}”不是{what}，请改正", sound
                    elif len(place) == 2 and sound == one:
                        yield (section, *place), f"“{sound}”和自己不会混，请删去 / same sound twice", sound


class DialectTable(Confusions):
    """One dialect."""

    name: Line = Field(description="In Chinese, for explanations.")
    words: dict[Line, str] = Field(default_factory=dict, description="Wordings and their Mandarin.")
    local: dict[Line, str] = Field(
        default_factory=dict,
        description="Wordings that mean something else elsewhere: they apply beside another wording of the "
        "table, or when the dialect is named in `tolerance.dialects`.",
    )


@lru_cache(maxsize=1)
def tables() -> dict[str, DialectTable]:
    """The tables that ship, by the name of their file; the common one first."""
    reader = YAML(typ="safe")
    files = [
        entry
        for entry in resources.files("ivr.dialects").joinpath("tables").iterdir()
        if entry.name.endswith(".yaml")
    ]
    return {
        entry.name.removesuffix(".yaml"): DialectTable.model_validate(
            reader.load(entry.read_text(encoding="utf-8"))
        )
        for entry in sorted(files, key=lambda entry: (entry.name != f"{COMMON}.yaml", entry.name))
    }
