"""Candidates for sayings: found in corrections and in calls, grouped by meaning, decided on at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Corrected,
    Decided,
    Event,
    TranscriptCorrected,
    TranscriptFinal,
)
from hotline.administration.corrections.candidates import candidates, confirmed
from hotline.cli.app import app
from hotline.guidance.meaning import commands
from hotline.machine.encoder.kept import KeptVectors
from hotline.machine.paths import State
from ivr.dialects.normalise import Normaliser
from tests.unit.hotline.administration.test_corrections import TEXT, keep, kept, listed, run
from tests.unit.hotline.machine.encoder.doubles import ScriptedEncoder

LOUD = "隔壁天天放音响震得慌"
LOUD_AGAIN = "墙那边唱戏没完没了"
"""By the scripted encoder it means the same."""
SCHOOL = "娃到岁数了上哪里念书"


def corrected(call: str, heard: str = LOUD, **more: Any) -> Corrected:
    fields = {"agent": "wang", "queue": "urban", "intent": "noise", "decided_intent": "school", "at": 100.0}
    return Corrected(call=call, heard=heard, **{**fields, **more})


def call(
    id_: str, heard: str, *, answer: str = "route", queue: str = "general", at: float = 50.0
) -> list[Event]:
    """A call whose caller was asked whether it is about the school."""
    school = {"intent": "school", "queue": "general"}
    said = school if answer == "route" else {"intent": "noise", "queue": "urban"}
    return [
        CallStarted(call=id_, caller="anonymous", dialled="12345", at=at),
        Decided(call=id_, outcome="confirm", score=0.6, heard=heard, at=at + 1, **school),
        Decided(call=id_, outcome="route", score=0.9, heard=heard, at=at + 2, **said),
        CallQueued(call=id_, queue=queue, position=1, at=at + 3),
        Bridged(call=id_, agent="wang", at=at + 4),
        CallEnded(call=id_, by="caller", at=at + 5),
    ]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Without an encoder."""
    (tmp_path / "config.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(commands, "lack", lambda _layout: "not here")
    return tmp_path


@pytest.fixture
def encoder(place: Path, monkeypatch: pytest.MonkeyPatch) -> ScriptedEncoder:
    found = ScriptedEncoder(meanings={LOUD_AGAIN: LOUD})
    monkeypatch.setattr(commands, "lack", lambda _layout: None)
    monkeypatch.setattr(commands, "load", lambda _layout: found)
    monkeypatch.setattr(
        commands,
        "kept_vectors",
        lambda state: KeptVectors(state.meanings, "scripted", ScriptedEncoder.dimensions),
    )
    return found


def groups(place: Path) -> dict[str, Any]:
    options = ["--config", str(place / "config.yaml"), "--state", str(place), "--json"]
    result = CliRunner().invoke(app, ["corrections", "groups", *options])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def heard(group: dict[str, Any]) -> set[str]:
    return {member["correction"]["heard"] for member in group["members"]}


def text(place: Path) -> str:
    return (place / "config.yaml").read_text(encoding="utf-8")


# --- what calls show ---


def test_what_a_caller_confirmed_is_a_candidate() -> None:
    found = confirmed(call("one", SCHOOL))
    assert found is not None
    assert (found.heard, found.intent, found.queue, found.agent) == (SCHOOL, "school", "general", "")


def test_a_candidate_is_what_was_really_said_where_somebody_says_so() -> None:
    heard = TranscriptFinal(
        call="one", leg="caller", utterance=2, text=SCHOOL, start_ms=0, end_ms=900, confidence=0.7
    )
    really = TranscriptCorrected(
        call="one", leg="caller", utterance=2, text="娃到岁数了去哪里读书", agent="wang"
    )
    other = really.model_copy(update={"utterance": 1, "text": "嗯"})
    found = confirmed([*call("one", SCHOOL), heard, really, other])
    assert found is not None
    assert found.heard == "娃到岁数了去哪里读书"


@pytest.mark.parametrize(
    "events",
    [
        call("one", SCHOOL, answer="no", queue="urban"),
        call("one", SCHOOL, queue="urban"),
        [*call("one", SCHOOL), CallQueued(call="one", queue="urban", position=1)],
        call("one", SCHOOL)[:4],
        call("one", SCHOOL)[:5],
        call("one", ""),
        call("one", SCHOOL)[2:],
    ],
    ids=[
        "no",
        "elsewhere",
        "put on to another queue",
        "no agent",
        "not ended",
        "nothing heard",
        "never asked",
    ],
)
def test_what_a_call_does_not_prove_is_none(events: list[Event]) -> None:
    assert confirmed(events) is None


async def test_calls_are_masked_and_those_corrected_are_corrections(tmp_path: Path) -> None:
    number = f"我的电话13800138000，{SCHOOL}"
    await keep(tmp_path, *call("one", number), *call("two", SCHOOL), corrected("two"))
    found = await candidates(None, State(tmp_path))
    assert [(one.call, one.agent) for one in found] == [("two", "wang"), ("one", "")]
    assert "138****8000" in found[1].heard


# --- in groups ---


def test_what_means_the_same_is_one_group(place: Path, encoder: ScriptedEncoder) -> None:
    kept(place, corrected("one"), corrected("two", LOUD_AGAIN, at=101.0), *call("three", SCHOOL))
    found = groups(place)
    assert found["by_meaning"]
    assert [(one["intent"], heard(one)) for one in found["groups"]] == [
        ("noise", {LOUD, LOUD_AGAIN}),
        ("school", {SCHOOL}),
    ]


def test_without_the_encoder_characters_are_compared_and_that_is_said(place: Path) -> None:
    kept(
        place,
        corrected("one"),
        corrected("two", LOUD_AGAIN, at=101.0),
        corrected("three", f"{LOUD}呢", at=102.0),
    )
    found = groups(place)
    assert not found["by_meaning"]
    assert [heard(one) for one in found["groups"]] == [{LOUD, f"{LOUD}呢"}, {LOUD_AGAIN}]
    code, output = run(place, "groups")
    assert (code, "by characters, not by meaning" in output) == (0, True)


def test_an_encoder_that_fails_is_done_without(place: Path, encoder: ScriptedEncoder) -> None:
    kept(place, corrected("one", "?"))
    assert not groups(place)["by_meaning"]


def test_different_intents_are_different_groups_however_alike(place: Path, encoder: ScriptedEncoder) -> None:
    kept(place, corrected("one"), corrected("two", intent="school", queue="general", at=101.0))
    assert sorted(one["intent"] for one in groups(place)["groups"]) == ["noise", "school"]


def test_of_a_queue_alone_the_nearest_intent_is_proposed(place: Path, encoder: ScriptedEncoder) -> None:
    (place / "config.yaml").write_text(
        f"{TEXT}  - {{id: stall, name: 摊贩, queue: urban, sayings: [路边摊占道, 卖菜的挡路]}}\n",
        encoding="utf-8",
    )
    encoder.meanings["烤串的把路堵了"] = "卖菜的挡路"
    kept(place, corrected("one", "烤串的把路堵了", intent=None))
    (found,) = groups(place)["groups"]
    assert (found["intent"], found["guessed"], found["nearest"]) == ("stall", True, "卖菜的挡路")


def test_what_is_a_saying_or_understood_by_now_is_no_candidate(place: Path) -> None:
    kept(
        place,
        corrected("one", "楼上装修声音太大了呀"),
        *call("two", "孩子上小学怎么报名啊"),
        corrected("three", queue="gone", intent=None, at=102.0),
    )
    assert groups(place)["groups"] == []
    code, output = run(place, "groups")
    assert (code, "nothing to learn" in output) == (0, True)


# --- decided on at once ---


def test_a_group_is_accepted_with_one_command(place: Path, encoder: ScriptedEncoder) -> None:
    kept(place, corrected("one"), corrected("two", LOUD_AGAIN, at=101.0), *call("three", SCHOOL))
    (noise, school) = groups(place)["groups"]
    code, output = run(place, "accept", noise["name"], school["name"])
    assert code == 0, output
    written = TEXT.replace(
        "# the last one\n", f"# the last one\n      - {LOUD}\n      - {LOUD_AGAIN}\n"
    ).replace("学区是怎么划分的]", f"学区是怎么划分的, {SCHOOL}]")
    assert text(place) == written
    assert groups(place)["groups"] == []
    assert {row["call"]: row["status"] for row in listed(place, "--all")} == dict.fromkeys(
        ["one", "two", "three"], "accepted"
    )


def test_what_needs_other_words_stays_open_and_the_rest_is_taken(
    place: Path, encoder: ScriptedEncoder
) -> None:
    masked = f"我是138****8000，{LOUD}"
    encoder.meanings[masked] = LOUD
    encoder.meanings[Normaliser().content(masked)] = LOUD
    kept(place, corrected("one"), corrected("two", masked, at=101.0), corrected("three", LOUD, at=102.0))
    (found,) = groups(place)["groups"]
    assert len(found["members"]) == 3
    code, output = run(place, "accept", found["name"])
    assert (code, "--as" in output) == (1, True)
    assert text(place).count(LOUD) == 1, "the same sentence twice is one saying"
    assert "138" not in text(place)
    assert [row["call"] for row in listed(place)] == ["two"]


def test_a_group_is_put_aside_with_one_command_and_does_not_come_again(place: Path) -> None:
    kept(place, corrected("one"), *call("two", SCHOOL))
    names = [one["name"] for one in groups(place)["groups"]]
    code, output = run(place, "dismiss", *names)
    assert (code, "2 dismissed" in output) == (0, True)
    assert groups(place)["groups"] == []
    assert text(place) == TEXT
    kept(place, corrected("two", at=300.0))
    assert [heard(one) for one in groups(place)["groups"]] == [{LOUD}], "an agent may still correct that call"


def test_another_intent_may_be_named_for_a_group(place: Path) -> None:
    kept(place, *call("one", SCHOOL))
    (found,) = groups(place)["groups"]
    assert run(place, "accept", found["name"], "--intent", "noise")[0] == 0
    assert f"      - {SCHOOL}\n" in text(place)


def test_a_group_that_has_changed_is_not_there(place: Path) -> None:
    kept(place, corrected("one"))
    (found,) = groups(place)["groups"]
    kept(place, corrected("two", at=101.0))
    code, output = run(place, "accept", found["name"])
    assert (code, found["name"] in output) == (2, True)
    assert text(place) == TEXT


def test_without_records_it_says_where_they_would_be(place: Path) -> None:
    code, output = run(place, "groups")
    assert (code, "no records here" in output) == (2, True)
