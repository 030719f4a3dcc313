"""What is shown of the articles that were found: only what probably fits."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agent_assist.knowledge import load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.fitting import FIRST, FURTHER, WEIGHTS, Signs, chance, clipped
from agent_assist.knowledge.query import SearchQuery, query_of
from hotline.bench.conversations.fitting import CALLS
from tests.unit.agent_assist.assist.doubles import turns
from tests.unit.agent_assist.knowledge.test_knowledge import SHIPPED

NONE = Signs(0, 0, 0, 0, 0, 0, 0, 0, 0)
TOPICS = {"暖气不热": "heating", "停水": "water", "自来水": "water", "燃气": "gas", "室内装修噪声": "noise"}


def topics_of(text: str) -> dict[str, float]:
    return {topic: 1.0 for word, topic in TOPICS.items() if word in text}


@pytest.fixture(scope="module")
def search() -> ArticleSearch:
    return ArticleSearch(load_articles(SHIPPED), None, topics_of)


def query(*lines: str, **topics: float) -> SearchQuery:
    return query_of(turns(*lines), topics=topics)


def test_the_file_weighs_every_sign_with_and_without_meaning() -> None:
    weights = YAML(typ="safe").load(WEIGHTS.read_text(encoding="utf-8"))
    assert {*weights} == {"letters", "meaning"}
    for told in weights.values():
        assert {*told} == {"base", *(one.name for one in fields(Signs))}


@given(st.lists(st.floats(-30, 30), min_size=9, max_size=9), st.booleans())
def test_a_chance_is_one_and_more_of_the_topic_never_less(values: list[float], meaning: bool) -> None:
    signs = Signs(*values)
    assert 0 <= chance(signs, meaning=meaning) <= 1
    more = replace(signs, topic=signs.topic + 1)
    assert chance(more, meaning=meaning) >= chance(signs, meaning=meaning)


def test_what_nothing_speaks_for_is_not_shown_and_leads_are_bounded() -> None:
    assert chance(NONE, meaning=False) < FIRST < FURTHER
    assert (clipped(9.0), clipped(-9.0)) == (1.5, -1.5)


def test_only_what_is_of_the_talks_topic_is_shown(search: ArticleSearch) -> None:
    talk = "c: 家里暖气冰凉，屋里才十四度，供暖以后一直不热"
    found = [one.article for one in search.find(query(talk, heating=1.0), 3)]
    assert found[0] == "heating-cold"
    assert not {*found} & {"water-outage", "gas-service", "noise-decoration"}


def test_a_talk_of_nothing_is_shown_nothing_and_a_typed_question_all_that_holds_it(
    search: ArticleSearch,
) -> None:
    talk = "c: 喂，你是不是停水的那个师傅，我打错了"
    assert search.find(query(talk), 3) == []
    assert search.find(query_of(turns(talk)), 3) != [], (
        "nobody says what the talk is about: the floor decides"
    )


def test_calls_for_fitting_name_articles_that_there_are() -> None:
    known = {one.id for one in load_articles(SHIPPED)}
    lines = [line for line in CALLS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for line in lines:
        articles, also, text = line.split("\t")
        assert {*filter(None, articles.split(","))} | {*filter(None, also.split(","))} <= known, line
        assert text
    assert len(lines) > 100
    assert Path(CALLS).is_file()
