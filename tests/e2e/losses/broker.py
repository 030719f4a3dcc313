"""A Mosquitto that keeps what it has, and another system that reads every event with a session that lasts."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiomqtt

from contracts import CallEvent, CallStarted, Event, from_json
from hotline.machine.setup.runtime import program
from hotline.records.masking.masking import mask_number
from tests.mosquitto import Broker
from tests.waiting import eventually


def lasting(folder: Path) -> Broker:
    """Keeps what it has in that folder, which is not there yet."""
    folder.mkdir()
    kept = f"persistence true\npersistence_location {folder}/\nautosave_interval 5\n"
    settings = f"allow_anonymous true\n{kept}max_queued_messages 100000\n"
    return Broker(program("mosquitto"), folder, settings)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An event, and when it came here (time.time())."""

    event: Event
    at: float


class Reader:
    """Made by `reading`: every event of a call, as the broker hands it on."""

    def __init__(self) -> None:
        self.arrived: list[Arrived] = []
        self.listens = asyncio.Event()
        self._moved: dict[str, str] = {}
        """Calls that came from the other machine, and as which call they came in there."""

    def calls_of(self, number: str) -> list[str]:
        """Ids of the calls from that number, which comes masked, and of none to it; the first first."""
        own = mask_number(number)
        started = (one.event for one in self.arrived if isinstance(one.event, CallStarted))
        from_them = (one for one in started if one.caller == own and one.callback is None)
        return [event.call for event in from_them if event.moved_from is None]

    def first(self, call: str) -> str:
        """The call as which they came in, wherever they are now."""
        while call in self._moved:
            call = self._moved[call]
        return call

    def of(self, call: str) -> list[Event]:
        """What has happened in that call."""
        events = (one.event for one in self.arrived)
        return [event for event in events if isinstance(event, CallEvent) and event.call == call]

    async def run(self, port: int) -> None:
        while True:
            with contextlib.suppress(aiomqtt.MqttError):
                async with aiomqtt.Client(
                    "127.0.0.1", port, identifier="city", clean_session=False
                ) as client:
                    await client.subscribe("hotline/v1/calls/#", qos=1)
                    self.listens.set()
                    async for message in client.messages:
                        event = from_json(bytes(message.payload))
                        self.arrived.append(Arrived(event, time.time()))
                        if isinstance(event, CallStarted) and event.moved_from is not None:
                            self._moved[event.call] = event.moved_from
            await asyncio.sleep(0.1)


@asynccontextmanager
async def reading(port: int) -> AsyncIterator[Reader]:
    """For as long as the context lasts, whenever the broker is there."""
    reader = Reader()
    task = asyncio.create_task(reader.run(port))
    try:
        await eventually(reader.listens.is_set)
        yield reader
    finally:
        task.cancel()
