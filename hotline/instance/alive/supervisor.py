"""Keeps Asterisk and the service running, and callers in safe hands while one of them is away.

Asterisk is a process of its own session: it survives us, and conversations survive with it. The service
is our child: when it dies, callers it was talking to go to the dialplan's queue within a second, those who
wait hear music and keep their places, and it is started anew; if it does not come back, they go there, too.
When it hangs (no heartbeat, see `pulse`), it is made to write down what every thread is at, and ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import os
import signal
import time
from collections.abc import Collection
from ipaddress import ip_address
from pathlib import Path

import aiohttp

from contracts.processor_time import StartPatience
from hotline.configuration.schema import HotlineConfig
from hotline.instance.alive.child import Child, begin
from hotline.instance.alive.guard import guard
from hotline.instance.alive.heart import DUMP
from hotline.instance.alive.pulse import LOOK_S, Pulse
from hotline.instance.alive.stopping import Stopped, unless
from hotline.instance.asterisk import AsteriskInstance
from hotline.machine.paths import State
from hotline.machine.tasks import background
from telephony.ari.client import Ari, AriError
from telephony.calls import inventory

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 0.2
LAST_PAUSE_S = 5.0
STABLE_S = 30.0
"""A service that ran this long failed for a new reason: the next pause is short again."""
BACK_S, LONGEST_BACK_S = 30.0, 60.0
"""So long callers wait in their places for a service that is started anew, of its own time and by the clock;
then a human serves them."""
ASKED_S = 1.0
"""How often whether it is up."""
DUMP_S = 0.5
"""How long writing the stacks may take."""
USAGE_ERROR = 2


class Supervisor:
    """`run` returns the exit code: 0 after a stop was asked for, 2 when the service cannot start at all."""

    def __init__(
        self,
        instance: AsteriskInstance,
        config: HotlineConfig,
        config_path: Path,
        state: State,
        first: Child,
        starting: asyncio.Future[bool],
        asked: asyncio.Event,
    ) -> None:
        """`first`: the service that is under way. `starting`: ends when Asterisk is up; what it raises stops
        the service, and is for whoever made it. `asked`: somebody wants all of it to stop."""
        self._instance = instance
        self._config = config
        self._config_path = config_path
        self._state = state
        self._stacks = state.stacks
        self._first: Child | None = first
        self._starting = starting
        self._ran = instance.asterisk.pid() is not None
        self._asked = asked
        self._stop = asyncio.Event()
        self._came_up = False

    async def run(self) -> int:
        async with (
            background(self._listen_for_stop(), "stop of the service"),
            background(self._listen_for_asterisk(), "start of Asterisk"),
            background(self._guard(), "guard of Asterisk"),
        ):
            return await self._keep_serving()

    async def _keep_serving(self) -> int:
        pause = FIRST_PAUSE_S
        while True:
            started = time.monotonic()
            code = await self._serve_once()
            if self._stop.is_set():
                return 0
            if code == USAGE_ERROR:
                return USAGE_ERROR
            # Who wait keep their places, but not for a service that did not even come up.
            await self._rescue(patient=self._came_up)
            if time.monotonic() - started > STABLE_S:
                pause = FIRST_PAUSE_S
            log.error("the service ended with %d; starting it again in %.1f s", code, pause)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
                return 0
            pause = min(pause * 2, LAST_PAUSE_S)

    async def _listen_for_stop(self) -> None:
        await self._asked.wait()
        self._stop.set()

    async def _guard(self) -> None:
        """Asterisk, once it is up. One that ran before may hang already, and is guarded from now on."""
        if self._ran or await self._asterisk_is_up():
            await guard(self._instance.asterisk)

    async def _listen_for_asterisk(self) -> None:
        if not await self._asterisk_is_up():
            self._stop.set()

    async def _asterisk_is_up(self) -> bool:
        """Once that is certain."""
        await asyncio.wait([self._starting])
        return not self._starting.cancelled() and self._starting.exception() is None

    async def _serve_once(self) -> int:
        child = self._first or await begin(self._config_path, self._state)
        self._first = None
        self._came_up = False
        async with (
            background(self._watch(child.process, child.beats), "watch of the service"),
            background(self._come_up(child.process.pid), "start of the service"),
        ):
            return await self._ended(child)

    async def _come_up(self, service: int) -> None:
        """Whoever waits for a service that does not come up goes to a human."""
        patience = StartPatience(service, BACK_S, LONGEST_BACK_S)
        while not (took := patience.over()):
            self._came_up = await answers(self._config, ASKED_S)
            if self._came_up:
                return
        log.error("the service is not up %s: nobody waits for it any more", took)
        await self._rescue(patient=False)
        self._came_up = await answers(self._config, math.inf)

    async def _ended(self, child: Child) -> int:
        with contextlib.suppress(Stopped):
            return await unless(self._stop, child.process.wait())
        return await child.end()

    async def _watch(self, child: asyncio.subprocess.Process, beats: int) -> None:
        """Listens to the child's heart; ends a child that hangs. Takes the pipe over."""
        pulse = Pulse(child.pid)
        async with background(_listen(beats, pulse), "heartbeat"):
            reason = None
            while reason is None:
                await asyncio.sleep(LOOK_S)
                reason = pulse.hung()
        log.error("the service hangs (%s) and is replaced; its stacks are in %s", reason, self._stacks)
        await asyncio.to_thread(_head, self._stacks, child.pid, reason)
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGCONT)  # stopped by somebody, it could not write
            child.send_signal(DUMP)
            await asyncio.sleep(DUMP_S)
            child.kill()

    async def _rescue(self, *, patient: bool) -> None:
        """`patient`: those who wait in a queue go on waiting."""
        async with Ari(self._instance.asterisk.access) as ari:
            try:
                found = await inventory.take(ari)
                if patient:
                    await inventory.let_wait(ari, found)
                    saved = await inventory.save_stranded(ari, found)
                else:
                    saved = await inventory.save_everybody(ari, found)
            except AriError as error:
                log.warning("cannot look after callers: %s", error)
                return
        waiting = len(found.waiting) if patient else 0
        log.info(
            "%d callers sent to a human, %d wait in their places, %d conversations go on",
            saved,
            waiting,
            len(found.conversations),
        )


def _head(stacks: Path, process: int, reason: str) -> None:
    """The line before the dump that follows."""
    with stacks.open("a") as file:
        file.write(f"\n{time.strftime('%Y-%m-%d %H:%M:%S')} process {process}: {reason}\n")


async def _listen(beats: int, pulse: Pulse) -> None:
    """Hands every beat on. The end of the pipe is the end of the process, or of its ordered work."""
    reader = asyncio.StreamReader()
    with os.fdopen(beats, "rb", buffering=0) as pipe:
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), pipe
        )
        try:
            while line := await reader.readline():
                pulse.beat(line.decode().strip())
            pulse.stop()
        finally:
            transport.close()


async def answers(config: HotlineConfig, timeout_s: float) -> bool:
    """Whether the service answers within the time: it looks after calls once Asterisk is there."""
    return await _healthy(config, timeout_s, (200, 503))


async def wait_until_ready(config: HotlineConfig, timeout_s: float) -> bool:
    """Whether the desk's health page says that calls can be taken, within the time."""
    return await _healthy(config, timeout_s, (200,))


async def _healthy(config: HotlineConfig, timeout_s: float, wanted: Collection[int]) -> bool:
    scheme = "http" if config.desk.tls is None else "https"
    url = f"{scheme}://{_local(config.desk.bind)}:{config.desk.port}/healthz"
    deadline = time.monotonic() + timeout_s
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1)) as http:
        while time.monotonic() < deadline:
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with http.get(url, ssl=False) as reply:  # its own service, whatever its name
                    if reply.status in wanted:
                        return True
            await asyncio.sleep(0.1)
    return False


def _local(bind: str) -> str:
    """As it stands in an address."""
    address = ip_address(bind)
    if address.version == 4:
        return "127.0.0.1" if address.is_unspecified else bind
    return "[::1]" if address.is_unspecified else f"[{bind}]"
