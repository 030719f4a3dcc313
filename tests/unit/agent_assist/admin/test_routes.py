"""The routes of the administrators' page: who may, what is refused, what is handed on."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from agent_assist.admin.port import EditConflict, EditedOnDisk, Invalid, TooBusy
from agent_assist.admin.verbs import LARGEST_RECORDING, VERBS, Answer, Asked, Verb
from agent_assist.admin.wire.articles import (
    ArticleFields,
    Articles,
    ArticlesChecked,
    ArticlesImported,
    ArticlesPublished,
    Unanswered,
)
from agent_assist.admin.wire.checking import Checked, CheckRequest, ProblemView
from agent_assist.admin.wire.files import FileText
from agent_assist.admin.wire.learning import Groups, Learned, Settled
from agent_assist.admin.wire.publishing import ConfigView, GenerationContent, GenerationView, Published
from agent_assist.admin.wire.testing import TrialReport
from agent_assist.admin.wire.trying import Said, Spoken, Tried
from agent_assist.admin.wire.whatif import WhatIf
from agent_assist.settings import AgentSettings
from tests.unit.agent_assist.desk.parts import AGENTS, running_desk

BOSS = AgentSettings(id="admin", name="管理员", role="administrator")
TEXT = "# 注释\r\nqueues: []   # 保留\r\n"
FILES = [{"name": "config.yaml", "text": TEXT}]
GETS = (
    *("config", "schema", "history", "generations/1", "diff?from=1&to=2"),
    *("articles?text=水", "article/water", "articles/history", "articles/unanswered?days=7"),
)
ARTICLE = {"id": "water", "title": "停水"}
POSTS: dict[str, dict[str, Any]] = {
    "check": {"files": FILES},
    "try": {"files": FILES, "text": "停水了"},
    "say": {"text": "您好"},
    "test": {"files": FILES},
    "whatif": {"files": FILES, "calls": 5},
    "learn/groups": {"files": FILES},
    "learn": {"files": FILES, "intent": "noise", "sentences": ["太吵了"]},
    "learn/settle": {"calls": ["one"], "verdict": "accepted"},
    "publish": {"files": FILES, "base": 3, "why": "台风"},
    "rollback": {"to": 2, "why": "台风过了"},
    "articles/check": {"changed": [ARTICLE]},
    "articles/import": {"name": "a.csv", "data": ""},
    "articles/publish": {"changed": [ARTICLE], "removed": ["gas"], "base": 3, "why": "改"},
    "articles/back": {"to": 2, "why": "错了"},
}


class FakeAdministration:
    """Remembers what was asked for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.error: Exception | None = None
        file = FileText(name="config.yaml", text=TEXT)
        self.answers: dict[str, Any] = {
            "config": ConfigView(
                files=(file,),
                main="config.yaml",
                base=3,
                by="wang",
                at=1.5,
                why="首次",
                changed_on_disk=False,
            ),
            "schema": {"title": "schema"},
            "check": Checked(problems=(), graph=None, took_ms=1),
            "try": Tried(session="s", steps=(), done=False, asked=False),
            "hear": Spoken(text="停水了", alternatives=("停谁了",), confidence=0.9),
            "say": Said(sound="", recorded=True),
            "test": TrialReport(passed=True),
            "whatif": WhatIf(calls=0, same=0, different=(), asked_before=0, asked_after=0),
            "groups": Groups(),
            "learn": Learned(),
            "settle": Settled(settled=1),
            "publish": Published(generation=4, live=True),
            "history": [GenerationView(number=3, at=1.5, by="wang", why="首次", active=True)],
            "generation": GenerationContent(number=1, files=()),
            "diff": "-旧\n+新\n",
            "rollback": Published(generation=5, live=True),
            "articles": Articles(
                base=3,
                by="",
                at=0,
                why="",
                total=0,
                found=0,
                rows=(),
                departments=(),
                districts=(),
                changed_on_disk=False,
            ),
            "article": ArticleFields(id="water", title="停水"),
            "check_articles": ArticlesChecked(),
            "import_articles": ArticlesImported(articles=(), unread=()),
            "publish_articles": ArticlesPublished(generation=4, live=True),
            "articles_back": ArticlesPublished(generation=5, live=True),
            "history_of_articles": [],
            "unanswered": Unanswered(questions=()),
        }

    async def do(self, verb: Verb[Asked, Answer], request: Asked, by: str) -> Answer:
        self.asked.append((verb.name, request, by))
        if self.error is not None:
            raise self.error
        answer: Answer = self.answers[verb.name]
        return answer


class Page:
    """A browser and what stands behind it."""

    def __init__(self, browser: aiohttp.ClientSession, behind: FakeAdministration) -> None:
        self.browser = browser
        self.behind = behind

    async def get(self, path: str) -> aiohttp.ClientResponse:
        return await self.browser.get(f"/api/admin/{path}")

    async def post(self, path: str, body: Any = None, **more: Any) -> aiohttp.ClientResponse:
        return await self.browser.post(f"/api/admin/{path}", json=body, **more)


@contextlib.asynccontextmanager
async def page(folder: Path, agent: str | None = "admin") -> AsyncIterator[Page]:
    behind = FakeAdministration()
    async with (
        running_desk(folder, agents=[*AGENTS, BOSS], administration=behind) as desk,
        desk.browser(agent) as browser,
    ):
        yield Page(browser, behind)


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("8001", 403), ("9001", 403)])
async def test_nobody_but_an_administrator_gets_in(tmp_path: Path, who: str | None, status: int) -> None:
    async with page(tmp_path, who) as found:
        for path in GETS:
            assert (await found.get(path)).status == status, path
        for path, body in POSTS.items():
            assert (await found.post(path, body)).status == status, path
        assert (await found.browser.post("/api/admin/try/speak", data=b"RIFF")).status == status
        assert found.behind.asked == []


async def test_everything_is_handed_on(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        for path in GETS:
            assert (await found.get(path)).status == 200, path
        for path, body in POSTS.items():
            assert (await found.post(path, body)).status == 200, path
        assert [what[0] for what in found.behind.asked] == [
            "config", "schema", "history", "generation", "diff",
            "articles", "article", "history_of_articles", "unanswered",
            "check", "try", "say", "test", "whatif", "groups", "learn", "settle", "publish",
            "rollback", "check_articles", "import_articles", "publish_articles", "articles_back",
        ]  # fmt: skip
        assert {what[0] for what in found.behind.asked} == {verb.name for verb in VERBS} - {"hear"}
        _, generation, _ = found.behind.asked[3]
        assert generation.number == 1
        _, diff, _ = found.behind.asked[4]
        assert (diff.old, diff.new) == (1, 2)


async def test_the_history_knows_who_it_was(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        await found.post("publish", POSTS["publish"])
        await found.post("rollback", POSTS["rollback"])
        assert [(what[0], what[2]) for what in found.behind.asked] == [
            ("publish", "管理员 (admin)"),
            ("rollback", "管理员 (admin)"),
        ]


async def test_texts_travel_character_for_character(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        view = await (await found.get("config")).json()
        assert view["files"] == FILES
        await found.post("check", {"files": view["files"]})
        request: CheckRequest = found.behind.asked[-1][1]
        assert request.files[0].text == TEXT


async def test_other_sites_are_kept_out(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        for path, body in POSTS.items():
            answer = await found.post(path, body, headers={"Origin": "http://evil.example"})
            assert answer.status == 403
        assert found.behind.asked == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("check", {}),
        ("check", {"files": []}),
        ("check", {"files": FILES, "more": 1}),
        ("check", {"files": [*FILES, *FILES]}),
        ("check", {"files": [{"name": "a\nb", "text": ""}]}),
        ("try", {"text": "停水了"}),
        ("try", {"files": FILES, "session": "s"}),
        ("try", {"session": "s", "text": "停水了", "key": "1"}),
        ("try", {"session": "s", "key": "转人工"}),
        ("try", {"session": "s", "text": "停" * 501}),
        ("whatif", {"files": FILES, "calls": 501}),
        ("learn", {"files": FILES, "intent": "noise", "sentences": []}),
        ("learn/settle", {"calls": ["one"], "verdict": "open"}),
        ("publish", {"files": FILES, "base": 3}),
        ("publish", {"files": FILES, "base": 3, "why": "  "}),
        ("publish", {"files": FILES, "base": -1, "why": "台风"}),
        ("rollback", {"to": 0, "why": "台风"}),
    ],
)
async def test_what_is_not_as_agreed_is_named(tmp_path: Path, path: str, body: dict[str, Any]) -> None:
    async with page(tmp_path) as found:
        answer = await found.post(path, body)
        assert answer.status == 400
        said = await answer.json()
        assert said["error"] == "bad_request"
        assert said["message"]
        assert found.behind.asked == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b'{"files": "\\ud800"}'])
async def test_what_is_no_json_is_refused(tmp_path: Path, body: bytes) -> None:
    async with page(tmp_path) as found:
        answer = await found.browser.post("/api/admin/check", data=body)
        assert answer.status == 400


@pytest.mark.parametrize("query", ["", "?from=1", "?from=1&to=x", "?from=-1&to=2", f"?from=1&to={'9' * 400}"])
async def test_a_difference_needs_two_numbers(tmp_path: Path, query: str) -> None:
    async with page(tmp_path) as found:
        assert (await found.get(f"diff{query}")).status == 400


async def test_large_files_pass_and_larger_ones_do_not(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        large = {"files": [{"name": "config.yaml", "text": "天" * 1_500_000}]}
        assert (await found.post("check", large)).status == 200
        beyond = '{"files": [{"name": "config.yaml", "text": "' + "天" * 5_000_001 + '"}]}'
        answer = await found.browser.post("/api/admin/check", data=beyond.encode())
        assert answer.status in (400, 413)
        assert len(found.behind.asked) == 1


async def test_a_recording_is_heard_and_a_long_one_is_not(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        answer = await found.browser.post("/api/admin/try/speak", data=b"RIFF1234")
        assert await answer.json() == {"text": "停水了", "alternatives": ["停谁了"], "confidence": 0.9}
        assert found.behind.asked == [("hear", b"RIFF1234", "管理员 (admin)")]
        answer = await found.browser.post("/api/admin/try/speak", data=bytes(LARGEST_RECORDING + 1))
        assert answer.status == 413


async def test_a_log_in_stays_small(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        answer = await found.browser.post("/api/login", json={"agent": "admin", "password": "x" * 100_000})
        assert answer.status in (400, 413)


async def test_a_conflict_says_who_was_faster(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        found.behind.error = EditConflict(7, "李强 (li)", 12.5, "停水")
        answer = await found.post("publish", POSTS["publish"])
        assert answer.status == 409
        said = await answer.json()
        assert (said["error"], said["active"], said["by"], said["at"]) == ("conflict", 7, "李强 (li)", 12.5)


async def test_a_reason_writes_no_line_of_its_own_into_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="agent_assist.admin.routes")
    async with page(tmp_path) as found:
        for name in ("publish", "rollback"):
            body = POSTS[name] | {"why": "台风\nINFO wang published"}
            assert (await found.post(name, body)).status == 200
    said = [one.getMessage() for one in caplog.records if one.name == "agent_assist.admin.routes"]
    assert len(said) == 2
    assert all("台风" in one and "\n" not in one for one in said)


async def test_changes_on_the_disk_are_named(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        found.behind.error = EditedOnDisk(["config.yaml", "menus/storm.yaml"])
        answer = await found.post("publish", POSTS["publish"])
        assert answer.status == 409
        said = await answer.json()
        assert (said["error"], said["names"]) == ("edited_on_disk", ["config.yaml", "menus/storm.yaml"])
        found.behind.error = None
        assert (await found.post("publish", POSTS["publish"] | {"over_edits": True})).status == 200
        wanted = [asked[1].over_edits for asked in found.behind.asked if asked[0] == "publish"]
        assert wanted == [False, True]


async def test_mistakes_come_with_their_place(tmp_path: Path) -> None:
    problem = ProblemView(
        file="config.yaml", line=2, column=9, severity="error", path="queues", message="空的", hint="写一个"
    )
    async with page(tmp_path) as found:
        found.behind.error = Invalid([problem])
        answer = await found.post("publish", POSTS["publish"])
        assert answer.status == 422
        said = await answer.json()
        assert said["problems"] == [problem.model_dump()]


async def test_a_busy_service_says_when_to_come_back(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        found.behind.error = TooBusy()
        answer = await found.post("test", POSTS["test"])
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "1"


async def test_a_failure_is_an_answer_and_tells_nothing_of_the_inside(tmp_path: Path) -> None:
    async with page(tmp_path) as found:
        found.behind.error = RuntimeError("/secret/path")
        answer = await found.post("test", POSTS["test"])
        assert answer.status == 500
        assert "/secret" not in await answer.text()


async def test_a_desk_without_administration_has_no_such_routes(tmp_path: Path) -> None:
    async with running_desk(tmp_path, agents=[*AGENTS, BOSS]) as desk, desk.browser("admin") as browser:
        assert (await browser.get("/api/admin/config")).status == 404


async def test_what_is_no_text_in_a_mistake_is_still_an_answer(tmp_path: Path) -> None:
    """YAML can name half of a surrogate pair, and a message may repeat it."""
    broken = ProblemView(
        file="config.yaml", line=1, column=1, severity="error", path="queues", message="'\ud800'", hint=""
    )
    async with page(tmp_path) as found:
        found.behind.answers["check"] = Checked(problems=(broken,), graph=None, took_ms=1)
        answer = await found.post("check", POSTS["check"])
        assert (await answer.json())["problems"][0]["message"] == "'\ud800'"
