"""Articles on the page: found, checked, imported, published by two, taken back; what nobody answered."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent_assist.admin import verbs
from agent_assist.admin.port import AdministrationRefused, EditConflict, EditedOnDisk
from agent_assist.admin.wire.articles import (
    ArticleFields,
    ArticleRequest,
    ArticlesDraft,
    ArticlesImportRequest,
    ArticlesPublished,
    ArticlesPublishRequest,
    ArticlesQuery,
    UnansweredRequest,
)
from agent_assist.admin.wire.base import Nothing
from agent_assist.admin.wire.publishing import RollbackRequest
from contracts import CallStarted, Suggested, Suggestion
from hotline.administration.page.articles.job import ArticlesJob
from hotline.administration.page.articles.unanswered import unanswered
from hotline.machine.paths import State
from hotline.records.bus import EventBus
from hotline.records.database.records import Records
from tests.unit.hotline.administration.page.site import FIRST, LAST, Site
from tests.unit.hotline.administration.page.test_admin_service import Bench, serving
from tests.unit.hotline.configuration.articles.parts import write_article


@pytest_asyncio.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    folder = tmp_path / "articles"
    write_article(folder, "water", more="department: 水务局\nreviewed: 2026-11-02\n")
    write_article(folder, "old", "旧政策", more="valid_until: 2020-01-01\ndistrict: [东湖区]\n")
    found = Site(tmp_path, Bench())
    async with serving(found):
        yield found


def fields(id_: str = "gas", **more: str) -> ArticleFields:
    written = {"title": "燃气", "source": "燃气公司", "updated": "2026-11-01", "body": "看公告。", **more}
    return ArticleFields.model_validate({"id": id_, **written})


async def publish(
    site: Site, *changed: ArticleFields, base: int = 1, by: str = FIRST, **more: object
) -> ArticlesPublished:
    asked = ArticlesPublishRequest.model_validate({"changed": changed, "base": base, "why": "改文章", **more})
    return await site.service.do(verbs.PUBLISH_ARTICLES, asked, by)


async def ids(site: Site, **wanted: str) -> list[str]:
    found = await site.service.do(verbs.ARTICLES, ArticlesQuery.model_validate(wanted), FIRST)
    return [row.id for row in found.rows]


async def test_articles_are_found_by_words_department_district_and_state(site: Site) -> None:
    live = await site.service.do(verbs.ARTICLES, ArticlesQuery(), FIRST)
    assert (live.base, live.total, live.departments, live.districts) == (1, 2, ("水务局",), ("东湖区",))
    assert {row.id: row.standing for row in live.rows} == {"old": "expired", "water": "current"}
    assert await ids(site, text="公告 停水") == ["water"]
    assert await ids(site, department="水务局") == ["water"]
    assert await ids(site, district="东湖区") == ["old", "water"]
    assert await ids(site, standing="unreviewed") == ["old"]
    one = await site.service.do(verbs.ARTICLE, ArticleRequest(id="old"), FIRST)
    assert (one.district, one.valid_until, one.valid_from) == (("东湖区",), "2020-01-01", "")
    with pytest.raises(AdministrationRefused) as refused:
        await site.service.do(verbs.ARTICLE, ArticleRequest(id="none"), FIRST)
    assert refused.value.status == 404


async def test_a_draft_is_checked_and_published(site: Site, tmp_path: Path) -> None:
    draft = ArticlesDraft(changed=(fields("Bad Id", updated="gestern"),))
    checked = await site.service.do(verbs.CHECK_ARTICLES, draft, FIRST)
    assert [(one.article, one.field) for one in checked.mistakes] == [("Bad Id", "id"), ("Bad Id", "updated")]
    with pytest.raises(AdministrationRefused) as refused:
        await publish(site, *draft.changed)
    assert refused.value.code == "mistakes"
    draft = ArticlesDraft(changed=(fields(title="停水查询"),), removed=("old",))
    checked = await site.service.do(verbs.CHECK_ARTICLES, draft, FIRST)
    assert {one.kind for one in checked.doubts} == {"contradictory", "unreviewed"}
    assert checked.changes == ("article gas added: 停水查询", "article old removed: 旧政策")
    done = await publish(site, *draft.changed, removed=draft.removed)
    assert (done.generation, done.live) == (2, True)
    assert await ids(site) == ["gas", "water"]
    assert "停水查询" in (tmp_path / "articles" / "gas.md").read_text(encoding="utf-8")
    assert not (tmp_path / "articles" / "old.md").exists()


async def test_two_administrators_do_not_overwrite_one_another(site: Site) -> None:
    await publish(site, fields("water"), by=LAST)
    with pytest.raises(EditConflict) as conflict:
        await publish(site, fields())
    assert (conflict.value.more["active"], conflict.value.more["by"]) == (2, LAST)
    assert (await publish(site, fields(), base=2)).generation == 3


async def test_what_was_changed_in_the_folder_is_told_and_kept(site: Site, tmp_path: Path) -> None:
    write_article(tmp_path / "articles", "water", "手工改过")
    assert (await site.service.do(verbs.ARTICLES, ArticlesQuery(), FIRST)).changed_on_disk
    with pytest.raises(EditedOnDisk) as edited:
        await publish(site, fields())
    assert edited.value.more["names"] == ["water.md"]
    assert (await publish(site, fields(), over_edits=True)).live
    assert list((tmp_path / "articles").glob("water.md.before-*"))


async def test_earlier_articles_come_back(site: Site) -> None:
    await publish(site, fields())
    done = await site.service.do(verbs.ARTICLES_BACK, RollbackRequest(to=1, why="错了"), LAST)
    assert (done.generation, done.live) == (3, True)
    assert await ids(site) == ["old", "water"]
    history = await site.service.do(verbs.HISTORY_OF_ARTICLES, Nothing(), FIRST)
    assert [(one.number, one.back_to, one.active) for one in history] == [
        (3, 1, True), (2, None, False), (1, None, False),
    ]  # fmt: skip
    with pytest.raises(AdministrationRefused) as refused:
        await site.service.do(verbs.ARTICLES_BACK, RollbackRequest(to=9, why="x"), LAST)
    assert refused.value.code == "no_such_generation"


async def test_a_file_is_read_for_the_draft(site: Site) -> None:
    table = base64.b64encode("编号,标题,正文\ngas,燃气,看公告。\n,,没有标题\n".encode()).decode()
    asked = ArticlesImportRequest(name="城市.csv", data=table, source="燃气公司")
    found = await site.service.do(verbs.IMPORT_ARTICLES, asked, FIRST)
    assert [(one.id, one.source) for one in found.articles] == [("gas", "燃气公司")]
    assert {one.line for one in found.unread} == {3}
    assert await ids(site) == ["old", "water"]
    rows = "\n".join(f"标题{number},正文" for number in range(1_001))
    many = base64.b64encode(f"标题,正文\n{rows}".encode()).decode()
    for name, data, code in (
        ("a.exe", table, "no_such_kind"),
        ("a.csv", "?", "bad_request"),
        ("a.csv", many, "too_many"),
    ):
        bad = ArticlesImportRequest(name=name, data=data, source="x")
        with pytest.raises(AdministrationRefused) as refused:
            await site.service.do(verbs.IMPORT_ARTICLES, bad, FIRST)
        assert refused.value.code == code


async def test_what_nobody_answered_is_listed_masked(site: Site) -> None:
    with pytest.raises(AdministrationRefused) as refused:
        await site.service.do(verbs.UNANSWERED, UnansweredRequest(), FIRST)
    assert refused.value.code == "no_records"
    bus = EventBus()
    async with Records.opened(site.state.database_url, bus, site.state.spill):
        for number, text in enumerate(["猫在树上", "猫在树上", "我的电话是13812345678"]):
            bus.publish(CallStarted(call=f"c{number}", dialled="12345", caller="anonymous"))
            bus.publish(Suggested(call=f"c{number}", for_text=text, suggestions=()))
    found = (await site.service.do(verbs.UNANSWERED, UnansweredRequest(), FIRST)).questions
    assert [(one.text, one.times) for one in found] == [("猫在树上", 2), (found[1].text, 1)]
    assert "13812345678" not in found[1].text
    assert set(found[0].calls) == {"c0", "c1"}


@pytest.mark.usefixtures("database")
async def test_what_nobody_answered_is_found_in_either_database(tmp_path: Path) -> None:
    state, bus = State(tmp_path), EventBus()
    shown = Suggestion(article="water", title="停水", text="看公告。", source="供水公司", score=0.9)
    async with Records.opened(state.database_url, bus, state.spill):
        for number, (text, suggestions) in enumerate(
            [("猫在树上", ()), ("停水了", (shown,)), ("猫在树上", ()), ("", ()), ("100% 'a'", ())]
        ):
            bus.publish(CallStarted(call=f"c{number}", dialled="12345", caller="anonymous"))
            bus.publish(Suggested(call=f"c{number}", for_text=text, suggestions=suggestions))
    asked = ArticlesJob(
        asked=UnansweredRequest(), folder=tmp_path, state=tmp_path, database=state.database_url, by="王芳"
    )
    found = await asyncio.to_thread(unanswered, asked)
    assert [(one.text, one.times) for one in found.questions] == [("猫在树上", 2), ("100% 'a'", 1)]
