"""Cases, by real SIP: duplicates before the agent speaks, messages that become cases, and one from the
citizen's voice to whoever is told of it; and what many tell of at once, announced to who calls next."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from contracts import (
    AnnouncementHeard,
    Bridged,
    CallEnded,
    CallQueued,
    CaseCompleted,
    CaseFound,
    CaseOpened,
    PromptEnded,
    PromptStarted,
)
from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.cases.store import PURPOSE, CaseStore
from hotline.cases.table import CaseMatter, CaseRow
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.vocabulary import VocabularySettings
from hotline.machine.paths import State
from hotline.records.sealing import Seal
from ivr.dialogue.cases.draft import number_aloud
from tests.e2e.calls.told import Others, told
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.desks import Desk, Shown, desk
from tests.e2e.folders import stage_folder
from tests.e2e.phones.browser_phones import at_desk, with_microphone
from tests.e2e.phones.people import Citizen, calling, phone
from tests.e2e.stages import picture
from tests.unit.hotline.delivery.receiver import verified
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

SPOKEN = HERE / "recordings"
PUT_RIGHT = "人民路88号中心医院北门"
DISTRICT = "城东区"
NAMES = VocabularySettings(areas={DISTRICT: ("人民路",)})
STORM = tuple(f"1390000{number}" for number in range(2001, 2007))
"""Telephones of those who tell of the same matter."""
WAVE = 3
"""Of them call at once."""
ANNOUNCED = "您好，城东区人民路正在抢修水管，预计今晚八点恢复供水。"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def others() -> AsyncIterator[Others]:
    with stage_folder() as folder:
        async with told(Path(folder)) as found:
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(config: HotlineConfig, others: Others) -> AsyncIterator[DemoStage]:
    """Nobody answers by themselves."""
    messages = {"messages": True, "nobody_after_s": 5, "pause_s": 1}
    cases = config.ivr.cases.model_copy(update=messages)
    ivr = config.ivr.model_copy(update={"cases": cases})
    # One pass: two calls with the same words are the same text, however busy the machine is.
    asr = config.asr.model_copy(update={"final_model": None})
    own = with_free_ports(config).model_copy(
        update={"vocabulary": NAMES, "ivr": ivr, "asr": asr, **others.settings}
    )
    with stage_folder() as folder:
        async with stage(own, Path(folder), agents=0) as found:
            yield found
            await nothing_left(found)


async def hears(citizen: Citizen, text: str) -> None:
    """A prompt with those words has been said to its end."""

    def said() -> bool:
        ids = [
            one.prompt for one in citizen.timeline.seen if isinstance(one, PromptStarted) and text in one.text
        ]
        return any(isinstance(one, PromptEnded) and one.prompt in ids for one in citizen.timeline.seen)

    await eventually(said, seen=lambda: citizen.timeline.seen)


async def tells_of_the_outage(citizen: Citizen) -> None:
    """What, and where; then they wait for an agent."""
    await hears(citizen, "请问您要反映什么事")
    await citizen.phone.say(SPOKEN / "no-water.wav")
    await hears(citizen, "哪条路")
    await citizen.phone.say(SPOKEN / "where.wav")
    await citizen.until(CallQueued)


async def test_a_second_call_about_the_same_place_is_a_duplicate_before_the_agent_speaks(
    scene: DemoStage,
) -> None:
    async with (
        desk(scene.desk_url, "wang", scene.passwords["wang"]) as wang,
        phone(scene, agent="wang") as telephone,
    ):
        await telephone.register()
        async with calling(scene, number="13900000001") as first:
            await tells_of_the_outage(first)
            call = await wang.rung()
            assert call["cases"] == []
            await telephone.answer()
            await first.until(Bridged)
            answer = await wang.post(
                f"/api/calls/{call['id']}/cases", said=call["decision"]["heard"], place=place_of(call)
            )
        async with calling(scene, number="13900000002") as second:
            await tells_of_the_outage(second)
            await second.until(CaseFound)
            call = await shown_before_answering(wang)
            [case] = call["cases"]
            assert (case["case"], case["why"], case["calls"]) == (answer["case"], "place", 1)
            assert case["state"] == "open"
            assert "水" in case["said"]
            await telephone.answer()
            await second.until(Bridged)
            await wang.post(f"/api/calls/{call['id']}/cases/join", case=case["case"])
            await wang.post(f"/api/cases/{case['case']}/state", state="closed")


def place_of(call: Shown) -> str:
    [slot] = [slot for slot in call["decision"]["slots"] if slot["id"] == "address"]
    assert "中心医院" in slot["value"]
    return str(slot["value"])


async def shown_before_answering(wang: Desk) -> Shown:
    """The call that rings, with what was found about it."""
    await wang.rung()
    found: Shown = await eventually(
        lambda: next((one for one in wang.own() if one["phase"] == "ringing" and one["cases"]), None),
        seen=lambda: wang.calls,
    )
    return found


async def case_of(scene: DemoStage, number: str) -> CaseRow:
    """As it lies in the database."""
    async with CaseStore.opened(State(scene.folder).database_url, Seal(scene.secrets.seal, PURPOSE)) as store:
        found = await store.get(number)
    assert found is not None
    return found


async def begins_a_message(citizen: Citizen) -> None:
    """Nobody is at work: they are offered to leave a message, and tell what it is about."""
    await hears(citizen, "请问您要反映什么事")
    await citizen.phone.press("0")
    await hears(citizen, "没有接线员在岗")
    await citizen.phone.press("1")
    await hears(citizen, "什么事，说完停一下")
    await citizen.phone.say(SPOKEN / "lamps.wav")
    await citizen.until(CaseOpened)


async def test_a_message_that_nobody_answers_becomes_a_case_whose_number_is_said_twice(
    scene: DemoStage,
) -> None:
    async with calling(scene, number="13900000003") as citizen:
        await begins_a_message(citizen)
        await hears(citizen, "什么地方")
        await citizen.phone.say(SPOKEN / "where.wav")
        await hears(citizen, "号码联系您")
        await citizen.phone.press("1")
        await hears(citizen, "需要保密吗")
        await citizen.phone.press("1")
        await hears(citizen, "我念一遍")
        await citizen.phone.press("1")
        await citizen.until(CaseCompleted)
        ended = await citizen.until(CallEnded)
        said = [one.text for one in citizen.timeline.seen if isinstance(one, PromptStarted)]
    assert isinstance(ended, CallEnded)
    assert (ended.by, ended.cause) == ("service", "message taken")
    [opened] = citizen.saw(CaseOpened)
    assert isinstance(opened, CaseOpened)
    number = number_aloud(opened.case)
    assert sum(number in text for text in said) == 2
    row = await case_of(scene, opened.case)
    assert (row.complete, row.secret, row.masked, row.state) == (True, True, "139****0003", "open")
    assert "路灯" in row.said
    assert "中心医院" in row.place


async def test_half_a_message_is_kept_when_the_caller_hangs_up(scene: DemoStage) -> None:
    async with calling(scene, number="13900000004") as citizen:
        await begins_a_message(citizen)
        await hears(citizen, "什么地方")
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)
    [opened] = citizen.saw(CaseOpened)
    assert isinstance(opened, CaseOpened)
    row = await case_of(scene, opened.case)
    assert (row.complete, row.secret, row.masked) == (False, None, "139****0004")
    assert "路灯" in row.said


async def asks_for_progress(citizen: Citizen) -> None:
    """In so many words; who is not understood surely is asked whether that is it."""
    await hears(citizen, "请问您要反映什么事")
    await citizen.phone.say(SPOKEN / "progress.wav")
    await citizen.until(PromptStarted, times=2)
    asked = citizen.saw(PromptStarted)[-1]
    if isinstance(asked, PromptStarted) and "对吗" in asked.text:
        await citizen.phone.press("1")


async def in_work(scene: DemoStage, telephone: str) -> str:
    """The number of a case of that telephone, about which somebody works."""
    async with CaseStore.opened(State(scene.folder).database_url, Seal(scene.secrets.seal, PURPOSE)) as store:
        told = CaseMatter(intent="water_outage", topic="停水水压", queue="utilities", said="停水了")
        row = await store.open("earlier", telephone, told, "wang")
        await store.set_state(row.number, "in work", "wang")
        return row.number


async def test_progress_is_told_to_the_telephone_of_the_case(scene: DemoStage) -> None:
    await in_work(scene, "13900000005")
    async with calling(scene, number="13900000005") as citizen:
        await asks_for_progress(citizen)
        await hears(citizen, "停水水压，正在办理")
        await hears(citizen, "还需要为您转人工吗")
        await citizen.phone.press("2")
        ended = await citizen.until(CallEnded)
    assert isinstance(ended, CallEnded)
    assert ended.by == "service"


async def test_progress_by_case_number_takes_its_telephone_too(scene: DemoStage) -> None:
    number = await in_work(scene, "13900000006")
    async with calling(scene, number="13900000007") as citizen:
        await asks_for_progress(citizen)
        await hears(citizen, "请说一下工单号")
        await citizen.phone.press(f"{number}#")
        await hears(citizen, "登记工单时留的电话")
        await citizen.phone.press("13900000006#")
        await hears(citizen, "停水水压，正在办理")


async def test_nobody_is_told_of_somebody_elses_case(scene: DemoStage) -> None:
    number = await in_work(scene, "13900000008")
    async with calling(scene, number="13900000009") as citizen:
        await asks_for_progress(citizen)
        await hears(citizen, "请说一下工单号")
        await citizen.phone.press(f"{number}#")
        await hears(citizen, "登记工单时留的电话")
        await citizen.phone.press("13900000007#")
        await citizen.until(CallQueued)
        said = [one.text for one in citizen.timeline.seen if isinstance(one, PromptStarted)]
    assert any("没有查到" in text for text in said)
    assert not any("停水" in text for text in said)


async def test_what_a_citizen_says_becomes_a_ticket_that_everybody_gets(
    scene: DemoStage, others: Others
) -> None:
    """The right article, the form filled, a field put right, filed by a key; webhook, broker, Open311."""
    async with (
        with_microphone(None) as browser,
        phone(scene, agent="wang", auto_answer=True) as telephone,
        calling(scene, number="13900000010") as citizen,
    ):
        page = await at_desk(browser, scene, "wang")
        await hears(citizen, "请问您要反映什么事")
        await citizen.phone.press("0")
        await telephone.register()
        await citizen.until(Bridged)
        await citizen.phone.say(SPOKEN / "no-water.wav")
        shown = page.locator("[data-article]")
        await expect(page.locator("[data-article=water-outage]")).to_be_visible()
        articles = [await one.get_attribute("data-article") for one in await shown.all()]
        assert "water-outage" in articles[:3]
        await citizen.phone.say(SPOKEN / "where.wav")
        await expect(page.locator("[data-press=open_case]")).to_be_enabled()
        await page.keyboard.press("Alt+F")
        form = page.locator("[data-case-form]")
        await expect(form.locator("[data-field=demand] textarea")).to_have_value(re.compile("水"))
        await expect(form.locator("[data-field=address] input")).to_have_value(re.compile("人民路|中心医院"))
        await expect(form.locator("[data-field=category]")).to_contain_text("停水")
        await form.locator("[data-field=address] input").fill(PUT_RIGHT)
        await form.locator("[data-field=secret] input").click()
        await page.get_by_role("option", name="不需要保密").click()
        await expect(form).to_contain_text("请选择")
        await picture(page, "desk-ticket")
        await page.keyboard.press("Alt+F")
        opened = await citizen.until(CaseOpened)
        await expect(form).to_have_count(0)
    assert isinstance(opened, CaseOpened)
    row = await case_of(scene, opened.case)
    assert (row.place, row.secret, row.category_name.split("/")[-1]) == (PUT_RIGHT, False, "停水水压")
    how = {one["field"]: one["how"] for one in json.loads(row.traced)}
    assert (how["address"], how["demand"]) == ("corrected", "untouched")
    await eventually(lambda: opened.case in others.numbers, seen=lambda: others.hook.told)
    assert all(verified(*request) for request in others.hook.requests)
    topic = f"hotline/v1/calls/{citizen.timeline.call}/case_opened"
    await eventually(lambda: topic in others.published, seen=lambda: [*others.published])
    assert json.loads(others.published[topic])["case"] == opened.case
    [read] = await others.read(opened.case)
    assert (read["service_request_id"], read["status"]) == (opened.case, "open")
    assert "13900000010" not in str(others.hook.told) + str(others.published) + str(read)


async def all_tell_of_the_outage(scene: DemoStage, numbers: Sequence[str]) -> None:
    """At once, each from a telephone of their own; they hang up while they wait for an agent."""
    async with AsyncExitStack() as stack:
        citizens = [await stack.enter_async_context(calling(scene, number=number)) for number in numbers]
        await asyncio.gather(*map(tells_of_the_outage, citizens))


async def announced(page: Page, warning: Locator) -> None:
    """What a supervisor does with a warning: drafts by one click, puts it right, publishes."""
    await warning.locator("[data-press=announce]").click()
    form = page.locator("[data-announcing]")
    await expect(form.locator("[name=text]")).to_have_value(re.compile(f"{DISTRICT}.*以来有多位市民反映"))
    await expect(form.locator("[name=places]")).to_have_value(re.compile(f"^{DISTRICT}"))
    await expect(form.locator("[name=ends]")).not_to_have_value("")
    await form.locator("[name=text]").fill(ANNOUNCED)
    await form.locator("[name=words]").fill("停水，没水")
    await picture(page, "desk-storm-draft")
    await form.locator("[data-press=publish]").click()
    await expect(form).to_have_count(0)


async def is_told_and_content(citizen: Citizen) -> None:
    """Hears the announcement to its end, and wants no agent."""
    await hears(citizen, "请问您要反映什么事")
    await citizen.phone.say(SPOKEN / "no-water.wav")
    await hears(citizen, "哪条路")
    await citizen.phone.say(SPOKEN / "where.wav")
    await hears(citizen, ANNOUNCED)
    await hears(citizen, "还需要为您转人工吗")
    await citizen.phone.press("2")
    ended = await citizen.until(CallEnded)
    assert isinstance(ended, CallEnded)
    assert ended.by == "service"
    assert not citizen.saw(CallQueued)


async def tells_of_the_lamps(citizen: Citizen) -> None:
    """Another matter in the same street."""
    await hears(citizen, "请问您要反映什么事")
    await citizen.phone.say(SPOKEN / "lamps.wav")
    asked = await citizen.until(PromptStarted, times=2)
    if isinstance(asked, PromptStarted) and "对吗" in asked.text:
        await citizen.phone.press("1")
    await eventually(
        lambda: citizen.saw(CallQueued) or _asked(citizen, "哪条路"), seen=lambda: citizen.timeline.seen
    )
    if not citizen.saw(CallQueued):
        await hears(citizen, "哪条路")
        await citizen.phone.say(SPOKEN / "where.wav")
        await citizen.until(CallQueued)


def _asked(citizen: Citizen, text: str) -> bool:
    return any(isinstance(one, PromptStarted) and text in one.text for one in citizen.timeline.seen)


async def test_a_storm_is_told_announced_heard_by_who_calls_next_and_over(scene: DemoStage) -> None:
    """From the first call to the announcement's end; the supervisor works in a real browser."""
    async with with_microphone(None) as browser:
        page = await at_desk(browser, scene, "sun")
        for at in range(0, len(STORM), WAVE):
            await all_tell_of_the_outage(scene, STORM[at : at + WAVE])
        warning = page.locator("[data-surge]").filter(has_text=DISTRICT).filter(has_text="水")
        await expect(warning).to_have_count(1)
        await announced(page, warning)
        effect = warning.locator("[data-effect]")
        await expect(effect).to_have_text(re.compile(r"已播 0 · 已解决 0 · 仍要人工 0"))
        async with (
            calling(scene, number="13900003001") as next_one,
            calling(scene, number="13900003002") as of_lamps,
        ):
            await asyncio.gather(is_told_and_content(next_one), tells_of_the_lamps(of_lamps))
            assert [one.outcome for one in next_one.saw(AnnouncementHeard)] == ["told", "answered"]  # type: ignore[attr-defined]
            assert not of_lamps.saw(AnnouncementHeard)
        await expect(effect).to_have_text(re.compile(r"已播 1 · 已解决 1 · 仍要人工 0"))
        await picture(page, "desk-storm-effect")
        await warning.locator("[data-press=end]").click()
        await expect(warning).to_contain_text("公告已停播")
        async with calling(scene, number="13900003003") as late:
            await tells_of_the_outage(late)
            assert not late.saw(AnnouncementHeard)
        await expect(effect).to_have_text(re.compile(r"已播 1 · 已解决 1 · 仍要人工 0"))
