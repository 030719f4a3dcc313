"""The schema of a database brought to that of this version: in one place, before a store's first question.

A schema only grows. Forward: tables, columns and longer texts are added, in one transaction; nothing is
changed or dropped. Back: an earlier version goes on with what a later one has added, because a column that
comes later is null or has a default. What keeps neither (a table that somebody altered by hand, a restore
that ended half-way) is said before anything is written into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Column, Connection, MetaData, String, Table, text
from sqlalchemy.schema import CreateColumn

from contracts.errors import HotlineError
from hotline.records.database.tables import METADATA

LOCK = 12345
"""PostgreSQL's advisory lock, for a transaction: two nodes that start at once do not make the same table."""

_SQLITE = """
SELECT t.name AS "table", c.name AS "column", c."notnull" AND NOT c.pk AS needed,
       c.dflt_value IS NOT NULL AS filled, 0 AS length
FROM sqlite_master AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'
"""
_POSTGRESQL = """
SELECT t.relname AS "table", c.attname AS "column", c.attnotnull AS needed,
       c.atthasdef OR c.attidentity <> '' AS filled,
       CASE WHEN c.atttypid = 'varchar'::regtype AND c.atttypmod > 4 THEN c.atttypmod - 4 ELSE 0 END AS length
FROM pg_class AS t JOIN pg_attribute AS c ON c.attrelid = t.oid
WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
  AND c.attnum > 0 AND NOT c.attisdropped
"""


class UnfitSchema(HotlineError):
    """The tables are not of this version or an earlier one, nor can they be widened; the text says which, and
    what to do."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A column of the database."""

    needed: bool
    """Every row must have it."""
    filled: bool
    """It has a default."""
    length: int
    """Of a text at most, in characters; 0: no bound."""


_Schema = dict[str, dict[str, _Found]]
"""Columns by name, by table."""


def prepare(connection: Connection, metadata: MetaData = METADATA) -> None:
    """Makes what is missing. The tables of `metadata` are those of this version.

    Raises `UnfitSchema`: nothing is changed then.
    """
    there = _look(connection)
    if not _is_complete(there, metadata):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            there = _look(connection)
        _require_fitting(there, metadata)
        new = [table for table in metadata.sorted_tables if table.name not in there]
        metadata.create_all(connection, new, checkfirst=False)
        for table in metadata.sorted_tables:
            if table.name in there:
                _widen(connection, table, there[table.name])
        there = _look(connection)
    _require_fitting(there, metadata)


def _look(connection: Connection) -> _Schema:
    """In one question, so that a start costs no more for every table."""
    found: _Schema = {}
    for row in connection.execute(text(_SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL)):
        column = _Found(bool(row.needed), bool(row.filled), int(row.length))
        found.setdefault(row.table, {})[row.column] = column
    return found


def _is_complete(there: _Schema, metadata: MetaData) -> bool:
    return all(
        table.name in there and not list(_missing(table, there[table.name]))
        for table in metadata.sorted_tables
    )


def _missing(table: Table, there: dict[str, _Found]) -> Iterable[Column[object]]:
    """What is not there, or is too short."""
    for column in table.columns:
        found = there.get(column.name)
        if found is None or 0 < found.length < (_length(column) or found.length):
            yield column


def _widen(connection: Connection, table: Table, there: dict[str, _Found]) -> None:
    """A new column is null in old rows, or has its `server_default`."""
    preparer = connection.dialect.identifier_preparer
    name = preparer.format_table(table)
    for column in _missing(table, there):
        if column.name in there:
            changed = f"ALTER COLUMN {preparer.format_column(column)} TYPE VARCHAR({_length(column)})"
        else:
            changed = f"ADD COLUMN {CreateColumn(column).compile(dialect=connection.dialect)}"
        connection.exec_driver_sql(f"ALTER TABLE {name} {changed}")
    for index in table.indexes:
        if any(column.name not in there for column in index.columns):
            index.create(connection)


def _require_fitting(there: _Schema, metadata: MetaData) -> None:
    """What is there can be widened, and written by this version."""
    for table in metadata.sorted_tables:
        columns = there.get(table.name)
        if columns is None:
            continue
        if lost := [one.name for one in table.primary_key if one.name not in columns]:
            raise UnfitSchema(
                f"the table {table.name} has no column {lost[0]}: it is half made, or was altered by hand. "
                "Restore the database from a backup (hotline restore), or take that table out of it"
            )
        if strange := [
            name
            for name, one in columns.items()
            if name not in table.columns and one.needed and not one.filled
        ]:
            raise UnfitSchema(
                f"the table {table.name} wants a {strange[0]} with every row, and this version has none: a "
                "later version made it, or somebody by hand. Install that version, or give it a default"
            )
        for column in table.columns:
            impossible = not column.nullable and column.server_default is None and not column.primary_key
            if column.name not in columns and impossible:
                raise UnfitSchema(
                    f"the table {table.name} has no column {column.name}, which every row must have: it is "
                    "half made. Restore the database from a backup (hotline restore)"
                )


def _length(column: Column[object]) -> int | None:
    return column.type.length if isinstance(column.type, String) else None
