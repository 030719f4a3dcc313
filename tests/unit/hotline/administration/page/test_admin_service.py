"""Publishing over the page: what is live, two administrators at once, taking back; and the worker."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pydantic import TypeAdapter

from agent_assist.admin import verbs
from agent_assist.admin.port import AdministrationRefused, EditConflict, EditedOnDisk, Invalid
from agent_assist.admin.verbs import Verb
from agent_assist.admin.wire.base import Nothing
from agent_assist.admin.wire.checking import CheckRequest
from agent_assist.admin.wire.files import LARGEST_TEXT, Files, FileText
from agent_assist.admin.wire.publishing import DiffRequest, GenerationRequest, PublishRequest, RollbackRequest
from agent_assist.admin.wire.trying import Said, Spoken, TryRequest
from hotline.administration.page.admin_service import AdminService
from hotline.administration.page.generation_files import GenerationFiles
from hotline.administration.page.worker.job_queue import JobQueue
from hotline.administration.page.worker.jobs import Lane
from hotline.administration.page.worker.worker import jobs
from hotline.bench.demo.stage import RECORDINGS
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import State
from tests.unit.hotline.administration.page.parts import SMALL, TESTS, config
from tests.unit.hotline.administration.page.site import FIRST, LAST, Site, beside

SPEECH = RECORDINGS / "caller-1.wav"
STORM = "announcements:\n  - {id: storm, text: 台风来了。}   # 今晚\n"


def between(old: int, new: int) -> DiffRequest:
    return DiffRequest.model_validate({"from": str(old), "to": str(new)})


class Bench(JobQueue):
    """Does the worker's jobs in this process: starting one takes seconds."""

    def __init__(self) -> None:
        super().__init__(())
        self._jobs = jobs()

    async def do(
        self, job: str, body: dict[str, Any], answer: type[Any], limit_s: float, lane: Lane = "slow"
    ) -> Any:
        return await asyncio.to_thread(self._jobs[job], body)


@pytest.fixture
def queue() -> JobQueue:
    return Bench()


@pytest_asyncio.fixture
async def site(tmp_path: Path, queue: JobQueue) -> AsyncIterator[Site]:
    found = Site(tmp_path, queue)
    async with serving(found):
        yield found


@contextlib.asynccontextmanager
async def serving(found: Site) -> AsyncIterator[None]:
    service = asyncio.create_task(found.serve())
    yield
    service.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await service


async def test_what_is_live_is_shown_character_for_character(site: Site) -> None:
    view = await site.service.do(verbs.CONFIG, Nothing(), FIRST)
    assert view.files == (FileText(name="config.yaml", text=SMALL),)
    assert (view.main, view.base, view.changed_on_disk) == ("config.yaml", 1, False)


FILES = [{"name": "config.yaml", "text": SMALL}]
ARTICLE = {"id": "gas", "title": "燃气", "source": "燃气公司", "updated": "2026-11-01", "body": "看公告。"}
ASKED: dict[str, Any] = {
    "config": {},
    "schema": {},
    "check": {"files": FILES},
    "try": {"files": FILES},
    "hear": b"RIFF",
    "say": {"text": "您好"},
    "test": {"files": [*FILES, {"name": "config.tests.yaml", "text": TESTS}]},
    "whatif": {"files": FILES},
    "groups": {"files": FILES},
    "learn": {"files": FILES, "intent": "noise", "sentences": ["隔壁天天放音响震得慌"]},
    "settle": {"calls": ["one"], "verdict": "dismissed"},
    "publish": {"files": FILES, "base": 1, "why": "台风"},
    "history": {},
    "generation": {"number": 1},
    "diff": {"from": "1", "to": "1"},
    "rollback": {"to": 1, "why": "台风过了"},
    "articles": {},
    "article": {"id": "water"},
    "check_articles": {"removed": ["water"]},
    "import_articles": {"name": "a.csv", "data": ""},
    "publish_articles": {"base": 1, "why": "停水", "changed": [ARTICLE]},
    "history_of_articles": {},
    "articles_back": {"to": 1, "why": "错了"},
    "unanswered": {},
}


@pytest.mark.parametrize("verb", verbs.VERBS, ids=lambda verb: verb.name)
async def test_every_verb_of_the_page_is_done(site: Site, verb: Verb[Any, Any]) -> None:
    request = TypeAdapter(verb.asks).validate_python(ASKED[verb.name])
    no_calls_yet = pytest.raises(AdministrationRefused, match="no records")
    of_calls = verbs.WHAT_IF, verbs.GROUPS, verbs.SETTLE, verbs.UNANSWERED
    with no_calls_yet if verb in of_calls else contextlib.nullcontext():
        answer = await site.service.do(verb, request, FIRST)
        TypeAdapter(verb.answers).validate_python(answer, strict=True)


async def test_a_change_on_the_disk_is_told(site: Site) -> None:
    site.path.write_bytes(b"# by hand\n" + SMALL.encode())
    view = await site.service.do(verbs.CONFIG, Nothing(), FIRST)
    assert view.changed_on_disk
    assert view.files[0].text == SMALL
    assert view.on_disk[0].text == "# by hand\n" + SMALL


async def test_bytes_that_are_no_text_do_not_take_the_page_away(site: Site) -> None:
    site.path.write_bytes(b"\xff\xfe\x00")
    view = await site.service.do(verbs.CONFIG, Nothing(), FIRST)
    assert view.changed_on_disk
    assert view.on_disk == ()


async def test_a_change_goes_live_and_every_character_stays(site: Site) -> None:
    text = SMALL.replace("\n", "\r\n") + STORM
    request = PublishRequest(files=config(text), base=1, why="台风")
    done = await site.service.do(verbs.PUBLISH, request, FIRST)
    assert (done.generation, done.live, done.refused) == (2, True, "")
    assert done.changes
    assert site.path.read_bytes() == text.encode()
    assert site.store.sources(2).files == {"config.yaml": text.encode()}
    (latest, first) = await site.service.do(verbs.HISTORY, Nothing(), FIRST)
    assert (latest.number, latest.by, latest.why, latest.active) == (2, FIRST, "台风", True)
    assert (first.by, first.active) == ("setup", False)


async def test_files_that_are_included_are_published_with_it(site: Site) -> None:
    files = config(SMALL + "include: [menus/storm.yaml]\n", **{"menus/storm": STORM})
    await site.service.do(verbs.PUBLISH, PublishRequest(files=files, base=1, why="台风"), FIRST)
    assert (site.path.parent / "menus" / "storm.yaml").read_text() == STORM
    assert (await site.service.do(verbs.CONFIG, Nothing(), FIRST)).files == files
    assert (await site.service.do(verbs.GENERATION, GenerationRequest(number=2), FIRST)).files == files


async def test_of_two_at_once_one_wins_and_the_other_loses_nothing(site: Site) -> None:
    texts = {FIRST: SMALL + STORM, LAST: SMALL.replace("综合", "其他")}
    found = await asyncio.gather(
        *(site.publish(text, 1, who) for who, text in texts.items()), return_exceptions=True
    )
    (conflict,) = [one for one in found if isinstance(one, EditConflict)]
    assert [one for one in found if not isinstance(one, EditConflict)] == [2]
    winner = (await site.service.do(verbs.HISTORY, Nothing(), FIRST))[0].by
    assert conflict.more["by"] == winner
    assert conflict.more["active"] == 2
    loser = next(who for who in texts if who != winner)
    assert site.path.read_text() == texts[winner]
    assert await site.publish(texts[loser], 2, loser) == 3


async def test_mistakes_change_nothing(site: Site) -> None:
    with pytest.raises(Invalid) as refused:
        await site.publish(SMALL.replace("queue: urban", "queue: urbn"), 1)
    assert refused.value.problems[0].line == 9
    assert site.path.read_text() == SMALL
    assert len(await site.service.do(verbs.HISTORY, Nothing(), FIRST)) == 1


async def test_mistakes_are_looked_for_beside_the_calls_only_when_there_are_none(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[str] = []
    monkeypatch.setattr(GenerationFiles, "check", lambda *_: here.append("checked"))
    with pytest.raises(Invalid):
        await site.publish(SMALL + "  - {id: x}\n" * 400, 1)
    assert here == []


@pytest.mark.parametrize("unreadable", ["not UTF-8", "too long", "a folder"])
async def test_tests_on_the_disk_that_cannot_be_read_are_asked_about(site: Site, unreadable: str) -> None:
    tests = site.path.with_name("config.tests.yaml")
    if unreadable == "a folder":
        tests.mkdir()
    else:
        tests.write_bytes("说法".encode("gbk") if unreadable == "not UTF-8" else b"#" * (LARGEST_TEXT + 1))
    view = await site.service.do(verbs.CONFIG, Nothing(), FIRST)
    assert (view.changed_on_disk, view.on_disk) == (True, ())
    with pytest.raises(EditedOnDisk):
        await site.publish(SMALL + STORM, 1)
    assert await site.publish(SMALL + STORM, 1, over_edits=True) == 2


async def test_tests_are_edited_published_and_taken_back_with_the_configuration(site: Site) -> None:
    path = site.path.with_name("config.tests.yaml")
    ask = PublishRequest(files=beside(), base=1, why="有了测试")
    done = await site.service.do(verbs.PUBLISH, ask, FIRST)
    assert done.changes == ("tests changed: config.tests.yaml",)
    assert path.read_text() == TESTS
    assert set((await site.service.do(verbs.CONFIG, Nothing(), FIRST)).files) == set(beside())

    moved = SMALL.replace("queue: urban,", "queue: general,")
    to_general = TESTS.replace("intent: noise", "queue: general")
    unchanged = beside(TESTS.replace("intent: noise", "queue: urban"), moved)
    wrong = PublishRequest(files=unchanged, base=2, why="改")
    with pytest.raises(AdministrationRefused) as failing:
        await site.service.do(verbs.PUBLISH, wrong, FIRST)
    assert failing.value.code == "tests_failed"
    both = PublishRequest(files=beside(to_general, moved), base=2, why="噪声归综合")
    assert (await site.service.do(verbs.PUBLISH, both, FIRST)).generation == 3
    assert path.read_text() == to_general
    difference = await site.service.do(verbs.DIFF, between(2, 3), FIRST)
    assert "+  - {queue: general, texts: [楼上装修声音太大了]}" in difference

    await site.service.do(verbs.ROLL_BACK, RollbackRequest(to=2, why="还是分开"), FIRST)
    assert path.read_text() == TESTS
    await site.service.do(verbs.ROLL_BACK, RollbackRequest(to=1, why="不要测试"), FIRST)
    assert not path.exists(), "that generation had none; a copy is kept"
    assert TESTS in [one.read_text() for one in path.parent.glob("config.tests.yaml.before-*")]


async def test_tests_that_were_changed_by_hand_are_asked_about(site: Site) -> None:
    await site.service.do(verbs.PUBLISH, PublishRequest(files=beside(), base=1, why="有了测试"), FIRST)
    site.path.with_name("config.tests.yaml").write_text("# by hand\n" + TESTS)
    ask = PublishRequest(files=beside(text=SMALL + STORM), base=2, why="台风")
    with pytest.raises(EditedOnDisk) as refused:
        await site.service.do(verbs.PUBLISH, ask, FIRST)
    assert refused.value.more == {"names": ["config.tests.yaml"]}


async def test_a_mistake_in_a_test_stops_a_publication_unless_it_may_go_untested(site: Site) -> None:
    files = beside(TESTS.replace("noise", "nois"))
    (problem,) = (await site.service.do(verbs.CHECK, CheckRequest(files=files, doubts=False), FIRST)).problems
    assert (problem.file, problem.line, problem.severity) == ("config.tests.yaml", 2, "error")
    ask = PublishRequest(files=files, base=1, why="急")
    with pytest.raises(AdministrationRefused) as refused:
        await site.service.do(verbs.PUBLISH, ask, FIRST)
    assert refused.value.code == "tests_failed"
    done = await site.service.do(verbs.PUBLISH, ask.model_copy(update={"untested": True}), FIRST)
    assert done.generation == 2


async def test_a_generation_of_an_earlier_version_leaves_the_tests_alone(site: Site) -> None:
    """It kept no tests; going back to it must not take those on the disk away."""
    note = site.state.generations / "000001.json"
    before = {name: value for name, value in json.loads(note.read_text()).items() if name != "has_tests"}
    note.write_text(json.dumps(before))
    tests = beside(text=SMALL + STORM)
    await site.service.do(verbs.PUBLISH, PublishRequest(files=tests, base=1, why="台风"), FIRST)
    await site.service.do(verbs.ROLL_BACK, RollbackRequest(to=1, why="台风过了"), FIRST)
    assert site.path.read_text() == SMALL
    assert site.path.with_name("config.tests.yaml").read_text() == TESTS


async def test_what_was_changed_by_hand_is_asked_about_and_kept(site: Site) -> None:
    site.path.write_text("# by hand\n" + SMALL)
    with pytest.raises(EditedOnDisk) as refused:
        await site.publish(SMALL + STORM, 1)
    assert (refused.value.code, refused.value.status) == ("edited_on_disk", 409)
    assert refused.value.more == {"names": ["config.yaml"]}
    assert site.path.read_text() == "# by hand\n" + SMALL
    assert len(await site.service.do(verbs.HISTORY, Nothing(), FIRST)) == 1
    assert await site.publish(SMALL + STORM, 1, over_edits=True) == 2
    copies = [path.read_text() for path in site.path.parent.glob("config.yaml.before-*")]
    assert copies == ["# by hand\n" + SMALL]


async def test_the_service_may_refuse(site: Site) -> None:
    site.refuse = "no such port"
    done = await site.service.do(
        verbs.PUBLISH, PublishRequest(files=config(SMALL + STORM), base=1, why="台风"), FIRST
    )
    assert not done.live
    assert done.refused == "no such port"


async def test_taking_back(site: Site) -> None:
    await site.publish(SMALL + STORM, 1)
    done = await site.service.do(verbs.ROLL_BACK, RollbackRequest(to=1, why="台风过了"), LAST)
    assert (done.generation, done.live) == (3, True)
    assert site.path.read_bytes() == SMALL.encode()
    latest = (await site.service.do(verbs.HISTORY, Nothing(), FIRST))[0]
    assert (latest.by, latest.active) == (LAST, True)
    assert "台风过了" in latest.why
    assert "+  - {id: storm" in await site.service.do(verbs.DIFF, between(1, 2), FIRST)
    assert await site.service.do(verbs.DIFF, between(1, 3), FIRST) == ""


@pytest.mark.parametrize("number", [9, 100_000_000])
async def test_an_unknown_generation_is_named(site: Site, number: int) -> None:
    for asked in (
        site.service.do(verbs.GENERATION, GenerationRequest(number=number), FIRST),
        site.service.do(verbs.DIFF, between(1, number), FIRST),
        site.service.do(verbs.ROLL_BACK, RollbackRequest(to=number, why="x"), FIRST),
    ):
        with pytest.raises(AdministrationRefused) as refused:
            await asked
        assert (refused.value.code, refused.value.status) == ("no_such_generation", 404)


async def test_before_the_first_publication_that_is_said(tmp_path: Path, queue: JobQueue) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(SMALL, encoding="utf-8")
    service = AdminService(
        State(tmp_path),
        load(path, HotlineConfig),
        queue,
        lambda _recording: asyncio.sleep(0, Spoken(text="")),
        lambda _text: asyncio.sleep(0, Said(sound="", recorded=False)),
    )
    with pytest.raises(AdministrationRefused) as refused:
        await service.do(verbs.CONFIG, Nothing(), FIRST)
    assert refused.value.status == 503
    assert list(await service.do(verbs.HISTORY, Nothing(), FIRST)) == []


async def test_the_worker_checks_tries_tests_and_guards_publishing(tmp_path: Path) -> None:
    """The real process, once for all it can do."""
    queue = JobQueue()
    site = Site(tmp_path, queue)
    async with serving(site):
        await all_that_the_worker_does(site)
    await queue.close()


async def all_that_the_worker_does(site: Site) -> None:
    checked = await site.service.do(verbs.CHECK, CheckRequest(files=config(), doubts=False), FIRST)
    assert checked.problems == ()
    tried = await site.service.do(verbs.TRY, TryRequest(files=config(), text="楼上装修声音太大了"), FIRST)
    assert tried.decision is not None
    assert tried.decision.intent == "noise"
    again = await site.service.do(verbs.TRY, TryRequest(session=tried.session, silence=True), FIRST)
    assert again.done
    with pytest.raises(AdministrationRefused) as no_tests:
        await site.service.do(verbs.TEST, Files(files=config()), FIRST)
    assert no_tests.value.code == "no_tests"
    assert (await site.service.do(verbs.TEST, Files(files=beside()), FIRST)).passed
    swapped = beside(TESTS.replace("school", "noise"))
    assert not (await site.service.do(verbs.TEST, Files(files=swapped), FIRST)).passed

    wrong = SMALL.replace("[楼上装修声音太大了, 楼下广场舞太吵了]", "[路灯坏了, 井盖不见了]")
    assert wrong != SMALL
    tested = PublishRequest(files=beside(text=wrong), base=1, why="改")
    with pytest.raises(AdministrationRefused) as failing:
        await site.service.do(verbs.PUBLISH, tested, FIRST)
    assert failing.value.code == "tests_failed"
    assert failing.value.more["tests"]["failed"]
    assert len(await site.service.do(verbs.HISTORY, Nothing(), FIRST)) == 1
    untested = PublishRequest(files=beside(text=wrong), base=1, why="改", untested=True)
    assert (await site.service.do(verbs.PUBLISH, untested, FIRST)).generation == 2
