"""Calls that went on at another machine, as the shared records have them."""

from __future__ import annotations

from pathlib import Path

from contracts import Bridged, CallEnded, CallStarted, CameBack, Event
from tests.unit.hotline.records.database.calls import a_call, opened


async def test_a_call_that_came_back_runs_again_and_what_was_told_elsewhere_is_found(tmp_path: Path) -> None:
    def stay(call: str) -> list[Event]:
        started = CallStarted(call=call, caller="138****8000", dialled="12345", at=100, moved_from="n")
        return [started, Bridged(call=call, agent="zhao", at=110)]

    there = stay("south-2")
    async with opened(tmp_path / "x.db") as records:
        for event in [
            *a_call("n"),
            *stay("south-1"),
            *there,
            *stay("southeast-1"),
            CameBack(call="n", node="south", answered=True, at=120),
        ]:
            records.write(event)
        await records.flush()
        assert "n" in [row.id for row in await records.running()]
        assert await records.history_elsewhere("n", "south") == there
        assert await records.history_elsewhere("n", "north") == []
        assert await records.history_elsewhere("south-2", "south") == []
        records.write(CallEnded(call="n", by="caller", at=200))
        await records.flush()
        (row,) = [one for one in await records.recent() if one.id == "n"]
        assert row.ended == 200
