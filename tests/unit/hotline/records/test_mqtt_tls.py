"""Events over TLS with certificates: a real Mosquitto with the configuration that ships, and our ACL."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiomqtt
import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from contracts import CallStarted, Fault
from hotline.cli.app import app
from hotline.machine.paths import CHECKOUT
from hotline.records.broker import EventsSettings
from hotline.records.broker_acl import NoSuchUser, rights
from hotline.records.bus import EventBus
from hotline.records.mqtt.publisher import MqttPublisher
from tests.authorities import Issued, TestAuthority
from tests.mosquitto import Broker, serving
from tests.unit.docs.pages import administrators
from tests.unit.hotline.configuration.generations.parts import TEXT
from tests.unit.hotline.records.test_mqtt import bus, connected, mosquitto, told
from tests.waiting import eventually

__all__ = ["bus", "mosquitto"]  # fixtures

SHIPPED = CHECKOUT / "deploy" / "mosquitto" / "mosquitto.conf"
CONFIG = f"""\
events:
  mqtt_url: mqtts://127.0.0.1:8883
  mqtt_authority: FOLDER/authority.pem
  mqtt_certificate: FOLDER/service.crt
  mqtt_key: FOLDER/service.key
city: {{feed_topic: city/messages}}
{TEXT}"""
NAMES = ("service", "dispatch", "wall", "messages")


@dataclass(slots=True)
class Town:
    """A broker and those who come to it."""

    broker: Broker
    folder: Path
    authority: TestAuthority
    known: dict[str, Issued]

    def client(self, name: str) -> aiomqtt.Client:
        context = ssl.create_default_context(cafile=self.authority.file)
        context.load_cert_chain(self.known[name].certificate, self.known[name].key)
        return aiomqtt.Client("127.0.0.1", self.broker.port, tls_context=context)

    def settings(self, own: Issued | None, authority: Path | None = None) -> EventsSettings:
        return EventsSettings(
            mqtt_url=f"mqtts://127.0.0.1:{self.broker.port}",
            mqtt_authority=str(authority or self.authority.file),
            mqtt_certificate=None if own is None else str(own.certificate),
            mqtt_key=None if own is None else str(own.key),
        )


def shipped_broker(mosquitto: list[str], folder: Path) -> Broker:
    """The configuration that ships, in that folder and on loopback."""
    text = (
        SHIPPED.read_text().replace("/mosquitto/config", str(folder)).replace("/mosquitto/data", str(folder))
    )
    lines = [line for line in text.splitlines() if not line.startswith(("listener", "per_listener"))]
    return Broker(mosquitto, folder, "\n".join(lines) + "\n")


@pytest.fixture
async def town(mosquitto: list[str], tmp_path: Path) -> AsyncIterator[Town]:
    authority = TestAuthority(tmp_path / "tls")
    authority.issue("broker")
    known = {name: authority.issue(name, common_name=name) for name in NAMES}
    file = tmp_path / "config.yaml"
    file.write_text(CONFIG.replace("FOLDER", str(tmp_path / "tls")), "utf-8")
    named = ("--reader", "dispatch", "--screen", "wall", "--feeder", "messages")
    done = CliRunner().invoke(app, ["broker-acl", "--config", str(file), *named])
    assert done.exit_code == 0, done.output
    (tmp_path / "acl").write_text(done.stdout)
    (tmp_path / "acl").chmod(0o600)
    async with serving(shipped_broker(mosquitto, tmp_path)) as broker:
        yield Town(broker, tmp_path, authority, known)


def test_the_example_of_the_pages_works_as_it_is_typed(tmp_path: Path) -> None:
    TestAuthority(tmp_path / "tls").issue("hotline", common_name="service")
    page = administrators("en")["encryption.md"]
    (block,) = (one for one in page.fences("yaml") if "mqtt_url" in one)
    (command,) = (one for one in page.commands() if "broker-acl" in one)
    file, text = tmp_path / "config.yaml", f"{block}{TEXT}".replace("tls/", f"{tmp_path}/tls/")
    file.write_text(text, "utf-8")
    arguments = [*command.split()[1:], "--config", str(file)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "topic write city/messages" in done.stdout
    file.write_text(text.replace("feed_topic: city/messages", "people: 5"), "utf-8")
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 2
    assert "messages has nothing to write: write into city.feed_topic of config.yaml" in done.stderr
    done = CliRunner().invoke(app, arguments, env={"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh"})
    assert "请在 config.yaml 的 city.feed_topic 里写其他渠道留言用的主题" in done.stderr


async def test_events_go_to_a_broker_that_knows_us_by_our_certificate(town: Town, bus: EventBus) -> None:
    publisher = MqttPublisher(town.settings(town.known["service"]), bus, town.folder / "unsent.jsonl")
    async with town.client("dispatch") as dispatch:
        await dispatch.subscribe("hotline/v1/#")
        publisher.start()
        await connected(publisher)
        bus.publish(CallStarted(call="c1", caller="13800138000", dialled="12345"))
        topics = set()
        async for message in dispatch.messages:
            topics.add(str(message.topic))
            if "hotline/v1/calls/c1/call_started" in topics:
                break
    await publisher.close()


@pytest.mark.parametrize("why", ["no certificate", "another authority's", "the broker is another"])
async def test_who_is_not_known_is_not_there(town: Town, bus: EventBus, why: str) -> None:
    strangers = TestAuthority(town.folder / "strangers")
    settings = {
        "no certificate": town.settings(None),
        "another authority's": town.settings(strangers.issue("service", common_name="service")),
        "the broker is another": town.settings(town.known["service"], strangers.file),
    }[why]
    faults: list[Fault] = []
    publisher = MqttPublisher(
        settings, bus, town.folder / "unsent.jsonl", on_fault=faults.append, first_pause_s=0.05
    )
    publisher.start()
    await told(faults)
    assert not publisher.connected.is_set()
    await publisher.close()


async def test_everybody_has_the_topics_they_need_and_no_others(town: Town, bus: EventBus) -> None:
    """What each writes is heard by those who may, and by nobody else."""
    heard: dict[str, set[str]] = {name: set() for name in NAMES}
    written = {
        "service": ("hotline/v1/calls/c/x", "hotline/v1/queues/q", "city/messages", "elsewhere"),
        "dispatch": ("hotline/v1/calls/forged/x", "hotline/v1/queues/forged"),
        "wall": ("hotline/v1/queues/forged",),
        "messages": ("city/messages", "hotline/v1/calls/forged/x"),
    }

    async def listen(name: str, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            heard[name].add(str(message.topic))

    async with (
        town.client("service") as service,
        town.client("dispatch") as dispatch,
        town.client("wall") as wall,
        town.client("messages") as messages,
    ):
        clients = dict(zip(NAMES, (service, dispatch, wall, messages), strict=True))
        tasks = []
        for name, client in clients.items():
            await client.subscribe("#", qos=1)
            tasks.append(asyncio.create_task(listen(name, client)))
        for name, topics in written.items():
            for topic in topics:
                await clients[name].publish(topic, b"1", qos=1)
        await service.publish("hotline/v1/queues/last", b"1", qos=1)
        await eventually(
            lambda: (
                all("hotline/v1/queues/last" in heard[name] for name in ("dispatch", "wall"))
                and "city/messages" in heard["service"]
            ),
            seen=lambda: heard,
        )
        for task in tasks:
            task.cancel()
    assert heard == {
        "service": {"city/messages"},
        "dispatch": {"hotline/v1/calls/c/x", "hotline/v1/queues/q", "hotline/v1/queues/last"},
        "wall": {"hotline/v1/queues/q", "hotline/v1/queues/last"},
        "messages": set(),
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"mqtt_url": "mqtt://h", "mqtt_authority": "a.pem"},
        {"mqtt_authority": "a.pem"},
        {"mqtt_url": "mqtts://h", "mqtt_certificate": "a.crt"},
        {"mqtt_url": "mqtts://h", "mqtt_key": "a.key"},
    ],
)
def test_half_of_an_encryption_is_a_mistake(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="mqtt"):
        EventsSettings.model_validate(wrong)


@pytest.mark.parametrize(
    ("service", "reader"), [("a b", "r"), ("svc", "#"), ("svc", "a\nuser root"), ("svc", "svc"), ("svc", "")]
)
def test_names_that_would_open_more_are_refused(service: str, reader: str) -> None:
    with pytest.raises(NoSuchUser):
        rights(service, "hotline/v1", None, readers=[reader])


def test_who_feeds_nothing_needs_no_right() -> None:
    with pytest.raises(NoSuchUser, match="feed_topic"):
        rights("service", "hotline/v1", None, feeders=["messages"])
