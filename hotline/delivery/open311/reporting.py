"""Open311 of a running service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hotline.cases.store import PURPOSE, CaseStore
from hotline.configuration.delivery import Open311Settings
from hotline.delivery.open311.server import SETTING, GeoReport, Settings
from hotline.machine.serving import serving
from hotline.records.sealing import Seal


@asynccontextmanager
async def reporting(
    configured: Open311Settings | None, url: str, secret: str, settings: Settings, base: Path
) -> AsyncIterator[None]:
    """Serves for as long as the context lasts, if it is configured.

    `url` of the records, `secret` what cases are sealed with, `settings` those that are live, `base` the
    folder that names of files count from. Raises ServiceError when the port is taken, `SecretUnreadable` when
    there is no key.
    """
    if configured is None:
        yield
        return
    keys = await asyncio.to_thread(configured.keys, base)
    async with CaseStore.opened(url, Seal(secret, PURPOSE)) as store:
        app = GeoReport(store, settings, keys, configured).application()
        async with serving(app, configured.bind, configured.port, SETTING):
            yield
