"""The stage of the desk's scenes: the shipped configuration with recordings and wrap-up; its pictures."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, expect

from contracts import AgentLeg, TranscriptFinal
from hotline.bench.demo.stage import DemoStage, stage
from hotline.configuration.schema import HotlineConfig
from tests.e2e.conftest import ARTIFACTS, nothing_left, quick
from tests.e2e.folders import stage_folder
from tests.e2e.phones.people import Citizen
from tests.waiting import eventually

CODES = ["已答复", "已转部门办理", "已登记工单"]


@asynccontextmanager
async def desks_scene(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    """Nobody's telephone is there yet; calls are recorded, and wrapped up for a minute."""
    own = quick(config)
    changed = {
        "recording": own.recording.model_copy(update={"enabled": True, "keep_free_gb": 0}),
        "desk": own.desk.model_copy(update={"wrap_up_codes": CODES}),
        "telephony": own.telephony.model_copy(update={"wrap_up_s": 120}),
    }
    with stage_folder() as folder:
        async with stage(own.model_copy(update=changed), Path(folder), agents=0) as found:
            yield found
            await nothing_left(found)


async def picture(page: Page, name: str) -> None:
    """Kept for the documents."""
    ARTIFACTS.mkdir(exist_ok=True)
    await page.mouse.move(0, 0)
    await page.screenshot(path=ARTIFACTS / f"{name}.png", animations="disabled")


async def stands(page: Page, state: str) -> None:
    """The agent's own state, as the page says it."""
    await expect(page.locator(".own[data-state]")).to_have_attribute("data-state", state)


async def lines_of(page: Page, leg: str) -> list[str]:
    """What stands on the page of that speaker, in order."""
    texts = await page.locator(f"[data-line={leg}][data-final=true] .bubble").all_inner_texts()
    return [text.strip() for text in texts]


def written(citizen: Citizen, leg: str) -> list[str]:
    """What was written of that speaker so far, by utterance; as the page is to show it."""
    finals = [one for one in citizen.saw(TranscriptFinal) if isinstance(one, TranscriptFinal)]
    of_leg = sorted((one for one in finals if one.leg == leg), key=lambda one: one.utterance)
    return [one.written or one.text for one in of_leg if one.text]


async def nothing_is_missing(page: Page, citizen: Citizen) -> None:
    """All that was written of the three stands on the page, in order."""
    shown: dict[str, tuple[list[str], list[str]]] = {}

    async def whole() -> bool:
        for leg in ("caller", "agent", "consulted"):
            shown[leg] = (await lines_of(page, leg), written(citizen, leg))
        return all(there == wanted for there, wanted in shown.values())

    await eventually(whole, seen=lambda: shown)


def legs(citizen: Citizen) -> list[str]:
    """How the telephone of the agent who leads the call fared."""
    return [one.state for one in citizen.saw(AgentLeg) if isinstance(one, AgentLeg)]


async def says(citizen: Citizen, recording: Path) -> None:
    """The citizen says that, and it is written down."""
    before = len(written(citizen, "caller"))
    await citizen.phone.say(recording)
    await eventually(
        lambda: len(written(citizen, "caller")) > before, seen=lambda: citizen.timeline.seen[-8:]
    )
