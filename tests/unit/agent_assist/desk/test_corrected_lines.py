"""What was really said, through the desk's HTTP face: of running calls and of past ones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from contracts import Bridged, CallEnded, CallStarted, Event, TranscriptFinal, TranscriptPartial
from tests.unit.agent_assist.desk.parts import Desk, running_desk

CALL: tuple[Event, ...] = (
    CallStarted(call="c", caller="138****8000", dialled="12345"),
    Bridged(call="c", agent="8001"),
    TranscriptFinal(
        call="c", leg="caller", utterance=0, text="性福路三号", start_ms=0, end_ms=900, confidence=0.6
    ),
    TranscriptPartial(call="c", leg="caller", utterance=1, text="还有"),
)
RIGHT = {"line": "caller:0", "text": " 幸福路三号 "}


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path) as running:
        yield running


@pytest.mark.parametrize("past", [False, True])
async def test_whose_call_it_was_says_what_was_said(desk: Desk, past: bool) -> None:
    events = [*CALL, CallEnded(call="c", by="caller")]
    if past:
        desk.history.recorded["c"] = events
    else:
        for event in events:
            desk.hub.publish(event)
    async with desk.browser("8001") as browser, desk.browser("8002") as other:
        assert (await browser.post("/api/calls/c/lines", json=RIGHT)).status == 204
        assert (await other.post("/api/calls/c/lines", json=RIGHT)).status == 404
        assert (await browser.post("/api/calls/unknown/lines", json=RIGHT)).status == 404
    [said] = desk.actions.lines
    assert (said.call, said.leg, said.utterance, said.agent) == ("c", "caller", 0, "8001")
    assert said.text == "幸福路三号"
    assert desk.history.looked == [], "nobody was shown anything"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"line": "caller:0", "text": "  "}, 400),
        ({"line": "caller:0", "text": "长" * 501}, 400),
        ({"line": "caller:0"}, 400),
        ([], 400),
        ({"line": "caller:1", "text": "还有"}, 409),
        ({"line": "prompt:greeting", "text": "您好"}, 409),
        ({"line": "caller:x", "text": "您好"}, 409),
    ],
)
async def test_what_cannot_be_corrected_is_refused(desk: Desk, body: Any, status: int) -> None:
    for event in CALL:
        desk.hub.publish(event)
    async with desk.browser("8001") as browser:
        assert (await browser.post("/api/calls/c/lines", json=body)).status == status
    assert desk.actions.lines == []
