"""Other systems that are told of cases: a broker, a webhook, who reads over Open311."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import aiomqtt

from hotline.bench.softphone import free_port
from hotline.configuration.delivery import DeliverySettings, Open311Settings, WebhookSettings
from hotline.machine.setup.runtime import program
from hotline.records.broker import EventsSettings
from tests.mosquitto import Broker, serving
from tests.unit.hotline.delivery.receiver import SECRET, Receiver, receiving
from tests.waiting import in_time


@dataclass(slots=True)
class Others:
    """Other systems that are told of cases."""

    broker: Broker
    hook: Receiver
    reading_port: int
    secret: Path
    published: dict[str, str] = field(default_factory=dict)
    """What the broker had last, by topic."""

    @property
    def settings(self) -> dict[str, object]:
        """For the configuration."""
        secret = str(self.secret)
        hook = WebhookSettings(id="grid", url=f"http://127.0.0.1:{self.hook.port}/", secret_file=secret)
        reading = Open311Settings(port=self.reading_port, key_files=(secret,))
        return {
            "events": EventsSettings(mqtt_url=self.broker.url),
            "delivery": DeliverySettings(webhooks=(hook,), open311=reading),
        }

    @property
    def numbers(self) -> set[str]:
        """Of the cases that the webhook was told of."""
        return {one["data"]["number"] for one in self.hook.told}

    async def listen(self, listening: asyncio.Event) -> None:
        async with aiomqtt.Client("127.0.0.1", self.broker.port) as client:
            await client.subscribe("hotline/v1/calls/+/case_opened")
            listening.set()
            async for message in client.messages:
                self.published[str(message.topic)] = bytes(message.payload).decode()

    async def read(self, number: str) -> list[dict[str, str]]:
        """Over Open311."""
        url = f"http://127.0.0.1:{self.reading_port}/requests/{number}.json"
        async with (
            aiohttp.ClientSession() as session,
            session.get(url, headers={"X-Api-Key": SECRET}) as answer,
        ):
            found: list[dict[str, str]] = await answer.json()
            return found

    async def listen_when_there(self, listening: asyncio.Event) -> None:
        """`listening` is set as soon as the broker is there."""
        while not listening.is_set():
            try:
                await self.listen(listening)
            except aiomqtt.MqttError:
                await asyncio.sleep(0.05)


@asynccontextmanager
async def told(folder: Path) -> AsyncIterator[Others]:
    """They listen for as long as the context lasts."""
    async with serving(Broker(program("mosquitto"), folder)) as broker, receiving() as hook:
        secret = folder / "shared.secret"
        secret.write_text(SECRET)
        found = Others(broker, hook, free_port(), secret)
        listening = asyncio.Event()
        collector = asyncio.create_task(found.listen_when_there(listening))
        await in_time(listening.wait())
        yield found
        collector.cancel()
