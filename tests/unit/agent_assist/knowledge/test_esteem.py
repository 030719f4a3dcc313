"""What agents think of an article moves it a little among those that fit, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.knowledge import Article, load_articles
from agent_assist.knowledge.article_search import ArticleSearch
from agent_assist.knowledge.esteem import PRIOR, Marks, esteem, weighed
from agent_assist.knowledge.query import SearchQuery, asked

SHIPPED = Path(__file__).parents[4] / "knowledge"
counts = st.integers(0, 5_000)


@given(counts, counts, counts)
def test_it_has_bounds_and_nobody_says_nothing(up: int, down: int, users: int) -> None:
    assert -1 < esteem(Marks(up, down, users)) < 1
    assert esteem(Marks()) == 0
    assert (
        esteem(Marks(up + 1, down, users))
        > esteem(Marks(up, down, users))
        > esteem(Marks(up, down + 1, users))
    )


@given(counts, counts, counts, st.floats(-50, 50))
def test_it_moves_a_score_by_a_tenth_at_most(up: int, down: int, users: int, score: float) -> None:
    moved = weighed(score, esteem(Marks(up, down, users)))
    assert abs(moved - score) <= PRIOR * abs(score)


def test_one_agent_moves_next_to_nothing_and_a_thumb_more_than_a_use() -> None:
    assert esteem(Marks(down=1)) == -1 / 9
    assert 0 < esteem(Marks(users=1)) < esteem(Marks(up=1)) == 1 / 9


def article(id: str, body: str) -> Article:
    return Article(id=id, title="夜间施工", tags=(), source="条例", updated=date(2026, 1, 1), body=body)


ALIKE = [
    article("a", "夜间禁止施工，请拨打电话。"),
    article("b", "夜间禁止施工，请拨打电话。"),
    article("c", "入学报名").model_copy(update={"title": "入学"}),
]


@pytest.mark.parametrize(("disliked", "first"), [("a", "b"), ("b", "a"), ("", "a")])
def test_of_two_that_fit_alike_the_better_thought_of_is_first(disliked: str, first: str) -> None:
    search = ArticleSearch(ALIKE, esteem_of=_of({disliked: -0.1}))
    assert search.find(asked("夜间施工"), 2)[0].article == first


def test_all_agents_together_bring_none_that_does_not_fit_and_hide_none_that_does() -> None:
    articles = load_articles(SHIPPED)
    plain = ArticleSearch(articles)
    for worth in (-1.0, 1.0):
        judged = ArticleSearch(articles, esteem_of=_of(dict.fromkeys((one.id for one in articles), worth)))
        for text in ("楼下工地半夜施工", "公积金怎么取", "物业费太贵", "飞碟降落"):
            wanted = {one.article for one in plain.find(asked(text), 20)}
            assert {one.article for one in judged.find(asked(text), 20)} == wanted, text


def test_nobody_buries_what_is_for_an_emergency() -> None:
    articles = load_articles(SHIPPED)
    hated = ArticleSearch(articles, esteem_of=_of({"gas-leak": -1.0}))
    query = SearchQuery(asked("楼道里都是煤气味，燃气费怎么交").parts, "燃气泄漏")
    assert hated.find(query, 3)[0].article == "gas-leak"
    assert hated.find(asked("闻到很重的煤气味"), 3)[0].article == "gas-leak"


def _of(worths: Mapping[str, float]) -> Callable[[str], float]:
    return lambda one: worths.get(one, 0.0)
