"""The MBROLA voice cn1: recorded pieces of a woman's speech that no training heard.

Its licence forbids selling it in a product, so it is never part of this project nor fetched by it; where a
machine has it (Debian: `mbrola` and `mbrola-cn1`, of contrib and non-free) it makes a test voice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from hotline.bench.material.sound import Samples
from hotline.bench.rows import NoMaterial

_SYSTEM_VOICE = Path("/usr/share/mbrola/cn1/cn1")
_TIMEOUT_S = 10.0
_VOLUME = "0.5"
"""At full volume the voice is clipped."""

_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
_GLIDES = {"ia": "i", "ian": "i", "iang": "i", "iao": "i", "iong": "i", "ua": "u", "uai": "u", "uang": "u"}
_GLIDES |= {"uan": "u", "uo": "u"}
"""Finals whose first vowel the voice keeps with the initial: huan is hu-an (README.txt of the voice)."""
_INITIAL_MS = {**dict.fromkeys("bdg", 25), **dict.fromkeys(("p", "t", "k", "z", "j", "zh"), 65)}
_INITIAL_MS |= dict.fromkeys(("c", "q", "ch", "s", "sh", "x", "f", "h"), 95)
_OTHER_INITIAL_MS = 60
_FINAL_MS = {"1": 165, "2": 165, "3": 185, "4": 150, "5": 95}
_PITCH = {
    "1": (0, 265, 100, 260),
    "2": (0, 195, 100, 265),
    "3": (0, 200, 55, 160, 100, 190),
    "4": (0, 285, 100, 175),
    "5": (0, 215, 100, 190),
}
"""Tone → place in per cent of the final and Hz, in turn."""


@dataclass(frozen=True, slots=True)
class Mbrola:
    """The synthesiser and its Mandarin voice."""

    program: Path
    voice: Path

    def speak(self, syllables: Sequence[str], rng: np.random.Generator) -> tuple[Samples, int]:
        """Sound and its rate in Hz for syllables with tone numbers; pace and pitch are drawn from `rng`.

        Raises `NoMaterial` when the synthesiser fails.
        """
        options = ["-e", "-v", _VOLUME, "-t", f"{rng.uniform(0.85, 1.35):.2f}"]
        options += ["-f", f"{rng.uniform(0.85, 1.15):.2f}"]
        with tempfile.TemporaryDirectory() as folder:
            wave = Path(folder) / "voice.wav"
            argv = [str(self.program), *options, str(self.voice), "-", str(wave)]
            try:
                subprocess.run(
                    argv,
                    input=score(syllables).encode(),
                    capture_output=True,
                    check=True,
                    timeout=_TIMEOUT_S,
                )
                sound, rate = soundfile.read(wave, dtype="float32")
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                raise NoMaterial(f"mbrola: {error}") from error
        return sound, rate


def find(folder: Path | None) -> Mbrola:
    """The synthesiser in `folder` (the program `mbrola` and the voice `cn1`, at any depth), else this
    machine's own. Raises `NoMaterial` when either is missing."""
    if folder is None:
        program, voice = shutil.which("mbrola"), _SYSTEM_VOICE
        if program is None or not voice.is_file():
            raise NoMaterial(
                "mbrola and its voice cn1 are not on this machine, and their licence keeps them out of this "
                "project; with Debian's mbrola and mbrola-cn1 installed or unpacked give --mbrola FOLDER"
            )
        return Mbrola(Path(program), voice)
    programs = [path for path in folder.rglob("mbrola") if path.is_file() and os.access(path, os.X_OK)]
    voices = [path for path in folder.rglob("cn1") if path.is_file()]
    if not programs or not voices:
        raise NoMaterial(f"{folder} does not hold both the program mbrola and the voice cn1")
    return Mbrola(programs[0], voices[0])


def score(syllables: Sequence[str]) -> str:
    """What MBROLA reads: a phone, its ms, and pairs of place and Hz."""
    lines = ["_ 120"]
    for syllable in syllables:
        plain, tone = syllable[:-1], syllable[-1]
        initial, final = pieces(plain)
        if initial:
            lines.append(f"{initial} {_initial_ms(initial)}")
        lines.append(f"{final} {_FINAL_MS[tone]} {' '.join(map(str, _PITCH[tone]))}")
        lines.append("_ 0")
    return "\n".join([*lines, "_ 120", ""])


def pieces(syllable: str) -> tuple[str, str]:
    """Initial (may be empty) and final of a toneless syllable, in the voice's own names.

    The voice has no syllable without a vowel, as 嗯 may be: it is said as en.
    """
    if syllable in ("n", "ng", "m", "hm", "hng"):
        return "", "en"
    initial = next((start for start in _INITIALS if syllable.startswith(start)), "")
    final = syllable[len(initial) :]
    if final == "i" and initial in ("z", "c", "s"):
        return initial, "ii"
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        return initial, "ll"
    if final == "u" and initial in ("j", "q", "x", "y"):
        return initial, "v"
    if final == "ve":
        return initial, "ue"
    if initial and (glide := _GLIDES.get(final)):
        return initial + glide, final[1:]
    return initial, final


def _initial_ms(initial: str) -> int:
    sound = initial[:2] if initial[:2] in _INITIALS else initial[0]
    return _INITIAL_MS.get(sound, _OTHER_INITIAL_MS)
