"""The administrators' page in a real browser, from the picture to a call that hears what was published.

One administrator's morning, step by step on one page. The pictures for the documents are written to
tests/artifacts.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from contracts import CallQueued, Corrected, PromptEnded, PromptStarted, Suggested
from hotline.bench.demo.stage import RECORDINGS, DemoStage, stage
from hotline.configuration.generations.service_state import read
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import DEFAULT_CONFIG, State
from tests.e2e.browsers import chromium
from tests.e2e.conftest import nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.pages.offices import Office, log_in
from tests.e2e.phones.people import calling
from tests.shipped import copied, without_meaning
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

OLD = "您好，这里是一二三四五热线，请问您要反映什么事？"
README = (DEFAULT_CONFIG.parent / "README.md").read_text(encoding="utf-8")
PETS = re.findall(r"```yaml\n(.*?)```", README.partition("## Change the menu")[2], re.DOTALL)[1]
PETS_TESTS = "sayings:\n  - {intent: pet_hospital, texts: [狗狗在宠物医院打针被治死了]}\n"
STORM = "您好，台风来袭，请不要外出，请问您要反映什么事？"
TAUGHT = "桥洞底下一排推车的，锅盔摊子把盲道都占完了"
"""What the machine took for something else, says an agent."""
SPOKEN = RECORDINGS / "caller-1.wav"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Its microphone plays a recorded caller."""
    microphone = (
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={SPOKEN}%noloop",
    )
    async with chromium(*microphone) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hotline(config: HotlineConfig) -> AsyncIterator[DemoStage]:
    """A hotline of its own: what is published here must not reach the other tests."""
    with stage_folder() as folder:
        source = copied(Path(folder) / "shipped", without_meaning())
        async with stage(config, Path(folder), agents=1, source=source) as found:
            yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def office(browser: Browser, hotline: DemoStage) -> AsyncIterator[Office]:
    page = await log_in(browser, hotline)
    yield Office(hotline, page, hotline.folder / "config")
    await page.context.close()


async def test_the_picture_leads_to_the_lines(office: Office) -> None:
    page = office.page
    await expect(page.locator(".graph .node", has_text="城市管理").first).to_be_visible()
    await office.picture("graph")
    await office.go_to("停水水压")
    await expect(office.line).to_contain_text("id: water_outage")


async def test_of_many_files_each_is_found_in_the_list(office: Office) -> None:
    tabs = office.page.get_by_role("tablist", name="配置编辑器").get_by_role("tab")
    await expect(tabs).to_have_text(["config.yaml", "menus/utilities.yaml"])
    files = office.page.get_by_label("打开文件")
    await expect(files.locator("option", has_text="城市管理")).to_have_count(2)
    await files.select_option("menus/urban.tests.yaml")
    await expect(office.editor).to_contain_text("垃圾桶满了好几天")
    await expect(tabs.last).to_contain_text("测试用例")
    await office.picture("files")


async def test_a_mistake_is_shown_under_its_line_while_typing(office: Office) -> None:
    page = office.page
    await office.go_to("火灾")
    text = (office.folder / "menus" / "emergency.yaml").read_text(encoding="utf-8")
    line = text[: text.index("- id: fire")].count("\n") + 1
    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    await expect(office.line).to_contain_text("queue: emergency")
    await office.rewrite_line("queue: emergncy")
    await page.keyboard.press("Escape")
    await expect(page.locator(".cm-lintRange-error").first).to_have_text("emergncy")
    problem = page.locator(".problems li").first
    await expect(problem).to_contain_text(f"menus/emergency.yaml:{line + 3}")
    await expect(problem).to_contain_text("没有名为“emergncy”的队列")
    await page.locator(".cm-lintRange-error").first.hover()
    await expect(page.locator(".cm-tooltip-lint")).to_be_visible()
    await office.picture("mistake")

    await page.get_by_role("button", name="检查并发布").click()
    await expect(page.get_by_role("dialog")).to_contain_text("配置有错误")
    await expect(page.get_by_role("button", name="发布", exact=True)).to_be_disabled()
    await page.get_by_role("button", name="取消").click()

    await office.editor.focus()
    await office.rewrite_line("queue: emerg")
    await expect(page.locator(".cm-tooltip-autocomplete")).to_contain_text("emergency")
    await page.wait_for_timeout(300)  # a key at the moment a list opens is none for it (interactionDelay)
    await page.keyboard.press("Enter")
    await expect(office.line).to_contain_text("queue: emergency")
    await expect(page.get_by_text("与现用版本一致")).to_be_visible()
    await expect(page.locator(".problems .good")).to_be_visible()


async def test_an_unpublished_change_is_tried_by_typing_and_speaking(office: Office) -> None:
    page = office.page
    await office.go_to("开场白")
    await office.rewrite_line(f"greeting: {STORM}")
    await office.show("试一试")
    await page.get_by_placeholder("以市民的口吻说一句话").fill("公积金怎么提取出来")
    await page.keyboard.press("Enter")
    steps = page.locator(".try .steps")
    await expect(steps).to_contain_text("通话结束")
    await expect(steps).to_contain_text(STORM)
    await expect(steps.locator("li.decision").last).to_contain_text("公积金")
    await expect(steps.locator("li.route")).to_contain_text("城市管理")
    await office.picture("try")

    await page.get_by_role("button", name="重新拨打").click()
    await expect(steps.locator("li.route")).to_have_count(0)
    await expect(steps).to_contain_text(STORM)
    await expect(page.get_by_role("button", name="按住说话")).to_be_enabled()
    await page.get_by_role("button", name="按住说话").hover()
    await page.mouse.down()
    await expect(page.get_by_role("button", name="正在听")).to_be_visible()
    await page.wait_for_timeout(5000)  # as long as the recording speaks
    await page.mouse.up()
    await expect(steps.locator("li.speech")).not_to_have_count(0)
    await expect(steps.locator("li.decision").last).to_contain_text("停水")


async def test_what_is_typed_before_the_greeting_is_said_after_it(office: Office) -> None:
    page = office.page
    await office.show("试一试")
    await page.get_by_role("button", name="重新拨打").click()
    box = page.get_by_placeholder("以市民的口吻说一句话")
    await box.fill("我家停水了")
    await box.press("Enter")
    steps = page.locator(".try .steps")
    await expect(steps.locator("li.speech").first).to_contain_text("我家停水了")
    await expect(steps.locator("li.say").first).to_contain_text(STORM)


async def test_tests_run_with_one_click(office: Office) -> None:
    page = office.page
    await office.show("测试")
    await page.get_by_role("button", name="运行测试").click()
    await expect(page.locator(".tests")).to_contain_text("全部通过")
    await office.picture("tests")


async def test_the_example_of_the_readme_with_tests_of_its_own(office: Office) -> None:
    """As an administrator does it: a file more, a test of it that fails, and names in what is told."""
    page = office.page
    await office.add("menus/pets.yaml", PETS)
    await office.add("menus/pets.tests.yaml", PETS_TESTS.replace("pet_hospital", "noise_life"))
    await office.show("测试")
    await page.get_by_role("button", name="运行测试").click()
    failed = page.locator(".tests tr", has_text="狗狗在宠物医院打针被治死了")
    await expect(failed).to_contain_text("生活噪声")
    await expect(failed).to_contain_text("宠物医院")
    await expect(failed).not_to_contain_text("pet_hospital")
    await office.editor.click()
    await page.keyboard.press("Control+a")
    await page.keyboard.insert_text(PETS_TESTS)
    await page.get_by_role("button", name="运行测试").click()
    await expect(page.locator(".tests")).to_contain_text("全部通过")
    await office.picture("own-tests")


async def test_recent_calls_are_decided_again(office: Office) -> None:
    async with calling(office.scene) as citizen:
        await citizen.until(PromptEnded)
        await citizen.phone.press("1")
        assert (await citizen.until(CallQueued)).queue == "utilities"
    await nothing_left(office.scene)
    assert await office.scene.service.records.flush()
    page = office.page
    await office.show("影响评估")
    await page.get_by_role("button", name="开始评估").click()
    await expect(page.locator(".whatif .sum")).to_contain_text("1 通来电中 1 通去向不变")


async def heard_first(scene: DemoStage, generation: int) -> str:
    """The greeting that a new caller hears once that generation is live: its prompts are spoken first."""
    note = State(scene.folder).running_generation
    await eventually(lambda: (told := read(note)) and told.number == generation, seen=lambda: read(note))
    async with calling(scene) as citizen:
        greeting = (await citizen.until(PromptStarted)).text
    await nothing_left(scene)
    return str(greeting)


async def test_what_is_published_is_what_callers_hear(office: Office, browser: Browser) -> None:
    page, before = office.page, office.text
    colleague = Office(office.scene, await log_in(browser, office.scene), office.folder)
    await colleague.go_to("挂机")
    await colleague.rewrite_line("goodbye: 再见，路上小心。")
    reader = await log_in(browser, office.scene)

    await page.get_by_role("button", name="检查并发布").click()
    await page.get_by_label("修改原因").fill("台风来袭")
    await expect(page.get_by_role("dialog").locator(".cm-changedLine")).to_have_text(f"    greeting: {STORM}")
    await expect(page.get_by_role("dialog").get_by_role("tab")).to_have_text(
        ["config.yaml", "menus/pets.yaml", "menus/pets.tests.yaml"]
    )
    voice = page.get_by_role("dialog").locator(".voice")
    await expect(voice).to_contain_text(STORM)
    await voice.locator("li", has_text=STORM).get_by_role("button", name="听一听").click()
    await expect(voice.get_by_role("button", name="听一听").first).to_be_enabled()
    await expect(voice.get_by_role("alert")).to_have_count(0)
    await office.picture("publish")
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.get_by_text("第 2 版").first).to_be_visible()
    await expect(page.get_by_text("与现用版本一致")).to_be_visible()
    assert office.text == before.replace(OLD, STORM), "nothing but the greeting was changed"
    assert (office.folder / "menus" / "pets.tests.yaml").read_text(encoding="utf-8") == PETS_TESTS

    told = "管理员 刚刚发布了第 2 版（台风来袭）"
    await expect(reader.get_by_text(told)).to_be_visible()
    await expect(reader.get_by_text("第 2 版", exact=True)).to_be_visible()
    await reader.context.close()
    await expect(colleague.page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    assert await heard_first(office.scene, 2) == STORM

    await colleague.page.get_by_role("button", name="检查并发布").click()
    dialog = colleague.page.get_by_role("dialog")
    await expect(dialog).to_contain_text("有人刚刚发布了新版本")
    await expect(dialog).to_contain_text("台风来袭")
    await expect(colleague.editor).to_contain_text("再见，路上小心。")
    await colleague.picture("conflict")
    await colleague.page.context.close()
    assert STORM in office.text, "the colleague has overwritten nothing"


async def test_it_is_taken_back(office: Office) -> None:
    page = office.page
    if await page.get_by_role(
        "dialog"
    ).is_visible():  # on a slow machine: saved, live when its prompts are spoken
        await page.get_by_role("button", name="关闭", exact=True).click()
    await office.show("发布历史")
    rows = page.locator(".history tbody tr")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("管理员")
    await expect(rows.first).not_to_contain_text("admin")
    await expect(rows.first).to_contain_text("台风来袭")
    await office.picture("history")
    await rows.last.get_by_role("button", name="恢复到此版").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("恢复原因").fill("台风过了")
    await dialog.get_by_role("button", name="恢复到此版").click()
    await expect(rows).to_have_count(3)
    await expect(rows.first).to_contain_text("恢复到第 1 版：台风过了")
    assert OLD in office.text
    assert not (office.folder / "menus" / "pets.tests.yaml").exists(), "taken back with the rest"
    assert await heard_first(office.scene, 3) == OLD


async def test_what_an_agent_corrected_is_learned_with_one_click(office: Office) -> None:
    """Offered with the saying it is most like, taken into the draft, published, and offered no more."""
    page, service, note = office.page, office.scene.service, State(office.scene.folder).running_generation
    live = read(note)
    assert live is not None
    service.bus.publish(Corrected(call="taught", agent="zhao", intent="vendors", queue="urban", heard=TAUGHT))
    assert await service.records.flush()
    await office.show("学习")
    await page.get_by_role("button", name="重新整理").click()
    group = page.locator(".learn .group", has_text=TAUGHT)
    await expect(group.get_by_label("归入")).to_have_value("vendors")
    await expect(group).to_contain_text("现有的说法里最接近的")
    await group.get_by_role("button", name="采纳这 1 句").click()
    await expect(page.get_by_text("已把 1 句写进草稿")).to_be_visible()
    await expect(group).to_have_count(0)
    await office.picture("learn")

    await page.get_by_role("button", name="检查并发布").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog.locator(".cm-changedLine")).to_contain_text(TAUGHT)
    await dialog.get_by_label("修改原因").fill("坐席教的")
    await page.get_by_role("button", name="发布", exact=True).click()
    await eventually(lambda: (told := read(note)) and told.number == live.number + 1, seen=lambda: read(note))
    assert TAUGHT in (office.folder / "menus" / "urban.yaml").read_text(encoding="utf-8")


async def published_articles(office: Office, why: str, number: int) -> None:
    """The draft of articles goes live, and the service says that agents get it."""
    page = office.page
    await page.get_by_role("button", name="发布 1 处修改").click()
    dialog = page.get_by_role("dialog", name="发布文章")
    await dialog.get_by_label("修改原因").fill(why)
    await office.picture(f"articles-publish-{number}")
    await dialog.get_by_role("button", name="发布", exact=True).click()
    await expect(dialog).not_to_be_visible()
    note = State(office.scene.folder).running_articles
    await eventually(lambda: (told := read(note)) and told.number == number, seen=lambda: read(note))


async def test_an_article_is_found_edited_and_published(office: Office) -> None:
    page, knowledge = office.page, office.folder / "knowledge"
    await office.show("知识库")
    await page.get_by_label("查找：标题、标签、正文、编号").fill("飞线")
    await page.get_by_role("button", name="电动自行车飞线充电、进楼停放").click()
    await page.get_by_label("更新日期").fill("")
    await expect(page.locator(".editor em")).to_contain_text("没有写")
    await page.get_by_label("更新日期").fill("2026-11-30")
    await page.get_by_label("标题", exact=True).fill("电动车飞线充电")
    await expect(page.get_by_role("article", name="坐席看到的样子")).to_contain_text("2026-11-30 更新")
    await office.picture("article")
    await page.get_by_role("button", name="关闭", exact=True).click()
    await expect(page.locator(".articles .mark")).to_have_text("已修改")
    await published_articles(office, "改标题", 1)
    assert "title: 电动车飞线充电" in (knowledge / "ebike-charging.md").read_text(encoding="utf-8")
    await expect(page.locator(".articles .mark")).to_have_count(0)


async def test_articles_of_a_table_are_imported_and_taken_back(office: Office, tmp_path: Path) -> None:
    page, knowledge = office.page, office.folder / "knowledge"
    table = tmp_path / "city.csv"
    table.write_text(
        "编号,标题,正文,来源\nlift,电梯困人,请不要扒门。,市监局\nx,,没有标题,y\n", encoding="utf-8"
    )
    await page.locator(".articles input[type=file]").set_input_files(table)
    await expect(page.get_by_text("读到 1 篇，放进了草稿")).to_be_visible()
    await expect(page.get_by_text("第 3 行：title")).to_be_visible()
    await office.picture("articles")
    await published_articles(office, "导入", 2)
    assert (knowledge / "lift.md").is_file()
    await page.locator(".articles").get_by_role("tab", name="发布历史").click()
    rows = page.locator(".articles tbody tr")
    await expect(rows).to_have_count(2)
    await rows.last.get_by_role("button", name="恢复到此版").click()
    dialog = page.get_by_role("dialog", name="退回到第 1 版的文章")
    await dialog.get_by_label("恢复原因").fill("还没核实")
    await dialog.get_by_role("button", name="恢复到此版").click()
    await expect(rows).to_have_count(3)
    assert not (knowledge / "lift.md").exists()


async def test_what_agents_saw_no_article_for_is_listed(office: Office) -> None:
    page = office.page
    office.scene.service.bus.publish(Suggested(call="c", for_text="我的电话是13812345678", suggestions=()))
    assert await office.scene.service.records.flush()
    await page.locator(".articles").get_by_role("tab", name="没有答上的问题").click()
    question = page.locator(".articles tbody tr")
    await expect(question).to_contain_text("我的电话是")
    await expect(question).not_to_contain_text("13812345678")
    await question.get_by_role("button", name="写一篇").click()
    await expect(page.get_by_label("标题", exact=True)).to_have_value(re.compile("我的电话是"))
    await office.picture("unanswered")
