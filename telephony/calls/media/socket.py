"""Voice between Asterisk and us, over one WebSocket of Asterisk's chan_websocket.

Protocol (Asterisk 22, `control_message_format=json`): binary messages are audio in the channel's
format, text messages are control. Asterisk keeps a queue of up to 1000 frames of 20 ms and plays it
by its own clock, so nothing here keeps time on the way out.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Callable

from aiohttp import WSCloseCode, WSMsgType, web

log = logging.getLogger(__name__)

FRAME_MS = 20
SAMPLE_BYTES = 2
CHUNK_MS = 1000
"""Audio is sent in pieces of a second: below the 64 KiB limit of a message, and XOFF can stop it."""
GAP_S = 0.2
"""A phone with silence suppression sends nothing in pauses. The end of speech must be found all the
same, so a gap this long is filled with as much silence."""
KEEPALIVE_EVERY = 5
KEEPALIVE_MS = 100
"""While nothing is said, so much silence is sent so often: without any RTP a border controller may
take the call for dead, and the silence never delays a prompt by more than its own length."""
MARK_GRACE_S = 5.0
"""A prompt whose end is not reported within twice its length and this counts as heard."""


class MediaClosed(Exception):
    """The media socket is gone: Asterisk ended the channel, or the network did."""


class MediaSocket:
    """One external media channel: 16-bit little-endian mono at `rate` Hz in both directions."""

    def __init__(self, channel: str, rate: int) -> None:
        self.channel = channel
        self.rate = rate
        self.frames_in = 0
        self._sounding = 0
        self.gaps_filled = 0
        self.closed = asyncio.Event()
        self.ready = asyncio.Event()
        self.on_audio: Callable[[bytes], None] = lambda _frame: None
        """Called for each piece of audio heard (normally one 20 ms frame), on the event loop."""
        self.on_silence: Callable[[int], None] = lambda _in_a_row: None
        """Called when nothing or nothing but zeros came for `GAP_S`, with how often in a row."""
        self.on_first_audio_out: Callable[[], None] = lambda: None
        self._socket: web.WebSocketResponse | None = None
        self._may_send = asyncio.Event()
        self._may_send.set()
        self._marks: dict[str, asyncio.Future[bool]] = {}
        self._flushes = 0
        self._sending = asyncio.Lock()

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Reads until Asterisk closes. Called by the media server, once."""
        self._socket = socket
        self.ready.set()
        keepalive = asyncio.create_task(self._pulse())
        try:
            async for message in socket:
                if message.type == WSMsgType.BINARY:
                    self.frames_in += 1
                    self._sounding += bool(message.data.strip(b"\0"))
                    self.on_audio(message.data)
                elif message.type == WSMsgType.TEXT:
                    self._control(message.data)
        finally:
            keepalive.cancel()
            self.shut()

    def shut(self) -> None:
        """Marks the socket as gone and releases whoever waits on it."""
        self.closed.set()
        self.ready.set()
        self._may_send.set()
        for mark in self._marks.values():
            if not mark.done():
                mark.set_result(False)
        self._marks.clear()

    async def play(self, name: str, pcm: bytes) -> bool:
        """Plays `pcm` after what is queued. True when the caller heard it all, False when it was
        flushed. Raises MediaClosed when the socket is (or goes) away.

        A lost report of its end must not stop a dialogue for ever: it is awaited only so long.
        """
        flushes = self._flushes
        mark: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._marks[name] = mark
        try:
            await self.ready.wait()
            async with self._sending:
                if not await self._hand_over(name, pcm, flushes):
                    return False
            heard = await asyncio.wait_for(mark, 2 * len(pcm) / (self.rate * SAMPLE_BYTES) + MARK_GRACE_S)
        except TimeoutError:
            log.warning("%s: Asterisk did not report the end of %s", self.channel, name)
            return True
        finally:
            self._marks.pop(name, None)
        if self.closed.is_set():
            raise MediaClosed(self.channel)
        return heard

    async def _hand_over(self, name: str, pcm: bytes, flushes: int) -> bool:
        """Sends a prompt in pieces; False when a flush came in between."""
        if self._flushes != flushes:
            return False
        await self._command("START_MEDIA_BUFFERING")
        step = self.rate * SAMPLE_BYTES * CHUNK_MS // 1000
        for start in range(0, len(pcm), step):
            await self._may_send.wait()
            if self._flushes != flushes:
                return False
            await self._send(pcm[start : start + step])
            if start == 0:
                self.on_first_audio_out()
        if self._flushes != flushes:
            return False
        await self._command("STOP_MEDIA_BUFFERING", correlation_id=name)
        await self._command("MARK_MEDIA", correlation_id=name)
        return True

    async def flush(self) -> None:
        """Drops all queued audio now (barge-in). Waiting `play` calls return False."""
        self._flushes += 1
        self._may_send.set()
        for mark in self._marks.values():
            if not mark.done():
                mark.set_result(False)
        self._marks.clear()
        with contextlib.suppress(MediaClosed):
            await self._command("FLUSH_MEDIA")

    async def close(self) -> None:
        if self._socket is not None and not self._socket.closed:
            await self._socket.close(code=WSCloseCode.OK)
        self.shut()

    async def _pulse(self) -> None:
        """Fills the caller's gaps with silence, and keeps something going out while nothing is said."""
        gap = bytes(int(self.rate * GAP_S) * SAMPLE_BYTES)
        silence = bytes(self.rate * SAMPLE_BYTES * KEEPALIVE_MS // 1000)
        seen = -1
        heard, silences = -1, 0
        count = 0
        while not self.closed.is_set():
            await asyncio.sleep(GAP_S)
            if self.frames_in == seen:
                self.gaps_filled += 1
                self.on_audio(gap)
            silences = silences + 1 if self._sounding == heard else 0
            if silences:
                self.on_silence(silences)
            seen, heard = self.frames_in, self._sounding
            count += 1
            if count % KEEPALIVE_EVERY == 0 and not self._marks and not self._sending.locked():
                with contextlib.suppress(MediaClosed):
                    await self._send(silence)

    def _control(self, text: str) -> None:
        try:
            data = json.loads(text)
        except ValueError:
            data = None
        if not isinstance(data, dict):
            log.warning("media control message not understood: %.100s", text)
            return
        match data.get("event"):
            case "MEDIA_XOFF":
                self._may_send.clear()
            case "MEDIA_XON":
                self._may_send.set()
            case "MEDIA_MARK_PROCESSED":
                mark = self._marks.pop(str(data.get("correlation_id")), None)
                if mark is not None and not mark.done():
                    mark.set_result(True)
            case _:
                pass

    async def _command(self, command: str, **fields: str) -> None:
        await self._send(json.dumps({"command": command, **fields}))

    async def _send(self, data: bytes | str) -> None:
        if self._socket is None or self._socket.closed or self.closed.is_set():
            raise MediaClosed(self.channel)
        try:
            if isinstance(data, str):
                await self._socket.send_str(data)
            else:
                await self._socket.send_bytes(data)
        except (ConnectionError, RuntimeError) as error:
            raise MediaClosed(self.channel) from error
