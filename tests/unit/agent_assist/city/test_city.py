"""What is more than usual, at the desk: for supervisors only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_assist.city.port import AnnouncementDraft, SurgeView
from agent_assist.refusal import ActionRefused
from tests.unit.agent_assist.desk.parts import Desk, running_desk

ONE = SurgeView(
    id="1-东城区-1",
    topic=1,
    name="青竹苑 停水",
    sentence="青竹苑停水了",
    district="东城区",
    place="",
    since=1.0,
    told_at=2.0,
    last=3.0,
    people=5,
    expected=0.1,
    odds=400.0,
    humble=False,
    calls=("call-1", "call-2"),
)


DRAFT = AnnouncementDraft(text="东城区停水，晚上来水。", words=("停水",), places=("东城区",), ends=1000.0)


class FakeCity:
    def __init__(self) -> None:
        self.published: list[tuple[str, AnnouncementDraft, str]] = []
        self.ended: list[tuple[int, str]] = []

    async def surges(self) -> list[SurgeView]:
        return [ONE]

    async def draft(self, surge: str, ends: float | None) -> AnnouncementDraft:
        if surge != ONE.id:
            raise ActionRefused("没有这条预警")
        return DRAFT.model_copy(update={"ends": ends or DRAFT.ends})

    async def publish(self, surge: str, draft: AnnouncementDraft, by: str) -> None:
        self.published.append((surge, draft, by))

    async def end(self, announcement: int, by: str) -> None:
        self.ended.append((announcement, by))


@pytest.fixture
def city() -> FakeCity:
    return FakeCity()


@pytest.fixture
async def desk(tmp_path: Path, city: FakeCity) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, city=city) as running:
        yield running


async def test_a_supervisor_sees_them_with_the_calls_behind(desk: Desk) -> None:
    async with desk.browser("9001") as browser:
        assert await (await browser.get("/api/surges")).json() == {"surges": [ONE.model_dump(mode="json")]}


@pytest.mark.parametrize(("agent", "status"), [("8001", 403), (None, 401)])
async def test_nobody_else_does(desk: Desk, agent: str | None, status: int) -> None:
    async with desk.browser(agent) as browser:
        assert (await browser.get("/api/surges")).status == status


async def test_a_supervisor_drafts_publishes_and_ends_an_announcement(desk: Desk, city: FakeCity) -> None:
    async with desk.browser("9001") as browser:
        draft = await (await browser.get(f"/api/surges/{ONE.id}/draft")).json()
        assert draft == DRAFT.model_dump(mode="json")
        later = await (await browser.get(f"/api/surges/{ONE.id}/draft?ends=2000")).json()
        assert later["ends"] == 2000
        assert city.published == []
        assert (await browser.post(f"/api/surges/{ONE.id}/announcement", json=draft)).status == 204
        assert city.published == [(ONE.id, DRAFT, "9001")]
        assert (await browser.post("/api/announcements/3/end")).status == 204
        assert city.ended == [(3, "9001")]


@pytest.mark.parametrize("ends", ["soon", "nan", "inf", "-1", "1e18"])
async def test_a_draft_for_no_time_is_refused(desk: Desk, ends: str) -> None:
    async with desk.browser("9001") as browser:
        assert (await browser.get(f"/api/surges/{ONE.id}/draft?ends={ends}")).status == 400
        assert (await browser.get("/api/surges/other/draft")).status == 409


async def test_what_cannot_be_read_is_published_and_ended_nowhere(desk: Desk, city: FakeCity) -> None:
    async with desk.browser("9001") as browser:
        for body in ({}, {"text": "停水"}, {**DRAFT.model_dump(mode="json"), "by": "9002"}):
            answer = await browser.post(f"/api/surges/{ONE.id}/announcement", json=body)
            assert answer.status == 400
        for number in ("x", "-1", "²", "12345678901"):
            assert (await browser.post(f"/api/announcements/{number}/end")).status == 400
        assert (city.published, city.ended) == ([], [])


@pytest.mark.parametrize(("agent", "status"), [("8001", 403), (None, 401)])
async def test_nobody_else_announces_anything(
    desk: Desk, city: FakeCity, agent: str | None, status: int
) -> None:
    async with desk.browser(agent) as browser:
        assert (await browser.get(f"/api/surges/{ONE.id}/draft")).status == status
        body = DRAFT.model_dump(mode="json")
        assert (await browser.post(f"/api/surges/{ONE.id}/announcement", json=body)).status == status
        assert (await browser.post("/api/announcements/3/end")).status == status
        assert (city.published, city.ended) == ([], [])
