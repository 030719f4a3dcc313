"""The hotline's other machines, as callers of this one may be put through there and theirs here."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from contracts import Event, Fault
from hotline.calls.call.found import waited_since
from hotline.machine.tasks import start_task
from hotline.nodes.moves import Claimed, ComesIn, Moves, Wanting
from hotline.nodes.standings import QueueThere
from hotline.records.database.records import RecordsUnavailable
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.distributor.standing import CallerStanding

log = logging.getLogger(__name__)

AVOID_S = 30.0
"""For so long nobody is sent to a machine that was not there: those it would have had wait here meanwhile."""
AGAIN_S = 3.0
"""The same of a queue for which one had nobody free any more."""
UNSERVED_S = 10.0
"""So long nobody serves a queue before its callers go and wait elsewhere: a service that starts finds agents'
telephones one by one, and who pauses may be back."""


class Stories(Protocol):
    """Records of calls that all machines share (hotline.records.database.records.Records). Both raise
    RecordsUnavailable."""

    async def history(self, call: str) -> Sequence[Event]:
        """Of any call of this hotline."""

    async def history_elsewhere(self, call: str, node: str) -> Sequence[Event]:
        """Of the call as which it went on at that machine last."""


class OtherMachines:
    """Implements `hotline.calls.call.parts.Elsewhere`, and `hotline.nodes.mirror.Machines`. A machine that
    is alone is never asked to `join`, and asks nobody anything."""

    def __init__(self, floor: Floor, stories: Stories, publish: Callable[[Event], None]) -> None:
        self._floor = floor
        self._stories = stories
        self._publish = publish
        self._shared: Moves | None = None
        self._waiting: dict[str, Callable[[], bool]] = {}
        self._served: frozenset[str] = frozenset()
        """Queues that somebody at work serves elsewhere."""
        self._unserved: dict[str, float] = {}
        """Since when nobody at work serves a queue here, on the event loop's clock."""
        self._avoided: dict[tuple[str, str | None], float] = {}
        """(node, queue), with no queue: for all of them -> until when, on the event loop's clock."""
        self._giving_back: set[asyncio.Task[None]] = set()

    def join(self, shared: Moves) -> None:
        self._shared = shared

    def look(self, queues: Sequence[QueueThere]) -> None:
        """Who waits here for what is free there is told, those at the front first. One of this machine's own
        who is free is offered to them by the floor, before anybody looks here. Where nobody here serves their
        queue they are told of those who are busy, too: whoever gets free there is for who waits there."""
        now = asyncio.get_running_loop().time()
        unserved = (queue for queue in self._floor.queues if not self._floor.staffed(queue))
        self._unserved = {queue: self._unserved.get(queue, now) for queue in unserved}
        up = [one for one in queues if one.state == "up"]
        self._served = frozenset(one.queue for one in up if one.free or one.busy)
        free: Counter[str] = Counter()
        serve: Counter[str] = Counter()
        for queue in up:
            if queue.node not in self._avoids(queue.queue):
                free[queue.queue] += queue.free
                serve[queue.queue] += queue.free + queue.busy
        if not serve.total():
            return
        for caller in sorted(self._floor.standing().callers, key=_place):
            left = serve if self._unserved_here(caller.queue) else free
            tell = self._waiting.get(caller.call)
            if tell is not None and _nobody_here(caller) and left[caller.queue] > 0 and tell():
                left[caller.queue] -= 1

    def waits(self, call: str, tell: Callable[[], bool]) -> None:
        self._waiting[call] = tell

    def waits_no_more(self, call: str) -> None:
        self._waiting.pop(call, None)

    def staffed(self, queue: str) -> bool:
        return queue in self._served

    async def claim(self, call: str, place: Place) -> Claimed | None:
        if self._shared is None:
            return None
        wanting = Wanting(
            call,
            place.queue,
            place.priority,
            seat=place.seat,
            intent=place.intent,
            no_chinese=place.foreign,
            emergency=place.emergency,
            waits=self._unserved_here(place.queue),
            waited_s=waited_since(place),
        )
        try:
            claimed = await self._shared.claim(wanting, self._avoids(place.queue))
            if claimed is None or any(_nobody_here(one) for one in self._standing(call)):
                return claimed
            self.give_back(claimed)  # somebody here got free meanwhile
        except RecordsUnavailable as error:
            log.info("call %s waits for agents of this machine alone: %s", call, error)
        return None

    def give_back(self, claimed: Claimed) -> None:
        start_task(self._give_back(claimed), self._giving_back)

    def not_taken_in(self, claimed: Claimed, queue: str, why: str, *, there: bool) -> None:
        log.warning("a caller was not taken in at %s: %s", claimed.node, why)
        self._avoid(claimed.node, queue if there else None, AGAIN_S if there else AVOID_S)
        if not there:
            message = f"the node {claimed.node} ({claimed.address}) takes no callers: {why}"
            done = (
                "市民在本机原位继续排队；看两台机器的 seal 是否相同、之间的 SIP 是否通 / the caller waits "
                "here, in the old place; look whether both have the same seal, and at SIP between them"
            )
            self._publish(Fault(part="nodes", message=message, done=done))
        self.give_back(claimed)

    async def take_in(self, mark: str) -> ComesIn | None:
        """Only while somebody here is free for them, or serves their queue where nobody does at theirs: else
        they wait on where they came in."""
        try:
            comes = None if self._shared is None else await self._shared.take_in(mark)
        except RecordsUnavailable as error:
            log.warning("a caller of another machine is not taken in: %s", error)
            return None
        if comes is None:
            log.warning("a caller of another machine is not taken in: no claim of theirs is good")
        elif not (self._floor.staffed(comes.queue) if comes.waits else self._serves(comes.queue)):
            log.info("a caller of %s is not taken in: nobody is there for them any more", comes.node)
            return None
        return comes

    async def story(self, call: str) -> Sequence[Event]:
        try:
            return await self._stories.history(call)
        except RecordsUnavailable as error:
            log.warning("what was said in call %s before is not known here: %s", call, error)
            return ()

    async def story_there(self, call: str, node: str) -> Sequence[Event] | None:
        try:
            return await self._stories.history_elsewhere(call, node)
        except RecordsUnavailable as error:
            log.warning("what was said in call %s at %s is not known here: %s", call, node, error)
            return None

    def lost(self, node: str) -> None:
        self._avoid(node, None, AVOID_S)

    async def _give_back(self, claimed: Claimed) -> None:
        try:
            if self._shared is not None:
                await self._shared.give_back(claimed)
        except RecordsUnavailable:
            log.info("the claim of %s ends by itself", claimed.agent)

    def _unserved_here(self, queue: str) -> bool:
        since = self._unserved.get(queue)
        return since is not None and asyncio.get_running_loop().time() - since >= UNSERVED_S

    def _serves(self, queue: str) -> bool:
        return any(one.phase == "free" and queue in one.queues for one in self._floor.standing().agents)

    def _standing(self, call: str) -> list[CallerStanding]:
        return [one for one in self._floor.standing().callers if one.call == call]

    def _avoid(self, node: str, queue: str | None, seconds: float) -> None:
        self._avoided[node, queue] = asyncio.get_running_loop().time() + seconds

    def _avoids(self, queue: str) -> set[str]:
        """Nodes to which nobody of that queue goes now."""
        now = asyncio.get_running_loop().time()
        self._avoided = {one: until for one, until in self._avoided.items() if until > now}
        return {node for node, of in self._avoided if of in (None, queue)}


def _nobody_here(caller: CallerStanding) -> bool:
    """Whether nobody here is rung for them, and anybody of their queue may have them."""
    return caller.agent is None and not caller.choosy


def _place(caller: CallerStanding) -> tuple[bool, float]:
    return not caller.emergency, caller.queued_at - caller.ahead_s
