"""`hotline serve`: the service alone, on an Asterisk that runs already."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.terminal import (
    ConfigOption,
    StateOption,
    do,
    effective_config,
    publish_articles,
    set_up_logging,
)
from hotline.instance import garbage_collection
from hotline.machine import pidfile
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig

log = logging.getLogger(__name__)


def serve(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    published: Annotated[
        bool, typer.Option("--published", help="Use what was published last, not the file as it is now.")
    ] = False,
) -> None:
    """The service alone, on an Asterisk that runs already. `hotline run` calls this."""
    set_up_logging(True)
    where = State(state.resolve())
    effective = effective_config(config, where, published=published)
    if not published:
        publish_articles(effective.config, where)
    do(serve_until_stopped(*effective, where))


async def serve_until_stopped(config: HotlineConfig, generation: int, state: State) -> None:
    """The service alone, until SIGTERM or SIGINT. `generation`: the number `config` was published under."""
    from hotline.guidance.loaded_ahead import LoadedAhead

    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with pidfile.held(state.pid_file("serve")), garbage_collection.paused():
        async with LoadedAhead.loading(config, state, garbage_collection.freeze) as loaded:
            # Late: it takes seconds, in which that goes on.
            from hotline.instance.alive.heart import heartbeat
            from hotline.service import running

            async with (
                running(config, state, loaded, generation) as service,
                heartbeat(state.stacks, config.telephony.media_port, service.recognisers.working),
            ):
                log.info("the service is up; the desk is at port %d", config.desk.port)
                await stop.wait()
