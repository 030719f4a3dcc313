"""A process of its own that speaks with Kokoro: half a gigabyte that a hotline with recordings never loads,
and a library in C++ that cannot take the service with it.

    python -m hotline.machine.voices.kokoro_process FOLDER THREADS

Standard output begins with the line `{"voices": [...]}`. Each line of standard input is
`{"text": "您好。", "voice": "zf_xiaoxiao", "speed": 1.0}`; the answer is the line `{"samples": 31200}` and as
many little-endian floats at 24 kHz, or the line `{"error": "..."}`.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

import jieba
import numpy as np
from numpy.typing import NDArray

from hotline.machine.voices.reading import read
from models.speaking.kokoro import Kokoro, KokoroMissing, Style, load_voices
from models.speaking.symbols import numbers, pieces

NICER = 5
"""Calls go first."""

LONGEST = 250
"""Symbols at a time, some 50 syllables: long rows are hurried."""


def main() -> None:
    """Answer until standard input ends."""
    out = sys.stdout.buffer
    os.nice(NICER)
    jieba.setLogLevel(logging.WARNING)
    try:
        voices = load_voices(Path(sys.argv[1]))
        kokoro = Kokoro(Path(sys.argv[1]), int(sys.argv[2]))
    except KokoroMissing as error:
        _tell(out, {"error": str(error)})
        return
    _tell(out, {"voices": sorted(voices)})
    for line in sys.stdin:
        try:
            wanted = json.loads(line)
            sound = _speak(kokoro, voices, wanted["text"], wanted["voice"], wanted["speed"])
        except Exception as error:  # whatever a text does to three libraries
            _tell(out, {"error": f"{type(error).__name__}: {error}"[:300]})
            continue
        _tell(out, {"samples": len(sound)})
        out.write(sound.astype("<f4").tobytes())
        out.flush()


def _speak(
    kokoro: Kokoro, voices: dict[str, Style], text: str, voice: str, speed: float
) -> NDArray[np.float32]:
    words = read(text, jieba.lcut)
    if voice not in voices:
        raise ValueError(f"no such voice: {voice}")
    if not words:
        raise ValueError("nothing in it can be read")
    return np.concatenate(
        [kokoro.speak(numbers(piece), voices[voice], speed) for piece in pieces(words, LONGEST)]
    )


def _tell(out: BinaryIO, facts: dict[str, Any]) -> None:
    out.write(json.dumps(facts).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main()
