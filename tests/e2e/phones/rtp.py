"""The voice of a bare phone: PCMA in RTP (RFC 3550), keys as telephone-event (RFC 4733)."""

from __future__ import annotations

import asyncio
import contextlib
import io
import secrets
import struct
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import soundfile

from hotline.bench.baresip import RATE
from hotline.bench.softphone import load_speech

FRAME = 160
FRAME_S = FRAME / RATE
PCMA, KEYS = 8, 101
SILENCE = b"\xd5" * FRAME
DIGITS = "0123456789*#"
KEY_PACKETS = 8


class Voice(asyncio.DatagramProtocol):
    """Sends silence every 20 ms, or what is to be said, while `on`."""

    def __init__(self) -> None:
        self.on = True
        """False: not a single packet, as with a mute key or silence suppression."""
        self.port = 0
        self.packets_in = 0
        self._sequence, self._timestamp, self._ssrc = 30000, 5_000_000, secrets.randbits(32)
        self._queue: deque[tuple[int, bytes]] = deque()
        self._key_at = 0
        self._task: asyncio.Task[None] | None = None
        self._transport: asyncio.DatagramTransport | None = None

    @classmethod
    @asynccontextmanager
    async def opened(cls, address: str) -> AsyncIterator[Voice]:
        transport, voice = await asyncio.get_running_loop().create_datagram_endpoint(
            cls, local_addr=(address, 0)
        )
        voice._transport, voice.port = transport, transport.get_extra_info("sockname")[1]
        try:
            yield voice
        finally:
            voice.end()
            transport.close()

    def begin(self, to: tuple[str, int]) -> None:
        self._task = asyncio.create_task(self._run(to))

    def end(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def say(self, recording: Path) -> None:
        raw = io.BytesIO()
        soundfile.write(raw, load_speech(recording), RATE, format="RAW", subtype="ALAW")
        data = raw.getvalue()
        self._queue += [
            (PCMA, data[at : at + FRAME].ljust(FRAME, b"\xd5")) for at in range(0, len(data), FRAME)
        ]

    def press(self, digit: str) -> None:
        code = DIGITS.index(digit)
        for count in range(1, KEY_PACKETS + 1):
            self._queue.append((KEYS, struct.pack("!BBH", code, 10, count * FRAME)))
        end = struct.pack("!BBH", code, 0x80 | 10, KEY_PACKETS * FRAME)
        self._queue += [(KEYS, end)] * 3

    def renumber(self, *, sequence: int = 0, timestamp: int = 0, ssrc: bool = False) -> None:
        """From now on the numbers of the packets are so much further; `ssrc`: from another source."""
        self._sequence += sequence
        self._timestamp += timestamp
        if ssrc:
            self._ssrc = secrets.randbits(32)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.packets_in += 1

    async def _run(self, to: tuple[str, int]) -> None:
        at = asyncio.get_running_loop().time()
        while True:
            at += FRAME_S
            await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
            kind, data = self._queue.popleft() if self._queue else (PCMA, SILENCE)
            self._timestamp += FRAME
            if kind != KEYS:
                self._key_at = self._timestamp
            if self.on:
                self._send(kind, data, self._key_at, to)

    def _send(self, kind: int, data: bytes, timestamp: int, to: tuple[str, int]) -> None:
        self._sequence += 1
        head = (0x80, kind, self._sequence & 0xFFFF, timestamp & 0xFFFFFFFF, self._ssrc)
        assert self._transport is not None
        with contextlib.suppress(OSError):
            self._transport.sendto(struct.pack("!BBHII", *head) + data, to)
