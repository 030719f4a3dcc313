"""What a new service finds of calls whose people left while no service was there."""

from __future__ import annotations

import asyncio

import pytest

from contracts import CallEnded, Leg, TapStarted
from hotline.calls.control.requests import (
    Hold,
)
from tests.unit.hotline.calls.control.transfer_parts import ask, phases
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("gone", ["agent", "consulted"])
@at_virtual_time
async def test_one_of_three_who_left_while_no_service_was_there_does_not_cost_the_caller(
    gone: Leg, held: bool
) -> None:
    line = Hotline()
    for phone in ("1001", "1002"):
        line.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
    line.call.ended = [gone]
    await line.adopt(held=held, consulted="li")
    await asyncio.sleep(0.1)
    assert not line.of(CallEnded)
    assert ("retrieve caller" in line.call.did) == held
    stays = "wang" if gone == "consulted" else "li"
    assert line.floor.phase(stays) == "talking"
    assert phases(line)[stays == "wang"] == "wrap_up"
    assert set(line.call.legs) == {"caller", "agent"}
    taps = [(tap.leg, tap.agent) for tap in line.of(TapStarted) if isinstance(tap, TapStarted)]
    assert taps == [("caller", ""), ("agent", stays)]
    await ask(line, Hold(), stays)
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_was_on_hold_waits_again_when_the_agent_left_while_no_service_was_there() -> None:
    line = Hotline()
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    line.call.ended = ["agent"]
    await line.adopt(held=True)
    await asyncio.sleep(0.1)
    assert line.call.did[-1] == "ring li"
    await line.agent_answers()
    assert line.session.agent == "li"
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("gone", ["caller", "agent"])
@at_virtual_time
async def test_two_who_talked_and_one_is_gone_after_a_restart_ends_the_call(gone: Leg) -> None:
    line = Hotline()
    line.call.ended = [gone]
    await line.adopt()
    await line.ends()
    assert line.ended.by == gone
    line.nothing_left()
