"""Who is read next, and who is not: a model that waits at a gate."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import Queue

import pytest

from asr.engines.offline import Reading, Utterance
from asr.second_pass.reader import SecondPass, Urgency
from tests.unit.asr.second_pass.reader import SECOND, Reader

WAIT = 60


class Desk:
    """A second pass of one lane and what it delivered."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.second = SecondPass(reader)
        self.delivered: Queue[tuple[str, Reading | None]] = Queue()

    def ask(self, name: str, urgency: Urgency, seconds: int = 1, within_s: float | None = None) -> None:
        due = None if within_s is None else time.monotonic() + within_s
        sound = Utterance(SECOND * seconds, 8000)
        self.second.read(sound, urgency, due, lambda reading: self.delivered.put((name, reading)))

    def next(self) -> tuple[str, Reading | None]:
        return self.delivered.get(timeout=WAIT)

    def busy(self) -> None:
        """Occupies the lane until the gate opens."""
        self.reader.gate.clear()
        self.ask("busy", Urgency.AGENT)
        assert self.reader.begun.acquire(timeout=WAIT)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk(Reader())
    yield made
    made.reader.gate.set()
    made.second.close()


def test_who_was_asked_goes_before_citizens_and_citizens_before_agents(desk: Desk) -> None:
    desk.busy()
    desk.ask("agent", Urgency.AGENT)
    desk.ask("citizen", Urgency.CALLER)
    desk.ask("asked", Urgency.ASKED)
    desk.reader.gate.set()
    assert [desk.next()[0] for _ in range(4)] == ["busy", "asked", "citizen", "agent"]


def test_what_cannot_be_read_in_time_is_refused_at_once(desk: Desk) -> None:
    desk.second.measure()
    desk.second._pace = 1.0  # a second of work for a second of sound
    desk.busy()
    desk.ask("in time", Urgency.ASKED, within_s=30)
    desk.ask("too late", Urgency.ASKED, seconds=20, within_s=10)
    assert desk.next() == ("too late", None)
    desk.reader.gate.set()
    assert {desk.next()[0], desk.next()[0]} == {"busy", "in time"}
    assert desk.second.counted.late == 1


def test_more_urgent_ones_make_a_reading_too_late(desk: Desk) -> None:
    desk.second._pace = 1.0
    desk.busy()
    desk.ask("first", Urgency.ASKED, seconds=8, within_s=30)
    desk.ask("agent", Urgency.AGENT, seconds=5, within_s=10)
    assert desk.next() == ("agent", None)
    desk.ask("asked", Urgency.ASKED, seconds=1, within_s=30)
    desk.reader.gate.set()
    assert {desk.next()[0] for _ in range(3)} == {"busy", "first", "asked"}


def test_a_machine_that_was_too_slow_gets_another_chance(desk: Desk) -> None:
    desk.second._pace = 20.0
    for _ in range(40):
        desk.ask("again", Urgency.ASKED, within_s=1)
        _, reading = desk.next()
        if reading is not None:
            return
    pytest.fail("never tried again")


def test_a_speculation_is_read_when_nobody_waits(desk: Desk) -> None:
    desk.busy()
    perhaps = desk.second.speculate(Utterance(SECOND * 2, 8000), Urgency.ASKED)
    assert perhaps is not None
    desk.ask("agent", Urgency.AGENT, seconds=3)
    desk.reader.gate.set()
    assert [desk.next()[0] for _ in range(2)] == ["busy", "agent"]
    desk.second.await_(perhaps, None, lambda reading: desk.delivered.put(("perhaps", reading)))
    assert desk.next()[0] == "perhaps"
    assert desk.reader.seconds == [1, 3, 2]


def test_a_speculation_that_came_true_goes_before_others(desk: Desk) -> None:
    desk.busy()
    perhaps = desk.second.speculate(Utterance(SECOND, 8000), Urgency.ASKED)
    assert perhaps is not None
    desk.ask("agent", Urgency.AGENT)
    desk.second.await_(perhaps, None, lambda reading: desk.delivered.put(("true", reading)))
    desk.reader.gate.set()
    assert [desk.next()[0] for _ in range(3)] == ["busy", "true", "agent"]


def test_a_speculation_that_waits_and_cannot_be_read_in_time_is_refused_at_once(desk: Desk) -> None:
    desk.second._pace = 1.0
    desk.busy()
    perhaps = desk.second.speculate(Utterance(SECOND * 20, 8000), Urgency.ASKED)
    assert perhaps is not None
    desk.second.await_(perhaps, time.monotonic() + 10, lambda reading: desk.delivered.put(("late", reading)))
    assert desk.next() == ("late", None)
    desk.reader.gate.set()
    assert desk.next()[0] == "busy"
    assert desk.reader.seconds == [1]


def test_a_speculation_that_waits_and_is_dropped_is_never_read(desk: Desk) -> None:
    desk.busy()
    perhaps = desk.second.speculate(Utterance(SECOND * 2, 8000), Urgency.ASKED)
    assert perhaps is not None
    desk.second.drop(perhaps)
    desk.ask("next", Urgency.AGENT)
    desk.reader.gate.set()
    assert [desk.next()[0] for _ in range(2)] == ["busy", "next"]
    assert desk.reader.seconds == [1, 1]


def test_a_speculation_that_came_true_is_delivered(desk: Desk) -> None:
    desk.reader.gate.clear()
    job = desk.second.speculate(Utterance(SECOND, 8000), Urgency.ASKED)
    assert job is not None
    desk.second.await_(job, None, lambda reading: desk.delivered.put(("true", reading)))
    desk.reader.gate.set()
    assert desk.next() == ("true", desk.reader.answers[0])
    desk.second.await_(job, None, lambda reading: desk.delivered.put(("again", reading)))
    assert desk.next() == ("again", desk.reader.answers[0])


def test_a_dropped_speculation_delivers_nothing_and_its_cost_is_counted(desk: Desk) -> None:
    desk.reader.gate.clear()
    job = desk.second.speculate(Utterance(SECOND, 8000), Urgency.ASKED)
    assert job is not None
    assert desk.reader.begun.acquire(timeout=WAIT)
    desk.second.drop(job)
    desk.reader.gate.set()
    desk.ask("next", Urgency.ASKED)
    assert desk.next()[0] == "next"
    assert desk.delivered.empty()
    assert (desk.second.counted.dropped, desk.second.counted.dropped_cpu_s) == (1, 0.5)


def test_a_failure_delivers_none_and_the_next_one_is_read(desk: Desk) -> None:
    desk.reader.fails = True
    desk.ask("fails", Urgency.ASKED)
    assert desk.next() == ("fails", None)
    desk.reader.fails = False
    desk.ask("works", Urgency.ASKED)
    assert desk.next() == ("works", desk.reader.answers[0])


def test_closed_it_leaves_nobody_waiting() -> None:
    desk = Desk(Reader())
    desk.busy()
    desk.ask("waits", Urgency.ASKED)
    desk.reader.gate.set()
    desk.second.close()
    assert {desk.next()[0], desk.next()[0]} == {"busy", "waits"}
    desk.ask("late comer", Urgency.ASKED)
    assert desk.next() == ("late comer", None)
