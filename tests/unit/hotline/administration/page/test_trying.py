"""Trying and testing a configuration that is not live, and recent calls with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agent_assist.admin.port import AdministrationRefused, Invalid
from agent_assist.admin.wire.files import Files, FileText
from agent_assist.admin.wire.trying import Tried, TryRequest
from contracts import CallQueued, CallStarted, Decided, Event, KeyPressed, TranscriptFinal
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.drafts.testing import run_tests
from hotline.administration.page.drafts.trying import MOST, OLDEST_S, TriedCalls
from hotline.administration.page.drafts.whatif import WhatIfJob, what_if
from hotline.machine.paths import State
from hotline.records.database.records import Records
from tests.unit.hotline.administration.page.parts import SMALL, TESTS, config, shipped
from tests.unit.hotline.guidance.fake_llm import fake_llm, thinks


@pytest.fixture(scope="module")
def learned() -> Learned:
    return Learned()


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def conversations(learned: Learned) -> TriedCalls:
    return TriedCalls(learned)


def kinds(tried: Tried) -> list[str]:
    return [step.kind for step in tried.steps]


def test_a_sentence_reaches_its_queue(learned: Learned) -> None:
    sentence = "公积金怎么提取出来"
    tried = TriedCalls(learned).step(TryRequest(files=shipped(), text=sentence))
    assert tried.done
    assert tried.steps[0].kind == "say"
    assert tried.steps[0].text.startswith("您好")
    assert tried.decision is not None
    assert (tried.decision.intent, tried.decision.queue) == ("housing_fund", "urban")
    assert tried.decision.queue_name == "城市管理"
    assert tried.decision.reason
    assert (tried.steps[-1].kind, tried.steps[-1].text) == ("route", "城市管理")


def test_a_conversation_goes_on_step_by_step(conversations: TriedCalls) -> None:
    begun = conversations.step(TryRequest(files=config()))
    assert not begun.done
    assert "say" in kinds(begun)
    silent = conversations.step(TryRequest(session=begun.session, silence=True))
    assert kinds(silent)[0] == "silence"
    assert "say" in kinds(silent)
    pressed = conversations.step(TryRequest(session=begun.session, key="2"))
    assert pressed.done
    assert pressed.steps[-1].text == "城市管理"
    after = conversations.step(TryRequest(session=begun.session, text="喂"))
    assert after.done
    assert "route" not in kinds(after)


def test_an_unsaved_change_is_tried_and_a_conversation_keeps_its_own(conversations: TriedCalls) -> None:
    old = conversations.step(TryRequest(files=config()))
    changed = SMALL.replace('name: 城市管理, key: "2"}', "name: 城市管理}").replace(
        "name: 综合}", 'name: 综合, key: "2"}'
    )
    new = conversations.step(TryRequest(files=config(changed)))
    assert conversations.step(TryRequest(session=old.session, key="2")).steps[-1].text == "城市管理"
    assert conversations.step(TryRequest(session=new.session, key="2")).steps[-1].text == "综合"


def test_mistakes_are_answered_as_mistakes(conversations: TriedCalls) -> None:
    with pytest.raises(Invalid) as refused:
        conversations.step(TryRequest(files=config("queues: []\n")))
    assert refused.value.problems


def test_conversations_are_few_and_not_kept_for_ever(learned: Learned) -> None:
    clock = Clock()
    conversations = TriedCalls(learned, clock)
    first = conversations.step(TryRequest(files=config())).session
    for _ in range(MOST):
        last = conversations.step(TryRequest(files=config())).session
    with pytest.raises(AdministrationRefused) as gone:
        conversations.step(TryRequest(session=first, silence=True))
    assert (gone.value.code, gone.value.status) == ("no_such_session", 404)
    assert conversations.step(TryRequest(session=last, silence=True)).steps
    clock.now = OLDEST_S + 1
    with pytest.raises(AdministrationRefused):
        conversations.step(TryRequest(session=last, silence=True))


def with_tests(files: tuple[FileText, ...], tests: str) -> Files:
    return Files(files=(*files, FileText(name="config.tests.yaml", text=tests)))


def test_the_shipped_tests_pass(learned: Learned) -> None:
    tested = run_tests(Files(files=shipped()), learned)
    assert tested.problems == ()
    assert tested.passed
    assert tested.total > 50


def test_a_failed_test_and_a_mistake_are_told_with_their_file(learned: Learned) -> None:
    files = config(SMALL + "include: [menus/urban.yaml]\n", **{"menus/urban": "lists: {}\n"})
    main = FileText(name="config.tests.yaml", text="tolerance: {sayings: 60}\n")
    tests = FileText(name="menus/urban.tests.yaml", text=TESTS.replace("intent: noise", "intent: school"))
    tested = run_tests(Files(files=(*files, main, tests)), learned)
    assert tested.passed, "the tolerance of the whole counts"
    (failed,) = tested.failed
    assert failed.file == "menus/urban.tests.yaml"
    broken = FileText(name="menus/urban.tests.yaml", text="tolerance: {sayings: 9}\n" + TESTS)
    tested = run_tests(Files(files=(*files, main, broken)), learned)
    (problem,) = tested.problems
    assert (problem.file, problem.line, problem.end_column) == ("menus/urban.tests.yaml", 1, 10)


def test_a_broken_intent_fails_with_a_confusion_table(learned: Learned) -> None:
    wrong = TESTS.replace("{intent: noise, texts:", "{intent: school, texts:")
    tested = run_tests(with_tests(config(), wrong), learned)
    assert not tested.passed
    (failed,) = tested.failed
    assert (failed.name, failed.expected, failed.got) == ("楼上装修声音太大了", "school", "noise")
    confusion = tested.confusion
    assert confusion.counts[confusion.rows.index("入学")][confusion.columns.index("噪声")] == 1


def test_mistakes_in_configuration_and_tests_are_told_apart(learned: Learned) -> None:
    tested = run_tests(with_tests(config("queues: []\n"), TESTS), learned)
    assert {problem.file for problem in tested.problems} == {"config.yaml"}
    tested = run_tests(with_tests(config(), "sayings:\n  - {intent: nois, texts: [太吵了]}\n"), learned)
    (problem,) = tested.problems
    assert (problem.file, problem.line) == ("config.tests.yaml", 2)
    assert not tested.passed


def said(call: str, text: str) -> TranscriptFinal:
    return TranscriptFinal(
        call=call, leg="caller", utterance=0, text=text, start_ms=0, end_ms=900, confidence=0.9
    )


CALLS: list[Event] = [
    CallStarted(call="one", caller="138****8000", dialled="12345", at=100),
    said("one", "楼上装修声音太大了我的电话是13800138000"),
    Decided(call="one", outcome="route", intent="noise", queue="urban", score=0.95),
    CallQueued(call="one", queue="urban", position=1),
    CallStarted(call="two", caller="138****8001", dialled="12345", at=200),
    KeyPressed(call="two", digit="2"),
    CallQueued(call="two", queue="urban", position=1),
]


async def record(state: State) -> None:
    state.root.mkdir(parents=True)
    records = Records(state.database_url)
    await records.open()
    for event in CALLS:
        records.write(event)
    await records.close()


def test_recent_calls_are_decided_again(learned: Learned, tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    asyncio.run(record(state))
    changed = SMALL.replace("name: 噪声, queue: urban", "name: 噪声, queue: general")
    found = what_if(WhatIfJob(files=config(changed), calls=10, database=None, state=state.root), learned)
    assert (found.calls, found.same) == (2, 1)
    (different,) = found.different
    assert different.call == "one"
    assert (different.before.queue_name, different.after.queue_name) == ("城市管理", "综合")
    assert "13800138000" not in found.model_dump_json()
    unchanged = what_if(WhatIfJob(files=config(), calls=10, database=None, state=state.root), learned)
    assert (unchanged.calls, unchanged.same) == (2, 2)


def test_without_records_that_is_said(learned: Learned, tmp_path: Path) -> None:
    with pytest.raises(AdministrationRefused) as refused:
        what_if(WhatIfJob(files=config(), calls=10, database=None, state=tmp_path), learned)
    assert refused.value.code == "no_records"


async def test_a_draft_sends_nothing_to_the_language_model_it_names(learned: Learned) -> None:
    async with fake_llm(thinks("school")) as llm:
        named = f"{SMALL}second_opinion: {{url: '{llm.url}', model: tiny, timeout_s: 5}}\n"
        request = TryRequest(files=config(named), text="我想问一下那个事情到底怎么弄呢")
        tried = await asyncio.to_thread(TriedCalls(learned).step, request)
    assert not tried.done
    assert llm.asked == []
