"""A waiting caller is told how long it may take, by the real process and real Asterisk, and it is kept."""

from __future__ import annotations

from collections import deque

import pytest

from contracts import ALL_QUEUES, AgentAnswered, Bridged, Event, Fault, QueueFigures, WaitSaid
from hotline.bench.demo.stage import DemoStage
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.people import calling, paused
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TALKS_S = [20.0 + number for number in range(200)]
"""As if the hotline had had a morning of calls."""


async def test_the_range_is_announced_and_kept_with_the_real_wait(scene: DemoStage) -> None:
    figures: list[QueueFigures] = []

    def note(event: Event) -> None:
        if isinstance(event, QueueFigures) and event.queue == ALL_QUEUES:
            figures.append(event)

    scene.service.bus.listen(note)
    async with paused(scene, *list(scene.agents)[1:]), calling(scene) as talking:
        await eventually(lambda: talking.phone.hears_since)
        await talking.phone.press("0")
        await talking.until(Bridged)
        async with calling(scene, number="13912345679") as waiting:
            await eventually(lambda: waiting.phone.hears_since)
            await waiting.phone.press("0")
            await eventually(lambda: scene.service.floor.position(waiting.timeline.call) == 1)
            present = scene.service.floor.present()
            assert present is not None
            evidence = present[1]
            evidence.talks_s["general"] = deque(TALKS_S)
            said = await waiting.until(WaitSaid)
            assert isinstance(said, WaitSaid)
            assert said.low_s < said.high_s
            await waiting.until(WaitSaid, times=2)  # music came between: the announcement has ended
            await talking.phone.hang_up()
            answered = await waiting.until(AgentAnswered)
            assert isinstance(answered, AgentAnswered)
            assert answered.foreseen is not None
            assert (answered.foreseen.low_s, answered.foreseen.high_s) == (said.low_s, said.high_s)
            assert answered.foreseen.real_s == pytest.approx(answered.at - said.at)
            assert not waiting.saw(Fault)
            await waiting.phone.hang_up()
    await eventually(lambda: any(one.day.waits_foreseen for one in figures), seen=lambda: figures)
    await nothing_left(scene)
