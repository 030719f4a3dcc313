"""What calls were, kept and deleted in time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

from hotline.configuration.schema import HotlineConfig
from hotline.desk.past.traces import TRACE_TYPES
from hotline.instance.audit_ends import AuditEnds
from hotline.machine.paths import State
from hotline.machine.tasks import background
from hotline.records.bus import EventBus
from hotline.records.database.audit.chain import PURPOSE
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.records import Records
from hotline.records.database.retention import Forget, Retention
from hotline.records.mqtt.forgetting import Forgetting
from hotline.records.sealing import Seal


@asynccontextmanager
async def open_records(
    config: HotlineConfig, database: str, secret: str, bus: EventBus, state: State
) -> AsyncIterator[tuple[Records, Retention, Forgetting]]:
    """What calls were, and what deletes those that are too old. Traces among it are chained."""
    node, ends = config.telephony.node, AuditEnds(state.audit_ends, config.telephony.node)
    written, deleted = (AuditChain(node, Seal(secret, PURPOSE), TRACE_TYPES, ends.note) for _ in range(2))
    async with (
        Records.opened(database, bus, state.spill, written) as records,
        Retention.opened(database, deleted) as retention,
    ):
        yield records, retention, Forgetting(records, retention, config.records.keep_days)


@asynccontextmanager
async def forgetting(
    keep_days: int | None, retention: Retention, also: Collection[Forget]
) -> AsyncIterator[None]:
    """What is too old is deleted beside; None: nothing ever is."""
    if keep_days is None:
        yield
        return
    async with background(retention.run(keep_days, also), "retention"):
        yield
