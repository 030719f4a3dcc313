"""What is spoken: words as pinyin with tones, with accents, and the phones the network must learn from it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pypinyin import lazy_pinyin

from models.training.language.phones import INITIALS, PHONE_ID, SILENCE, syllable_phones

PAUSE = ","
Words = list[list[str]]
"""Words as lists of pinyin syllables with tone numbers (5 = neutral); ``[","]`` is a pause."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One thing to say."""

    id: int
    words: Words

    @property
    def labels(self) -> list[int]:
        """Network outputs in order, silence at both ends and in pauses (without blanks)."""
        numbers = [PHONE_ID[SILENCE]]
        for word in self.words:
            for syllable in word:
                spoken = (SILENCE,) if syllable == PAUSE else syllable_phones(syllable.rstrip("12345"))
                numbers += [PHONE_ID[phone] for phone in spoken]
        return [*numbers, PHONE_ID[SILENCE]]


_ACCENTS = {
    "flat": {"zh": "z", "ch": "c", "sh": "s"},
    "curled": {"z": "zh", "c": "ch", "s": "sh"},
    "n-l": {"n": "l"},
    "l-n": {"l": "n"},
    "r-l": {"r": "l"},
    "in-ing": {"in": "ing", "en": "eng", "an": "ang"},
    "ing-in": {"ing": "in", "eng": "en", "ang": "an"},
    "hu-f": {"hu": "fu", "hua": "fa", "hui": "fei", "huan": "fan", "hun": "fen", "huang": "fang"},
    "f-hu": {"fu": "hu", "fa": "hua", "fei": "hui", "fan": "huan", "fen": "hun", "fang": "huang"},
}
"""What an accent does to a whole syllable, or to its initial and its final; the mergers of
``phones.accented``.
"""
_COMMON = (*["flat"] * 3, *["n-l"] * 2, "l-n", "r-l", *["ing-in"] * 2, "in-ing", "curled", "hu-f", "f-hu")


def accent(words: Words, rng: random.Random) -> Words:
    """The same words with one to four accent features of one speaker, and tones that are sometimes off."""
    kinds = set(rng.sample(_COMMON, rng.randint(1, 4)))
    known = _known_syllables()
    return [[_accent_syllable(syllable, kinds, known, rng) for syllable in word] for word in words]


def _accent_syllable(syllable: str, kinds: set[str], known: frozenset[str], rng: random.Random) -> str:
    tone, base = syllable[-1], syllable[:-1]
    if not tone.isdigit() or rng.random() < 0.15:  # nobody is consistent
        return syllable
    changed = base
    for kind in kinds:
        swaps = _ACCENTS[kind]
        initial = next((i for i in INITIALS if changed.startswith(i)), "")
        final = changed[len(initial) :]
        candidate = swaps.get(changed) or swaps.get(initial, initial) + swaps.get(final, final)
        if candidate in known:
            changed = candidate
    if rng.random() < 0.15:
        tone = str(rng.randint(1, 4))
    return changed + tone


@cache
def _known_syllables() -> frozenset[str]:
    """Toneless syllables of all characters, so that an accent makes no impossible one."""
    found = set()
    for code in range(0x4E00, 0x9FA6):
        for syllable in lazy_pinyin(chr(code), errors="ignore"):
            try:
                syllable_phones(syllable)
            except ValueError:
                continue
            found.add(syllable.replace("ü", "v"))
    return frozenset(found)


def write_utterances(path: Path, utterances: Iterable[Utterance]) -> None:
    """One JSON object a line, as ``kokoro_voice`` reads it."""
    lines = [json.dumps({"id": u.id, "words": u.words}) for u in utterances]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_utterances(path: Path) -> list[Utterance]:
    """What ``write_utterances`` wrote."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Utterance(row["id"], row["words"]) for row in rows]
