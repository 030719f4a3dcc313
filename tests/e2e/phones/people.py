"""Callers and agents for the tests, on real SIP phones, doing what each test needs step by step."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import numpy as np

from contracts import Event
from hotline.bench.baresip import RATE
from hotline.bench.demo.stage import DemoStage
from hotline.bench.demo.timeline import Timeline
from hotline.bench.softphone import Softphone
from tests.waiting import PATIENCE_S, eventually

_ports = itertools.count(40000, 20)
_folders = itertools.count(1)


@dataclass(slots=True)
class Citizen:
    """A caller whose call has reached the service."""

    phone: Softphone
    timeline: Timeline

    def saw(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.timeline.seen if isinstance(event, kind)]

    async def until(self, kind: type[Event], *, times: int = 1) -> Event:
        """The `times`-th event of that class in this call. Raises TimeoutError."""
        await eventually(lambda: len(self.saw(kind)) >= times, seen=lambda: [kind, self.timeline.seen])
        return self.saw(kind)[times - 1]


@asynccontextmanager
async def calling(
    scene: DemoStage, *, number: str = "13912345678", dialled: str | None = None
) -> AsyncIterator[Citizen]:
    """A citizen who has just dialled the hotline, or that number of it, and hears the greeting begin."""
    async with phone(scene, number=number) as found:
        await found.dial(dialled or scene.config.telephony.number)
        timeline = await scene.next_call(PATIENCE_S)
        yield Citizen(found, timeline)


@asynccontextmanager
async def phone(
    scene: DemoStage, *, number: str = "13912345678", agent: str | None = None, auto_answer: bool = False
) -> AsyncIterator[Softphone]:
    """A citizen's phone, or that of an agent by id."""
    account = None
    if agent is not None:
        extension = next(a.extension for a in scene.config.agents if a.id == agent)
        account = (extension, scene.secrets.sip[extension])
    first = next(_ports)
    async with Softphone(
        scene.folder / "phones" / f"test{next(_folders)}",
        scene.sip_server,
        account=account,
        number=number,
        auto_answer=auto_answer,
        rtp_ports=(first, first + 19),
    ) as found:
        yield found


@asynccontextmanager
async def paused(scene: DemoStage, *agents: str) -> AsyncIterator[None]:
    """Those agents (all when none is named) take no calls for a while."""
    chosen = agents or tuple(scene.agents)
    for agent in chosen:
        scene.service.floor.pause(agent, True)
    try:
        yield
    finally:
        for agent in chosen:
            scene.service.floor.pause(agent, False)


def loudness(samples: np.ndarray) -> float:
    """RMS of 16-bit samples."""
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) if len(samples) else 0.0


def longest_silence_s(samples: np.ndarray, quiet: float = 40.0) -> float:
    """The longest stretch in which nothing above `quiet` (RMS of 100 ms) was heard."""
    step = RATE // 10
    longest = run = 0
    for start in range(0, len(samples) - step, step):
        run = run + 1 if loudness(samples[start : start + step]) < quiet else 0
        longest = max(longest, run)
    return longest / 10
