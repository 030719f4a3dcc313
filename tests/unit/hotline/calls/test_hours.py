"""Queues and special seats that close while callers wait, by the hours of what is live."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import cast

import pytest

from contracts import CallQueued, Event
from hotline.calls.hours import LOOK_S, OpeningHours
from hotline.calls.staffing import phones_of, plan_of
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.guidance.live import Live
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from tests.virtualtime import at_virtual_time

TEXT = """
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: [general]}
  - {id: li, name: 李强, extension: "1002", queues: [urban]}
  - {id: chen, name: 陈静, extension: "1003", queues: [night], skills: {农产品: 4}}
hours:
  day: {workdays: ["09:00-17:30"]}
queues:
  - {id: general, name: 综合}
  - {id: urban, name: 城管, hours: day, after_hours: night}
  - {id: night, name: 夜间}
seats:
  - {id: farmers, name: 特色农产品, queue: general, skill: 农产品, hours: day, relax_s: 3600}
intents:
  - {id: shop, name: 开店, queue: general, sayings: [想开一家小店要什么证]}
"""
CONFIG = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)[0]
WORKDAY = (2026, 11, 25)


class Town:
    """The floor and a clock that the test sets; everybody waits, nobody is rung."""

    def __init__(self, hour: int, minute: int = 0) -> None:
        self.time = datetime(*WORKDAY, hour, minute)
        self.events: list[Event] = []
        self.offered_to: dict[str, str] = {}
        config = CONFIG
        self.floor = Floor(plan_of(config, config), phones_of(config), self.events.append)
        self.live = SimpleNamespace(guide=SimpleNamespace(config=config), follow=self._follow)
        self.hours = OpeningHours(cast(Live, self.live), self.floor, lambda: self.time)

    def _follow(self, follower: Callable[[object], None]) -> None:
        self.publication = follower

    def offered(self, lease: Lease, choice: object) -> None:
        self.offered_to[lease.call] = lease.agent

    def withdrawn(self, lease: Lease, why: str) -> None:
        self.offered_to.pop(lease.call, None)

    def waits(self, call: str, queue: str, seat: str | None = None) -> None:
        self.floor.enqueue(call, queue, 0, self, seat=seat)

    def where(self, call: str) -> tuple[str, str | None]:
        told = [one for one in self.events if isinstance(one, CallQueued) and one.call == call]
        return told[-1].queue, told[-1].seat


@at_virtual_time
async def test_who_still_waits_when_a_queue_closes_goes_to_those_on_duty() -> None:
    town = Town(17, 29)
    async with town.hours.opened():
        town.waits("a", "urban")
        await asyncio.sleep(3 * LOOK_S)
        assert town.where("a") == ("urban", None)
        town.time = datetime(*WORKDAY, 17, 30)
        await asyncio.sleep(2 * LOOK_S)
        assert town.where("a") == ("night", None)
        town.floor.device("PJSIP/1003", "NOT_INUSE")
        assert town.offered_to == {"a": "chen"}


@pytest.mark.parametrize(("closes", "rung"), [(False, {}), (True, {"a": "wang"})])
@at_virtual_time
async def test_who_still_waits_when_a_seat_closes_may_be_taken_by_anybody_of_its_queue(
    closes: bool, rung: dict[str, str]
) -> None:
    town = Town(17, 29)
    async with town.hours.opened():
        town.floor.device("PJSIP/1001", "NOT_INUSE")
        town.waits("a", "general", "farmers")
        assert town.offered_to == {}, "wang is none of the seat's"
        town.time = datetime(*WORKDAY, 17, 30 if closes else 29)
        await asyncio.sleep(2 * LOOK_S)
        assert town.offered_to == rung


@at_virtual_time
async def test_what_is_closed_is_known_before_the_first_caller_comes_and_follows_publications() -> None:
    town = Town(3)
    async with town.hours.opened():
        town.waits("a", "urban")
        assert town.where("a") == ("night", None)
        always = tuple(one.model_copy(update={"hours": None}) for one in CONFIG.ivr.queues)
        ivr = CONFIG.ivr.model_copy(update={"queues": always})
        town.live.guide.config = CONFIG.model_copy(update={"ivr": ivr})
        town.publication(town.live.guide)
        await asyncio.sleep(0.1)
        town.waits("b", "urban")
        assert town.where("b") == ("urban", None)
