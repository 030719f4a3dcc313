"""Publishes every event to an MQTT broker, for the systems of the city around the hotline.

The bus never waits for the broker: events queue up, bounded, in memory for a second and then on the disk
(`unsent.py`). What is sent is masked (`hotline.records.masking`). See `docs/events.md` for the topics.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiomqtt

from contracts import AgentChanged, Event, Fault, PersonDeleted, QueueChanged, QueueFigures, TranscriptPartial
from hotline.records.broker import BrokerAccess, EventsSettings, NoAccess, broker_address
from hotline.records.bus import EventBus
from hotline.records.mqtt.forgetting import Forgetting
from hotline.records.mqtt.unsent import KEEP_S, MOST_BYTES, Unsent, discard

log = logging.getLogger(__name__)

ONLINE = "system/online"
"""Topic of the service's own state: `1`, or `0` by last will when it is gone. Retained."""

STATES = (QueueChanged, AgentChanged, QueueFigures)
"""Events that say how something stands now: retained, and repeated after every reconnect."""

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
"""The pause between two tries to connect doubles from the first to the longest."""
ANSWER_S = 10.0
"""How long the broker may take to confirm before the connection counts as lost."""
FAREWELL_S = 2.0
"""How long `close` may take to send what still waits."""


def delivery(kind: type[Event]) -> tuple[int, bool]:
    """How events of a class are sent: (QoS, retained). A lost partial is replaced by the next one."""
    return (0 if issubclass(kind, TranscriptPartial) else 1), issubclass(kind, STATES)


@asynccontextmanager
async def publishing(
    settings: EventsSettings, bus: EventBus, base: Path, unsent: Path, forgetting: Forgetting | None = None
) -> AsyncIterator[MqttPublisher | None]:
    """Publishes the events of the bus for as long as the context lasts, if a broker is configured.

    `base` is the folder that the name of the password's file counts from; `unsent`: the file in which events
    wait for a broker that is away. Without a broker it is deleted: nobody waits for what is in it.
    `forgetting` takes out of it what the records have let go of.
    """
    if settings.mqtt_url is None:
        await asyncio.to_thread(discard, unsent)
        yield None
        return
    publisher = MqttPublisher(settings, bus, unsent, base, on_fault=bus.publish)
    publisher.start()
    try:
        if forgetting is None:
            yield publisher
            return
        stop = bus.listen(lambda event: forgetting.soon() if isinstance(event, PersonDeleted) else None)
        looks = asyncio.create_task(forgetting.run(publisher.unsent), name="forgetting for the broker")
        try:
            yield publisher
        finally:
            stop()
            looks.cancel()
            await asyncio.gather(looks, return_exceptions=True)
    finally:
        await publisher.close()


class MqttPublisher:
    """Forwards the bus to the broker of `settings.mqtt_url`, which must be set (else `ValueError`).

    `on_fault` hears once of every outage.
    """

    def __init__(
        self,
        settings: EventsSettings,
        bus: EventBus,
        unsent: Path,
        base: Path = Path(),
        *,
        on_fault: Callable[[Fault], None] | None = None,
        size: int = 10_000,
        most_bytes: int = MOST_BYTES,
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        if settings.mqtt_url is None:
            raise ValueError("no mqtt_url is configured")
        self.where = broker_address(settings.mqtt_url).netloc.rpartition("@")[2]
        """The broker's address, for people."""
        self._access = partial(settings.access, base)
        self._prefix = settings.prefix
        self._on_fault = on_fault
        self._first_pause_s = first_pause_s
        self._events = bus.subscribe("mqtt", size=size)
        self.unsent = Unsent(self._events, unsent, most_bytes)
        """What waits for the broker."""
        self._states: dict[str, Event] = {}
        self._task: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()
        """Set while the broker takes our events."""

    @property
    def dropped(self) -> int:
        """Events lost because the broker was away or slow for too long."""
        return self._events.dropped

    def waiting(self) -> int:
        """Events that the broker has not taken yet."""
        return self.unsent.waiting

    def start(self) -> None:
        """Begins to connect and publish, in a task of its own."""
        self._task = asyncio.create_task(self._run(), name="mqtt")

    async def close(self) -> None:
        """Sends what waits (for `FAREWELL_S` at most), says offline and disconnects. The rest lies on the
        disk for the next service."""
        self._events.close()
        if self._task is None:
            return
        if self.connected.is_set():
            await asyncio.wait([self._task], timeout=FAREWELL_S)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await self.unsent.keep()

    async def _run(self) -> None:
        pause_s, away = self._first_pause_s, False
        await self.unsent.begin()
        while True:
            try:
                # Read each time: a password or certificate that was changed is used without a restart.
                async with self._client(await asyncio.to_thread(self._access)) as client:
                    if away:
                        log.info("the MQTT broker is back")
                    pause_s, away = self._first_pause_s, False
                    await self._serve(client)
                    return
            except (aiomqtt.MqttError, NoAccess) as error:
                self.connected.clear()
                if not away:
                    away = True
                    self._report_outage(error)
            await self._sit_out(pause_s)
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _sit_out(self, seconds: float) -> None:
        """Waits before the next try and keeps what arrives safe meanwhile."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            await asyncio.sleep(min(left, KEEP_S))
            await self.unsent.keep()

    def _client(self, access: BrokerAccess) -> aiomqtt.Client:
        will = aiomqtt.Will(f"{self._prefix}/{ONLINE}", "0", qos=1, retain=True)
        return client_of(access, will)

    async def _serve(self, client: aiomqtt.Client) -> None:
        """Publishes until the bus is closed and nothing is left. Raises `MqttError` when cut off."""
        await self._publish_online(client, "1")
        for event in self._states.values():
            await self._publish(client, event)
        self.connected.set()
        sending = asyncio.create_task(self._send_all(client))
        watching = asyncio.create_task(_until_cut_off(client))
        try:
            await asyncio.wait([sending, watching], return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                await sending
                await self._publish_online(client, "0")
            else:
                await watching
        finally:
            sending.cancel()
            watching.cancel()
            await asyncio.gather(sending, watching, return_exceptions=True)

    async def _send_all(self, client: aiomqtt.Client) -> None:
        while True:
            try:
                event = await self.unsent.first()
            except StopAsyncIteration:
                return
            if isinstance(event, STATES):
                self._states[event.topic] = event
            await self._publish(client, event)
            if isinstance(event, QueueFigures) and event.gone:
                self._states.pop(event.topic, None)
                # An empty payload is what a broker forgets a retained one by.
                await client.publish(self._topic(event), b"", qos=1, retain=True)
            await self.unsent.sent()

    async def _publish(self, client: aiomqtt.Client, event: Event) -> None:
        try:
            topic = self._topic(event)
            payload = event.to_json()
        except ValueError as error:  # half a surrogate pair cannot be written as UTF-8
            log.error("a %s cannot be published: %s", event.type, error)
            return
        qos, retain = delivery(event.__class__)
        await client.publish(topic, payload, qos=qos, retain=retain)

    def _topic(self, event: Event) -> str:
        return self._prefix + "/" + re.sub(r"[+#\0]", "_", event.topic)

    async def _publish_online(self, client: aiomqtt.Client, state: str) -> None:
        await client.publish(f"{self._prefix}/{ONLINE}", state, qos=1, retain=True)

    def _report_outage(self, error: Exception) -> None:
        log.warning("the MQTT broker %s is away: %s", self.where, error)
        if self._on_fault is None:
            return
        done = "Calls go on. Their events wait on the disk, and the connection is tried again."
        try:
            self._on_fault(Fault(part="broker", message=f"{self.where}: {error}", done=done))
        except Exception:
            log.exception("the fault could not be reported")


def client_of(
    access: BrokerAccess, will: aiomqtt.Will | None = None, timeout_s: float = ANSWER_S
) -> aiomqtt.Client:
    """A connection to the broker (`EventsSettings.access`)."""
    return aiomqtt.Client(
        access.address.hostname or "",
        access.port,
        username=access.user,
        password=access.password,
        tls_context=access.tls,
        will=will,
        timeout=timeout_s,
        keepalive=15,
    )


async def _until_cut_off(client: aiomqtt.Client) -> None:
    """Waits until the connection breaks and raises `MqttError`. We subscribe to nothing."""
    async for _message in client.messages:
        pass
