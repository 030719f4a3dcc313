"""`hotline stop`: supervisor, service and Asterisk of a state folder, in that order."""

from __future__ import annotations

import asyncio
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from contracts.errors import ServiceError
from hotline.cli.terminal import ConfigOption, StateOption, do, load_config, talk
from hotline.machine import pidfile
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig

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

    Raises ServiceError when calls are running, or nobody can say whether some are, unless `force`.
    """
    from hotline.instance.access import asterisk_of, secrets_of
    from hotline.instance.calls_up import calls_up

    asterisk = asterisk_of(config, state, secrets_of(config, state))
    calls = await calls_up(asterisk)
    if calls is None and not force:
        raise ServiceError(
            _(
                "Asterisk (process {pid}) does not answer: how many calls are up cannot be asked. Try again, "
                "or end it and whatever calls it has: script/hotline stop --force"
            ).format(pid=asterisk.pid())
        )
    if calls is None:
        console.print(_("Asterisk does not answer: how many calls end now cannot be asked"))
    if calls and not force:
        raise ServiceError(
            _(
                "calls that are up: {calls}. Wait until they have ended, or end them with: "
                "script/hotline stop --force"
            ).format(calls=calls)
        )
    if calls:
        console.print(_("calls that end now: {calls}").format(calls=calls))
    for verb in ("run", "serve"):
        if await asyncio.to_thread(pidfile.end, state.pid_file(verb), STOP_TIMEOUT_S):
            console.print(_("hotline {verb}: stopped").format(verb=verb))
    running_now = asterisk.pid() is not None
    await asterisk.stop()
    console.print(_("Asterisk: stopped") if running_now else _("Asterisk: was not running"))
