"""A case that is filed reaches everybody: a webhook, a real Mosquitto, and who reads over Open311."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import aiomqtt
import pytest

from agent_assist.cases.port import FiledIn, NewCase
from hotline.bench.softphone import free_port
from hotline.cases.book import CaseBook
from hotline.cases.store import PURPOSE
from hotline.configuration.delivery import DeliverySettings, Open311Settings, WebhookSettings
from hotline.delivery.delivering import delivering
from hotline.delivery.open311.reporting import reporting
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.broker import EventsSettings
from hotline.records.bus import EventBus
from hotline.records.mqtt.publisher import publishing
from hotline.records.sealing import Seal
from tests.mosquitto import Broker
from tests.shipped import shipped_config
from tests.unit.hotline.cases.opened import NUMBER, opened
from tests.unit.hotline.delivery.receiver import SECRET, Receiver, receiving, verified
from tests.unit.hotline.records.test_mqtt import broker, mosquitto
from tests.waiting import eventually, in_time

__all__ = ["broker", "mosquitto"]  # fixtures

WISH = NewCase(said="我们这儿停水三天了", place="幸福路12号翠竹小区", telephone=NUMBER, secret=False)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def topics(port: int, listening: asyncio.Event, found: dict[str, str]) -> None:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe("hotline/v1/#")
        listening.set()
        async for message in client.messages:
            found[str(message.topic)] = bytes(message.payload).decode()


async def test_a_case_that_is_filed_reaches_everybody(
    broker: Broker, receiver: Receiver, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(SECRET)
    config, bus, state = shipped_config(), EventBus(), State(tmp_path)
    secret = load_or_create(state.secrets, ()).seal
    url = f"http://127.0.0.1:{receiver.port}/"
    hook = WebhookSettings(id="grid", url=url, secret_file="secret", districts=("翠竹小区",))
    reading = Open311Settings(port=free_port(), key_files=("secret",))
    published: dict[str, str] = {}
    listening = asyncio.Event()
    collector = asyncio.create_task(topics(broker.port, listening, published))
    await in_time(listening.wait())
    async with (
        opened(tmp_path) as store,
        publishing(EventsSettings(mqtt_url=f"mqtt://127.0.0.1:{broker.port}"), bus, tmp_path, state.unsent),
    ):
        assert await store.listed() == []  # the tables are there
        book = CaseBook(store, lambda: config, lambda _: NUMBER, bus.publish)
        deliveries = DeliverySettings(webhooks=(hook,))
        async with (
            delivering(deliveries, state.database_url, Seal(secret, PURPOSE), bus, tmp_path),
            reporting(reading, state.database_url, secret, lambda: config.ivr, tmp_path),
            aiohttp.ClientSession() as session,
        ):
            number = await book.open(FiledIn("call-1", "water_outage", "utilities"), "wang", WISH)
            await book.set_state(number, "closed", "wang")
            await eventually(lambda: len(receiver.requests) == 2, seen=lambda: receiver.told)
            topic = "hotline/v1/system/case_changed"
            await eventually(lambda: topic in published, seen=lambda: list(published))
            address = f"http://127.0.0.1:{reading.port}/requests/{number}.json"
            async with session.get(address, headers={"X-Api-Key": SECRET}) as answer:
                [one] = await answer.json()
        await book.settled()
    collector.cancel()
    await asyncio.gather(collector, return_exceptions=True)
    assert [told["data"]["state"] for told in receiver.told] == ["open", "closed"]
    assert all(verified(*request) for request in receiver.requests)
    assert json.loads(published["hotline/v1/calls/call-1/case_opened"])["case"] == number
    assert json.loads(published[topic])["state"] == "closed"
    assert (one["service_request_id"], one["status"]) == (number, "closed")
    everything = "".join(published.values()) + str(one) + str(receiver.told)
    assert NUMBER not in everything
