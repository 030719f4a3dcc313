"""Calls that are too old are deleted with all that belongs to them, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from contracts import CallEnded, CallStarted, Corrected, HistorySearched
from hotline.machine.paths import State
from hotline.records.database import retention as rules
from hotline.records.database.audit.chain import PURPOSE
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.corrections.table import CORRECTIONS
from hotline.records.database.past.table import CALLERS
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.database.retention import Retention
from hotline.records.database.tables import EVENTS
from hotline.records.sealing import Seal

pytestmark = pytest.mark.usefixtures("database")

AUDIT = AuditChain("n1", Seal("of this test", PURPOSE))
NOW = 1_700_000_000.0


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PAUSE_S", 0.0)
    monkeypatch.setattr(rules, "AT_ONCE", 2)


async def a_call(records: Records, name: str, ended: float | None) -> None:
    at = NOW if ended is None else ended - 60
    records.write(CallStarted(call=name, caller="anonymous", dialled="12345", at=at))
    records.write(Corrected(call=name, agent="wang", queue="urban", intent=None, at=at))
    if ended is not None:
        records.write(CallEnded(call=name, by="caller", at=ended))


async def test_old_calls_go_with_all_that_belongs_to_them(tmp_path: Path) -> None:
    url = State(tmp_path).database_url
    records = Records(url, spill=tmp_path / "spill.jsonl")
    await records.open()
    for number in range(5):
        await a_call(records, f"old-{number}", NOW - 100)
    await a_call(records, "young", NOW + 100)
    await a_call(records, "still up", None)
    records.write(HistorySearched(agent="wang", words="停水", found=1, at=NOW))
    assert await records.flush()
    async with Retention.opened(url, AUDIT) as retention:
        async with retention._transaction() as connection:
            callers = [{"call": one, "name": "x", "at": 1.0} for one in ("old-1", "young")]
            await connection.execute(insert(CALLERS), callers)
        assert await retention.forget(NOW) == 5
        assert await retention.forget(NOW) == 0
        async with retention._transaction() as connection:

            async def kept(column: object) -> set[str]:
                return set((await connection.scalars(select(column))).all())  # type: ignore[call-overload]

            assert await kept(EVENTS.c.call) == {"young", "still up", ""}, "written now, whatever it tells of"
            assert await kept(CORRECTIONS.c.call) == {"young", "still up"}
            assert await kept(CALLERS.c.call) == {"young"}
    assert {row.id for row in await records.recent(9)} == {"young", "still up"}
    await records.close()


async def test_what_belongs_to_no_call_goes_by_when_it_was_written(tmp_path: Path) -> None:
    url = State(tmp_path).database_url
    async with Retention.opened(url, AUDIT) as retention:
        async with retention._transaction() as connection:
            rows = [
                {"call": "", "seq": int(at * rules.NS), "at": at, "type": "history_searched", "json": "{}"}
                for at in (1.0, 2.0, 3.0, NOW)
            ]
            await connection.execute(insert(EVENTS), rows)
        assert await retention.forget(NOW) == 0
        async with retention._transaction() as connection:
            assert [row.at for row in await connection.execute(select(EVENTS.c.at))] == [NOW]


@pytest.mark.sqlite
async def test_a_database_that_is_away_is_said(tmp_path: Path) -> None:
    async with Retention.opened(f"sqlite:///{tmp_path / 'no' / 'folder' / 'hotline.db'}", AUDIT) as retention:
        with pytest.raises(RecordsUnavailable):
            await retention.forget(NOW)
