"""A service tells a collector of its calls: over a real socket, with the protocol's own classes."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from contracts import Bridged, CallStarted, Event, Fault
from hotline.records.bus import EventBus
from hotline.records.database.records import RecordsUnavailable
from hotline.telemetry.settings import TelemetrySettings
from hotline.telemetry.spans import trace_of
from hotline.telemetry.telling import telling_collector
from tests.unit.hotline.telemetry.calls import CALL, Told, after, ended, talk
from tests.unit.hotline.telemetry.receiver import Receiver, receiving, values
from tests.waiting import eventually

otlp = pytest.importorskip(
    "hotline.telemetry.otlp", reason="OpenTelemetry is absent (script/setup --extra telemetry)"
)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as found:
        yield found


class Service:
    """What of a service the telemetry meets."""

    def __init__(self, record: Sequence[Event] = ()) -> None:
        self.bus = EventBus()
        self.counts: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self.record: Sequence[Event] | None = record
        self.asked: list[str] = []
        self.bus.listen(lambda event: self.faults.append(event) if isinstance(event, Fault) else None)

    def count(self, outcome: str, spans: int) -> None:
        self.counts[outcome] += spans

    async def history(self, call: str) -> Sequence[Event]:
        self.asked.append(call)
        if self.record is None:
            raise RecordsUnavailable("the database is away")
        return self.record

    @asynccontextmanager
    async def telling(self, settings: TelemetrySettings, base: Path = Path()) -> AsyncIterator[None]:
        async with telling_collector(settings, "node1", self.bus, self.history, self.count, base):
            yield

    def publish(self, events: Sequence[Event]) -> None:
        for event in events:
            self.bus.publish(event)


async def test_a_whole_call_reaches_the_collector(receiver: Receiver, tmp_path: Path) -> None:
    (tmp_path / "headers").write_text("Authorization: Bearer abc\nX-Scope: city 1\n")
    settings = TelemetrySettings(otlp_url=receiver.url, headers_file="headers", service_name="hotline-test")
    service = Service()
    async with service.telling(settings, tmp_path):
        service.publish(talk())
    spans = {span.name: span for span in receiver.spans}
    assert set(spans) == {
        *("call", "dialogue", "greeting", "turn", "hearing", "deciding", "answering"),
        *("queue", "ringing", "talk", "wrap-up"),
    }
    call = spans["call"]
    assert {span.trace_id for span in receiver.spans} == {trace_of(CALL).to_bytes(16)}
    assert call.parent_span_id == b""
    assert spans["queue"].parent_span_id == call.span_id
    assert spans["ringing"].parent_span_id == spans["queue"].span_id
    assert spans["hearing"].parent_span_id == spans["turn"].span_id
    assert call.start_time_unix_nano == round(after(0) * 1e9)
    assert call.end_time_unix_nano == round(after(94.2) * 1e9)
    told = values(call.attributes)
    assert (told["hotline.call"], told["hotline.wait_s"]) == (CALL, 26.0)
    resource = values(receiver.requests[0].resource_spans[0].resource.attributes)
    assert (resource["service.name"], resource["service.instance.id"]) == ("hotline-test", "node1")
    assert receiver.headers[0]["authorization"] == "Bearer abc"
    assert receiver.headers[0]["x-scope"] == "city 1"
    assert service.counts == {"sent": len(receiver.spans)}


async def test_what_an_earlier_service_began_is_told_out_of_its_record(receiver: Receiver) -> None:
    service = Service(record=talk())
    async with service.telling(TelemetrySettings(otlp_url=receiver.url)):
        service.publish([Bridged(call=CALL, agent="li", adopted=True), ended(94.2)])
        await eventually(lambda: service.asked == [CALL])
        service.record = None
        service.publish([ended(95).model_copy(update={"call": "other"})])
        await eventually(lambda: service.asked == [CALL, "other"])
        service.record = ()
        service.publish([ended(95).model_copy(update={"call": "third"})])
        await eventually(lambda: len(service.asked) == 3)
    assert [span.name for span in receiver.spans].count("call") == 1
    assert {"turn", "talk"} <= {span.name for span in receiver.spans}
    assert not service.faults


async def test_a_dead_collector_costs_its_spans_and_one_line(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    monkeypatch.setattr(otlp, "PAUSE_S", 0.01)
    caplog.set_level(logging.INFO)
    receiver.status = 400
    service = Service()
    async with service.telling(TelemetrySettings(otlp_url=receiver.url)):
        for expected in (12, 24):
            service.publish(talk())
            await eventually(lambda expected=expected: service.counts["failed"] == expected)
        receiver.status = 200
        for expected in (12, 24):
            service.publish(talk())
            await eventually(lambda expected=expected: service.counts["sent"] == expected)
    others = ("aiohttp.access", "asyncio")
    lines = [record.getMessage() for record in caplog.records if record.name not in others]
    where = f"the collector {receiver.url}/v1/traces"
    assert lines == [f"{where} takes no spans: they are lost, calls go on", f"{where} is back"]
    assert not service.faults


async def test_headers_go_to_no_other_address(receiver: Receiver) -> None:
    """A redirect is no answer."""
    receiver.status = 307
    service = Service()
    async with service.telling(TelemetrySettings(otlp_url=receiver.url)):
        service.publish(talk())
    assert service.counts == {"failed": 12}
    assert len(receiver.headers) == 1


async def test_nobody_listening_is_no_more(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
    monkeypatch.setattr(otlp, "PAUSE_S", 0.01)
    monkeypatch.setattr(otlp, "ANSWER_S", 0.2)
    service = Service()
    async with service.telling(TelemetrySettings(otlp_url="http://127.0.0.1:9")):  # discard: nobody's
        service.publish(talk())
        await eventually(lambda: service.counts["failed"] == 12)


async def test_an_end_waits_for_no_collector_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes connections and never answers."""
    monkeypatch.setattr(otlp, "FAREWELL_S", 0.1)
    held: list[asyncio.StreamWriter] = []
    silent = await asyncio.start_server(lambda _reader, writer: held.append(writer), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    service = Service()
    async with service.telling(TelemetrySettings(otlp_url=f"http://127.0.0.1:{port}")):
        service.publish(talk())
    assert service.counts == {"dropped": 12}
    silent.close()
    for writer in held:
        writer.close()
    await eventually(lambda: not [one for one in threading.enumerate() if one.name == "telemetry ends"])


async def test_a_full_queue_drops_and_counts(receiver: Receiver) -> None:
    service = Service()
    collector = otlp.Collector(f"{receiver.url}/v1/traces", {}, "hotline", "node1", service.count, queue=5)
    spans = Told(talk()).spans
    collector.send(spans)
    await collector.close()
    assert service.counts["dropped"] == len(spans) - 5
    assert len(receiver.spans) == service.counts["sent"] == 5


async def test_without_an_address_nobody_follows() -> None:
    service = Service()
    async with service.telling(TelemetrySettings()):
        service.publish([*talk(), CallStarted(call="x", caller="", dialled="12345"), ended(95)])
    assert not service.asked


def test_a_service_without_it_imports_nothing_of_it() -> None:
    look = (
        "import sys, hotline.telemetry.telling; print([one for one in sys.modules if 'opentelemetry' in one])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("absent", ["opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http"])
async def test_a_missing_package_is_a_fault_and_no_more(monkeypatch: pytest.MonkeyPatch, absent: str) -> None:
    monkeypatch.setitem(sys.modules, absent, None)  # type: ignore[arg-type]
    service = Service()
    async with service.telling(TelemetrySettings(otlp_url="http://127.0.0.1:4318")):
        service.publish(talk())
    (fault,) = service.faults
    assert fault.part == "telemetry"
    assert absent in fault.message
    assert "script/setup --extra telemetry" in fault.message


async def test_headers_that_cannot_be_read_are_a_fault_and_no_more(tmp_path: Path) -> None:
    service = Service()
    settings = TelemetrySettings(otlp_url="http://127.0.0.1:4318", headers_file="gone")
    async with service.telling(settings, tmp_path):
        service.publish(talk())
    (fault,) = service.faults
    assert "gone cannot be read" in fault.message
