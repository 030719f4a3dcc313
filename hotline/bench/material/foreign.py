"""Callers who speak no Chinese: sentences of our own, read by espeak-ng, some with an accent.

An accent is made by exchanging sounds in espeak-ng's own phonemes: what teachers of English name first, and
nothing of a real speaker's rhythm and melody.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hotline.bench.material.material import Item
from hotline.bench.material.sound import telephone
from hotline.bench.material.voices import espeak, sound_of
from hotline.bench.rows import NoMaterial

_SENTENCES = [
    line.split("\t") for line in Path(__file__).with_name("languages.txt").read_text("utf-8").splitlines()
]
ENGLISH = [text for language, text in _SENTENCES if language == "en"]
OTHERS = ("ru", "fr-fr", "de", "es")
"""Names of espeak-ng's voices; a part before the hyphen is the language's own name."""

ACCENTS = {
    "Chinese": (("T", "s"), ("D", "d"), ("v", "w"), ("I", "i:"), ("r-", "r"), ("z", "s"), ("&", "e")),
    "Indian": (("T", "t"), ("D", "d"), ("w", "v"), ("eI", "e:"), ("oU", "o:"), ("&", "a")),
}
"""Sounds of espeak-ng's English (its own letters for them) and what is said instead."""


def english(voice: str, seed: int) -> list[Item]:
    """Every English sentence by this voice of espeak-ng. Raises `NoMaterial` where it has no such voice."""
    known = espeak(["--voices=en"]).decode(errors="replace").split()
    if voice not in known:
        raise NoMaterial(f"this espeak-ng has no voice {voice}")
    return [_item(voice, index, text, seed) for index, text in enumerate(ENGLISH)]


def accented_english(accent: str, seed: int) -> list[Item]:
    """Every English sentence with the sounds of `ACCENTS` exchanged."""
    items = []
    for index, text in enumerate(ENGLISH):
        said = espeak(["-v", "en-us", "-q", "-x", text]).decode(errors="replace")
        for sound, other in ACCENTS[accent]:
            said = said.replace(sound, other)
        items.append(_item("en-us", index, f"[[{' '.join(said.split())}]]", seed))
    return items


def others(language: str, seed: int) -> list[Item]:
    """The sentences of one of `OTHERS`."""
    texts = [text for name, text in _SENTENCES if name == language]
    return [_item(language, index, text, seed) for index, text in enumerate(texts)]


def _item(voice: str, index: int, text: str, seed: int) -> Item:
    rng = np.random.default_rng([seed, index, *voice.encode()])
    speed, pitch = str(rng.integers(130, 175)), str(rng.integers(25, 70))
    sound, rate = sound_of(espeak(["-v", voice, "-s", speed, "-p", pitch, "--stdout", text]), voice)
    return Item(f"{voice} {index:02d}", "", telephone(sound, rate, rng))
