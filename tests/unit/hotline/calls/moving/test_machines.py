"""Who is told of agents elsewhere, who is claimed for them, and who is let in here."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from contracts import Event, Fault
from hotline.calls.moving.machines import AGAIN_S, AVOID_S, UNSERVED_S, OtherMachines
from hotline.nodes.moves import ComesIn
from hotline.nodes.standings import QueueThere
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.distributor.people.asides import only
from tests.unit.hotline.calls.moving.others import CLAIMED, SharedClaims
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

THERE = QueueThere("south", "up", "urban", 0, None, 0.0, 1, 0)
COMES = ComesIn("n-1", "urban", 0, None, None, False, False, False, 5.0, "north")


class Nobody:
    """Who leads a waiting caller's call."""

    def offered(self, *_: object) -> None:
        """Rings nobody."""

    def withdrawn(self, *_: object) -> None:
        """Did not ring."""


class Machine:
    """One with a floor of its own."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.floor = Floor(*seated({"wang": ("1001", "urban")}, ["urban", "legal"], 10), self.events.append)
        self.told: list[str] = []
        self.machines = OtherMachines(self.floor, self, self.events.append)
        self.shared = SharedClaims()
        self.machines.join(self.shared)

    async def history(self, call: str) -> list[Event]:
        self.shared._look()
        return []

    async def history_elsewhere(self, call: str, node: str) -> list[Event]:
        self.shared._look()
        return []

    def waits(self, call: str, priority: int = 0, *, ready: bool = True, **more: object) -> None:
        self.floor.enqueue(call, "urban", priority, Nobody(), **more)  # type: ignore[arg-type]

        def tell() -> bool:
            self.told.append(call)
            return ready

        self.machines.waits(call, tell)

    async def claims(self, call: str = "a") -> bool:
        place = Place(queue="urban", priority=2, since=time.time() - 30)
        return await self.machines.claim(call, place) is not None

    @property
    def faults(self) -> list[Event]:
        return [event for event in self.events if isinstance(event, Fault)]


@at_virtual_time
async def test_as_many_are_told_as_are_free_there_the_first_in_line_first() -> None:
    here = Machine()
    here.waits("a")
    here.waits("b", priority=5)
    here.waits("choosy", priority=9, steps=only("wang"))
    here.machines.look([THERE])
    assert here.told == ["b"]
    here.machines.look([replace(THERE, free=5)])
    assert here.told == ["b", "b", "a"]
    here.machines.look(
        [replace(THERE, free=0), replace(THERE, queue="legal"), replace(THERE, state="draining")]
    )
    here.machines.waits_no_more("b")
    here.machines.look([THERE])
    assert here.told == ["b", "b", "a", "a"]


@at_virtual_time
async def test_where_nobody_here_serves_the_queue_they_go_and_wait_where_somebody_does() -> None:
    here, busy = Machine(), replace(THERE, free=0, busy=1)
    here.waits("a")
    here.waits("b")
    here.machines.look([busy])
    assert not here.told, "a service that has just started does not know its telephones yet"
    await asyncio.sleep(UNSERVED_S)
    here.machines.look([busy])
    assert here.told == ["a"], "as many as serve it there"
    assert await here.claims()
    assert here.shared.asked[-1][0].waits
    here.machines.look([replace(busy, queue="legal"), replace(busy, state="draining")])
    assert here.told == ["a"]
    here.floor.device("PJSIP/1001", "NOT_INUSE")
    here.machines.look([busy])
    assert here.told == ["a"], "somebody here will have them"
    assert await here.claims("b")
    assert not here.shared.asked[-1][0].waits


@at_virtual_time
async def test_who_is_served_by_nobody_at_their_machine_is_let_in_while_all_are_busy() -> None:
    here = Machine()
    here.shared.comes = COMES
    here.floor.device("PJSIP/1001", "NOT_INUSE")
    here.waits("own")
    assert await here.machines.take_in("c1") is None, "who has agents at home waits there"
    here.shared.comes = replace(COMES, waits=True)
    assert await here.machines.take_in("c1") == here.shared.comes


@at_virtual_time
async def test_a_queue_that_is_served_elsewhere_is_not_one_that_nobody_serves() -> None:
    here = Machine()
    here.machines.look([replace(THERE, free=0, busy=1), replace(THERE, queue="legal", free=0, busy=0)])
    assert (here.machines.staffed("urban"), here.machines.staffed("legal")) == (True, False)
    here.machines.look([])
    assert not here.machines.staffed("urban"), "nothing is known of them any more"


@at_virtual_time
async def test_who_cannot_go_now_keeps_nobody_behind_them_from_going() -> None:
    here = Machine()
    here.waits("talks about a call-back", ready=False)
    here.waits("b")
    here.machines.look([THERE])
    assert here.told == ["talks about a call-back", "b"]


@at_virtual_time
async def test_whoever_is_offered_to_somebody_here_is_not_sent_away() -> None:
    here = Machine()
    here.waits("a")
    here.floor.device("PJSIP/1001", "NOT_INUSE")
    here.machines.look([THERE])
    assert not here.told
    assert not await here.claims()
    await asyncio.sleep(0.01)
    assert here.shared.given_back == [CLAIMED.mark]


@at_virtual_time
async def test_a_claim_says_what_they_wait_for_and_a_machine_alone_makes_none() -> None:
    here = Machine()
    here.waits("a")
    assert await here.claims()
    ((wanting, avoided),) = here.shared.asked
    assert (wanting.call, wanting.queue, wanting.priority, avoided) == ("a", "urban", 2, set())
    assert 30 <= wanting.waited_s < 3600
    here.shared.away = True
    assert not await here.claims()
    alone = OtherMachines(here.floor, here, here.events.append)
    assert await alone.claim("a", Place(queue="urban", priority=0, since=0)) is None
    assert await alone.take_in("c1") is None


@at_virtual_time
async def test_a_machine_that_was_not_there_is_left_alone_for_a_while_and_told_of() -> None:
    here = Machine()
    here.waits("a")
    here.machines.not_taken_in(CLAIMED, "legal", "BUSY 17", there=True)
    here.machines.look([THERE])
    assert here.told == ["a"], "another queue's callers go on going there"
    here.told.clear()
    here.machines.not_taken_in(CLAIMED, "urban", "BUSY 17", there=True)
    here.machines.look([THERE])
    assert not here.told, "not at once"
    await asyncio.sleep(AGAIN_S + 0.1)
    here.machines.look([THERE])
    assert (here.told, here.faults) == (["a"], [])
    here.machines.not_taken_in(CLAIMED, "legal", "NOANSWER 0", there=False)
    here.machines.look([THERE])
    assert here.told == ["a"]
    assert len(here.faults) == 1
    assert await here.claims()
    assert here.shared.asked[-1][1] == {"south"}
    await asyncio.sleep(AVOID_S + 1)
    here.machines.look([THERE])
    assert here.told == ["a", "a"]
    assert here.shared.given_back == [CLAIMED.mark] * 3


@at_virtual_time
async def test_a_claim_that_is_given_back_is_nobodys_fault() -> None:
    here = Machine()
    here.waits("a")
    here.machines.give_back(CLAIMED)
    here.machines.look([THERE])
    await asyncio.sleep(0.01)
    assert (here.told, here.faults, here.shared.given_back) == (["a"], [], [CLAIMED.mark])


@at_virtual_time
async def test_only_who_can_be_served_at_once_is_let_in() -> None:
    here = Machine()
    assert await here.machines.take_in("c1") is None
    here.shared.comes = COMES
    assert await here.machines.take_in("c1") is None, "nobody is free"
    here.floor.device("PJSIP/1001", "NOT_INUSE")
    assert await here.machines.take_in("c1") == COMES
    here.shared.comes = replace(COMES, queue="legal")
    assert await here.machines.take_in("c1") is None
    here.shared.comes = replace(COMES, queue="legal", waits=True)
    assert await here.machines.take_in("c1") is None, "nobody serves it here either"
    here.shared.away = True
    assert await here.machines.take_in("c1") is None
    assert await here.machines.story("n-1") == ()
