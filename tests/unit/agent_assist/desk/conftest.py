"""A desk that runs, with a page of its own to be built."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.agent_assist.desk.parts import Desk, running_desk


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, dist=tmp_path / "dist") as running:
        yield running
