"""One file of two voices: what the caller said on the left, what they heard on the right."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np

RATE = 8000
"""Samples a second; A-law of G.711 has a byte for each."""
SILENCE = 0xD5
BLOCK = 1 << 20
_HEADER = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
_A_LAW = 6


def join(said: Path, heard: Path, to: Path) -> float:
    """Writes both into a two-channel WAV file (A-law, 8 kHz); the shorter one goes on in silence. One that is
    not there is silence. Returns the seconds. Raises OSError; then nothing of it is left at `to`."""
    sizes = [file.stat().st_size if file.exists() else 0 for file in (said, heard)]
    frames = max(sizes)
    part = to.with_suffix(".part")
    try:
        with part.open("wb") as out:
            out.write(_header(frames))
            for first in range(0, frames, BLOCK):
                count = min(BLOCK, frames - first)
                both = np.full((count, 2), SILENCE, np.uint8)
                for side, file in enumerate((said, heard)):
                    found = _block(file, first, min(count, sizes[side] - first))
                    both[: len(found), side] = found
                out.write(both.tobytes())
            out.flush()
            os.fsync(out.fileno())
        part.replace(to)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    return frames / RATE


def seconds_of(file: Path) -> float:
    """How long such a file is. Raises OSError."""
    return max(0, file.stat().st_size - _HEADER.size) / (2 * RATE)


def _block(file: Path, first: int, count: int) -> np.ndarray:
    if count <= 0:
        return np.empty(0, np.uint8)
    return np.fromfile(file, np.uint8, count=count, offset=first)


def _header(frames: int) -> bytes:
    """RIFF/WAVE with a fact chunk, as formats other than PCM have it."""
    size = frames * 2
    return _HEADER.pack(
        *(b"RIFF", _HEADER.size - 8 + size, b"WAVE"),
        *(b"fmt ", 18, _A_LAW, 2, RATE, 2 * RATE, 2, 8, 0),
        *(b"fact", 4, frames),
        *(b"data", size),
    )
