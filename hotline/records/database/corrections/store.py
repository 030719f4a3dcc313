"""Corrections as administrators work through them; the service writes them with its records."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Self

from sqlalchemy import select, update

from hotline.records.database.connection import insert_of
from hotline.records.database.corrections.table import CORRECTIONS, Correction, Status
from hotline.records.database.store import PlainStore


class Corrections(PlainStore):
    """Made by `opened`."""

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator[Self]:
        """`url` as for `Records`. Makes the table if the service has not yet."""
        async with super().opened(url) as found:
            async with found._transaction():
                pass
            yield found

    async def listed(self, status: Status | None = "open") -> list[Correction]:
        """The corrections of that status, or all, oldest first."""
        query = select(CORRECTIONS).order_by(CORRECTIONS.c.at)
        if status is not None:
            query = query.where(CORRECTIONS.c.status == status)
        async with self._transaction() as connection:
            return [Correction(**row._mapping) for row in await connection.execute(query)]

    async def get(self, ids: Sequence[int]) -> dict[int, Correction]:
        """Those of `ids` that there are."""
        query = select(CORRECTIONS).where(CORRECTIONS.c.id.in_(ids))
        async with self._transaction() as connection:
            return {row.id: Correction(**row._mapping) for row in await connection.execute(query)}

    async def known(self, calls: Sequence[str]) -> set[str]:
        """Those of `calls` that were corrected, or decided on already."""
        query = select(CORRECTIONS.c.call).where(CORRECTIONS.c.call.in_(calls))
        async with self._transaction() as connection:
            return {row.call for row in await connection.execute(query)}

    async def close(self, corrections: Sequence[Correction], status: Status, by: str) -> None:
        """Notes what was made of them, unless an agent has changed one meanwhile. What is in the table not
        yet is kept with that, unless an agent has corrected the call meanwhile."""
        values = {"status": status, "closed_by": by, "closed_at": time.time()}
        async with self._transaction() as connection:
            for one in corrections:
                if one.id is None:
                    row = {**asdict(one), **values}
                    del row["id"]
                    insert = insert_of(self._engine.url)(CORRECTIONS)
                    await connection.execute(insert.values(row).on_conflict_do_nothing())
                    continue
                same = (CORRECTIONS.c.id == one.id) & (CORRECTIONS.c.at == one.at)
                await connection.execute(update(CORRECTIONS).where(same).values(values))
