"""Keeps Asterisk running: starts it when it is gone, wakes it when it was stopped, ends it when it hangs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal

from hotline.instance.alive.pulse import HUNG_S, WELL, Pulse
from telephony.ari.client import Ari, AriError
from telephony.asterisk.process import Asterisk, AsteriskError

log = logging.getLogger(__name__)

LOOK_S = 1.0
ANSWER_S = 1.0
LOST_S = 15.0
"""With Asterisk every call ends: it is given longer than the service before it counts as lost."""


async def guard(asterisk: Asterisk) -> None:
    """For ever."""
    pulse: Pulse | None = None
    guarded = 0
    woken = False
    async with Ari(asterisk.access) as ari:
        while True:
            await asyncio.sleep(LOOK_S)
            pid = asterisk.pid()
            if pid is None:
                await _start(asterisk)
                continue
            if pulse is None or pid != guarded:
                pulse, guarded, woken = Pulse(pid), pid, False
            if await _answers(ari):
                pulse.beat(WELL)
                woken = False
            elif pulse.hung() is None:
                continue
            elif not woken:
                log.error("Asterisk does not answer for %.0f s; it is woken, if somebody stopped it", HUNG_S)
                os.kill(pid, signal.SIGCONT)
                woken = True
            elif pulse.silent_s >= LOST_S:
                log.error("Asterisk does not answer for %.0f s; it is ended, and its calls with it", LOST_S)
                os.kill(pid, signal.SIGKILL)


async def _start(asterisk: Asterisk) -> None:
    log.error("Asterisk is gone; starting it again")
    try:
        await asterisk.start()
    except AsteriskError as error:
        log.error("%s", error)


async def _answers(ari: Ari) -> bool:
    with contextlib.suppress(AriError, TimeoutError):
        async with asyncio.timeout(ANSWER_S):
            await ari.get("/asterisk/ping")
            return True
    return False
