"""A service is killed in the middle of a call; the next one tells the collector of it, out of the records."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts import AgentChanged, Event
from hotline.calls.unended import Unended
from hotline.records.bus import EventBus
from hotline.records.database.records import Records
from hotline.telemetry.settings import TelemetrySettings
from hotline.telemetry.telling import telling_collector
from tests.unit.hotline.telemetry.calls import CALL, Told, ended, sorted_tree, talk
from tests.unit.hotline.telemetry.receiver import receiving
from tests.waiting import eventually

pytest.importorskip(
    "hotline.telemetry.otlp", reason="OpenTelemetry is absent (script/setup --extra telemetry)"
)


async def serve(database: str, spill: Path, url: str, events: list[Event], *, killed: bool) -> None:
    """One service; killed, it tells nobody of an end."""
    bus = EventBus()
    settings = TelemetrySettings(otlp_url=url)
    async with Records.opened(database, bus, spill) as records:
        counts: list[int] = []

        def count(_outcome: str, spans: int) -> None:
            counts.append(spans)

        async with telling_collector(settings, "node1", bus, records.history, count, spill.parent):
            for event in events:
                bus.publish(event)
            if not killed:
                await Unended(records, "node1", bus.publish).end((), ())
                await eventually(lambda: counts)


async def test_a_call_that_nobody_saw_end_is_told_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hotline.telemetry import otlp

    monkeypatch.setattr(otlp, "PAUSE_S", 0.01)
    database, spill = f"sqlite:///{tmp_path}/records.db", tmp_path / "spill"
    until = [event for event in talk()[:-3] if not isinstance(event, AgentChanged)]
    async with receiving() as receiver:
        await serve(database, spill, receiver.url, until, killed=True)
        assert not receiver.spans, "no half of a trace"
        await serve(database, spill, receiver.url, [], killed=False)
        told = {(span.name, span.span_id) for span in receiver.spans}
    gone = Told([*until, ended(55, "network", "gone while no service was there; when, nobody knows")])
    assert told == {(span.name, span.id.to_bytes(8)) for span in gone.spans}
    assert sorted_tree(gone.spans)[0] == "call 0 55", "until the last that is known of it"
    assert {span.trace_id.hex() for span in receiver.spans} == {f"{gone.one('call').trace:032x}"}
    assert gone.one("call").attributes["hotline.call"] == CALL
