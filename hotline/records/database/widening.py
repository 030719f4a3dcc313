"""A table that has grown since the database was made gets its new columns."""

from __future__ import annotations

from sqlalchemy import Connection, Table, inspect
from sqlalchemy.schema import CreateColumn


def widen(connection: Connection, table: Table) -> None:
    """Adds the columns of `table` that the database does not have; the table must be there.

    What is there is never changed or dropped, so that an earlier version of ours can go on with it. A new
    column is null in old rows, or has its `server_default`.
    """
    known = {column["name"] for column in inspect(connection).get_columns(table.name)}
    quoted = connection.dialect.identifier_preparer.format_table(table)
    for column in table.columns:
        if column.name not in known:
            written = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {quoted} ADD COLUMN {written}")
