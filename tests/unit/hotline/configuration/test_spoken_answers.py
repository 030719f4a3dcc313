"""Answers that come from the knowledge base."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotline.configuration.checking.menu.answers import doubtful_answers
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken.answers import LONGEST, with_answers
from tests.shipped import sections

SHORT = "热线全天有人接听。"


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    def write(id: str, body: str) -> None:
        head = f"---\nid: {id}\ntitle: 标题\nsource: 本市\nupdated: 2026-11-21\n---\n\n"
        (tmp_path / f"{id}.md").write_text(head + body, encoding="utf-8")

    write("short", f"{SHORT}\n\n第二段不念。\n")
    write("long", "长" * (LONGEST + 1))
    return tmp_path


@pytest.fixture
def configured(knowledge: Path) -> Callable[[object], HotlineConfig]:
    written = sections()
    written["desk"]["knowledge"] = str(knowledge)
    for intent in written["intents"]:
        intent.pop("answer", None)
    at = next(i for i, intent in enumerate(written["intents"]) if intent["id"] == "housing_fund")

    def make(answer: object) -> HotlineConfig:
        written["intents"][at]["answer"] = answer
        return HotlineConfig.model_validate(written)

    return make


Configured = Callable[[object], HotlineConfig]


def answer_of(config: HotlineConfig) -> str | None:
    answer = config.ivr.intent("housing_fund").answer
    return None if answer is None else answer.text


def test_the_first_paragraph_is_said(configured: Configured) -> None:
    config = configured({"article": "short"})
    assert answer_of(with_answers(config)) == SHORT
    assert list(doubtful_answers(config)) == []


@pytest.mark.parametrize("article", ["long", "missing"])
def test_what_cannot_be_said_is_no_answer_and_is_told(configured: Configured, article: str) -> None:
    config = configured({"article": article})
    assert answer_of(with_answers(config)) is None
    ((kind, path, message, _),) = doubtful_answers(config)
    at = [intent.id for intent in config.ivr.intents].index("housing_fund")
    assert (kind, path) == ("answer", ("intents", at, "answer"))
    assert article in message


def test_a_knowledge_base_that_cannot_be_read_stops_no_call(configured: Configured, knowledge: Path) -> None:
    (knowledge / "broken.md").write_text("no front matter", encoding="utf-8")
    config = configured({"article": "short"})
    assert answer_of(with_answers(config)) is None
    assert not list(doubtful_answers(config)), "it is a mistake, told elsewhere"


def test_a_text_is_said_as_it_is(configured: Configured) -> None:
    config = configured("请稍候。")
    assert with_answers(config) == config
    assert answer_of(config) == "请稍候。"
