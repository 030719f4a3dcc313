"""A floor of two agents, and everything it says."""

from __future__ import annotations

from contracts import AgentChanged, Choice, Event, QueueChanged
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from tests.unit.telephony.distributor.seats import seated

WRAP_UP_S = 10.0
REST_S = 5.0
SEATS = {"wang": ("1001", "*"), "li": ("1002", "urban")}
ONE = {"wang": ("1001", "*")}


class Room:
    """A floor and everything it said; takes every offer without ringing anybody."""

    def __init__(self, seats: dict[str, tuple[str, str]] = SEATS) -> None:
        self.events: list[Event] = []
        self.offers: list[tuple[str, str]] = []
        self.leases: dict[str, Lease] = {}
        self.choices: dict[str, Choice] = {}
        self.over: list[tuple[str, str, str]] = []
        self.nobody: list[str] = []
        plan, phones = seated(seats, ["general", "urban"], WRAP_UP_S)
        self.plan = plan
        self.floor = Floor(plan, phones, self.events.append)

    def offered(self, lease: Lease, choice: Choice) -> None:
        self.choices[lease.call] = choice
        self.offers.append((lease.call, lease.agent))
        self.leases[lease.call] = lease

    def withdrawn(self, lease: Lease, why: str) -> None:
        self.over.append((lease.call, lease.agent, why))

    def given_up(self, aside: str) -> None:
        self.nobody.append(aside)

    def phones(self, *phones: str, state: str = "NOT_INUSE") -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", state)

    def enqueue(self, call: str, queue: str = "urban", priority: int = 0) -> int:
        return self.floor.enqueue(call, queue, priority, self)

    def answer(self, call: str) -> bool:
        return self.floor.answered(self.leases[call])

    def phase(self, agent: str) -> str:
        last = [e for e in self.events if isinstance(e, AgentChanged) and e.agent == agent]
        return last[-1].phase if last else "offline"

    def queue(self, queue: str) -> QueueChanged:
        return [e for e in self.events if isinstance(e, QueueChanged) and e.queue == queue][-1]


def told(room: Room, agent: str) -> AgentChanged:
    return [e for e in room.events if isinstance(e, AgentChanged) and e.agent == agent][-1]
