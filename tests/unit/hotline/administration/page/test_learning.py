"""What calls teach, on the administrators' page: offered, taken into the files, decided on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.files import FileText
from agent_assist.admin.wire.learning import Groups, LearnRequest
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.drafts.learning import GroupsJob, SettleJob, groups, learn, settle
from hotline.machine.paths import State
from tests.unit.hotline.administration.page.parts import SMALL, config
from tests.unit.hotline.administration.test_correction_groups import LOUD, SCHOOL, call, corrected
from tests.unit.hotline.administration.test_corrections import keep


@pytest.fixture
def state(tmp_path: Path) -> Path:
    asyncio.run(keep(tmp_path, corrected("one"), *call("two", SCHOOL)))
    return tmp_path


def offered(state: Path, files: tuple[FileText, ...] = ()) -> Groups:
    return groups(GroupsJob(files=files or config(), database=None, state=state), Learned())


def settled(state: Path, *calls: str) -> int:
    return settle(
        SettleJob(calls=calls, verdict="accepted", database=None, state=state, by="李管 (li)")
    ).settled


def test_candidates_are_offered_with_what_they_are_most_like(state: Path) -> None:
    found = offered(state)
    assert [(one.intent, one.queue_name, one.candidates[0].heard) for one in found.groups] == [
        ("noise", "城市管理", LOUD),
        ("school", "综合", SCHOOL),
    ]
    assert [one.candidates[0].agent for one in found.groups] == ["wang", ""]
    assert found.groups[0].nearest in ("楼上装修声音太大了", "楼下广场舞太吵了")
    assert not found.by_meaning
    assert {one.id for one in found.intents} == {"noise", "school"}


def test_what_is_taken_into_the_files_is_not_offered_with_them(state: Path) -> None:
    done = learn(LearnRequest(files=config(), intent="noise", sentences=(LOUD,)))
    assert [file.text for file in done.files] == [
        SMALL.replace("楼下广场舞太吵了]", f"楼下广场舞太吵了, {LOUD}]")
    ]
    assert done.refused == ()
    assert [one.intent for one in offered(state, done.files).groups] == ["school"]
    assert [one.intent for one in offered(state).groups] == ["noise", "school"], "nothing is decided yet"


def test_a_sentence_that_would_confuse_is_refused_and_the_others_are_taken() -> None:
    theirs, masked = "孩子上小学怎么报名", "我是138****8000"
    done = learn(LearnRequest(files=config(), intent="noise", sentences=(theirs, masked, LOUD)))
    assert [one.sentence for one in done.refused] == [theirs, masked]
    assert [LOUD in file.text for file in done.files] == [True]


def test_only_the_file_of_the_intent_changes() -> None:
    at = SMALL.index("intents:")
    files = config(f"include: [menus.yaml]\n{SMALL[:at]}", menus=SMALL[at:])
    done = learn(LearnRequest(files=files, intent="noise", sentences=(LOUD,)))
    assert [file.name for file in done.files] == ["menus.yaml"]


def test_mistakes_in_the_files_are_told(state: Path) -> None:
    broken = config(SMALL.replace("queue: urban", "queue: urbn"))
    assert offered(state, broken).problems[0].path == "intents[0].queue"
    done = learn(LearnRequest(files=broken, intent="noise", sentences=(LOUD,)))
    assert (done.problems[0].path, done.files) == ("intents[0].queue", ())


def test_what_is_decided_is_offered_no_more(state: Path) -> None:
    assert settled(state, "one", "two", "never there") == 2
    assert offered(state).groups == ()
    assert settled(state, "one") == 0


def test_a_call_corrected_meanwhile_is_offered_again(state: Path) -> None:
    assert settled(state, "two") == 1
    asyncio.run(keep(state, corrected("two", heard=SCHOOL, at=200.0)))
    assert {one.candidates[0].call for one in offered(state).groups} == {"one", "two"}


def test_without_records_that_is_said(tmp_path: Path) -> None:
    for ask in (offered, lambda place: settled(place, "one")):
        with pytest.raises(AdministrationRefused) as refused:
            ask(State(tmp_path / "none").root)
        assert (refused.value.code, refused.value.status) == ("no_records", 503)
