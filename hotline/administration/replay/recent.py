"""The latest calls of the records."""

from __future__ import annotations

import asyncio

from contracts.errors import ServiceError
from hotline.administration.replay.past import PastCall, past_call
from hotline.machine.paths import State
from hotline.records.database.records import Records, RecordsUnavailable


async def recent_calls(url: str | None, state: State, limit: int) -> list[PastCall]:
    """Those of the latest `limit` calls that were decided, the oldest first.

    `url` is `records.url` of the configuration. Raises `ServiceError` without records.
    """
    kept = await asyncio.to_thread(state.kept_records, url)
    records = Records(kept)
    try:
        rows = await records.recent(limit)
        calls = [past_call(await records.history(row.id)) for row in reversed(rows)]
    except RecordsUnavailable as error:
        raise ServiceError(str(error)) from error
    finally:
        await records.close()
    return [call for call in calls if call is not None]
