"""Sentence templates: what they mean, that mistakes name their place, and that size costs nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from ivr.settings.words.template import MAX_DEPTH, TemplateError, cover, expand, parse

LISTS = {"place": ["楼下", "门口"], "day": ["今天", "明天", "后天"]}


def sentences(text: str) -> set[str]:
    return set(expand(parse(text), LISTS, 1000))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("停水了", {"停水了"}),
        ("(楼上|隔壁)吵", {"楼上吵", "隔壁吵"}),
        ("[我家]吵", {"我家吵", "吵"}),
        ("[我家|小区]吵", {"我家吵", "小区吵", "吵"}),
        ("{place}吵", {"楼下吵", "门口吵"}),
        ("(我[家]|{place})吵", {"我家吵", "我吵", "楼下吵", "门口吵"}),
        ("(很|)吵", {"很吵", "吵"}),
        ("[我家](很|太)吵", {"我家很吵", "我家太吵", "很吵", "太吵"}),
    ],
)
def test_a_template_means_its_sentences(text: str, expected: set[str]) -> None:
    assert sentences(text) == expected
    assert parse(text).count(LISTS) == len(expected)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("(楼上", 1),
        ("楼上)", 3),
        ("吵|闹", 2),
        ("[我家", 1),
        ("(a]", 3),
        ("很{place", 2),
        ("很{}", 2),
        ("[x]", 1),
        ("(a|)", 1),
        ("", 1),
        ("(" * 30, MAX_DEPTH + 1),
    ],
)
def test_a_mistake_names_its_place(text: str, position: int) -> None:
    with pytest.raises(TemplateError, match="第 ") as caught:
        parse(text)
    assert caught.value.position == position


def test_the_lists_of_a_template_are_known() -> None:
    assert parse("{day}[在{place}]停水").lists() == {"day", "place"}


def test_a_template_of_millions_is_expanded_evenly_and_at_once() -> None:
    template = parse("(a|b|c|d)" * 30)
    assert template.count(LISTS) == 4**30
    some = expand(template, LISTS, 40)
    assert len(some) == 40
    assert {sentence[0] for sentence in some} == {"a", "b", "c", "d"}


def test_cover_shows_every_option() -> None:
    shown = "".join(cover(parse("{day}(在{place}|去)[吃饭](吗|呢|吧|啊)"), LISTS, 50))
    for word in ("今天", "明天", "后天", "楼下", "门口", "去", "吃饭", "吗", "呢", "吧", "啊"):
        assert word in shown


TEXTS = strategies.text(alphabet="楼上吵闹 a", min_size=1, max_size=4)
TEMPLATES = strategies.recursive(
    TEXTS | strategies.just("{place}"),
    lambda inner: strategies.one_of(
        strategies.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
        strategies.lists(inner, min_size=1, max_size=2).map(lambda parts: f"[{'|'.join(parts)}]"),
        strategies.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=12,
).map("楼".__add__)


@given(TEMPLATES, strategies.integers(1, 30))
def test_expansions_are_sentences_of_the_template(text: str, limit: int) -> None:
    template = parse(text)
    total = template.count(LISTS)
    assert total >= 1
    every = {template.build(index, LISTS) for index in range(min(total, 3000))}
    some = expand(template, LISTS, limit)
    assert 1 <= len(some) <= limit
    assert len(set(some)) == len(some)
    if total <= 3000:
        assert set(some) <= every
        assert set(cover(template, LISTS, limit)) <= every


@given(strategies.text(alphabet="()[]{}|楼上a ", max_size=40))
def test_any_text_is_a_template_or_a_mistake_with_a_place(text: str) -> None:
    try:
        template = parse(text)
    except TemplateError as error:
        position = error.position
    else:
        position = 1
        names = {name: ["x"] for name in template.lists()}
        assert all(expand(template, names, 5))
    assert 1 <= position <= len(text) + 1
