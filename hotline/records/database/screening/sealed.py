"""How the number of a listed caller lies in the database: sealed while it is needed, then not at all."""

from __future__ import annotations

import time

from sqlalchemy import Column, Connection, MetaData, Table, Text, inspect, select, text

from contracts import Standing
from hotline.records.database.screening.sealed_number import SealedNumber
from hotline.records.database.screening.table import LISTED, SCREENING, Entry, State
from hotline.records.masking.masking import mask_text
from hotline.records.sealing import Seal

FORGOTTEN: dict[str, None] = {"name": None, "sealed": None}
"""What stands in the row when nobody need recognise the caller any more."""

_KEPT = [one.name for one in SCREENING.c if one.name not in ("name", "sealed", "masked")]
_EARLIER = Table("screening", MetaData(), Column("number", Text), *(Column(name) for name in _KEPT))
"""The table of versions that kept numbers in the open."""


def entry_of(
    number: SealedNumber, standing: Standing, state: State, reason: str, call: str | None, by: str
) -> Entry:
    """A new entry of that number; the database gives the id."""
    kept = number.name, number.sealed, number.masked
    return Entry(0, *kept, standing, state, mask_text(reason), call, by, time.time())


def seal_earlier_list(connection: Connection, seal: Seal) -> None:
    """Takes over the list of an earlier version, and leaves no number of it behind."""
    if not inspect(connection).has_table(_EARLIER.name):
        return
    rows = connection.execute(select(_EARLIER).order_by(_EARLIER.c.id)).mappings().all()
    for row in rows:
        values = {key: value for key, value in row.items() if key != "number"}
        number = SealedNumber.of(str(row["number"]), seal)
        kept = {"name": number.name, "sealed": number.sealed} if row["state"] in LISTED else FORGOTTEN
        values |= {"reason": mask_text(str(row["reason"])), "masked": number.masked, **kept}
        connection.execute(SCREENING.insert().values(values))
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA secure_delete = ON"))  # what is freed is overwritten
    _EARLIER.drop(connection)
