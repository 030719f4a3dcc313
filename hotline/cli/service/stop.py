"""`hotline stop`: supervisor, service and Asterisk of a state folder, in that order."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Annotated

import typer
from rich.console import Console

from contracts.errors import ServiceError
from hotline.cli.terminal import ConfigOption, StateOption, do, load_config, talk
from hotline.configuration.schema import HotlineConfig
from hotline.instance.asterisk import access, prepare, secrets_of
from hotline.machine import pidfile
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State
from telephony.ari.client import Ari, AriError

STOP_TIMEOUT_S = 20.0


def stop(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    force: Annotated[bool, typer.Option(help="Also when calls are running: they end.")] = False,
) -> None:
    """Stop everything that runs on this state folder: service and Asterisk."""
    do(stop_everything(load_config(config), State(state.resolve()), talk, force=force))


async def stop_everything(config: HotlineConfig, state: State, console: Console, *, force: bool) -> None:
    """Ends the supervisor, the service and Asterisk of this state folder, in that order.

    Raises ServiceError when calls are running, unless `force`.
    """
    async with Ari(access(config, secrets_of(config, state))) as ari:
        legs = 0
        with contextlib.suppress(AriError):
            legs = len(await ari.get("/channels"))
    if legs and not force:
        raise ServiceError(f"{legs} legs of calls are up. End them all with: script/hotline stop --force")
    for verb in ("run", "serve"):
        if await asyncio.to_thread(pidfile.end, state.pid_file(verb), STOP_TIMEOUT_S):
            console.print(f"hotline {verb}: stopped")
    instance = await prepare(config, state)
    running_now = instance.asterisk.pid() is not None
    await instance.asterisk.stop()
    console.print("Asterisk: stopped" if running_now else "Asterisk: was not running")
