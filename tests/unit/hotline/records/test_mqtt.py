"""Against a real Mosquitto: from the set-up's runtime, else the machine's own."""

from __future__ import annotations

import asyncio
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt
import pytest
from pydantic import ValidationError

from contracts import (
    AgentChanged,
    CallEnded,
    CallStarted,
    Event,
    Fault,
    Figures,
    QueueChanged,
    QueueFigures,
    TranscriptPartial,
    from_json,
)
from hotline.machine.paths import CHECKOUT
from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.runtime import program
from hotline.records.broker import EventsSettings, NoAccess
from hotline.records.bus import EventBus
from hotline.records.mqtt.publisher import MqttPublisher
from tests.mosquitto import Broker, serving
from tests.waiting import eventually, in_time


@pytest.fixture
def mosquitto() -> list[str]:
    try:
        return program("mosquitto")
    except MissingProgram:
        found = shutil.which("mosquitto")
        if found is None:
            pytest.skip("mosquitto is not installed; script/setup brings it")
        return [found]


@pytest.fixture
async def broker(mosquitto: list[str], tmp_path: Path) -> AsyncIterator[Broker]:
    async with serving(Broker(mosquitto, tmp_path)) as broker:
        yield broker


@pytest.fixture
def bus() -> Iterator[EventBus]:
    bus = EventBus()
    yield bus
    bus.close()


@asynccontextmanager
async def publishing(
    bus: EventBus,
    port: int,
    faults: list[Fault] | None = None,
    url: str = "",
    unsent: Path | None = None,
    **options: int,
) -> AsyncIterator[MqttPublisher]:
    """`unsent`: the file in which events wait; None: one of its own."""
    settings = EventsSettings(mqtt_url=url or f"mqtt://127.0.0.1:{port}")
    on_fault = None if faults is None else faults.append
    with tempfile.TemporaryDirectory() as folder:
        file = unsent or Path(folder) / "unsent.jsonl"
        publisher = MqttPublisher(settings, bus, file, on_fault=on_fault, first_pause_s=0.05, **options)
        publisher.start()
        try:
            yield publisher
        finally:
            await publisher.close()


@asynccontextmanager
async def subscribed(port: int, topic: str = "hotline/v1/#") -> AsyncIterator[AsyncIterator[aiomqtt.Message]]:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        await client.subscribe(topic, qos=1)
        yield aiter(client.messages)


async def next_event(messages: AsyncIterator[aiomqtt.Message]) -> tuple[str, Event]:
    others: list[str] = []
    while True:
        message = await in_time(anext(messages), seen=lambda: others)
        if not str(message.topic).endswith("system/online"):
            assert isinstance(message.payload, bytes)
            return str(message.topic), from_json(message.payload)
        others.append(str(message.topic))


async def told(faults: list[Fault]) -> None:
    await eventually(lambda: faults)


async def connected(publisher: MqttPublisher) -> None:
    await in_time(publisher.connected.wait())


async def test_events_arrive_masked_under_their_topics(bus: EventBus, broker: Broker) -> None:
    partial = TranscriptPartial(call="c1", leg="caller", utterance=0, text="我的电话是13800138000谢谢")
    ended = CallEnded(call="c1", by="caller")
    async with publishing(bus, broker.port) as publisher, subscribed(broker.port) as messages:
        await connected(publisher)
        bus.publish(partial)
        bus.publish(ended)
        topic, event = await next_event(messages)
        assert topic == "hotline/v1/calls/c1/transcript_partial"
        assert event == partial.model_copy(update={"text": "我的电话是138****8000谢谢"})
        assert await next_event(messages) == ("hotline/v1/calls/c1/call_ended", ended)


async def test_states_are_retained_and_events_are_not(bus: EventBus, broker: Broker) -> None:
    waiting = QueueChanged(queue="urban", waiting=2, agents_available=1)
    talking = AgentChanged(agent="8001", phase="talking", call="c1")
    async with publishing(bus, broker.port) as publisher:
        await connected(publisher)
        bus.publish(CallEnded(call="c1", by="caller"))
        bus.publish(waiting.model_copy(update={"waiting": 1}))
        bus.publish(waiting)
        bus.publish(talking)
    async with subscribed(broker.port) as messages:
        found = [await next_event(messages) for _ in range(2)]
        assert dict(found) == {"hotline/v1/queues/urban": waiting, "hotline/v1/agents/8001": talking}


async def test_nothing_is_retained_of_a_queue_that_is_gone(bus: EventBus, broker: Broker) -> None:
    urban = QueueFigures(queue="urban", half_hour_at=0, half_hour=Figures(), day=Figures())
    legal = urban.model_copy(update={"queue": "legal"})
    async with publishing(bus, broker.port) as publisher:
        await connected(publisher)
        for event in (urban, legal, urban.model_copy(update={"gone": True})):
            bus.publish(event)
    async with subscribed(broker.port, "hotline/v1/figures/#") as messages:
        assert await next_event(messages) == ("hotline/v1/figures/legal", legal)


async def test_online_is_told_and_offline_too(bus: EventBus, broker: Broker) -> None:
    async with subscribed(broker.port, "hotline/v1/system/online") as messages:
        async with publishing(bus, broker.port):
            assert (await anext(messages)).payload == b"1"
        assert (await anext(messages)).payload == b"0"


async def test_after_a_restart_of_the_broker_it_goes_on(bus: EventBus, broker: Broker) -> None:
    faults: list[Fault] = []
    state = QueueChanged(queue="urban", waiting=2, agents_available=1)
    async with publishing(bus, broker.port, faults) as publisher:
        await connected(publisher)
        async with subscribed(broker.port) as messages:
            bus.publish(state)
            assert (await next_event(messages))[1] == state
            await broker.kill()
        await told(faults)
        missed = [CallEnded(call=str(n), by="caller") for n in range(20)]
        for event in missed[:10]:
            bus.publish(event)
        await broker.start()
        await connected(publisher)
        async with subscribed(broker.port) as messages:
            for event in missed[10:]:
                bus.publish(event)
            found: list[Event] = []
            while not found or found[-1] != missed[-1]:
                found.append((await next_event(messages))[1])
        assert state in found
        assert [event for event in found if event in missed[10:]] == missed[10:]
    assert [fault.part for fault in faults] == ["broker"]
    assert publisher.dropped == 0


async def test_what_happens_while_the_broker_is_away_is_sent_when_it_comes(
    bus: EventBus, mosquitto: list[str], tmp_path: Path
) -> None:
    broker = Broker(mosquitto, tmp_path, "allow_anonymous true\npersistence false\n")
    faults: list[Fault] = []
    events = [QueueChanged(queue=str(n), waiting=n, agents_available=0) for n in range(50)]
    async with publishing(bus, broker.port, faults) as publisher:
        for event in events:
            bus.publish(event)
        await told(faults)
        await broker.start()
        await connected(publisher)
    async with subscribed(broker.port) as messages:
        found = [(await next_event(messages))[1] for _ in events]
    await broker.kill()
    assert sorted(found, key=lambda event: event.at) == events
    assert len(faults) == 1


async def test_a_long_outage_costs_partials_first(bus: EventBus) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with publishing(bus, port, size=5) as publisher:
        for n in range(5):
            bus.publish(TranscriptPartial(call="c", leg="caller", utterance=n, text="x"))
        for n in range(5):
            bus.publish(CallEnded(call=str(n), by="caller"))
        assert publisher.dropped == 5
        assert not publisher.connected.is_set()


async def test_a_user_and_a_password_are_used(bus: EventBus, mosquitto: list[str], tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    maker = shutil.which("mosquitto_passwd")
    if maker is None:
        pytest.skip("mosquitto_passwd is not installed")
    process = await asyncio.create_subprocess_exec(maker, "-b", "-c", str(passwords), "desk", "p@ss:word")
    assert await process.wait() == 0
    passwords.chmod(0o644)
    settings = f"allow_anonymous false\npassword_file {passwords}\n"
    faults: list[Fault] = []
    async with serving(Broker(mosquitto, tmp_path, settings)) as broker:
        url = f"mqtt://desk:p%40ss%3Aword@127.0.0.1:{broker.port}"
        async with publishing(bus, broker.port, url=url) as publisher:
            await connected(publisher)
        async with publishing(bus, broker.port, faults, url=url.replace("word", "wrong")):
            await told(faults)
        (tmp_path / "password").write_text("p@ss:word\n")
        secret = EventsSettings(
            mqtt_url=f"mqtt://desk@127.0.0.1:{broker.port}", mqtt_password_file=str(tmp_path / "password")
        )
        publisher = MqttPublisher(secret, bus, tmp_path / "unsent.jsonl", CHECKOUT)
        publisher.start()
        await connected(publisher)
        await publisher.close()
        assert "uthori" in faults[0].message
        assert "wrong" not in faults[0].message


async def test_one_event_that_cannot_be_written_does_not_stop_the_others(
    bus: EventBus, broker: Broker
) -> None:
    odd = CallStarted(call="a+b/#", caller="anonymous", dialled="12345")
    async with publishing(bus, broker.port) as publisher, subscribed(broker.port) as messages:
        await connected(publisher)
        bus.publish(Fault.model_construct(part="x", message="\ud800", done="", call=None))
        bus.publish(odd)
        assert await next_event(messages) == ("hotline/v1/calls/a_b/_/call_started", odd)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host",
        "http://host",
        "mqtt://",
        "mqtt://host:x",
        "mqtt://host:99999",
        "mqtt://host/topic",
        "mqtt://[::1",
    ],
)
def test_a_wrong_address_says_what_to_write(url: str) -> None:
    with pytest.raises(ValidationError, match="mqtt://user:password@host:1883"):
        EventsSettings(mqtt_url=url)


@pytest.mark.parametrize("prefix", ["", "/a", "a/", "a/#", "a+b", "$SYS/x", "a b"])
def test_a_prefix_that_cannot_begin_a_topic_is_refused(prefix: str) -> None:
    with pytest.raises(ValidationError, match="hotline/v1"):
        EventsSettings(prefix=prefix)


def test_good_settings() -> None:
    assert EventsSettings().mqtt_url is None
    assert EventsSettings(mqtt_url="mqtts://a:b@host", prefix="city/12345").prefix == "city/12345"
    assert EventsSettings(prefix="h").prefix == "h"


async def test_without_an_address_there_is_nothing_to_publish_to(bus: EventBus, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mqtt_url"):
        MqttPublisher(EventsSettings(), bus, tmp_path / "unsent.jsonl")


async def test_a_password_that_cannot_be_read_is_a_fault_until_it_can(
    bus: EventBus, broker: Broker, tmp_path: Path
) -> None:
    file, unsent = tmp_path / "password", tmp_path / "unsent.jsonl"
    settings = EventsSettings(mqtt_url=f"mqtt://desk@127.0.0.1:{broker.port}", mqtt_password_file=str(file))
    faults: list[Fault] = []
    publisher = MqttPublisher(settings, bus, unsent, CHECKOUT, on_fault=faults.append, first_pause_s=0.05)
    publisher.start()
    await told(faults)
    assert str(file) in faults[0].message
    file.write_text("anything")
    await connected(publisher)
    await publisher.close()


@pytest.mark.parametrize("url", [None, "mqtt://host", "mqtt://user:password@host"])
def test_a_file_with_a_password_wants_a_user_and_no_second_password(url: str | None) -> None:
    with pytest.raises(ValueError, match="mqtt://user@host"):
        EventsSettings(mqtt_url=url, mqtt_password_file="secret")


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff", b"two\nlines", b"x" * 2000])
def test_what_is_no_password_is_not_quoted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "password").write_bytes(content)
    settings = EventsSettings(mqtt_url="mqtt://user@host", mqtt_password_file="password")
    with pytest.raises(NoAccess) as caught:
        settings.password(tmp_path)
    assert "two" not in str(caught.value)
    assert "xx" not in str(caught.value)
