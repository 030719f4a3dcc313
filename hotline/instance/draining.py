"""Whether this machine takes new calls: `hotline drain` says so to Asterisk, and the service sees it.

The calls that are there go on to their end, those that wait are put through: only new ones go elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path

from contracts.errors import ServiceError
from hotline.machine.files import write_whole
from hotline.machine.paths import State
from telephony.ari.client import Ari
from telephony.asterisk.process import Asterisk
from telephony.asterisk.render import DRAINING, draining

LOOK_S = 0.5


async def drain(asterisk: Asterisk, state: State, on: bool) -> None:
    """New calls go elsewhere from now on, or (`on` False) are taken again. It outlives Asterisk's end and the
    service's; the next `hotline run` takes calls again.

    Raises ServiceError when Asterisk does not run, AriError when it does not answer.
    """
    if asterisk.pid() is None:
        raise ServiceError(
            _("Asterisk does not run on this state folder: no calls come, there is nothing to drain")
        )
    await asyncio.to_thread(_write, state, on)
    told = await asterisk.command("dialplan reload")
    async with Ari(asterisk.access) as ari:
        found = await ari.get("/asterisk/variable", variable="DRAINING")
    if found["value"] != str(int(on)):
        raise ServiceError(
            _("Asterisk has not taken it: {told} (its log: {log})").format(
                told=told.strip(), log=asterisk.log
            )
        )


def drains(state: State) -> bool:
    """Whether it does. Blocking, and short."""
    try:
        return _file(state).read_text(encoding="utf-8") == draining(True)
    except OSError:
        return False


def take_calls(state: State) -> None:
    """A start by a person takes calls, whatever was before; Asterisk hears of it as it begins or reloads."""
    if drains(state):
        _write(state, False)


async def follow(state: State, tell: Callable[[bool], None]) -> None:
    """Tells whether it does, for as long as the service runs."""
    while True:
        tell(await asyncio.to_thread(drains, state))
        await asyncio.sleep(LOOK_S)


def _file(state: State) -> Path:
    return state.asterisk / "etc" / DRAINING


def _write(state: State, on: bool) -> None:
    write_whole(_file(state), draining(on).encode(), 0o600)
