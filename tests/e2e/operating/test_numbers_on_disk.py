"""Whoever called: the full number lies nowhere on the disk, with the service and without. Real processes."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from hotline.bench.softphone import Softphone
from tests.e2e.town import Town, citizen, nobody_left, process, reach_an_agent
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NUMBER = inspect.signature(Softphone).parameters["number"].default


def holding(folder: Path, number: str) -> list[str]:
    """Files below the state folder in which the number stands, but for those of the test's own telephones."""
    files = [path for path in folder.rglob("*") if path.is_file() and "phones" not in path.parts]
    return [str(path.relative_to(folder)) for path in files if number.encode() in path.read_bytes()]


async def test_a_callers_number_lies_nowhere_on_the_disk(town: Town) -> None:
    async with citizen(town, 45300) as caller:
        await eventually(lambda: town.answered() == 1)  # through the net: no service runs
        await caller.hang_up()
    async with process(town, "serve"), citizen(town, 45400) as caller:
        await reach_an_agent(town, caller)
        await caller.hang_up()
        await nobody_left(town)
    assert len(NUMBER) == 11
    assert holding(town.state.root, NUMBER) == []
