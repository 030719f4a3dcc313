"""The newest is kept, late is not said, and a process that fails leaves callers with their place."""

from __future__ import annotations

import asyncio
import sys

from hotline.calls.foreseen.foreseen import LATE_S, Foreseen, WaitRange
from hotline.calls.foreseen.process import answering, asked
from telephony.distributor.floor import Floor
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.reducer.reducer import opened
from tests.unit.hotline.calls.call.queue.phase import SEATS
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

ANSWERS = """
import sys
from hotline.machine.line_process.child import serve
serve(lambda: lambda ask: {"waits": {"c": [60, 120, 88.5]}}, 0)
"""
FAILS = """
from hotline.machine.line_process.child import serve
serve(lambda: lambda ask: {"waits": 1 / 0}, 0)
"""


class Nobody:
    """A taker who takes nothing."""

    def offered(self, *_: object) -> None: ...

    def withdrawn(self, *_: object) -> None: ...


def waiting_floor() -> Floor:
    floor = Floor(*seated(SEATS, ["urban"], 10), lambda _event: None)
    floor.enqueue("c", "urban", 0, Nobody())
    return floor


async def test_what_the_process_foresees_is_said_until_it_is_late() -> None:
    foreseen = Foreseen(waiting_floor(), [sys.executable, "-c", ANSWERS])
    assert foreseen.of("c") is None, "nothing is known yet"
    await foreseen.look()
    assert foreseen.of("c") == WaitRange(60, 120, 88.5)
    assert foreseen.of("somebody else") is None
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + LATE_S + 1  # type: ignore[method-assign]
    try:
        assert foreseen.of("c") is None
    finally:
        loop.time = now  # type: ignore[method-assign]
        await foreseen.close()


async def test_a_process_that_fails_says_nothing_and_is_asked_again() -> None:
    foreseen = Foreseen(waiting_floor(), [sys.executable, "-c", FAILS])
    await foreseen.look()
    await foreseen.look()
    assert foreseen.of("c") is None
    await foreseen.close()


@at_virtual_time
async def test_nobody_is_asked_while_nobody_waits() -> None:
    floor = Floor(*seated(SEATS, ["urban"], 10), lambda _event: None)
    foreseen = Foreseen(floor, ["no such program"])
    await foreseen.look()
    assert floor.present() is None
    floor.enqueue("c", "urban", 0, Nobody())
    assert floor.present() is not None
    await foreseen.close()


def test_the_process_reads_the_question_and_says_nothing_where_nothing_is_known() -> None:
    world, _ = opened(seated(SEATS, ["urban"], 10)[0], 0.0)
    assert answering()(asked(world, Evidence())) == {"waits": {}}
