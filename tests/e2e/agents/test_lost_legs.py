"""An agent's telephone is lost in mid-call: the page is loaded anew, or does not come back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from contracts import AgentAnswered, AgentLeg, Bridged, CallEnded, CallerHeld, CallQueued
from tests.e2e.conversations import CITIZEN, LI, VOICES, WANG
from tests.e2e.house import House, queued
from tests.e2e.phones.browser_phones import (
    answer_here,
    at_desk,
    page_hears_only,
    phone_is,
    spoken,
    with_microphone,
)
from tests.e2e.phones.people import Citizen, phone
from tests.e2e.phones.tones import hears_only, hears_something, tone
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


def legs(citizen: Citizen) -> list[str]:
    return [one.state for one in citizen.saw(AgentLeg) if isinstance(one, AgentLeg)]


async def test_a_page_loaded_anew_in_mid_call_has_its_voice_back(house: House, tmp_path: Path) -> None:
    async with with_microphone(spoken(tmp_path, tone(WANG))) as browser, house.desk("sun") as sun:
        page = await at_desk(browser, house.scene, "wang", plain=True)
        await answer_here(page)
        async with queued(house, "1", sun) as citizen:
            await page.click("[data-press=accept]")
            await citizen.phone.say(tone(CITIZEN))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page_hears_only(page, CITIZEN, of=VOICES)
            await page.click("[data-press=mute]")
            await hears_only(citizen.phone, of=VOICES)

            await page.reload()
            await phone_is(page, "talking")
            await page_hears_only(page, CITIZEN, of=VOICES)
            await hears_only(citizen.phone, of=VOICES)  # muted still
            await page.click("[data-press=mute]")
            await hears_only(citizen.phone, WANG, of=VOICES)
            assert legs(citizen) == ["lost", "back"]
            assert sun.agents["wang"]["phase"] == "talking"

            await page.reload()
            await phone_is(page, "talking")
            await hears_only(citizen.phone, WANG, of=VOICES)
            assert len(citizen.saw(Bridged)) == 1
            assert not citizen.saw(CallEnded)
            await citizen.phone.hang_up()
        await phone_is(page, "ready")
        await eventually(lambda: sun.agents["wang"]["phase"] == "wrap_up", seen=lambda: sun.agents)


async def test_a_page_loaded_anew_while_it_rings_on_hold_and_after_the_call_stands_where_it_stood(
    house: House, tmp_path: Path
) -> None:
    async with with_microphone(spoken(tmp_path, tone(WANG))) as browser, house.desk("sun") as sun:
        page = await at_desk(browser, house.scene, "wang", plain=True)
        await answer_here(page)
        async with queued(house, "1", sun) as citizen:
            await page.locator("[data-press=accept]").wait_for()
            await page.reload()
            await page.click("[data-press=accept]")
            await phone_is(page, "talking")
            await citizen.phone.say(tone(CITIZEN))
            await page_hears_only(page, CITIZEN, of=VOICES)

            await page.click("[data-press=hold]")
            await expect(page.locator("[data-held]")).to_be_visible()
            await page.reload()
            await phone_is(page, "talking")
            await expect(page.locator("[data-held]")).to_be_visible()
            await hears_something(citizen.phone)  # the music goes on
            assert [one.held for one in citizen.saw(CallerHeld) if isinstance(one, CallerHeld)] == [True]
            await page.click("[data-press=retrieve]")
            await hears_only(citizen.phone, WANG, of=VOICES)
            await page_hears_only(page, CITIZEN, of=VOICES)
            await citizen.phone.hang_up()
        await eventually(lambda: sun.agents["wang"]["phase"] == "wrap_up", seen=lambda: sun.agents)
        note = page.locator("[data-wrap-up] input[data-note], [data-wrap-up] [data-note] input").first
        await note.fill("周三前回电")
        await page.reload()
        await expect(note).to_have_value("周三前回电")
        await phone_is(page, "ready")
        assert sun.agents["wang"]["phase"] == "wrap_up"


async def test_a_page_that_does_not_come_back_gives_the_caller_to_the_next(
    house: House, tmp_path: Path
) -> None:
    async with (
        with_microphone(spoken(tmp_path, tone(WANG))) as browser,
        house.desk("sun") as sun,
        house.desk("wang"),
    ):
        page = await at_desk(browser, house.scene, "wang", plain=True)
        await answer_here(page)
        async with queued(house, "1", sun) as citizen:
            await page.click("[data-press=accept]")
            await hears_only(citizen.phone, WANG, of=VOICES)
            async with (
                phone(house.scene, agent="li", auto_answer=True) as li,
                queued(house, "1", sun) as other,
            ):
                await other.until(AgentAnswered)  # li is busy
                await page.close()
                await eventually(lambda: legs(citizen) == ["lost"], seen=lambda: citizen.timeline.seen)
                await hears_something(citizen.phone)
                async with queued(house, "1", sun) as before:  # came into the queue earlier
                    await eventually(lambda: "given up" in legs(citizen), seen=lambda: citizen.timeline.seen)
                    await citizen.until(CallQueued, times=2)
                    await eventually(
                        lambda: sun.agents["wang"]["phase"] == "offline", seen=lambda: sun.agents
                    )
                    await other.phone.hang_up()
                    await eventually(lambda: sun.agents["li"]["phase"] == "wrap_up", seen=lambda: sun.agents)
                    house.scene.service.floor.pause("li", False)
                    await citizen.until(AgentAnswered, times=2)
                    await li.say(tone(LI))
                    await hears_only(citizen.phone, LI, of=VOICES)
                    assert not before.saw(AgentAnswered)
                    await before.phone.hang_up()
                await citizen.phone.hang_up()


async def test_a_telephone_that_vanishes_is_rung_again_and_answers(house: House) -> None:
    """Of SIP: it died in mid-call, and is there again under the same account."""
    async with (
        house.desk("sun") as sun,
        phone(house.scene, agent="wang", auto_answer=True) as own,
        queued(house, "1", sun) as citizen,
    ):
        await citizen.until(Bridged)
        await own.vanish()
        async with phone(house.scene, agent="wang", auto_answer=True) as new:
            await eventually(lambda: legs(citizen) == ["lost", "back"], seen=lambda: citizen.timeline.seen)
            await new.say(tone(WANG))
            await hears_only(citizen.phone, WANG, of=VOICES)
            await citizen.phone.hang_up()
