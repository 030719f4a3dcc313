"""The latest calls of the records."""

from __future__ import annotations

import asyncio
from pathlib import Path

from contracts.errors import ServiceError
from contracts.language import text as _
from hotline.administration.replay.past import PastCall, past_call
from hotline.machine.paths import State
from hotline.records.database.records import Records, RecordsUnavailable


async def recent_calls(url: str | None, state: State, limit: int) -> list[PastCall]:
    """Those of the latest `limit` calls that were decided, the oldest first.

    `url` is `records.url` of the configuration. Raises `ServiceError` without records.
    """
    if url is None and not await asyncio.to_thread(Path.is_file, state.database):
        text = _("{database}: there are no records yet; the service writes them as it runs")
        raise ServiceError(text.format(database=state.database))
    records = Records(url or state.database_url)
    try:
        rows = await records.recent(limit)
        calls = [past_call(await records.history(row.id)) for row in reversed(rows)]
    except RecordsUnavailable as error:
        raise ServiceError(str(error)) from error
    finally:
        await records.close()
    return [call for call in calls if call is not None]
