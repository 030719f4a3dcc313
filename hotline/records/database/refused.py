"""What people at a desk are told while the database is away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from agent_assist.refusal import DATABASE_AWAY, ActionRefused
from hotline.records.database.records import RecordsUnavailable


@contextmanager
def refused() -> Iterator[None]:
    """Raises `ActionRefused` for a database that is away."""
    try:
        yield
    except RecordsUnavailable as error:
        raise ActionRefused(DATABASE_AWAY) from error
