"""What happens, told to other systems and found again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotline.cases.store import PURPOSE
from hotline.configuration.schema import HotlineConfig
from hotline.delivery.delivering import delivering
from hotline.desk.past.traces import TraceBook
from hotline.machine.paths import CHECKOUT, State
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.outbox import Outbox, OutboxReader
from hotline.records.database.past.traces import TraceStore
from hotline.records.database.records import Records
from hotline.records.metrics import Metrics
from hotline.records.mqtt.forgetting import Forgetting
from hotline.records.mqtt.publisher import publishing
from hotline.records.sealing import Seal
from hotline.telemetry.telling import telling_collector


@asynccontextmanager
async def telling(
    config: HotlineConfig,
    state: State,
    database: str,
    secret: str,
    bus: EventBus,
    metrics: Metrics,
    records: Records,
    forgetting: Forgetting,
) -> AsyncIterator[TraceBook]:
    """Events go to the broker, commands' too; calls to a collector; cases to who is to be told; what is a
    trace is found again."""
    node = config.telephony.node
    async with (
        telling_collector(config.telemetry, node, bus, records.history, metrics.told_collector, CHECKOUT),
        publishing(config.events, bus, CHECKOUT, state.unsent, forgetting) as broker,
        Outbox.opened(database) as outbox,
        TraceStore.opened(database) as traces,
    ):
        if broker is not None:
            metrics.standing.follow_broker(broker.where, broker.connected.is_set, broker.waiting)
        reader = OutboxReader(outbox, node, bus.publish)
        cases = delivering(config.delivery, database, Seal(secret, PURPOSE), bus, CHECKOUT)
        async with background(reader.run(), "outbox"), cases:
            yield TraceBook(traces, bus.publish)
