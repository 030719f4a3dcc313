"""What other systems get: the events of a real call on a real broker, the same in the records, its trace."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiomqtt
import pytest

from contracts import Bridged, CallEnded, CallQueued, CallStarted, Decided, KeyPressed, from_json
from hotline.bench.demo.stage import stage
from hotline.configuration.schema import HotlineConfig
from hotline.machine.setup.runtime import program
from hotline.records.broker import EventsSettings
from hotline.telemetry.settings import TelemetrySettings
from hotline.telemetry.spans import trace_of
from tests.e2e.conftest import nothing_left, quick
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import calling
from tests.mosquitto import Broker, serving
from tests.unit.hotline.telemetry.receiver import Receiver, receiving, values
from tests.waiting import eventually, in_time

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NUMBER = "13912345678"
TRACE = {
    **dict.fromkeys(("dialogue", "queue", "talk", "wrap-up"), "call"),
    **{"turn": "dialogue", "greeting": "dialogue", "deciding": "turn", "ringing": "queue"},
}
"""A call that asks for a person by key: the spans, and in which they lie."""


def names(receiver: Receiver) -> set[str]:
    return {span.name for span in receiver.spans}


async def test_a_calls_events_reach_the_broker_masked_and_the_records_whole(config: HotlineConfig) -> None:
    arrived: dict[str, list[str]] = {}

    async def collect(port: int, listening: asyncio.Event) -> None:
        for _ in range(100):
            try:
                async with aiomqtt.Client("127.0.0.1", port) as client:
                    await client.subscribe("hotline/v1/#")
                    listening.set()
                    async for message in client.messages:
                        arrived.setdefault(str(message.topic), []).append(bytes(message.payload).decode())
            except aiomqtt.MqttError:
                await asyncio.sleep(0.05)

    with stage_folder() as name:
        async with serving(Broker(program("mosquitto"), Path(name))) as broker, receiving() as receiver:
            listening = asyncio.Event()
            collector = asyncio.create_task(collect(broker.port, listening))
            await in_time(listening.wait())
            settings = EventsSettings(mqtt_url=broker.url)
            telephony = quick(config).telephony.model_copy(update={"wrap_up_s": 1})
            told = {"events": settings, "telemetry": TelemetrySettings(otlp_url=receiver.url)}
            configured = quick(config).model_copy(update={**told, "telephony": telephony})
            async with stage(configured, Path(name), agents=1) as scene:
                async with calling(scene, number=NUMBER) as citizen:
                    await citizen.phone.press("0")
                    await citizen.until(Bridged)
                    await citizen.phone.hang_up()
                    await citizen.until(CallEnded)
                await nothing_left(scene)
                call = citizen.timeline.call
                end = f"hotline/v1/calls/{call}/call_ended"
                await eventually(lambda: end in arrived)

                async def recorded() -> bool:
                    return any(isinstance(e, CallEnded) for e in await scene.service.records.history(call))

                await eventually(recorded)
                history = await scene.service.records.history(call)
                await eventually(lambda: "wrap-up" in names(receiver))
            collector.cancel()

    expected = [CallStarted, KeyPressed, Decided, CallQueued, Bridged, CallEnded]
    for kind in expected:
        (text,) = arrived[f"hotline/v1/calls/{call}/{kind.TYPE}"]
        assert isinstance(from_json(text), kind)
    kinds = [type(event) for event in history]
    assert [kind for kind in kinds if kind in expected] == expected, "the record is in order"
    assert "hotline/v1/agents/wang" in arrived
    assert "hotline/v1/queues/general" in arrived
    everything = "".join(text for texts in arrived.values() for text in texts)
    assert NUMBER not in everything
    assert "139****5678" in everything

    spans = {span.name: span for span in receiver.spans}
    for inner, outer in TRACE.items():
        assert spans[inner].parent_span_id == spans[outer].span_id, inner
    root = values(spans["call"].attributes)
    assert (root["hotline.call"], root["hotline.outcome"]) == (call, "answered")
    assert {span.trace_id for span in receiver.spans} == {trace_of(call).to_bytes(16)}
    written = "".join(map(str, receiver.spans))
    for personal in (NUMBER, "139****5678", "wang", "请"):
        assert personal not in written
