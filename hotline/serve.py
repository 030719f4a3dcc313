"""`hotline serve`: the service alone, on an Asterisk that runs already."""

from __future__ import annotations

import asyncio
import logging
import signal

from hotline import pidfile
from hotline.config import HotlineConfig
from hotline.paths import State
from hotline.publishing.store import Generations
from hotline.service import running

log = logging.getLogger(__name__)


async def serve_until_stopped(config: HotlineConfig, state: State) -> None:
    """The service alone, until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with pidfile.held(state.pid_file("serve")):
        active = Generations(state.generations).active()
        async with running(config, state, active.number if active else 0):
            log.info("the service is up; the desk is at port %d", config.desk.port)
            await stop.wait()
