"""A real SIP phone without a person: baresip, driven over its control socket.

Speaks recordings into the call, presses keys, answers, and records what it hears. Used by the demo,
the bench and the end-to-end tests; it is no part of the service.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from asr import read_recording
from contracts.errors import HotlineError
from hotline.bench.baresip import RATE, BaresipFiles, Encryption
from hotline.machine.setup.runtime import environment, program

TAIL_S = 90.0
"""Silence after each recording: a phone goes on sending, and so must this one."""
START_TIMEOUT_S = 30.0
WATCH_S = 0.005
WAV_HEADER_BYTES = 44
FREE_PORTS = (10_000, 19_900)


class SoftphoneError(HotlineError):
    """baresip did not start or could not log in; the text says where its log is."""


@dataclass(slots=True)
class PhoneEvent:
    """One event of baresip: `kind` is for example CALL_ESTABLISHED; `at` is time.time()."""

    kind: str
    at: float
    data: dict[str, Any] = field(default_factory=dict)


def load_speech(path: Path) -> np.ndarray[Any, np.dtype[np.int16]]:
    """A recording as 16-bit mono samples at 8 kHz. Raises RecordingError for what is no sound."""
    return np.frombuffer(read_recording(path, RATE), dtype="<i2")


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port on loopback that is free now, and in a while: not one of those that the system gives to
    connections (from 32768 on), which may be taken before it is used. `kind`: TCP, or SOCK_DGRAM for UDP."""
    while True:
        port = random.SystemRandom().randrange(*FREE_PORTS)  # processes that began alike choose apart
        with contextlib.closing(socket.socket(type=kind)) as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Softphone:
    """`async with Softphone(...) as phone`. `account` None calls without logging in (like a trunk)."""

    def __init__(
        self,
        folder: Path,
        server: str,
        *,
        account: tuple[str, str] | None = None,
        number: str = "13800138000",
        auto_answer: bool = False,
        rtp_ports: tuple[int, int] = (30000, 31999),
        port: int = 0,
        encryption: Encryption | None = None,
    ) -> None:
        """`port`: where it takes SIP, and over TLS at the next one; 0: any that is free."""
        self.folder = folder
        self.events: list[PhoneEvent] = []
        self.on_event: Callable[[PhoneEvent], None] = lambda _event: None
        self.hears_since: float | None = None
        """time.time() when the first sound of the present call arrived; what `heard()` starts with."""
        self._first_sound_due = asyncio.Event()
        """Of the present call no sound has come yet."""
        self._account = account
        self._files = BaresipFiles(
            folder, server, account, number, auto_answer, rtp_ports, port, free_port(), encryption
        )
        self._process: asyncio.subprocess.Process | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._changed = asyncio.Event()
        self._ringing: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._said = 0

    async def __aenter__(self) -> Softphone:
        self._files.write()
        log = (self.folder / "baresip.log").open("ab")
        self._process = await asyncio.create_subprocess_exec(
            *program("baresip"),
            "-f",
            str(self.folder),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={**os.environ, **environment("baresip")},
            cwd=self.folder,
        )
        log.close()
        reader = await self._connect()
        earlier = self._recordings()  # now: a call may be answered before the task begins
        self._tasks = [asyncio.create_task(self._read(reader)), asyncio.create_task(self._watch(earlier))]
        if self._account is not None:
            # Registered only now, when its events can be seen.
            try:
                await self.register()
            except TimeoutError as error:
                await self.__aexit__()
                raise SoftphoneError(
                    f"{self._account[0]} could not log in at {self._files.server}; see its baresip.log"
                ) from error
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        if self._writer is not None:
            with contextlib.suppress(ConnectionError):
                await self._command("quit")
                self._writer.close()
        if self._process is not None and self._process.returncode is None:
            try:
                await asyncio.wait_for(self._process.wait(), 2)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    async def vanish(self) -> None:
        """The telephone loses its power: no voice and no BYE comes from it any more."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """For as long as the context lasts nothing at all comes from it, as from one that is mute."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    async def register(self) -> None:
        """Logs in (again) at the server. Raises TimeoutError."""
        times = self.count("REGISTER_OK") + 1
        await self._command("uanew", self._files.account_line())
        await self.wait_for("REGISTER_OK", START_TIMEOUT_S, times=times)

    async def dial(self, number: str) -> float:
        """Calls `number`; returns when (time.time()) the INVITE was sent."""
        self.hears_since = None
        self._first_sound_due.set()
        at = time.time()
        await self._command("dial", f"sip:{number}@{self._files.server}{self._files.transport}")
        return at

    async def say(self, speech: Path | np.ndarray[Any, np.dtype[np.int16]]) -> float:
        """Speaks a recording into the call from now on; returns its length in seconds."""
        samples = load_speech(speech) if isinstance(speech, Path) else speech
        self._said += 1
        path = self.folder / f"say{self._said}.wav"
        padded = np.concatenate([samples, np.zeros(int(TAIL_S * RATE), dtype="<i2")])
        await asyncio.to_thread(soundfile.write, path, padded, RATE, subtype="PCM_16")
        await self._command("ausrc", f"aufile,{path}")
        return len(samples) / RATE

    async def press(self, digits: str) -> None:
        """Presses keys; each is held for 120 ms, with a pause that a busy machine does not swallow."""
        for digit in digits:
            await self._command("sndcode", digit)
            await asyncio.sleep(0.12)
            await self._command("sndcode", "\x04")
            await asyncio.sleep(0.14)

    async def transfer(self, uri: str) -> None:
        """Presses the transfer key: asks the other side to call `uri` instead (REFER)."""
        await self._command("transfer", uri)

    async def answer(self, timeout_s: float = START_TIMEOUT_S) -> None:
        """Picks up the call that rings, or that will: a desk shows a call before its INVITE is here.

        Raises TimeoutError when nothing rings in that time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not self._ringing:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise TimeoutError(f"nothing rang here in {timeout_s:g} s") from None
        await self._command("accept")

    async def hang_up(self) -> None:
        await self._command("hangup")

    def count(self, kind: str) -> int:
        return sum(1 for event in self.events if event.kind == kind)

    async def wait_for(self, kind: str, timeout_s: float, *, times: int = 1) -> PhoneEvent:
        """The `times`-th event of that kind since the start. Raises TimeoutError with those that came."""
        try:
            async with asyncio.timeout(timeout_s):
                while self.count(kind) < times:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            came = [event.kind for event in self.events]
            raise TimeoutError(f"{kind} did not come {times} times in {timeout_s:g} s, but {came}") from None
        return [event for event in self.events if event.kind == kind][times - 1]

    def heard(self) -> np.ndarray[Any, np.dtype[np.int16]]:
        """Everything this phone heard in its latest call, 16-bit mono at 8 kHz."""
        files = sorted(self._recordings(), key=lambda path: path.stat().st_mtime)
        if not files:
            return np.zeros(0, dtype="<i2")
        raw = files[-1].read_bytes()
        # The header's lengths are only right once the call has ended: read the samples behind it.
        start = raw.find(b"data") + 8
        body = raw[start : len(raw) - (len(raw) - start) % 2]
        return np.frombuffer(body, dtype="<i2")

    async def _connect(self) -> asyncio.StreamReader:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            assert self._process is not None
            if self._process.returncode is not None:
                break
            with contextlib.suppress(OSError):
                reader, self._writer = await asyncio.open_connection("127.0.0.1", self._files.control)
                return reader
            await asyncio.sleep(0.05)
        raise SoftphoneError(f"baresip did not start; its log is {self.folder / 'baresip.log'}")

    async def _command(self, command: str, params: str = "") -> None:
        assert self._writer is not None, "use 'async with Softphone(...)'"
        body = json.dumps({"command": command, "params": params, "token": command}).encode()
        self._writer.write(str(len(body)).encode() + b":" + body + b",")
        await self._writer.drain()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """Netstrings of JSON: `<length>:<json>,`."""
        while True:
            try:
                length = int((await reader.readuntil(b":"))[:-1])
                data = json.loads(await reader.readexactly(length))
                await reader.readexactly(1)
            except (asyncio.IncompleteReadError, ConnectionError, ValueError):
                return
            if data.get("event"):
                event = PhoneEvent(str(data["type"]), time.time(), data)
                self.events.append(event)
                self._note_ringing(event)
                self._changed.set()
                if event.kind == "CALL_CLOSED":
                    # The next call must not begin with what was said last in this one.
                    await self._command("ausrc", f"aufile,{self.folder / 'silence.wav'}")
                self.on_event(event)

    def _note_ringing(self, event: PhoneEvent) -> None:
        """Calls that may be answered, by baresip's id."""
        if event.kind == "CALL_INCOMING":
            self._ringing.add(str(event.data.get("id")))
        elif event.kind in ("CALL_ESTABLISHED", "CALL_CLOSED"):
            self._ringing.discard(str(event.data.get("id")))
        if event.kind == "CALL_ESTABLISHED" and event.data.get("direction") == "incoming":
            self._first_sound_due.set()

    def _recordings(self) -> set[Path]:
        """What was heard, a file a call."""
        return set(self.folder.glob("dump-*-dec.wav"))

    async def _watch(self, done: set[Path]) -> None:
        """Notes when the first sound of a call is written: a recording has no gaps, so its first sample
        is to be dated by when it arrived, not by when the call was answered. `done`: earlier calls."""
        while True:
            await self._first_sound_due.wait()
            await asyncio.sleep(WATCH_S)
            for path in self._recordings() - done:
                sound = path.stat().st_size - WAV_HEADER_BYTES
                if sound > 0:
                    done.add(path)
                    self._first_sound_due.clear()
                    self.hears_since = time.time() - sound / (2 * RATE)
