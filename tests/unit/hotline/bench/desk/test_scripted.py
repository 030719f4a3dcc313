"""Calls that nobody makes are such as the desk shows."""

from __future__ import annotations

from itertools import islice, pairwise

from agent_assist.board.board import Board
from agent_assist.settings import AgentSettings
from contracts import CallEnded, TranscriptFinal, TranscriptPartial
from hotline.bench.desk.office import SUPERVISOR, office
from hotline.bench.desk.scripted import SENTENCES, begins, talks, whole
from tests.shipped import shipped_config


def test_a_whole_call_is_shown_with_all_that_was_said_and_is_over() -> None:
    board = Board([AgentSettings(id="wang", name="王芳", extension="1001")])
    for event in whole("one", "wang", 4):
        board.apply(event)
    (call,) = board.snapshot("wang")["calls"]
    assert (call["phase"], call["agent"]) == ("ended", "wang")
    assert [line["speaker"] for line in call["lines"]] == ["caller", "agent"] * 2
    assert all(line["final"] for line in call["lines"])


def test_a_talk_goes_on_and_each_sentence_grows() -> None:
    said = list(islice(talks("one", "wang"), 200))
    assert len({(one.leg, one.utterance) for one in said}) > len(SENTENCES)  # type: ignore[attr-defined]
    for before, one in pairwise(said):
        if isinstance(one, TranscriptFinal):
            assert isinstance(before, TranscriptPartial)
            assert one.text.startswith(before.text)
    assert not any(isinstance(one, CallEnded) for one in said + begins("one", "wang"))


def test_an_office_has_so_many_agents_for_every_queue_and_one_who_sees_all() -> None:
    config = office(shipped_config(), 50)
    *agents, boss = config.agents
    assert len(agents) == len({one.extension for one in agents}) == 50
    assert all(one.serves("any") for one in agents)
    assert (boss.id, boss.role) == (SUPERVISOR, "supervisor")
