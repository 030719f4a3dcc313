"""The media socket against a scripted Asterisk: prompts out, barge-in, gaps, and every way to end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.calls.media import socket as media_module
from telephony.calls.media.server import MediaServer
from telephony.calls.media.socket import MediaClosed, MediaSocket
from tests.fakeasterisk import MediaChannel, dialled, serving
from tests.virtualtime import at_virtual_time
from tests.waiting import in_time

RATE = 8000
SECOND = RATE * 2


@pytest.fixture
async def server() -> AsyncIterator[tuple[MediaServer, str]]:
    server = MediaServer("media", "secret")
    async with serving(server.application()) as url:
        yield server, url


class Open:
    """A socket that Asterisk has dialled."""

    def __init__(self, socket: MediaSocket, asterisk: MediaChannel) -> None:
        self.socket = socket
        self.asterisk = asterisk

    async def stop_sending(self) -> None:
        """Asterisk's queue is full; returns when our side knows."""
        seen = asyncio.Event()
        self.socket.on_audio = lambda _frame: seen.set()
        await self.asterisk.event("MEDIA_XOFF")
        await self.asterisk.socket.send_bytes(bytes(320))
        await seen.wait()

    def audio_pieces(self) -> list[bytes]:
        return [item for item in self.asterisk.received if isinstance(item, bytes)]


@pytest.fixture
async def line(server: tuple[MediaServer, str], monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Open]:
    # No silence of its own accord: what is sent is what the test plays.
    monkeypatch.setattr(media_module, "KEEPALIVE_EVERY", 10**9)
    socket = server[0].expect("media.c1", RATE)
    async with dialled(server[1], "media.c1", "media", "secret") as asterisk:
        await socket.ready.wait()
        yield Open(socket, asterisk)


@pytest.mark.parametrize(
    ("channel", "password", "status"), [("media.c1", "wrong", 401), ("media.c2", "secret", 404)]
)
async def test_only_expected_channels_with_the_password_get_in(
    server: tuple[MediaServer, str], channel: str, password: str, status: int
) -> None:
    socket = server[0].expect("media.c1", RATE)
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        async with dialled(server[1], channel, "media", password):
            pass
    assert caught.value.status == status
    assert not socket.ready.is_set()


async def test_a_channel_gets_in_once_and_not_after_it_was_forgotten(server: tuple[MediaServer, str]) -> None:
    socket = server[0].expect("media.c1", RATE)
    server[0].expect("media.c2", RATE)
    server[0].forget("media.c2")
    async with dialled(server[1], "media.c1", "media", "secret"):
        await socket.ready.wait()
        for channel in ("media.c1", "media.c2"):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="404"):
                async with dialled(server[1], channel, "media", "secret"):
                    pass


async def test_a_prompt_is_sent_as_one_buffered_blob_and_is_heard_at_its_mark(line: Open) -> None:
    line.asterisk.auto_mark = False
    pcm = bytes(range(256)) * (SECOND * 5 // 2 // 256)
    first: list[int] = []
    line.socket.on_first_audio_out = lambda: first.append(1)
    playing = asyncio.create_task(line.socket.play("p1", pcm))
    await line.asterisk.until(lambda: "MARK_MEDIA" in line.asterisk.commands())
    assert line.asterisk.commands() == ["START_MEDIA_BUFFERING", "STOP_MEDIA_BUFFERING", "MARK_MEDIA"]
    assert line.asterisk.audio() == pcm
    assert all(len(piece) <= 60000 for piece in line.audio_pieces()), "a message has 64 KiB at most"
    assert first == [1]
    assert not playing.done()
    await line.asterisk.event("MEDIA_MARK_PROCESSED", correlation_id="another")
    await line.asterisk.event("MEDIA_MARK_PROCESSED", correlation_id="p1")
    assert await playing is True


async def test_prompts_do_not_mix(line: Open) -> None:
    heard = await asyncio.gather(
        line.socket.play("a", b"\1\0" * SECOND), line.socket.play("b", b"\2\0" * SECOND)
    )
    assert heard == [True, True]
    assert line.asterisk.audio() == b"\1\0" * SECOND + b"\2\0" * SECOND
    assert line.asterisk.commands() == ["START_MEDIA_BUFFERING", "STOP_MEDIA_BUFFERING", "MARK_MEDIA"] * 2


async def test_an_empty_prompt_is_heard(line: Open) -> None:
    assert await line.socket.play("p", b"") is True


async def test_flush_while_the_caller_hears_it(line: Open) -> None:
    line.asterisk.auto_mark = False
    playing = asyncio.create_task(line.socket.play("p1", bytes(SECOND)))
    await line.asterisk.until(lambda: "MARK_MEDIA" in line.asterisk.commands())
    await line.socket.flush()
    assert await playing is False
    await line.asterisk.until(lambda: line.asterisk.commands()[-1] == "FLUSH_MEDIA")
    await line.asterisk.event("MEDIA_MARK_PROCESSED", correlation_id="p1")
    line.asterisk.auto_mark = True
    assert await line.socket.play("p2", bytes(SECOND)) is True


async def test_flush_while_asterisk_has_stopped_us(line: Open) -> None:
    await line.stop_sending()
    playing = asyncio.create_task(line.socket.play("p1", bytes(5 * SECOND)))
    await line.asterisk.until(lambda: "START_MEDIA_BUFFERING" in line.asterisk.commands())
    waiting = asyncio.create_task(line.socket.play("p2", bytes(SECOND)))
    await asyncio.sleep(0)
    await line.socket.flush()
    assert await playing is False
    assert await waiting is False, "what waits behind the flushed prompt is flushed with it"
    await line.asterisk.until(lambda: "FLUSH_MEDIA" in line.asterisk.commands())
    assert line.asterisk.audio() == b""
    assert await line.socket.play("p3", b"\3\0" * 10) is True


async def test_flush_with_nothing_to_say_is_harmless(line: Open) -> None:
    await line.socket.flush()
    assert await line.socket.play("p", bytes(10)) is True


async def test_flush_before_asterisk_has_dialled_silences_what_waits(server: tuple[MediaServer, str]) -> None:
    socket = server[0].expect("media.c1", RATE)
    playing = asyncio.create_task(socket.play("p", bytes(10)))
    await asyncio.sleep(0)
    await socket.flush()
    async with dialled(server[1], "media.c1", "media", "secret") as asterisk:
        assert await playing is False
        assert asterisk.audio() == b""


async def test_xoff_pauses_and_xon_resumes(line: Open) -> None:
    line.asterisk.auto_mark = False
    await line.stop_sending()
    playing = asyncio.create_task(line.socket.play("p1", bytes(3 * SECOND)))
    await line.asterisk.until(lambda: "START_MEDIA_BUFFERING" in line.asterisk.commands())
    for _ in range(20):
        await asyncio.sleep(0)
    assert line.asterisk.audio() == b""
    await line.asterisk.event("MEDIA_XON")
    await line.asterisk.until(lambda: "MARK_MEDIA" in line.asterisk.commands())
    assert len(line.asterisk.audio()) == 3 * SECOND
    await line.asterisk.event("MEDIA_MARK_PROCESSED", correlation_id="p1")
    assert await playing is True


@pytest.mark.parametrize("before", ["START_MEDIA_BUFFERING", "MARK_MEDIA"])
async def test_asterisk_closes_while_a_prompt_plays(line: Open, before: str) -> None:
    line.asterisk.auto_mark = False
    if before == "START_MEDIA_BUFFERING":
        await line.stop_sending()
    playing = asyncio.create_task(line.socket.play("p1", bytes(3 * SECOND)))
    await line.asterisk.until(lambda: before in line.asterisk.commands())
    await line.asterisk.socket.close()
    with pytest.raises(MediaClosed):
        await playing
    assert line.socket.closed.is_set()
    with pytest.raises(MediaClosed):
        await line.socket.play("p2", bytes(10))
    await line.socket.flush()
    await line.socket.close()


async def test_we_close(line: Open) -> None:
    line.asterisk.auto_mark = False
    playing = asyncio.create_task(line.socket.play("p1", bytes(SECOND)))
    await line.asterisk.until(lambda: "MARK_MEDIA" in line.asterisk.commands())
    await line.socket.close()
    with pytest.raises(MediaClosed):
        await playing
    await line.socket.close()


async def test_closing_before_asterisk_dials_releases_who_waits() -> None:
    socket = MediaServer("media", "secret").expect("media.c1", RATE)
    playing = asyncio.create_task(socket.play("p", bytes(10)))
    await asyncio.sleep(0)
    await socket.close()
    with pytest.raises(MediaClosed):
        await playing


async def test_a_lost_mark_does_not_stop_the_dialogue(line: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media_module, "MARK_GRACE_S", 0.01)
    line.asterisk.auto_mark = False
    assert await line.socket.play("p1", b"") is True
    line.asterisk.auto_mark = True
    assert await line.socket.play("p2", bytes(10)) is True


async def test_what_is_heard_is_passed_on_and_nonsense_is_not(line: Open) -> None:
    heard: list[bytes] = []
    got = asyncio.Event()

    def on_audio(frame: bytes) -> None:
        heard.append(frame)
        if frame == b"\7\0" * 160:
            got.set()

    line.socket.on_audio = on_audio
    for nonsense in ("{no json", "[]", "7", "null", '{"event":"MEDIA_MARK_PROCESSED","correlation_id":[]}'):
        await line.asterisk.socket.send_str(nonsense)
    await line.asterisk.socket.send_bytes(b"\7\0" * 160)
    await in_time(got.wait())
    assert heard[-1] == b"\7\0" * 160


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(str))
def test_no_control_message_raises(text: str) -> None:
    async def control() -> None:
        MediaSocket("c", RATE)._control(text)

    asyncio.run(control())


class SilentSocket:
    """An Asterisk that sends nothing for so many seconds; stands in for aiohttp's socket."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.closed = False
        self.sent: list[bytes] = []

    def __aiter__(self) -> SilentSocket:
        return self

    async def __anext__(self) -> object:
        await asyncio.sleep(self.seconds)
        raise StopAsyncIteration

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append(data)

    async def send_str(self, data: str) -> None:
        pass


@at_virtual_time
async def test_gaps_are_heard_as_silence_of_the_same_length() -> None:
    socket = MediaSocket("c", RATE)
    heard: list[bytes] = []
    socket.on_audio = heard.append
    await socket.serve(SilentSocket(10.1))  # type: ignore[arg-type]
    silence = b"".join(heard)
    assert set(silence) == {0}
    assert 9.5 * SECOND <= len(silence) <= 10.1 * SECOND
    assert socket.gaps_filled == len(heard)


@at_virtual_time
async def test_who_is_not_heard_is_looked_after() -> None:
    socket = MediaSocket("c", RATE)
    looked: list[int] = []
    socket.on_silence = looked.append
    await socket.serve(SilentSocket(1.1))  # type: ignore[arg-type]
    assert looked == [1, 2, 3, 4]


@at_virtual_time
async def test_an_idle_line_is_kept_alive_with_a_little_silence() -> None:
    socket = MediaSocket("c", RATE)
    asterisk = SilentSocket(10.1)
    await socket.serve(asterisk)  # type: ignore[arg-type]
    assert 8 <= len(asterisk.sent) <= 12
    assert all(set(piece) == {0} and len(piece) <= SECOND / 10 for piece in asterisk.sent)


@at_virtual_time
async def test_no_silence_is_sent_into_a_prompt() -> None:
    socket = MediaSocket("c", RATE)
    asterisk = SilentSocket(10.1)
    serving_ = asyncio.create_task(socket.serve(asterisk))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    playing = asyncio.create_task(socket.play("p", b"\1\0" * 10 * RATE))
    await serving_
    assert b"\0" * 10 not in b"".join(asterisk.sent)
    with pytest.raises(MediaClosed):
        await playing
