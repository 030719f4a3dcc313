"""What other systems get: the events of a real call on a real broker, and the same in the records."""

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
from tests.e2e.conftest import nothing_left, quick
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import calling
from tests.mosquitto import Broker, serving
from tests.waiting import eventually, in_time

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NUMBER = "13912345678"


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
        async with serving(Broker(program("mosquitto"), Path(name))) as broker:
            listening = asyncio.Event()
            collector = asyncio.create_task(collect(broker.port, listening))
            await in_time(listening.wait())
            settings = EventsSettings(mqtt_url=broker.url)
            async with stage(
                quick(config).model_copy(update={"events": settings}), Path(name), agents=1
            ) as scene:
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
