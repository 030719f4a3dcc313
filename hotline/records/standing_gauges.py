"""How a service stands with what it depends on, for Prometheus: database, broker, certificates, disk."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Gauge

if TYPE_CHECKING:
    from hotline.records.database.records import Records

log = logging.getLogger(__name__)

DISK_S = 60.0
"""How often the disk is looked at."""


class StandingGauges:
    """Those of one service."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._records_available = Gauge(
            "hotline_records_available", "1 while the database takes the records, else 0.", registry=registry
        )
        self._records_waiting = Gauge(
            "hotline_records_waiting", "Events in memory that wait for the database.", registry=registry
        )
        self._records_dropped = Gauge(
            "hotline_records_dropped",
            "Events lost since the start: neither the database nor the file beside it took them.",
            registry=registry,
        )
        self._broker = Gauge(
            "hotline_broker_connected", "1 while the MQTT broker takes our events.", ["broker"],
            registry=registry,
        )  # fmt: skip
        self._broker_waiting = Gauge(
            "hotline_broker_waiting", "Events on the disk and in memory that wait for the MQTT broker.",
            ["broker"], registry=registry,
        )  # fmt: skip
        self._certificates = Gauge(
            "hotline_certificate_ends_timestamp_seconds",
            "When a certificate ends (Unix time), by what it is for.",
            ["part"],
            registry=registry,
        )
        self._disk_free = Gauge(
            "hotline_disk_free_bytes", "Free for us where records and recordings are.", registry=registry
        )
        self._disk = Gauge("hotline_disk_bytes", "The whole of that disk.", registry=registry)

    def follow_records(self, records: Records) -> None:
        """Shows how they stand whenever somebody asks."""
        self._records_available.set_function(lambda: records.available)
        self._records_waiting.set_function(lambda: records.pending)
        self._records_dropped.set_function(lambda: records.dropped)

    def follow_broker(self, where: str, connected: Callable[[], bool], waiting: Callable[[], int]) -> None:
        """The same of the broker; where none is configured there is nothing to show."""
        self._broker.labels(where).set_function(connected)
        self._broker_waiting.labels(where).set_function(waiting)

    def certificate_ends(self, part: str, at: datetime) -> None:
        """Until when others take it."""
        self._certificates.labels(part).set(at.timestamp())

    async def sample_disk(self, folder: Path) -> None:
        """Looks at the disk with that folder, until cancelled. Run it as a task."""
        while True:
            try:
                usage = await asyncio.to_thread(shutil.disk_usage, folder)
            except OSError as error:
                log.warning("how full the disk is cannot be told: %s", error)
            else:
                self._disk_free.set(usage.free)
                self._disk.set(usage.total)
            await asyncio.sleep(DISK_S)
