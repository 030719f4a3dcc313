"""The list of a test, and the gate before it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hotline.machine.paths import State
from hotline.records.database.screening.store import ScreeningStore
from tests.unit.hotline.calls.screening.parts import SEAL, Service


@pytest.fixture
async def store(tmp_path: Path, database: str) -> AsyncIterator[ScreeningStore]:
    async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as opened:
        yield opened


@pytest.fixture
def service(store: ScreeningStore) -> Service:
    return Service(store)
