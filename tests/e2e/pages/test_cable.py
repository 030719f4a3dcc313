"""A cable that is pulled without a close: the page says so, the supervisor sees it, and nothing is lost."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from contracts import AgentAnswered, AgentChanged, Bridged, CallQueued, CallStarted, TranscriptFinal
from tests.e2e.browsers import chromium
from tests.e2e.cable import Cable
from tests.e2e.conftest import PATIENCE_MS
from tests.e2e.desks import desk as opened
from tests.unit.agent_assist.desk.parts import running_desk
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def test_a_pulled_cable_in_an_emergency(tmp_path: Path) -> None:
    cable = Cable()
    async with running_desk(tmp_path) as desk, chromium() as browser:
        port = urlsplit(desk.url).port
        assert port is not None
        async with (
            cable.to(port) as url,
            opened(desk.url.rstrip("/"), "9001", desk.passwords["9001"]) as boss,
        ):
            page = await browser.new_page(locale="zh-CN")
            page.set_default_timeout(PATIENCE_MS)
            await page.goto(url)
            await page.fill("#agent", "8002")
            await page.fill("#password", desk.passwords["8002"])
            await page.keyboard.press("Enter")
            for event in (
                CallStarted(call="fire", caller="138****8000", dialled="12345"),
                CallQueued(call="fire", queue="emergency", position=1),
                AgentAnswered(call="fire", agent="8002"),
                Bridged(call="fire", agent="8002"),
                AgentChanged(agent="8002", phase="talking", call="fire"),
            ):
                desk.hub.publish(event)
            note = page.locator("[data-wrap-up] input[data-note], [data-wrap-up] [data-note] input").first
            await note.wait_for()

            cable.pull()
            await page.wait_for_selector(".connection.lost")
            await eventually(lambda: boss.agents["8002"]["desk"] is False)
            said = TranscriptFinal(
                call="fire",
                leg="caller",
                utterance=0,
                start_ms=0,
                end_ms=900,
                text="三楼有人",
                confidence=0.9,
            )
            desk.hub.publish(said)
            await note.fill("已通知消防")
            await note.blur()
            await page.wait_for_selector("[data-unsaved]")
            assert not any(done[0] == "wrap_up" for done in desk.actions.done)

            cable.plug_in()
            await page.wait_for_selector(".connection.live")
            await expect(page.get_by_text("三楼有人").first).to_be_visible()
            await eventually(lambda: boss.agents["8002"]["desk"] is True)
            await eventually(lambda: ("wrap_up", "fire", "8002", "", "已通知消防") in desk.actions.done)

            await note.fill("已通知消防，两人被困")
            await page.reload()
            await note.wait_for()
            await expect(note).to_have_value("已通知消防，两人被困")
