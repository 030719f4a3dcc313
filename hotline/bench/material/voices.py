"""Synthetic callers: espeak-ng reads pinyin, so that accents can be spoken."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from pypinyin import Style, lazy_pinyin

from hotline.bench.material.lines import varied_line
from hotline.bench.material.material import Item
from hotline.bench.material.sound import Codec, Samples, telephone
from hotline.bench.rows import NoMaterial
from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.runtime import environment, program

SENTENCES = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").split()
"""Requests written for this bench; no training text may hold them."""
TEMPLATE_SENTENCES = Path(__file__).with_name("template_sentences.txt").read_text(encoding="utf-8").split()
"""Made by the templates of the bundled model's recipe (models/training/language): it knows their wording."""

VARIANTS = (
    "klatt4",
    "klatt5",
    "Jacky",
    "Mario",
    "edward2",
    "aunty",
    "steph2",
    "marcelo",
    "Alicia",
    "norbert",
)
"""Voices of espeak-ng that the bundled model's recipe does not use (espeak_variants.txt there)."""

_RETROFLEX = (("^zh", "z"), ("^ch", "c"), ("^sh", "s"))
_NASAL = (("ing$", "in"), ("eng$", "en"))
ACCENTS: dict[str, tuple[tuple[str, str], ...]] = {
    "southwest": (*_RETROFLEX, *_NASAL, ("^n(?!i|v)", "l")),
    "hunan": (*_RETROFLEX, *_NASAL, ("^hu(?=[aeio])", "f"), ("^hu$", "fu"), ("^n", "l")),
    "jianghuai": (*_NASAL, ("^l", "n"), ("^zh", "z"), ("^sh", "s")),
    "canton": (*_RETROFLEX, ("^r", "y"), ("^zh", "j")),
}
"""Merged sounds of four regions' Mandarin. A change applies where it gives a syllable of Mandarin."""

Speaker = Callable[[Sequence[str], np.random.Generator], tuple[Samples, int]]
"""Syllables with tone numbers in, sound and its rate in Hz out."""

_TIMEOUT_S = 10.0
_RULE_SHARE = 0.8
"""People merge most of the time, not always."""
_TONE_SHARE = 0.15
"""So many tones of an accented voice are others, where its tones are varied."""
_WARP = (0.9, 1.12)


def pinyin(text: str) -> list[str]:
    """Syllables with tone numbers: lou2 shang4."""
    return [str(syllable) for syllable in lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)]


def accented(syllable: str, accent: str, rng: np.random.Generator) -> str:
    """The syllable (with its tone number) as somebody with that accent says it."""
    plain, tone = syllable[:-1], syllable[-1]
    for pattern, other in ACCENTS[accent]:
        changed = re.sub(pattern, other, plain)
        if changed != plain and changed in _syllables() and rng.random() < _RULE_SHARE:
            plain = changed
    return plain + tone


class Voices:
    """Renders sentences; each (sentence, accent) is spoken once and reused at every noise level."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._spoken: dict[tuple[int, bool], tuple[Samples, int]] = {}

    def items(
        self,
        count: int,
        *,
        accent: bool,
        noise_db: float | None = None,
        loss: float = 0.0,
        codec: Codec = "alaw",
    ) -> list[Item]:
        """The first `count` sentences over the telephone. Raises `NoMaterial` without espeak-ng."""
        items = []
        for index, text in enumerate(SENTENCES[:count]):
            voice, rate = self._voice(index, accent)
            rng = np.random.default_rng([self._seed, index, 1])
            pcm = telephone(voice, rate, rng, noise_db=noise_db, loss=loss, codec=codec)
            items.append(Item(f"{index:02d}", text, pcm))
        return items

    def varied(self, texts: Sequence[str], speak: Speaker, *, accent: bool) -> list[Item]:
        """The texts, each in a voice, an accent and a line of its own. Raises what `speak` raises."""
        items = []
        for index, text in enumerate(texts):
            rng = np.random.default_rng([self._seed, index, 2])
            syllables = pinyin(text)
            if accent:
                region = list(ACCENTS)[index % len(ACCENTS)]
                syllables = [_other_tone(accented(one, region, rng), rng) for one in syllables]
            voice, rate = speak(syllables, rng)
            items.append(Item(f"{index:03d}", text, varied_line(voice, rate, rng, rng.uniform(*_WARP))))
        return items

    def _voice(self, index: int, accent: bool) -> tuple[Samples, int]:
        key = (index, accent)
        if key not in self._spoken:
            rng = np.random.default_rng([self._seed, index])
            syllables = pinyin(SENTENCES[index])
            speed, pitch = int(rng.integers(130, 200)), int(rng.integers(25, 75))
            if accent:
                region = list(ACCENTS)[index % len(ACCENTS)]
                syllables = [accented(syllable, region, rng) for syllable in syllables]
            self._spoken[key] = speak(syllables, VARIANTS[index % len(VARIANTS)], speed, pitch)
        return self._spoken[key]


def unseen_voice(syllables: Sequence[str], rng: np.random.Generator) -> tuple[Samples, int]:
    """One of `VARIANTS` at any pace and pitch; sound and its rate in Hz. Raises `NoMaterial`."""
    variant = VARIANTS[int(rng.integers(len(VARIANTS)))]
    return speak(syllables, variant, int(rng.integers(110, 230)), int(rng.integers(15, 85)))


def _other_tone(syllable: str, rng: np.random.Generator) -> str:
    return syllable[:-1] + str(rng.integers(1, 5)) if rng.random() < _TONE_SHARE else syllable


def speak(syllables: Sequence[str], variant: str, speed: int, pitch: int) -> tuple[Samples, int]:
    """Sound and its rate in Hz. `speed` in words a minute, `pitch` 0 to 99. Raises `NoMaterial`."""
    argv = ["-v", f"cmn-latn-pinyin+{variant}", "-s", str(speed), "-p", str(pitch), "--stdout"]
    return sound_of(espeak([*argv, " ".join(syllables).replace("v", "ü")]), variant)


def espeak(arguments: Sequence[str]) -> bytes:
    """What espeak-ng writes to its standard output. Raises `NoMaterial`."""
    try:
        done = subprocess.run(
            [*program("espeak-ng"), *arguments],
            capture_output=True,
            check=True,
            timeout=_TIMEOUT_S,
            env={**os.environ, **environment("espeak-ng")},
        )
    except (MissingProgram, OSError, subprocess.SubprocessError) as error:
        raise NoMaterial(f"espeak-ng: {error}") from error
    return done.stdout


def sound_of(wave: bytes, voice: str) -> tuple[Samples, int]:
    """Sound and its rate in Hz of what espeak-ng wrote with `--stdout`. Raises `NoMaterial`."""
    # Into a pipe espeak-ng writes lengths that are too large: skip the header of 44 bytes.
    body = wave[44 : len(wave) - len(wave) % 2]
    if not body:
        raise NoMaterial(f"espeak-ng has no sound for the voice {voice}")
    samples = np.frombuffer(body, "<i2").astype(np.float32) / np.float32(32768)
    return samples, int.from_bytes(wave[24:28], "little")


@functools.cache
def _syllables() -> frozenset[str]:
    """The toneless syllables of Mandarin, as pypinyin reads the common characters."""
    return frozenset(lazy_pinyin("".join(map(chr, range(0x4E00, 0x9FA6)))))
