"""The records' tables as lines of JSON, a file a table: they fit SQLite and PostgreSQL alike."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from gettext import gettext as _
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from hotline.backup.errors import BackupError
from hotline.cases.changes import CASE_CHANGES
from hotline.cases.table import CASE_CALLS, CASES
from hotline.city.announcements.tables import CITY_ANNOUNCED, CITY_ANNOUNCEMENTS
from hotline.city.feed.table import CITY_FED
from hotline.city.kept.tables import CITY_CALLS, CITY_STATE, CITY_TOPICS, CITY_WARNINGS
from hotline.delivery.table import DELIVERIES
from hotline.nodes.tables import SHARED
from hotline.records.database.articles.table import ARTICLE_MARKS
from hotline.records.database.audit.table import AUDIT, AUDIT_HEADS
from hotline.records.database.callbacks.table import CALLBACKS
from hotline.records.database.connection import connected, reason_of, shown
from hotline.records.database.corrections.table import CORRECTIONS
from hotline.records.database.followups.table import FOLLOWUPS
from hotline.records.database.outbox import OUTBOX
from hotline.records.database.past.table import CALLERS
from hotline.records.database.samples.table import SAMPLE_SCORES, SAMPLES
from hotline.records.database.schema import UnfitSchema, prepare
from hotline.records.database.screening.table import OPENED, SCREENING
from hotline.records.database.tables import CALLS, EVENTS, METADATA
from hotline.reports.kept.table import REPORT_DAYS, REPORT_PERIODS

_ENDING = ".jsonl"
_AT_ONCE = 1000
"""Rows that are in memory at a time."""
_BYTES = "base64"
"""Key of what is no text and no number."""


async def write_tables(url: URL, folder: Path) -> dict[str, int]:
    """Writes every table that is there, as at one moment; returns how many rows each has. `url`: one of
    `usable_url`. Raises `BackupError`."""
    try:
        async with connected(url) as engine, engine.connect() as connection:
            if url.get_backend_name() == "postgresql":
                await connection.execution_options(isolation_level="REPEATABLE READ")
            else:  # its driver begins a transaction only before something is written
                await connection.exec_driver_sql("BEGIN")
            return await connection.run_sync(_write, folder)
    except (SQLAlchemyError, OSError) as error:
        raise BackupError(f"{shown(url)}: {reason_of(error)}") from error


async def read_tables(url: URL, folder: Path) -> dict[str, int]:
    """Fills a database that holds nothing yet with what `write_tables` wrote, all of it or nothing.

    Raises `BackupError`: also when a later version than this one wrote it.
    """
    try:
        async with connected(url) as engine, engine.begin() as connection:
            return await connection.run_sync(_read, folder)
    except (SQLAlchemyError, OSError, UnfitSchema) as error:
        raise BackupError(f"{shown(url)}: {reason_of(error)}") from error


def _write(connection: Connection, folder: Path) -> dict[str, int]:
    there = MetaData()
    there.reflect(connection)
    kept = (table for table in there.sorted_tables if table.name not in SHARED.tables)
    return {table.name: _write_table(connection, table, folder) for table in kept}


def _write_table(connection: Connection, table: Table, folder: Path) -> int:
    count = 0
    rows = connection.execute(select(table), execution_options={"yield_per": _AT_ONCE})
    with (folder / f"{table.name}{_ENDING}").open("w", encoding="utf-8") as file:
        for row in rows.mappings():
            file.write(json.dumps({name: _shown(value) for name, value in row.items()}) + "\n")
            count += 1
    return count


def _read(connection: Connection, folder: Path) -> dict[str, int]:
    prepare(connection)
    counts = {}
    for file in sorted(folder.glob(f"*{_ENDING}")):
        table = METADATA.tables.get(file.stem)
        if table is None:
            raise _newer(f"the table {file.stem}")
        if connection.execute(select(table).limit(1)).first() is not None:
            text = _("the table {table} of {database} has rows already: restore into an empty database")
            raise BackupError(text.format(table=table.name, database=shown(connection.engine.url)))
        counts[table.name] = _read_table(connection, table, file)
    return counts


def _read_table(connection: Connection, table: Table, file: Path) -> int:
    count = 0
    with file.open(encoding="utf-8") as lines:
        rows = _rows(lines, table)
        while batch := list(islice(rows, _AT_ONCE)):
            connection.execute(insert(table), batch)
            count += len(batch)
    if connection.dialect.name == "postgresql":
        _count_on(connection, table)
    return count


def _rows(lines: Iterator[str], table: Table) -> Iterator[dict[str, Any]]:
    for line in lines:
        row = {name: _value(value) for name, value in json.loads(line).items()}
        if strange := [name for name in row if name not in table.columns]:
            raise _newer(f"the column {strange[0]} of the table {table.name}")
        yield row


def _count_on(connection: Connection, table: Table) -> None:
    """What counts by itself goes on behind the highest number that is there."""
    for column in table.primary_key:
        place = {"table": table.name, "column": column.name}
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), place)
        highest = connection.scalar(select(func.max(column))) if sequence else None
        if highest is not None:
            connection.execute(select(func.setval(sequence, highest)))


def _shown(value: object) -> object:
    return {_BYTES: base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _value(value: object) -> object:
    return base64.b64decode(value[_BYTES]) if isinstance(value, Mapping) else value


def _newer(what: str) -> BackupError:
    text = _(
        "{what} is not known here: a later version wrote this backup. Install that version, or a later one"
    )
    return BackupError(text.format(what=what))


TABLES = (
    CALLS,
    EVENTS,
    CALLBACKS,
    CORRECTIONS,
    FOLLOWUPS,
    OUTBOX,
    CALLERS,
    SCREENING,
    OPENED,
    CASES,
    CASE_CALLS,
    CASE_CHANGES,
    DELIVERIES,
    CITY_CALLS,
    CITY_TOPICS,
    CITY_WARNINGS,
    CITY_STATE,
    REPORT_DAYS,
    REPORT_PERIODS,
    AUDIT,
    AUDIT_HEADS,
    CITY_ANNOUNCEMENTS,
    CITY_ANNOUNCED,
    CITY_FED,
    SAMPLES,
    SAMPLE_SCORES,
    ARTICLE_MARKS,
)
"""All that this version has: importing them makes them known. A test finds one that is missing."""
