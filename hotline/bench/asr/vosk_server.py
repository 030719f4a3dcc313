"""What a stream costs vosk-server's process, our server's, and our hearing within the service."""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import aiohttp

from asr import AsrSettings, Recogniser
from asr.engines.remote.protocol import EOF
from hotline.bench.asr.streams import CHUNK_S, SPEED, STREAMS, hearing_cost
from hotline.bench.load import TICK_S, processor_s
from hotline.bench.material.sound import RATE
from hotline.bench.rows import Figures, NoMaterial
from hotline.bench.softphone import free_port
from hotline.machine.paths import CHECKOUT

START_S = 300.0
"""A server is given so long to load its model, on a busy machine."""
PORTS = 3
"""Tried for a server that ends at its start: another program may have taken the port since we looked."""
ANSWER_S = 30.0


class _EndedAtOnce(NoMaterial):
    """Before it listened."""


@dataclass(frozen=True, slots=True)
class _Server:
    url: str
    pid: int

    def cpu_s(self) -> float:
        """Processor seconds of the process so far."""
        return processor_s(self.pid)


async def compare_with_server(
    program: Path, recogniser: Recogniser, settings: AsrSettings, speech: bytes, rounds: int
) -> Figures:
    """Processor time of `STREAMS` streams of the same speech (8 kHz): vosk-server, our server, our hearing.

    `program` is vosk-server's asr_server.py, or a folder that it lies in. It runs unmodified, with the
    Python of a folder `venv` beside or above it if there is one (it wants websockets below 14), else with
    ours. Of servers the processor time of their process is counted. Raises `NoMaterial`.
    """
    folder = getattr(recogniser, "folder", None)
    if settings.engine != "vosk" or not isinstance(folder, Path) or recogniser.rate > RATE:
        raise NoMaterial("vosk-server needs a Vosk model, and this bench one for 8000 Hz")
    folder = folder.resolve()
    program = _found(program)
    own = [sys.executable, "-m", "hotline", "recogniser", "--model", str(folder), "--port"]
    seconds = len(speech) / 2 / RATE * STREAMS
    theirs, ours, hearing = [], [], []
    stock = [_python(program), program.name, str(folder)]
    async with AsyncExitStack() as stack:
        their_server = await _on_a_free_port(stack, stock, program.parent)
        our_server = await _on_a_free_port(stack, own, CHECKOUT)
        for server in (their_server, our_server):
            await _served(server, speech[: RATE * 2])  # the first stream loads what later ones find
        for _ in range(rounds):
            theirs.append(await _served(their_server, speech) / seconds)
            ours.append(await _served(our_server, speech) / seconds)
            hearing.append((await hearing_cost(recogniser, settings, speech))[0] / seconds)
    figures: Figures = {"rounds": rounds, "streams": STREAMS, "speech_s": round(seconds / STREAMS, 1)}
    for name, cost in (("vosk_server", theirs), ("our_server", ours), ("hearing", hearing)):
        figures[f"{name}_cpu_s_per_s"] = round(statistics.median(cost), 4)
        figures[f"{name}_streams_per_core"] = round(1 / statistics.median(cost), 1)
    for name, cost in (("hearing", hearing), ("our_server", ours)):
        ratios = [their / own for their, own in zip(theirs, cost, strict=True)]
        figures[f"{name}_ratio"] = round(statistics.median(ratios), 3)
    return figures


def _found(program: Path) -> Path:
    if program.is_dir():
        inside = [program / "asr_server.py", program / "websocket" / "asr_server.py"]
        program = next((path for path in inside if path.is_file()), inside[0])
    if not program.is_file():
        raise NoMaterial(f"{program}: there is no such file; it is in github.com/alphacep/vosk-server")
    return program.resolve()


def _python(program: Path) -> str:
    pythons = [folder / "venv" / "bin" / "python" for folder in (program.parent, program.parent.parent)]
    return str(next((python for python in pythons if python.is_file()), sys.executable))


async def _on_a_free_port(stack: AsyncExitStack, command: list[str], folder: Path) -> _Server:
    """A server that ends with the stack."""
    for _ in range(PORTS - 1):
        try:
            return await stack.enter_async_context(_started(command, folder))
        except _EndedAtOnce:
            continue
    return await stack.enter_async_context(_started(command, folder))


@asynccontextmanager
async def _started(command: list[str], folder: Path) -> AsyncIterator[_Server]:
    """A server process on a free port of loopback, until the context is left."""
    port = str(free_port())
    if command[-1] == "--port":
        command = [*command, port]
    environment = {**os.environ, "VOSK_SERVER_INTERFACE": "127.0.0.1", "VOSK_SERVER_PORT": port}
    environment.pop("HOTLINE_RECOGNISER_TOKEN", None)
    with tempfile.TemporaryFile() as said:  # a pipe that nobody reads would stop the server
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=environment, stdout=said, stderr=said
        )
        try:
            await _listens(process, int(port), command[0], said)
            yield _Server(f"ws://127.0.0.1:{port}", process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _listens(process: asyncio.subprocess.Process, port: int, python: str, said: IO[bytes]) -> None:
    """Raises `NoMaterial`."""
    try:
        async with asyncio.timeout(START_S):
            while process.returncode is None:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.1)
                    continue
                writer.close()
                return
    except TimeoutError:
        raise NoMaterial(f"the server did not start within {START_S:g} s with {python}") from None
    said.seek(0)
    last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
    raise _EndedAtOnce(
        f"the server did not start with {python}: does that have vosk and websockets? It said: {last}"
    )


async def _served(server: _Server, speech: bytes) -> float:
    """Processor seconds of the server for all streams."""
    begin = server.cpu_s()
    try:
        async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
            for _ in range(STREAMS):
                group.create_task(_stream(session, server.url, speech))
    except* (aiohttp.ClientError, TimeoutError, TypeError) as errors:
        reason = errors.exceptions[0]
        raise NoMaterial(
            f"{server.url} does not answer ({type(reason).__name__}); vosk-server wants websockets below "
            "14: make a folder venv beside it and install vosk and that there"
        ) from None
    return max(server.cpu_s() - begin, TICK_S)


async def _stream(session: aiohttp.ClientSession, url: str, speech: bytes) -> None:
    step = int(RATE * CHUNK_S) * 2
    async with session.ws_connect(url) as connection:
        await connection.send_str(json.dumps({"config": {"sample_rate": RATE}}))
        for start in range(0, len(speech), step):
            await connection.send_bytes(speech[start : start + step])
            await connection.receive_str(timeout=ANSWER_S)
            await asyncio.sleep(CHUNK_S / SPEED)
        await connection.send_str(EOF)
        await connection.receive_str(timeout=ANSWER_S)
