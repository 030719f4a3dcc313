"""The configuration's generations as all nodes of one hotline have them: numbered once, for all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import TextClause, text

from hotline.machine.zipped import unzipped, zipped
from hotline.nodes.leases import ME, NOW
from hotline.nodes.register import Register

KEPT = 50
"""So many of the newest."""

_PUT: TextClause = text(f"""
INSERT INTO shared_generations (number, node, at, author, why, digest, files)
SELECT CAST(:base AS bigint) + 1, CAST(:node AS text), {NOW}, CAST(:author AS text), CAST(:why AS text),
    CAST(:digest AS text), CAST(:files AS bytea)
WHERE coalesce((SELECT max(number) FROM shared_generations), 0) = CAST(:base AS bigint) AND {ME}
ON CONFLICT (number) DO NOTHING RETURNING number""")
"""Of two that follow the same one the first counts; a node that is passed over publishes nothing."""

_TRIM: TextClause = text("DELETE FROM shared_generations WHERE number <= :last RETURNING number")

_NEWEST: TextClause = text(
    "SELECT number, node, author, why, digest FROM shared_generations ORDER BY number DESC LIMIT 1"
)
_FILES: TextClause = text("SELECT files FROM shared_generations WHERE number = :number")


@dataclass(frozen=True, slots=True)
class Published:
    """A generation of all nodes."""

    number: int
    node: str
    """On which it was published."""
    author: str
    why: str
    digest: str
    """Of its files."""


class Publications(Register):
    """Made by `opened`, after which it `enter`s. Every method raises `RecordsUnavailable`."""

    async def put(self, base: int, files: Mapping[str, bytes], author: str, why: str) -> int | None:
        """Follows generation `base`; returns its number. None: another has followed it already."""
        values: dict[str, Any] = {
            "author": author,
            "why": why,
            "digest": digest(files),
            "files": zipped(files),
        }
        row = await self._first(_PUT, base=base, **values)
        if row is None:
            return None
        await self._first(_TRIM, twice=True, last=row.number - KEPT)
        return int(row.number)

    async def newest(self) -> Published | None:
        """What all nodes are to run; None when nothing was published."""
        row = await self._first(_NEWEST, twice=True)
        return None if row is None else Published(**row._mapping)

    async def files(self, number: int) -> dict[str, bytes] | None:
        """Byte for byte; None when it is no longer kept. Raises `DamagedZip`."""
        row = await self._first(_FILES, twice=True, number=number)
        return None if row is None else unzipped(row.files)


def digest(files: Mapping[str, bytes]) -> str:
    """The same for the same names and bytes."""
    found = hashlib.sha256()
    for name, data in sorted(files.items()):
        found.update(f"{len(name.encode())} {len(data)} {name}".encode() + data)
    return found.hexdigest()
