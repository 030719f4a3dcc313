"""An agent's telephone is lost while somebody is consulted, at virtual time: whoever is there is never alone
without being told, and the agent is put back as in a talk of two."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentLeg, Bridged, CallEnded, CallQueued
from hotline.calls.call.inbox import Leave as ServiceLeaves
from hotline.calls.control.put_back import LOST, PATIENCE_S
from hotline.calls.control.requests import Complete, Consult, Join, Swap
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from tests.unit.hotline.calls.control.test_put_back import device, dies
from tests.unit.hotline.calls.control.test_put_back import states as legs
from tests.unit.hotline.calls.control.transfer_parts import (
    LI,
    ask,
    hangs_up,
    other_answers,
    phases,
    states,
    talking,
)
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time


async def consulting(state: str) -> Hotline:
    """wang has asked li, and is lost."""
    line = await talking()
    await ask(line, Consult(LI))
    if state != "ringing":
        await other_answers(line)
    if state == "swapped":
        await ask(line, Swap())
    if state == "three-way":
        await ask(line, Join())
    device(line, "UNAVAILABLE")
    dies(line, line.call.legs["agent"])
    await asyncio.sleep(1)
    assert legs(line) == ["lost"]
    return line


async def is_back(line: Hotline) -> None:
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    assert "ring wang, who answers at once" in line.call.did
    line.session.on_ari(StasisStart(Channel(line.call.legs["agent"]), ("agent",)))
    await asyncio.sleep(1)
    assert legs(line) == ["lost", "back"]
    assert leads(line) == "wang"


def leads(line: Hotline) -> str:
    last = line.of(Bridged)[-1]
    assert isinstance(last, Bridged)
    return last.agent


def told(line: Hotline) -> int:
    return sum(did.startswith(f"say_to_all {LOST}") for did in line.call.did)


@pytest.mark.parametrize(("state", "alone"), [("briefing", 1), ("swapped", 1), ("three-way", 0)])
@at_virtual_time
async def test_who_is_back_goes_on_with_both(state: str, alone: int) -> None:
    line = await consulting(state)
    assert told(line) == alone, "only who is by themselves is told"
    transfers = states(line)
    await is_back(line)
    assert states(line) == transfers, "the consultation stands as before"
    assert phases(line) == ("talking" if state != "briefing" else "consulting", "talking")
    await ask(line, Complete())
    assert states(line)[-1] == "completed"
    assert leads(line) == "li"
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("state", ["briefing", "swapped", "three-way"])
@at_virtual_time
async def test_who_does_not_come_back_leaves_the_call_to_who_was_consulted(state: str) -> None:
    line = await consulting(state)
    queued = len(line.of(CallQueued))
    await asyncio.sleep(PATIENCE_S)
    assert legs(line) == ["lost", "given up"]
    assert states(line)[-1] == "completed"
    assert leads(line) == "li"
    assert len(line.of(CallQueued)) == queued
    device(line, "NOT_INUSE")
    await asyncio.sleep(2)
    assert "ring wang, who answers at once" not in line.call.did
    await hangs_up(line, line.call.legs["agent"])
    assert line.ended.by == "agent"


@at_virtual_time
async def test_who_is_still_rung_is_rung_no_more_and_the_caller_is_told() -> None:
    line = await consulting("ringing")
    assert states(line)[-1] == "cancelled"
    assert "retrieve caller" in line.call.did
    assert told(line) == 1
    await is_back(line)
    assert phases(line) == ("talking", "available")
    await ask(line, Consult(LI))
    assert phases(line)[1] == "ringing"
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("state", ["briefing", "swapped", "three-way"])
@at_virtual_time
async def test_a_caller_whom_who_was_consulted_leaves_meanwhile_is_told(state: str) -> None:
    line = await consulting(state)
    before = told(line)
    await hangs_up(line, line.call.legs["consulted"])
    await asyncio.sleep(1)
    assert not line.of(CallEnded)
    assert told(line) == (1 if state == "swapped" else before + 1)
    await is_back(line)
    assert phases(line)[0] == "talking"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_leads_in_their_place_and_is_lost_is_put_back_too() -> None:
    line = await consulting("briefing")
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    assert line.call.did[-1] == "ring wang, who answers at once"
    await ask(line, Complete())  # the page is there, the telephone still rings
    assert leads(line) == "li"
    assert "dismiss agent" in line.call.did
    line.session.on_ari(ChannelDestroyed(Channel(line.call.legs["agent"]), 38, "Network out of order"))
    await asyncio.sleep(1)
    assert [event.agent for event in line.of(AgentLeg) if isinstance(event, AgentLeg)] == ["wang", "li"]
    assert "ring li, who answers at once" in line.call.did
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_service_that_leaves_meanwhile_leaves_both_to_talk() -> None:
    line = await consulting("briefing")
    line.session.inbox.put(ServiceLeaves())
    await line.ends()
    assert "leave_running" in line.call.did
    assert "to_human" not in line.call.did
    assert states(line)[-1] == "completed"
    assert line.call.did.index("leave_to consulted") < line.call.did.index("leave_running")
