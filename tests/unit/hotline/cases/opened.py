"""A store of cases in a folder of a test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from hotline.cases.store import PURPOSE, CaseStore
from hotline.cases.table import CaseMatter
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.sealing import Seal

NUMBER = "13912345678"
OTHER = "13900000002"
OUTAGE = CaseMatter(
    intent="water",
    topic="停水",
    queue="utilities",
    place="幸福路12号翠竹小区",
    place_said="幸福路十二号翠竹小区",
    said="我们这儿停水三天了，我的电话是13912345678",
)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[CaseStore]:
    state = State(folder)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    async with CaseStore.opened(state.database_url, seal) as store:
        yield store
