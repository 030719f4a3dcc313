"""A schema grows: from the earliest one forward, back to a version that knows less, never half-way unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection

from hotline.backup.rows import TABLES
from hotline.machine.paths import State
from hotline.records.database.records import RecordsUnavailable
from hotline.records.database.schema import UnfitSchema, prepare
from hotline.records.database.store import PlainStore
from hotline.records.database.tables import CALLS, METADATA
from tests.databases import dump, execute, sql
from tests.unit.hotline.records.database.first_schema import FIRST

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def url(tmp_path: Path) -> str:
    return State(tmp_path).database_url


def made(url: str, metadata: MetaData) -> None:
    execute(url, lambda connection: connection.run_sync(prepare, metadata))


def a_row(table: Table) -> dict[str, Any]:
    """What that version writes: a value for every column that is not counted or filled by itself."""
    counted = [column for column in table.primary_key if isinstance(column.type, Integer)]
    return {
        column.name: {str: "x", int: 1, float: 1.5, bool: True}[column.type.python_type]
        for column in table.columns
        if column not in counted or not column.autoincrement
    }


async def fill(connection: AsyncConnection, metadata: MetaData) -> None:
    for table in metadata.sorted_tables:
        await connection.execute(insert(table).values(a_row(table)))


def columns(url: str) -> dict[str, set[str]]:
    async def look(connection: AsyncConnection) -> dict[str, set[str]]:
        return await connection.run_sync(
            lambda one: {
                name: {column["name"] for column in inspect(one).get_columns(name)}
                for name in inspect(one).get_table_names()
            }
        )

    return execute(url, look)


TODAY = {table.name: {column.name for column in table.columns} for table in TABLES}


def test_a_database_of_the_earliest_version_becomes_one_of_today_with_its_rows(url: str) -> None:
    made(url, FIRST)
    execute(url, lambda connection: fill(connection, FIRST))
    made(url, METADATA)
    assert columns(url) == TODAY

    async def count(connection: AsyncConnection) -> list[int]:
        return [len((await connection.execute(select(table))).all()) for table in FIRST.sorted_tables]

    assert execute(url, count) == [1] * len(FIRST.tables)


def test_the_earliest_version_goes_on_with_a_database_of_today(url: str) -> None:
    made(url, METADATA)
    made(url, FIRST)
    execute(url, lambda connection: fill(connection, FIRST))
    assert columns(url) == TODAY


def test_a_second_look_changes_nothing(url: str) -> None:
    made(url, METADATA)
    before = columns(url)
    statements: list[str] = []

    async def again(connection: AsyncConnection) -> None:
        await connection.run_sync(lambda one: prepare(_Heard(one, statements)))  # type: ignore[arg-type]

    execute(url, again)
    assert columns(url) == before
    assert len(statements) == 1, "one question, whatever the number of tables"


class _Heard:
    """A connection that notes what it is asked."""

    def __init__(self, connection: Any, statements: list[str]) -> None:
        self._connection, self._statements = connection, statements

    def execute(self, statement: Any, *arguments: Any) -> Any:
        self._statements.append(str(statement))
        return self._connection.execute(statement, *arguments)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def test_what_a_later_version_wants_of_every_row_is_refused_before_anything_is_written(url: str) -> None:
    later = MetaData()
    CALLS.to_metadata(later).append_column(Column("mood", String(8), nullable=False))
    made(url, later)
    with pytest.raises(UnfitSchema, match=r"calls wants a mood .* Install that version"):
        made(url, METADATA)
    assert columns(url) == {"calls": TODAY["calls"] | {"mood"}}


async def test_a_store_says_so_too(url: str) -> None:
    sql(url, "CREATE TABLE calls (id VARCHAR(200) PRIMARY KEY, mood INTEGER NOT NULL)")
    async with PlainStore.opened(url) as store:
        with pytest.raises(RecordsUnavailable, match="calls wants a mood"):
            async with store._transaction():
                pass


def test_a_table_without_its_key_is_half_made(url: str) -> None:
    sql(url, "CREATE TABLE calls (caller TEXT)")
    with pytest.raises(UnfitSchema, match=r"calls has no column id: .*hotline restore"):
        made(url, METADATA)
    assert columns(url) == {"calls": {"caller"}}


def test_a_text_that_may_be_longer_now_is_widened(url: str) -> None:
    def of(length: int) -> MetaData:
        metadata = MetaData()
        Table("notes", metadata, Column("id", Integer, primary_key=True), Column("text", String(length)))
        return metadata

    made(url, of(4))
    made(url, of(8))
    made(url, of(4))
    sql(url, "INSERT INTO notes VALUES (1, '12345678')")
    assert "12345678" in dump(url)
