"""A process of its own that speaks with Kokoro: half a gigabyte that a hotline with recordings never loads,
and a library in C++ that cannot take the service with it (`hotline.machine.line_process` is how it is asked).

    python -m hotline.machine.voices.kokoro_process FOLDER THREADS

    ask     {"text": "您好。", "voice": "zf_xiaoxiao", "speed": 1.0}
    answer  {"sound": "..."}     little-endian floats at 24 kHz in base64
"""

from __future__ import annotations

import base64
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jieba
import numpy as np
from numpy.typing import NDArray

from hotline.machine.line_process.child import Refused, Unable, serve
from hotline.machine.voices.reading import read
from models.speaking.kokoro import Kokoro, KokoroMissing, Style, load_voices
from models.speaking.symbols import numbers, pieces

NICENESS = 5

LONGEST = 250
"""Symbols at a time, some 50 syllables: long rows are hurried."""


def speaking() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What answers, with the network and the voices loaded."""
    jieba.setLogLevel(logging.WARNING)
    try:
        voices = load_voices(Path(sys.argv[1]))
        kokoro = Kokoro(Path(sys.argv[1]), int(sys.argv[2]))
    except KokoroMissing as error:
        raise Unable(str(error)) from error

    def answer(ask: dict[str, Any]) -> dict[str, Any]:
        sound = _speak(kokoro, voices, ask["text"], ask["voice"], ask["speed"])
        return {"sound": base64.b64encode(sound.astype("<f4").tobytes()).decode()}

    return answer


def _speak(
    kokoro: Kokoro, voices: dict[str, Style], text: str, voice: str, speed: float
) -> NDArray[np.float32]:
    words = read(text, jieba.lcut)
    if voice not in voices:
        raise Refused(f"no such voice: {voice}")
    if not words:
        raise Refused("nothing in it can be read")
    return np.concatenate(
        [kokoro.speak(numbers(piece), voices[voice], speed) for piece in pieces(words, LONGEST)]
    )


if __name__ == "__main__":
    serve(speaking, NICENESS)
