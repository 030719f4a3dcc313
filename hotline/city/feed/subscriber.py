"""Messages of other channels that come over MQTT."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from pathlib import Path

import aiomqtt

from hotline.city.feed.inbox import AT_ONCE, FeedFull, FeedInbox
from hotline.city.feed.message import FeedError, Message, from_json
from hotline.machine.tasks import background
from hotline.records.broker import EventsSettings, NoAccess
from hotline.records.database.records import RecordsUnavailable
from hotline.records.mqtt.publisher import FIRST_PAUSE_S, LONGEST_PAUSE_S, client_of

log = logging.getLogger(__name__)

MOST_WAITING = 2000
"""Messages that are read and not written down yet; what comes beyond them is given up."""
AGAIN_S = 5.0
"""After so long a database that was away is tried again."""
WARNED = 100
"""Messages that cannot be read, of which one is logged."""


class FeedSubscriber:
    """Reads one topic of the broker. Made by `opened`."""

    def __init__(self, inbox: FeedInbox, node: str, districts: Callable[[], Collection[str]]) -> None:
        self._inbox = inbox
        self._node = node
        self._districts = districts
        self._waiting: asyncio.Queue[Message] = asyncio.Queue(MOST_WAITING)
        self.refused = 0
        """Messages that could not be read, or for which there was no room."""

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        settings: EventsSettings,
        topic: str | None,
        base: Path,
        inbox: FeedInbox,
        node: str,
        districts: Callable[[], Collection[str]],
    ) -> AsyncIterator[None]:
        """For as long as the context lasts, where there are a broker and a topic. `base`: the folder that the
        name of the password's file counts from; `node`: whose service takes them in."""
        if topic is None or settings.mqtt_url is None:
            yield
            return
        reader = cls(inbox, node, districts)
        listening = background(reader.listen(settings, topic, base), "messages of other channels")
        async with listening, background(reader.write(), "writing messages of other channels"):
            yield

    async def listen(self, settings: EventsSettings, topic: str, base: Path) -> None:
        """Connects again and again."""
        pause_s = FIRST_PAUSE_S
        while True:
            try:
                async with client_of(await asyncio.to_thread(settings.access, base)) as client:
                    await client.subscribe(topic, qos=1)
                    pause_s = FIRST_PAUSE_S
                    async for message in client.messages:
                        self.take(message.payload)
            except (aiomqtt.MqttError, NoAccess) as error:
                log.warning("messages of other channels: the broker is away: %s", error)
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def take(self, payload: object) -> None:
        """One message as it came."""
        try:
            self._waiting.put_nowait(from_json(payload if isinstance(payload, bytes) else b""))
        except (FeedError, asyncio.QueueFull) as error:
            if self.refused % WARNED == 0:
                log.warning("a message of another channel is not taken in: %s", error or "too many come")
            self.refused += 1

    async def write(self) -> None:
        """Writes down what has come, for as long as the service runs."""
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            while True:
                try:
                    await self._inbox.put(batch, self._node, self._districts())
                    break
                except FeedFull:
                    self.refused += len(batch)
                    log.error("%d messages of other channels are given up: too many wait", len(batch))
                    break
                except RecordsUnavailable as error:
                    log.warning("messages of other channels wait for the database: %s", error)
                    await asyncio.sleep(AGAIN_S)
