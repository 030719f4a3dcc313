"""No model, no broker, no database: the caller still reaches a human."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from contracts import Bridged, CallEnded, CallQueued, Fault, PromptStarted
from hotline.bench.demo.stage import stage
from hotline.bench.softphone import free_port
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from hotline.records.broker import EventsSettings
from tests.e2e.conftest import nothing_left, quick
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import calling
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_the_caller_reaches_a_human_and_nothing_is_lost(config: HotlineConfig) -> None:
    broken = quick(config).model_copy(
        update={
            "asr": config.asr.model_copy(update={"model": "models/no-such-model"}),
            "events": EventsSettings(mqtt_url=f"mqtt://127.0.0.1:{free_port()}"),
        }
    )
    faults: list[Fault] = []
    with stage_folder() as folder:
        async with stage(broken, Path(folder), agents=1) as scene:
            scene.service.bus.listen(lambda event: faults.append(event) if isinstance(event, Fault) else None)
            with contextlib.closing(sqlite3.connect(State(Path(folder)).database, timeout=1)) as other:
                other.execute("BEGIN EXCLUSIVE")
                async with calling(scene) as citizen:
                    await citizen.until(PromptStarted)
                    # Nothing can be heard: the keys are read out; the caller presses one.
                    await citizen.until(PromptStarted, times=2)
                    await citizen.phone.press("1")
                    assert (await citizen.until(CallQueued)).queue == "utilities"
                    await citizen.until(Bridged)
                    await citizen.phone.hang_up()
                    await citizen.until(CallEnded)
                await eventually(lambda: any(fault.part == "database" for fault in faults))
                other.rollback()
            await nothing_left(scene)

            async def recorded() -> bool:
                kinds = {type(event) for event in await scene.service.records.history(citizen.timeline.call)}
                return {CallQueued, Bridged, CallEnded} <= kinds

            await eventually(recorded)
