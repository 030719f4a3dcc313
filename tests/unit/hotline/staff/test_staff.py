"""Who works changes while calls run: by a publication, the book of guests, the end of a guest's time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from agent_assist.settings import AgentSettings, Guest
from contracts import AgentChanged, Choice, Event, Fault
from contracts.errors import ServiceError
from hotline.calls.staffing import phones_of, plan_of
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.live import Live
from hotline.staff.guests import GuestBook
from hotline.staff.staff import Staff
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from tests.shipped import shipped_config
from tests.virtualtime import at_virtual_time

CONFIG = shipped_config()
WANG = AgentSettings(id="wang", name="王芳", extension="1001")
LI = AgentSettings(id="li", name="李强", extension="1002")


def config(*agents: AgentSettings) -> HotlineConfig:
    return CONFIG.model_copy(update={"agents": agents})


def guest(seconds: float = 3600, extension: str = "1090") -> Guest:
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    return Guest(id="zhang", name="张局长", extension=extension, queues=["general"], until=until)


@dataclass
class House:
    """A floor, a book of guests, and what everybody was told."""

    book: GuestBook
    events: list[Event] = field(default_factory=list)
    told: list[list[str]] = field(default_factory=list)
    telephones: list[list[str]] = field(default_factory=list)
    looked_at: list[str] = field(default_factory=list)
    trouble: Exception | None = None
    leases: dict[str, Lease] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path, *agents: AgentSettings) -> House:
        house = cls(GuestBook(folder / "guests.json"))
        house.live = SimpleNamespace(guide=SimpleNamespace(config=config(*agents)))
        house.floor = Floor(plan_of(CONFIG, config(*agents)), phones_of(config(*agents)), house.events.append)
        house.staff = Staff(
            cast(Live, house.live),
            house.book,
            house.floor,
            house.connect,
            house.look_at,
            house.events.append,
        )
        house.staff.follow(lambda people: house.told.append([one.id for one in people]))
        return house

    live: Any = None
    floor: Any = None
    staff: Any = None

    async def connect(self, now: HotlineConfig) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.telephones.append([one.extension for one in now.agents])

    async def look_at(self, phone: str) -> None:
        self.looked_at.append(phone)
        self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")

    async def publish(self, *agents: AgentSettings) -> None:
        self.live.guide.config = config(*agents)
        self.floor.set_plan(plan_of(CONFIG, config(*agents)), phones_of(config(*agents)))
        await self.staff.look()

    def talk(self, call: str, queue: str = "general") -> str:
        """A caller who is answered; returns by whom."""
        self.floor.enqueue(call, queue, 0, self)
        assert self.floor.answered(self.leases[call])
        return self.leases[call].agent

    def offered(self, lease: Lease, _choice: Choice) -> None:
        self.leases[lease.call] = lease

    def withdrawn(self, lease: Lease, why: str) -> None:
        del self.leases[lease.call], why

    def gone(self) -> list[str]:
        return [e.agent for e in self.events if isinstance(e, AgentChanged) and e.gone]


async def test_a_new_agent_gets_a_telephone_a_desk_and_calls(tmp_path: Path) -> None:
    house = House.of(tmp_path, WANG)
    await house.staff.look()
    assert (house.telephones, house.looked_at) == ([["1001"]], ["1001"]), "what Asterisk knows is not known"
    await house.publish(WANG, LI)
    assert (house.told[-1], house.telephones[-1]) == (["wang", "li"], ["1001", "1002"])
    assert house.looked_at == ["1001", "1002"]
    assert {house.talk("c1"), house.talk("c2")} == {"wang", "li"}
    await house.staff.look()
    assert len(house.telephones) == 2, "nothing new, nothing told"


async def test_who_is_taken_out_in_mid_call_keeps_the_telephone_until_the_end(tmp_path: Path) -> None:
    house = House.of(tmp_path, WANG, LI)
    await house.staff.look()
    house.floor.pause("li", True)
    assert house.talk("c1") == "wang"
    await house.publish(LI)
    assert (house.told[-1], house.telephones) == (["li"], [["1001", "1002"]])
    assert house.gone() == []
    house.floor.finished("c1", "wang")
    await house.staff.look()
    assert (house.gone(), house.telephones[-1]) == (["wang"], ["1002"])


async def test_another_telephone_of_an_agent_is_rung_and_the_old_one_no_more(tmp_path: Path) -> None:
    house = House.of(tmp_path, WANG)
    await house.staff.look()
    await house.publish(WANG.model_copy(update={"extension": "1005"}))
    assert house.looked_at == ["1001", "1005"]
    assert house.floor.phone(house.talk("c1")) == "1005"
    house.floor.finished("c1", "wang")
    house.floor.device("PJSIP/1001", "UNAVAILABLE")
    house.floor.pause("wang", False)  # the wrap-up is finished
    assert house.floor.phase("wang") == "available"


@at_virtual_time
async def test_a_guest_serves_the_own_queues_and_goes_after_the_talk_at_the_end(
    tmp_path: Path,
) -> None:
    house = House.of(tmp_path, WANG)
    house.book.add(guest(), config(WANG), datetime.now(UTC))
    await house.staff.look()
    assert (house.told[-1], house.telephones[-1]) == (["wang", "zhang"], ["1001", "1090"])
    house.floor.pause("wang", True)
    assert house.talk("c1") == "zhang"
    house.floor.enqueue("c2", "urban", 0, house)
    assert "c2" not in house.leases, "not one of the guest's queues"
    await asyncio.sleep(3601)
    assert house.floor.phase("zhang") == "talking", "the talk goes on"
    assert house.gone() == []
    house.floor.finished("c1", "zhang")
    assert house.gone() == ["zhang"]


async def test_a_guest_is_ended_changed_and_gone_when_an_agent_gets_the_telephone(tmp_path: Path) -> None:
    house = House.of(tmp_path, WANG)
    now = datetime.now(UTC)
    house.book.add(guest(), config(WANG), now)
    await house.staff.look()
    house.book.end("zhang", now)
    await house.staff.look()
    assert (house.gone(), house.told[-1]) == (["zhang"], ["wang"])
    house.book.add(guest(), config(WANG), now)
    await house.staff.look()
    await house.publish(WANG, LI.model_copy(update={"extension": "1090"}))
    assert house.told[-1] == ["wang", "li"]
    assert house.gone() == ["zhang", "zhang"]


async def test_asterisk_that_cannot_be_told_is_told_later_and_that_is_said_once(tmp_path: Path) -> None:
    house = House.of(tmp_path, WANG)
    house.trouble = ServiceError("no space left")
    for _ in range(3):
        await house.staff.look()
    assert [e.part for e in house.events if isinstance(e, Fault)] == ["phones"]
    house.trouble = None
    await house.staff.look()
    assert house.telephones == [["1001"]]


async def test_a_damaged_book_takes_nobody_away(tmp_path: Path) -> None:
    house = House.of(tmp_path, WANG)
    house.book.add(guest(), config(WANG), datetime.now(UTC))
    await house.staff.look()
    (tmp_path / "guests.json").write_text("[{")
    await house.staff.look()
    assert house.gone() == []
    assert "zhang" in house.floor.agents
