"""Who works now, told to everybody who must know: the floor, the desk, Asterisk, the net under the service.

A publication changes agents, a command adds guests; neither needs a restart. A talk that runs is finished.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple

from agent_assist.settings import AgentSettings, Guest, Role
from contracts import Event, Fault
from contracts.errors import HotlineError
from hotline.calls.staffing import seat_of
from hotline.configuration.phones import numbers
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.live import Live
from hotline.machine.tasks import background
from hotline.staff.guests import GuestBook, GuestsError, fitting
from telephony.distributor.floor import Floor

log = logging.getLogger(__name__)

POLL_S = 0.5
"""How often the book of guests and their ends are looked at."""

Telephones = Callable[[HotlineConfig], Awaitable[None]]
"""Lets the telephones of these agents, and no others, log in at Asterisk, and these numbers be dialled."""


class Staff:
    """Everybody who works here, as far as others must know of them."""

    def __init__(
        self,
        live: Live,
        book: GuestBook,
        floor: Floor,
        telephones: Telephones,
        look_at: Callable[[str], Awaitable[object]],
        publish: Callable[[Event], None],
    ) -> None:
        """`look_at` asks Asterisk for the state of a phone and its changes."""
        self._live = live
        self._book = book
        self._floor = floor
        self._telephones = telephones
        self._look_at = look_at
        self._publish = publish
        self._told: list[Callable[[Sequence[AgentSettings]], None]] = []
        self._working: dict[str, AgentSettings] = {one.id: one for one in live.guide.config.agents}
        self._people = self._working
        """And those who still talk: they have a telephone here until then."""
        self._seated: dict[str, Guest] = {}
        self._connected: dict[str, _Telephone] = {}
        self._numbers: list[str] = []
        """What Asterisk was told last; at the start nobody knows what the service before us has told it."""
        self._trouble = ""
        self._away = False

    @asynccontextmanager
    async def opened(self, *told: Callable[[Sequence[AgentSettings]], None]) -> AsyncIterator[None]:
        """Takes over what changes, for as long as the context lasts; `told` hears of it."""
        for one in told:
            self.follow(one)
        await self.look()
        async with background(self.watch(), "staff"):
            yield

    def follow(self, told: Callable[[Sequence[AgentSettings]], None]) -> None:
        """From now on `told` hears who works here, whenever that changes."""
        self._told.append(told)

    async def watch(self) -> None:
        """Takes over what changes."""
        while True:
            await self.look()
            await asyncio.sleep(POLL_S)

    async def look(self) -> None:
        """Takes over what has changed since the last look, if anything has."""
        agents = self._live.guide.config.agents
        guests = fitting(await self._guests(), self._live.guide.config)
        self._seat(guests)
        people: dict[str, AgentSettings] = {one.id: one for one in (*agents, *guests)}
        still = {id_: self._people[id_] for id_ in self._floor.agents if id_ in self._people}
        everybody = {**people, **{id_: one for id_, one in still.items() if id_ not in people}}
        self._people = everybody
        if people != self._working:
            self._working = people
            for told in self._told:
                told(list(people.values()))
        config = self._live.guide.config.model_copy(update={"agents": tuple(everybody.values())})
        if _telephones(everybody) != self._connected or numbers(config) != self._numbers:
            await self._connect(config)

    def _seat(self, guests: Sequence[Guest]) -> None:
        now = {guest.id: guest for guest in guests}
        for id_, guest in now.items():
            if self._seated.get(id_) != guest:
                left = guest.until.timestamp() - time.time()
                until = asyncio.get_running_loop().time() + left
                self._floor.seat(seat_of(guest, until), guest.extension)
        for id_ in self._seated.keys() - now.keys():
            self._floor.unseat(id_)
        self._seated = now

    async def _guests(self) -> Sequence[Guest]:
        """Of an unreadable book those who are known already."""
        now = datetime.now(UTC)
        try:
            found = await asyncio.to_thread(self._book.current, now)
        except GuestsError as error:
            if str(error) != self._trouble:
                log.warning("%s", error)
            self._trouble = str(error)
            return [guest for guest in self._seated.values() if guest.until > now]
        self._trouble = ""
        return found

    async def _connect(self, config: HotlineConfig) -> None:
        """New telephones may log in, and are looked at; when it fails it is tried again at the next look."""
        try:
            await self._telephones(config)
        except (HotlineError, OSError) as error:
            if not self._away:
                done = "who works already goes on; tried again by itself"
                self._publish(Fault(part="phones", message=str(error), done=done))
            self._away = True
            return
        self._away = False
        before, self._connected = self._connected, _telephones(self._people)
        self._numbers = numbers(config)
        for id_, telephone in self._connected.items():
            if (id_ not in before or before[id_].account != telephone.account) and id_ in self._floor.agents:
                await self._look_at(telephone.account)


class _Telephone(NamedTuple):
    """What Asterisk is told of a person."""

    account: str
    name: str
    role: Role
    contact: str | None


def _telephones(people: Mapping[str, AgentSettings]) -> dict[str, _Telephone]:
    return {
        id_: _Telephone(one.extension, one.name, one.role, one.contact)
        for id_, one in people.items()
        if one.extension
    }
