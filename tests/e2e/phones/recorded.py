"""What is in the recording of a call, measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hotline.bench.baresip import RATE
from tests.e2e.phones.tones import HEARD, strength

HEADER = 58
"""Bytes of RIFF, fmt, fact and data before the sound of such a file."""
Span = tuple[float, float]
"""From and to, in seconds; negative ones count from the end."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Two voices, 16-bit at 8 kHz."""

    said: np.ndarray
    heard: np.ndarray
    bytes: int

    def voices(self, span: Span, of: Iterable[float]) -> tuple[set[float], set[float]]:
        """Which tones are in it: of what the caller said, and of what they heard."""
        both = (self._cut(self.said, span), self._cut(self.heard, span))
        said, heard = ({hz for hz in of if strength(one, hz) > HEARD} for one in both)
        return said, heard

    def loudness(self, span: Span) -> float:
        """The largest sample of either voice."""
        both = (self._cut(self.said, span), self._cut(self.heard, span))
        return max(float(np.max(np.abs(one), initial=0)) for one in both)

    def _cut(self, samples: np.ndarray, span: Span) -> np.ndarray:
        first, last = (int(at * RATE) for at in span)
        found = samples[first:last]
        assert len(found), f"nothing between {span} of {len(samples) / RATE:.1f} s"
        return found


def recorded(file: Path) -> Recorded:
    """Reads a recording as the service keeps it."""
    data = file.read_bytes()
    assert data[:4] + data[8:12] == b"RIFFWAVE"
    assert int.from_bytes(data[HEADER - 4 : HEADER], "little") == len(data) - HEADER
    both = linear(np.frombuffer(data[HEADER:], np.uint8)).reshape(-1, 2)
    return Recorded(both[:, 0], both[:, 1], len(data))


def linear(a_law: np.ndarray) -> np.ndarray:
    """G.711 A-law as linear samples; its silence, which is plus or minus 8, as none."""
    code = (a_law ^ 0x55).astype(np.int32)
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return np.where(size == 8, 0, np.where(code & 0x80, size, -size))
