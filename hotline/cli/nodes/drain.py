"""`hotline drain`: no new calls on this machine; those that are there end in peace."""

from __future__ import annotations

import asyncio
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.terminal import ConfigOption, StateOption, do, load_config, tell
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig

LOOK_S = 1.0


def drain(
    undo: Annotated[bool, typer.Option("--undo", help="Take calls again.")] = False,
    wait: Annotated[
        bool, typer.Option("--wait", help="Until no call is left; then hotline stop ends none.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Take no new calls on this machine: they are answered 503, those that are there go on to their end."""
    if undo and wait:
        raise typer.BadParameter(_("--wait does not go with --undo"))
    do(_drain(load_config(config), State(state.resolve()), on=not undo, wait=wait))


async def _drain(config: HotlineConfig, state: State, *, on: bool, wait: bool) -> None:
    """Raises ServiceError, or AriError: an Asterisk that does not answer has not no calls."""
    from hotline.instance.access import asterisk_of, secrets_of
    from hotline.instance.calls_up import counted
    from hotline.instance.draining import drain

    asterisk = asterisk_of(config, state, secrets_of(config, state))
    await drain(asterisk, state, on)
    if not on:
        tell(_("new calls are taken again"))
        return
    left = await counted(asterisk)
    tell(_("new calls go elsewhere (503); calls that are still here: {left}").format(left=left))
    while wait and left:
        await asyncio.sleep(LOOK_S)
        now = await counted(asterisk)
        if now != left:
            tell(_("calls that are still here: {left}").format(left=now))
        left = now
    if not left:
        tell(_("none is left: script/hotline stop ends no call"))
