"""This instance as a node: among the others, where there are others, and as it stands alone."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from importlib.metadata import version

from hotline.configuration.generations.service_state import read
from hotline.configuration.schema import HotlineConfig
from hotline.instance.access import asterisk_of, secrets_of
from hotline.instance.calls_up import calls_up
from hotline.instance.draining import drains
from hotline.instance.shared_generations import SharedGenerations
from hotline.machine import pidfile
from hotline.machine.paths import State
from hotline.machine.tasks import background
from hotline.nodes.member import Member, Outlets, installation
from hotline.nodes.mirror import Floors, Mirror
from hotline.nodes.node import Node, Told
from hotline.records.database.callbacks.store import PURPOSE
from hotline.records.sealing import Seal
from telephony.settings import TelephonySettings

LONGEST_REFUSAL = 500


@asynccontextmanager
async def among_others(
    config: HotlineConfig,
    state: State,
    told: Callable[[], Told],
    floors: Floors,
    outlets: Outlets,
) -> AsyncIterator[None]:
    """Among the machines of this hotline for as long as the context lasts; alone where there are none.

    Raises `SameNode`, or `ServiceError` for a database that this version cannot share.
    """
    if not config.nodes.enabled or config.records.url is None:
        yield
        return
    shared: SharedGenerations | None = None

    def all_told() -> Told:
        found = told()
        if shared is None:
            return found
        return replace(found, generation=shared.running, refused=shared.refused[:LONGEST_REFUSAL])

    own = await asyncio.to_thread(installation, state.installation)
    telephony, seal = config.telephony, Seal(secrets_of(config, state).seal, PURPOSE)
    async with Member.opened(
        config.records.url, telephony.node, own, sip_address(telephony), all_told, outlets
    ) as member:
        register = member.register
        shared = SharedGenerations(register, state, telephony.node, config.nodes.own_file, outlets.publish)
        wakeups = register.wakeups()
        async with (
            background(wakeups.run(), "wake-ups"),
            background(shared.run(wakeups), "publications"),
            Mirror.opened(register, telephony.node, floors, seal),
        ):
            yield


def sip_address(telephony: TelephonySettings) -> str:
    """Where this machine's Asterisk takes SIP, for those on others."""
    anywhere = telephony.sip_bind == "0.0.0.0"  # noqa: S104 - compared, not bound
    return f"{socket.gethostname() if anywhere else telephony.sip_bind}:{telephony.sip_port}"


async def alone(config: HotlineConfig, state: State) -> Node:
    """This machine as a node where no others are known."""
    process, told = pidfile.running(state.pid_file("serve")), read(state.running_generation)
    asterisk = asterisk_of(config, state, secrets_of(config, state))
    last = pidfile.last(state.pid_file("serve"))
    if process is not None:
        silent_s: float | None = 0.0
    else:
        silent_s = None if last.ended is None else max(0.0, time.time() - last.ended)
    return Node(
        id=config.telephony.node,
        state="stopped" if process is None else "draining" if drains(state) else "up",
        version=version("hotline-12345"),
        address=sip_address(config.telephony),
        since=last.began,
        silent_s=silent_s,
        calls=await calls_up(asterisk),
        generation=told.number if told is not None else 0,
        refused=told.refused if told is not None else "",
        fence=0,
    )
