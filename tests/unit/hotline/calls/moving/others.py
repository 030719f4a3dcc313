"""The hotline's other machines, as a test has them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence

from contracts import Event
from hotline.nodes.moves import Claimed, ComesIn, Moves, Wanting
from hotline.records.database.records import RecordsUnavailable
from telephony.calls.place import Place

CLAIMED = Claimed("c1", "zhao", "south", "10.0.0.2:5060")


class Others:
    """Implements `hotline.calls.call.parts.Elsewhere`."""

    def __init__(self) -> None:
        self.claimed: Claimed | None = CLAIMED
        self.comes: ComesIn | None = None
        self.told: Sequence[Event] = ()
        self.telling_s = 0.0
        """So long the record is read."""
        self.tell: dict[str, Callable[[], bool]] = {}
        self.places: list[Place] = []
        self.refused: list[tuple[str, bool]] = []
        self.given_back: list[Claimed] = []
        self.there: Sequence[Event] | None = ()
        """What is told of a call that went on elsewhere, at `south`."""
        self.gone: list[str] = []
        """Machines that are lost."""
        self.claiming: Callable[[], None] = lambda: None

    def waits(self, call: str, tell: Callable[[], bool]) -> None:
        self.tell[call] = tell

    def waits_no_more(self, call: str) -> None:
        del self.tell[call]

    def staffed(self, queue: str) -> bool:
        return self.claimed is not None

    async def claim(self, call: str, place: Place) -> Claimed | None:
        self.places.append(place)
        self.claiming()
        return self.claimed

    def give_back(self, claimed: Claimed) -> None:
        self.given_back.append(claimed)

    def not_taken_in(self, claimed: Claimed, queue: str, why: str, *, there: bool) -> None:
        self.refused.append((why, there))

    async def take_in(self, mark: str) -> ComesIn | None:
        return self.comes

    async def story(self, call: str) -> Sequence[Event]:
        await asyncio.sleep(self.telling_s)
        return self.told

    async def story_there(self, call: str, node: str) -> Sequence[Event] | None:
        await asyncio.sleep(self.telling_s)
        return self.there if node == "south" else ()

    def lost(self, node: str) -> None:
        self.gone.append(node)


class SharedClaims(Moves):
    """The database's part, without one."""

    def __init__(self) -> None:
        self.claimed: Claimed | None = CLAIMED
        self.comes: ComesIn | None = None
        self.asked: list[tuple[Wanting, set[str]]] = []
        self.given_back: list[str] = []
        self.away = False
        self.meanwhile: Callable[[], None] = lambda: None

    async def claim(self, wanting: Wanting, avoided: Collection[str] = ()) -> Claimed | None:
        self._look()
        self.asked.append((wanting, set(avoided)))
        self.meanwhile()
        return self.claimed

    async def give_back(self, claimed: Claimed) -> None:
        self._look()
        self.given_back.append(claimed.mark)

    async def take_in(self, mark: str) -> ComesIn | None:
        self._look()
        return self.comes

    def _look(self) -> None:
        if self.away:
            raise RecordsUnavailable("away")
