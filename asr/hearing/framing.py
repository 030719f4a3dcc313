"""Sound in pieces of any size in, frames of 20 ms out."""

from __future__ import annotations

FRAME_MS = 20
RATES = (8000, 16000, 32000, 48000)
"""Sampling rates in Hz that the voice detector knows."""


def frame_bytes(rate: int) -> int:
    """Bytes of one 20 ms frame of 16-bit mono sound at `rate` Hz.

    Raises `ValueError` for a rate the voice detector does not know.
    """
    if rate not in RATES:
        raise ValueError(f"sound at {rate} Hz is not supported: use one of {', '.join(map(str, RATES))} Hz")
    return rate * FRAME_MS // 1000 * 2


class Framer:
    """Cuts a stream of 16-bit mono sound at `rate` Hz into 20 ms frames, keeping the rest for later."""

    def __init__(self, rate: int) -> None:
        self.size = frame_bytes(rate)
        self._rest = b""

    def push(self, chunk: bytes | bytearray | memoryview) -> list[bytes]:
        """The frames that are complete now, oldest first."""
        size = self.size
        if not self._rest and len(chunk) == size:
            return [bytes(chunk)]
        data = self._rest + bytes(chunk)
        whole = len(data) - len(data) % size
        self._rest = data[whole:]
        return [data[i : i + size] for i in range(0, whole, size)]

    def flush(self) -> bytes | None:
        """The last frame, filled up with silence, or None when nothing is left."""
        if not self._rest:
            return None
        frame = self._rest.ljust(self.size, b"\0")
        self._rest = b""
        return frame
