"""What agents do from the desk, at the root: pauses that outlive a restart, calls that are ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from contracts import AgentChanged, Corrected, Event, TranscriptPartial
from hotline.desk.actions import FloorActions, SeenMeter
from telephony.distributor.floor import Floor
from tests.unit.telephony.distributor.seats import seated


def floor(events: list[Event]) -> Floor:
    return Floor(*seated({"wang": ("1001", "*"), "li": ("1002", "*")}, ["general"], 0), events.append)


async def test_a_pause_outlives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "pauses.json"
    events: list[Event] = []
    before = floor(events)
    before.device("PJSIP/1001", "NOT_INUSE")
    await FloorActions(before, lambda *_: True, file, events.append).set_phase("wang", "paused")
    assert before.phase("wang") == "paused"
    shown = [event for event in events if isinstance(event, AgentChanged) and event.agent == "wang"]
    assert (shown[-1].phase, shown[-1].paused) == ("paused", True)

    after = floor([])
    actions = FloorActions(after, lambda *_: True, file, events.append)
    after.device("PJSIP/1001", "NOT_INUSE")
    after.device("PJSIP/1002", "NOT_INUSE")
    assert (after.phase("wang"), after.phase("li")) == ("paused", "available")
    await actions.set_phase("wang", "available")
    assert floor_phase_after_restart(file) == "available"


def floor_phase_after_restart(file: Path) -> str:
    again = floor([])
    FloorActions(again, lambda *_: True, file, lambda _event: None)
    again.device("PJSIP/1001", "NOT_INUSE")
    return again.phase("wang")


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '["nobody"]', "null"])
async def test_a_damaged_file_of_pauses_is_no_harm(tmp_path: Path, content: str) -> None:
    file = tmp_path / "pauses.json"
    file.write_text(content)
    assert floor_phase_after_restart(file) == "available"


async def test_who_takes_no_calls_cannot_pause_and_an_ended_call_cannot_end(tmp_path: Path) -> None:
    actions = FloorActions(floor([]), lambda *_: False, tmp_path / "pauses.json", lambda _event: None)
    with pytest.raises(ActionRefused):
        await actions.set_phase("sun", "paused")
    with pytest.raises(ActionRefused):
        await actions.hang_up("c1", "wang")


async def test_a_correction_is_told_to_all_without_personal_numbers(tmp_path: Path) -> None:
    events: list[Event] = []
    actions = FloorActions(floor([]), lambda *_: True, tmp_path / "pauses.json", events.append)
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
