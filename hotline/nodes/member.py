"""This node among the others: it gives signs of life, tells who is lost, and owns nothing once cut off."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self, get_args

from contracts import Event, Fault
from contracts.errors import ServiceError
from hotline.machine.files import write_whole
from hotline.machine.tasks import background
from hotline.nodes.left_behind import LostNodes
from hotline.nodes.moves import Moves
from hotline.nodes.node import Node, NodeState, Told
from hotline.nodes.publications import Publications
from hotline.nodes.register import SameNode
from hotline.nodes.standings import Standings
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.schema import UnfitSchema

log = logging.getLogger(__name__)

SIGN_S = 3.0
"""From sign to sign; a sign waits no longer for its turn among the claims and for an answer. So of the ten
seconds of a lease two may be missed, if the third comes through within one."""
GO_S = 2.0
"""An ordered end does not wait longer for the database: the lease ends by itself."""
ALONE = "it goes on with what it has, and tries again"


@dataclass(frozen=True, slots=True)
class Outlets:
    """Whom a node tells of the others."""

    publish: Callable[[Event], None]
    count: Callable[[Mapping[str, int]], None]
    """How many nodes are in each state."""


class Shared(Publications, Standings, LostNodes, Moves):
    """All that a node shares, under its one lease."""


class Member:
    """Made by `opened`."""

    def __init__(
        self,
        register: Shared,
        installation: str,
        address: str,
        told: Callable[[], Told],
        outlets: Outlets,
    ) -> None:
        self.register = register
        self._entry = installation, address
        self._told = told
        self._outlets = outlets
        self._trouble = ""
        self.owns = False
        """Whether others count this node as alive: it may claim."""

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, url: str, node: str, installation: str, address: str, told: Callable[[], Told], outlets: Outlets
    ) -> AsyncIterator[Self]:
        """In the PostgreSQL at `url` for as long as the context lasts.

        Raises `SameNode`, or `ServiceError` for a schema that this version cannot use. Without the database a
        node begins alone: callers are served.
        """
        async with Shared.opened(url, node) as register:
            member = cls(register, installation, address, told, outlets)
            await member._begin()
            async with background(member._run(), "nodes"):
                yield member
            with contextlib.suppress(RecordsUnavailable, TimeoutError):
                async with asyncio.timeout(GO_S):
                    await register.go()

    async def _begin(self) -> None:
        try:
            await self._enter()
        except RecordsUnavailable as error:
            if isinstance(error.__cause__, UnfitSchema):
                raise ServiceError(f"nodes: {error}") from error
            self._say(f"the shared database is away: {error}", "this node begins alone; callers are served")

    async def _enter(self) -> None:
        """Raises `SameNode`."""
        await self.register.enter(*self._entry)
        self.owns = True
        nodes = await self.register.nodes()
        for one in nodes:
            if one.state != "stopped":
                log.info("node %s: %s, version %s at %s", one.id, one.state, one.version, one.address)
        if versions := differing(nodes):
            log.warning("nodes of different versions run together: %s", versions)

    async def _run(self) -> None:
        """For as long as the service runs."""
        await asyncio.sleep(SIGN_S)
        while True:
            await asyncio.gather(self.look(), asyncio.sleep(SIGN_S))  # however long an answer takes

    async def look(self) -> None:
        """Gives a sign, and tells who is lost; being cut off, comes back as somebody who has nothing."""
        try:
            async with asyncio.timeout(SIGN_S if self.owns else None):
                await self._sign()
                await self.register.missed(self._lost)
                states = Counter(one.state for one in await self.register.nodes())
            self._outlets.count({state: states[state] for state in get_args(NodeState)})
        except SameNode as error:
            self._say(str(error), "it owns nothing in the shared database; calls that come here are served")
        except RecordsUnavailable as error:
            self._say(f"the shared database is away: {error}", ALONE)
        except TimeoutError:
            self._say(f"the shared database has not answered within {SIGN_S:g} s", ALONE)
        else:
            self._trouble = ""

    def _lost(self, node: str, silent_s: float) -> None:
        message = f"the node {node} is lost: no sign for {silent_s:.0f} s"
        self._outlets.publish(Fault(part="nodes", message=message, done="the others go on"))

    async def _sign(self) -> None:
        if self.owns and not await self.register.beat(self._told()):
            self.owns = False
            self._say(
                "this node has given no sign for so long that others count it as lost",
                "it owns nothing of what it had in the shared database, and comes back anew",
            )
        if not self.owns:
            await self._enter()

    def _say(self, message: str, done: str) -> None:
        """Once, until it is well again."""
        if message != self._trouble:
            log.error("%s; %s", message, done)
            self._outlets.publish(Fault(part="nodes", message=message, done=done))
        self._trouble = message


def differing(nodes: Sequence[Node]) -> str:
    """Which runs which version, where those that live differ; empty when they do not."""
    living = {one.id: one.version for one in nodes if one.state in ("up", "draining")}
    if len(set(living.values())) < 2:
        return ""
    return ", ".join(f"{node} {version}" for node, version in living.items())


def installation(path: Path) -> str:
    """What tells this installation from another that calls itself the same node: kept in `path`, and of this
    machine, so that a copy of the folder elsewhere is another one. Raises OSError."""
    try:
        own = uuid.UUID(path.read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        own = uuid.uuid4()
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, f"{own}\n".encode(), 0o600)
    return str(uuid.uuid5(own, socket.gethostname()))
