"""G.711 (A-law and µ-law) to 16-bit sound and back, through tables (ITU-T G.711)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

_BIAS = 33
"""µ-law adds this before it takes the logarithm (14-bit samples)."""


def _alaw_values() -> NDArray[np.int16]:
    """The sample each A-law byte stands for. Even bits are inverted on the line (0x55)."""
    code = np.arange(256) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    magnitude = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _ulaw_values() -> NDArray[np.int16]:
    """The sample each µ-law byte stands for. All bits are inverted on the line."""
    code = ~np.arange(256) & 0xFF
    exponent, mantissa = (code >> 4) & 7, code & 15
    magnitude = ((((mantissa << 1) + _BIAS) << exponent) - _BIAS) << 2
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _codes(values: NDArray[np.int16]) -> NDArray[np.uint8]:
    """For every 16-bit sample (as its unsigned pattern) the byte whose value lies nearest."""
    order = np.argsort(values, kind="stable")
    levels = values[order].astype(np.int32)
    samples = np.arange(-32768, 32768, dtype=np.int32)
    middles = (levels[1:] + levels[:-1] + 1) // 2
    codes = order[np.searchsorted(middles, samples, side="right")].astype(np.uint8)
    return np.roll(codes, -32768)


@cache
def _tables(law: str) -> tuple[NDArray[np.int16], NDArray[np.uint8]]:
    values = _alaw_values() if law == "alaw" else _ulaw_values()
    return values, _codes(values)


def _decode(law: str, data: bytes | memoryview) -> bytes:
    pcm = _tables(law)[0][np.frombuffer(data, np.uint8)]
    return bytes(pcm.astype("<i2").tobytes())


def _encode(law: str, pcm: bytes | memoryview) -> bytes:
    if len(pcm) % 2:
        raise ValueError(f"16-bit sound has an even number of bytes, not {len(pcm)}")
    return bytes(_tables(law)[1][np.frombuffer(pcm, "<u2")].tobytes())


def alaw_to_pcm(data: bytes | memoryview) -> bytes:
    """A-law bytes to 16-bit little-endian samples."""
    return _decode("alaw", data)


def ulaw_to_pcm(data: bytes | memoryview) -> bytes:
    """µ-law bytes to 16-bit little-endian samples."""
    return _decode("ulaw", data)


def pcm_to_alaw(pcm: bytes | memoryview) -> bytes:
    """16-bit little-endian samples to A-law. Raises `ValueError` for half a sample."""
    return _encode("alaw", pcm)


def pcm_to_ulaw(pcm: bytes | memoryview) -> bytes:
    """16-bit little-endian samples to µ-law. Raises `ValueError` for half a sample."""
    return _encode("ulaw", pcm)
