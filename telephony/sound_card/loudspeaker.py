"""The loudspeaker of this machine, through PyAudio: plays one prompt after another, and stops at once."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Any, Self

from telephony.sound_card.microphone import FRAME_MS, SAMPLE_BYTES

_INT16 = 8
"""paInt16 of PortAudio."""
_CONTINUE = 0
"""paContinue: the callback wants to be called again."""


class Loudspeaker:
    """The machine's usual output. Without one it is quiet: who tries a conversation can read it."""

    def __init__(self, audio: Any, rate: int = 16000) -> None:
        """`audio` is a PyAudio object; `rate` in Hz is that of all that is played."""
        self.quiet = ""
        """Why nothing is heard; empty when all is well."""
        self._audio = audio
        self._rate = rate
        self._lock = threading.Lock()
        self._sound = bytearray()
        self._stream: Any = None

    def __enter__(self) -> Self:
        try:
            self._stream = self._audio.open(
                rate=self._rate,
                channels=1,
                format=_INT16,
                output=True,
                frames_per_buffer=self._rate * FRAME_MS // 1000,
                stream_callback=self._give,
            )
        except (OSError, ValueError) as error:
            self.quiet = str(error)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def play(self, pcm: bytes) -> None:
        """16-bit little-endian mono, after what is being played. Does not wait for it."""
        if self._stream is not None:
            with self._lock:
                self._sound += pcm

    async def played(self) -> None:
        """Returns when all was handed to the sound card."""
        await asyncio.sleep(len(self._sound) / SAMPLE_BYTES / self._rate)

    def stop(self) -> None:
        """Silence, now."""
        with self._lock:
            self._sound.clear()

    def _give(self, _sound: object, frames: int, _times: object, _status: int) -> tuple[bytes, int]:
        """PortAudio's callback, in its thread."""
        wanted = frames * SAMPLE_BYTES
        with self._lock:
            piece = bytes(self._sound[:wanted])
            del self._sound[:wanted]
        return piece.ljust(wanted, b"\0"), _CONTINUE
