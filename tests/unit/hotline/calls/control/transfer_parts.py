"""Two agents, a caller between them, and what a transfer is asked for, at virtual time."""

from __future__ import annotations

import asyncio

from contracts import TransferChanged
from hotline.calls.control.requests import (
    Asked,
    Request,
    Target,
)
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from tests.unit.hotline.calls.session_hotline import Hotline

LI = Target(agent="li")
GENERAL = Target(queue="general")
WRAP_UP_S = 10


async def ask(line: Hotline, request: Request, agent: str = "wang") -> None:
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.session.inbox.put(Asked(request, agent, reply))
    await asyncio.wait_for(reply, 1)
    await asyncio.sleep(0.1)


async def talking() -> Hotline:
    """wang talks, li is free."""
    line = Hotline()
    await line.talk()
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await asyncio.sleep(0.1)
    return line


async def other_answers(line: Hotline) -> None:
    line.session.on_ari(StasisStart(Channel(line.call.legs["consulted"]), ("agent",)))
    await asyncio.sleep(0.1)


async def hangs_up(line: Hotline, leg: str) -> None:
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, "hung up"))
    await asyncio.sleep(0.1)


def states(line: Hotline) -> list[str]:
    return [event.state for event in line.of(TransferChanged) if isinstance(event, TransferChanged)]


def phases(line: Hotline) -> tuple[str, str]:
    return line.floor.phase("wang"), line.floor.phase("li")
