"""Legs that share a pool of two."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from asr import AsrSettings, Recogniser, WorkerPool
from tests.unit.asr.hearing.legs import SETTINGS, Leg


@pytest.fixture
async def leg() -> AsyncIterator[Callable[..., Leg]]:
    pool = WorkerPool(2)
    legs: list[Leg] = []

    def make(recogniser: Recogniser, settings: AsrSettings = SETTINGS) -> Leg:
        legs.append(Leg(recogniser, settings, pool))
        return legs[-1]

    yield make
    for each in legs:
        each.hearing.cancel()
    await asyncio.to_thread(pool.close)
