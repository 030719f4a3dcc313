"""What other systems get: the events of a real call on a real broker, and the same in the records."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest

from contracts import Bridged, CallEnded, CallQueued, CallStarted, Decided, KeyPressed, from_json
from hotline.bench.demo.stage import stage
from hotline.bench.softphone import free_port
from hotline.configuration.schema import HotlineConfig
from hotline.machine.setup.runtime import environment, program
from hotline.records.broker import EventsSettings
from tests.e2e.conftest import nothing_left, quick
from tests.e2e.folders import stage_folder
from tests.e2e.people import calling
from tests.waiting import eventually, in_time

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NUMBER = "13912345678"


@asynccontextmanager
async def broker(folder: Path) -> AsyncIterator[int]:
    """A Mosquitto of our own on loopback; yields its port."""
    port = free_port()
    conf = folder / "mosquitto.conf"
    conf.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
    process = await asyncio.create_subprocess_exec(
        *program("mosquitto"),
        "-c",
        str(conf),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, **environment("mosquitto")},
    )
    try:
        yield port
    finally:
        process.terminate()
        await process.wait()


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
        async with broker(Path(name)) as port:
            listening = asyncio.Event()
            collector = asyncio.create_task(collect(port, listening))
            await in_time(listening.wait())
            settings = EventsSettings(mqtt_url=f"mqtt://127.0.0.1:{port}")
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
