"""What agents do from the desk, at the root: pauses that outlive a restart, calls that are ended."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_assist.desk.wire import Hold
from agent_assist.refusal import ActionRefused
from contracts import AgentChanged, Choice, Corrected, Event, TranscriptPartial
from hotline.calls.control.requests import Refused, Request
from hotline.desk.actions import FloorActions, SeenMeter
from telephony.distributor.floor import Floor
from telephony.distributor.people.state import Lease
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time
from tests.waiting import eventually


def actions_on(floor: Floor, file: Path, publish: Callable[[Event], None]) -> FloorActions:
    return FloorActions(
        floor, lambda *_: True, _no_call, file, publish, extension_s=30, escalation=lambda seat: "general"
    )


async def _no_call(_call: str, _agent: str, _request: Request) -> None:
    raise Refused("没有通话")


class Caller:
    """A waiting caller who is offered and withdrawn."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.over: list[str] = []

    def offered(self, lease: Lease, _choice: Choice) -> None:
        self.rung.append(lease.agent)
        self.lease = lease

    def withdrawn(self, _lease: Lease, why: str) -> None:
        self.over.append(why)


def floor(events: list[Event]) -> Floor:
    return Floor(*seated({"wang": ("1001", "*"), "li": ("1002", "*")}, ["general"], 0), events.append)


async def test_a_pause_outlives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "pauses.json"
    events: list[Event] = []
    before = floor(events)
    before.device("PJSIP/1001", "NOT_INUSE")
    await actions_on(before, file, events.append).set_phase("wang", "paused", "用餐")
    assert before.phase("wang") == "paused"
    shown = [event for event in events if isinstance(event, AgentChanged) and event.agent == "wang"]
    assert (shown[-1].phase, shown[-1].paused, shown[-1].reason) == ("paused", True, "用餐")

    events.clear()
    after = floor(events)
    actions = actions_on(after, file, events.append)
    after.device("PJSIP/1001", "NOT_INUSE")
    after.device("PJSIP/1002", "NOT_INUSE")
    assert (after.phase("wang"), after.phase("li")) == ("paused", "available")
    assert [e.reason for e in events if isinstance(e, AgentChanged) and e.agent == "wang"][-1] == "用餐"
    await actions.set_phase("wang", "available", "")
    assert floor_phase_after_restart(file) == "available"


def floor_phase_after_restart(file: Path) -> str:
    again = floor([])
    actions_on(again, file, lambda _event: None)
    again.device("PJSIP/1001", "NOT_INUSE")
    return again.phase("wang")


@at_virtual_time
async def test_who_does_not_answer_gets_no_calls_after_a_restart_either(tmp_path: Path) -> None:
    file = tmp_path / "pauses.json"
    file.write_text('{"wang": null}')
    events: list[Event] = []
    after = floor(events)
    actions = actions_on(after, file, events.append)
    after.device("PJSIP/1001", "NOT_INUSE")
    told = [e for e in events if isinstance(e, AgentChanged) and e.agent == "wang"][-1]
    assert (told.phase, told.set_aside) == ("paused", True)
    caller = Caller()
    after.enqueue("c1", "general", 0, caller)
    assert caller.rung == []
    after.pause("wang", False)
    assert caller.rung == ["wang"]
    del actions


async def test_who_does_not_answer_is_remembered_until_back(tmp_path: Path) -> None:
    file = tmp_path / "pauses.json"
    actions = actions_on(floor([]), file, lambda _event: None)
    actions.take(AgentChanged(agent="wang", phase="paused", paused=True, set_aside=True))
    await eventually(lambda: file.exists() and json.loads(file.read_text()) == {"wang": None})
    assert floor_phase_after_restart(file) == "paused"
    actions.take(AgentChanged(agent="wang", phase="available"))
    await eventually(lambda: json.loads(file.read_text()) == {})


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '["nobody"]', "null"])
async def test_a_damaged_file_of_pauses_is_no_harm(tmp_path: Path, content: str) -> None:
    file = tmp_path / "pauses.json"
    file.write_text(content)
    assert floor_phase_after_restart(file) == "available"


async def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    file = tmp_path / "pauses.json"
    file.write_text('["wang"]')
    assert floor_phase_after_restart(file) == "paused"


async def test_who_takes_no_calls_cannot_pause_and_an_ended_call_cannot_end(tmp_path: Path) -> None:
    actions = FloorActions(
        floor([]), lambda *_: False, _no_call, tmp_path / "p.json", lambda _event: None, 0, lambda _seat: None
    )
    with pytest.raises(ActionRefused):
        await actions.set_phase("sun", "paused", "")
    with pytest.raises(ActionRefused):
        await actions.hang_up("c1", "wang")
    with pytest.raises(ActionRefused, match="没有通话"):
        await actions.control("wang", Hold(type="hold", call="c1"))
    with pytest.raises(ActionRefused):
        await actions.extend_wrap_up("wang")


@at_virtual_time
async def test_a_declined_call_goes_to_the_next_and_twice_is_once(tmp_path: Path) -> None:
    events: list[Event] = []
    seats = floor(events)
    actions = actions_on(seats, tmp_path / "p.json", events.append)
    seats.device("PJSIP/1001", "NOT_INUSE")
    caller = Caller()
    seats.enqueue("c1", "general", 0, caller)
    seats.device("PJSIP/1002", "NOT_INUSE")
    await actions.decline("c1", "wang")
    assert (caller.rung, caller.over) == (["wang", "li"], ["declined"])
    for agent, call in (("wang", "c1"), ("li", "another")):
        with pytest.raises(ActionRefused):
            await actions.decline(call, agent)
    assert (caller.rung, caller.over) == (["wang", "li"], ["declined"])
    rests = [e.rest for e in events if isinstance(e, AgentChanged) and e.agent == "wang"]
    assert rests[-1] == "declined", "the agent is told why no calls come for a moment"


@at_virtual_time
async def test_a_wrap_up_is_extended_and_says_until_when(tmp_path: Path) -> None:
    events: list[Event] = []
    seats = Floor(*seated({"wang": ("1001", "*")}, ["general"], 10), events.append)
    actions = actions_on(seats, tmp_path / "p.json", events.append)
    seats.device("PJSIP/1001", "NOT_INUSE")
    with pytest.raises(ActionRefused):
        await actions.extend_wrap_up("wang")
    caller = Caller()
    seats.enqueue("c1", "general", 0, caller)
    seats.answered(caller.lease)
    seats.finished("c1", "wang")
    await actions.extend_wrap_up("wang")
    first, second = [e for e in events if isinstance(e, AgentChanged) and e.phase == "wrap_up"]
    assert first.until is not None
    assert second.until is not None
    assert second.until - first.until == pytest.approx(30, abs=1)
    await asyncio.sleep(39)
    assert seats.phase("wang") == "wrap_up"
    await asyncio.sleep(2)
    assert seats.phase("wang") == "available"


async def test_a_correction_is_told_to_all_without_personal_numbers(tmp_path: Path) -> None:
    events: list[Event] = []
    actions = actions_on(floor([]), tmp_path / "pauses.json", events.append)
    heard = "我的电话是13800138000，幸福路12号的路灯坏了"
    await actions.correct(Corrected(call="c1", agent="wang", queue="urban", intent="light", heard=heard))
    (told,) = events
    assert isinstance(told, Corrected)
    assert (told.intent, told.heard) == ("light", "我的电话是138****8000，幸福路**号的路灯坏了")


def test_the_first_partial_is_timed_until_it_is_seen() -> None:
    seconds: list[float] = []
    meter = SeenMeter(seconds.append)
    meter.take(TranscriptPartial(call="c1", leg="caller", utterance=0, text="停", at=100.0))
    meter.take(TranscriptPartial(call="c1", leg="caller", utterance=0, text="停水", at=101.0))
    meter("wang", "c1", "partial", 100.25)
    meter("wang", "c1", "suggestion", 105.0)
    meter("wang", "unknown", "partial", 105.0)
    assert seconds == [0.25]
