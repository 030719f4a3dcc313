"""Recent calls with a configuration that is not live."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.whatif import WhatIf
from contracts import CallQueued, CallStarted, Decided, Event, KeyPressed, TranscriptFinal
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.drafts.whatif import WhatIfJob, what_if
from hotline.administration.page.texts.texts import PLACE
from hotline.administration.replay.past import HANG_UP
from hotline.machine.paths import State
from hotline.records.database.records import Records
from tests.unit.hotline.administration.page.parts import SMALL, config

ARTICLE = "---\nid: school\ntitle: 入学\nsource: 本市\nupdated: 2026-11-21\n---\n\n五月十日起网上报名。\n"
QUESTION = "孩子上小学怎么报名"
CALL: tuple[Event, ...] = (
    CallStarted(call="one", caller="138****8000", dialled="12345", at=100),
    TranscriptFinal(
        call="one", leg="caller", utterance=0, text=QUESTION, start_ms=0, end_ms=900, confidence=0.9
    ),
    Decided(call="one", outcome="route", intent="school", queue="general", score=0.95, reason="入学"),
    CallQueued(call="one", queue="general", position=1),
)


@pytest.fixture
def state(tmp_path: Path) -> State:
    found = State(tmp_path / "state")
    found.root.mkdir()
    asyncio.run(record(found, CALL))
    return found


PERSONAL: tuple[Event, ...] = (
    CallStarted(call="two", caller="138****8000", dialled="12345", at=200),
    KeyPressed(call="two", digit="2"),
    TranscriptFinal(
        call="two",
        leg="caller",
        utterance=0,
        text=f"我住幸福路12号，{QUESTION}",
        start_ms=0,
        end_ms=900,
        confidence=0.9,
    ),
    *(KeyPressed(call="two", digit=digit) for digit in "13800138000"),
    Decided(call="two", outcome="route", intent="school", queue="elsewhere", score=0.95, reason="入学"),
    CallQueued(call="two", queue="elsewhere", position=1),
)


async def record(state: State, events: Iterable[Event]) -> None:
    records = Records(state.database_url)
    await records.open()
    for event in events:
        records.write(event)
    await records.close()


def asked(state: State, text: str) -> WhatIf:
    return what_if(WhatIfJob(files=config(text), database=None, state=state.root), Learned())


def answering(answer: str) -> str:
    changed = SMALL.replace("name: 入学,", f"name: 入学, answer: {answer},")
    assert changed != SMALL
    return changed


def test_with_the_same_configuration_nothing_is_different(state: State) -> None:
    found = asked(state, SMALL)
    assert (found.calls, found.same, found.different, found.problems) == (1, 1, (), ())


def test_another_queue_is_shown(state: State) -> None:
    (found,) = asked(state, SMALL.replace("name: 入学, queue: general", "name: 入学, queue: urban")).different
    assert (found.before.queue, found.after.queue) == ("general", "urban")
    assert found.heard == (QUESTION,)


def test_houses_and_numbers_are_masked_also_those_typed_key_by_key(state: State) -> None:
    asyncio.run(record(state, PERSONAL))
    (found,) = asked(state, SMALL).different
    assert found.heard == ("[2]", f"我住幸福路**号，{QUESTION}", *(f"[{key}]" for key in "138****8000"))


def test_an_answer_of_the_knowledge_base_is_said_as_in_a_call(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path))
    (tmp_path / "school.md").write_text(ARTICLE, encoding="utf-8")
    knowledge = f"desk:\n  knowledge: {tmp_path}\n"
    (found,) = asked(state, answering("{article: school}") + knowledge).different
    assert found.after.queue == HANG_UP
    assert asked(state, answering("五月十日起网上报名。")).different == (found,)


def test_an_article_that_is_missing_puts_through(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PLACE, str(tmp_path))
    knowledge = f"desk:\n  knowledge: {tmp_path}\n"
    assert asked(state, answering("{article: none}") + knowledge).same == 1


def test_mistakes_are_in_the_answer(state: State) -> None:
    text = SMALL.replace("queue: urban", "queue: urbn")
    found = asked(state, text)
    (problem,) = found.problems
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "urbn" in one)
    assert (problem.file, problem.line, problem.path) == ("config.yaml", line, "intents[0].queue")
    assert "urbn" in problem.message
    assert (found.calls, found.different) == (0, ())


def test_without_records_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(AdministrationRefused) as refused:
        asked(State(tmp_path / "none"), SMALL)
    assert (refused.value.code, refused.value.status) == ("no_records", 503)
