"""How a service stands with what it depends on, as Prometheus reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from contracts import CallStarted
from hotline.machine.tasks import background
from hotline.records.database.records import Records
from hotline.records.metrics import Metrics
from tests.waiting import eventually


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


async def test_a_database_that_is_away_is_seen_and_so_is_that_it_is_back(tmp_path: Path) -> None:
    metrics, place = Metrics(), tmp_path / "place"
    place.write_text("no folder")
    records = Records(f"sqlite:///{place}/hotline.db", spill=tmp_path / "spill", first_pause_s=0.05)
    metrics.standing.follow_records(records)
    await records.open()
    assert value(metrics, "hotline_records_available") == 0
    place.unlink()
    records.write(CallStarted(call="c1", caller="13800138000", dialled="12345"))
    await eventually(lambda: value(metrics, "hotline_records_available") == 1)
    await eventually(lambda: value(metrics, "hotline_records_waiting") == 0)
    assert value(metrics, "hotline_records_dropped") == 0
    await records.close()


def test_a_broker_is_shown_where_there_is_one_alone() -> None:
    metrics, connected = Metrics(), [True]
    assert value(metrics, "hotline_broker_connected", broker="b:8883") is None, "an alarm would never end"
    metrics.standing.follow_broker("b:8883", lambda: connected[0], lambda: 3)
    assert value(metrics, "hotline_broker_connected", broker="b:8883") == 1
    connected[0] = False
    assert value(metrics, "hotline_broker_connected", broker="b:8883") == 0
    assert value(metrics, "hotline_broker_waiting", broker="b:8883") == 3


async def test_the_disk_is_looked_at_and_a_folder_that_is_gone_ends_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    metrics = Metrics()
    async with background(metrics.standing.sample_disk(tmp_path), "disk"):
        await eventually(lambda: value(metrics, "hotline_disk_free_bytes"))
    assert 0 < (value(metrics, "hotline_disk_free_bytes") or 0) < (value(metrics, "hotline_disk_bytes") or 0)
    async with background(metrics.standing.sample_disk(tmp_path / "gone"), "disk"):
        await eventually(lambda: "cannot be told" in caplog.text)


def test_the_end_of_a_certificate_is_a_time() -> None:
    metrics = Metrics()
    metrics.standing.certificate_ends("SIP certificate", datetime(2027, 1, 1, tzinfo=UTC))
    found = value(metrics, "hotline_certificate_ends_timestamp_seconds", part="SIP certificate")
    assert found == 1798761600
