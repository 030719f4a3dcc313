"""Sentences that are none, and configurations with too much or too little to learn from."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import IvrSettings, Understanding
from ivr.understanding.topics.meaning import Vector

EMERGENCY = "我家着火了"


def settings(*intents: dict[str, Any], **more: Any) -> IvrSettings:
    queues = [{"id": "urban", "name": "城市管理"}, {"id": "general", "name": "综合"}]
    return IvrSettings.model_validate({"queues": queues, "intents": list(intents), **more})


def intent(id_: str, queue: str, *sayings: str) -> dict[str, Any]:
    return {"id": id_, "name": id_, "queue": queue, "sayings": list(sayings)}


NOISE = intent("noise", "urban", "楼上装修声音太大了", "楼下广场舞太吵了")
SCHOOL = intent("school", "general", "孩子上小学怎么报名", "学区是怎么划分的")


# --- sentences ---


@pytest.mark.parametrize("character", "水电路狗灯车钱学a1")
def test_of_one_character_the_caller_is_asked_at_most(
    understanding: Understanding, settings: IvrSettings, character: str
) -> None:
    for judged in (understanding.decide(character), *understanding.needs(character)):
        assert judged.score < settings.dialogue.route_at


def test_fillers_around_one_character_make_it_no_surer(
    understanding: Understanding, settings: IvrSettings
) -> None:
    assert understanding.decide("嗯，那个，灯。").score < settings.dialogue.route_at


@pytest.mark.parametrize(
    "text",
    [
        "嗯那个啊呃就是说呃这个嗯" * 20,
        "啊" * 2000,
        "？" * 2000,
        "😀🔥🚒👍",
        "Здравствуйте у меня нет воды",
        "مرحبا ليس لدي ماء",
        "\u200b\u200b\ufeff",
        "\ud800",
        "\0\0",
        "é" * 50,
    ],
    ids=[
        "fillers", "one character", "question marks", "emoji", "cyrillic", "arabic", "zero width",
        "half a pair", "zeros", "accents",
    ],
)  # fmt: skip
def test_what_says_nothing_has_no_topic_and_no_danger(understanding: Understanding, text: str) -> None:
    assert understanding.decide(text).intent is None
    assert [one.intent for one in understanding.needs(text)] == [None]
    assert understanding.urgent(text) is None
    assert understanding.alarming(text) is None


@pytest.mark.parametrize("around", ["😀{}😀", "\u200b{}\ufeff", "{}\ud800", "hello {}", "，，{}，，"])
def test_a_request_among_what_is_none_is_understood(understanding: Understanding, around: str) -> None:
    assert understanding.decide(around.format("我们小区停水了")).intent == "water_outage"
    assert understanding.decide(around.format(EMERGENCY)).queue == "emergency"


def test_the_end_of_a_sentence_of_2000_characters_counts(understanding: Understanding) -> None:
    story = ("我跟你们讲这个事情说来话长我慢慢说你听我说完" * 100)[: 2000 - len(EMERGENCY)]
    assert understanding.decide(story + EMERGENCY).queue == "emergency"
    assert understanding.needs("我们小区停水了，" * 250)[0].intent == "water_outage"


@given(st.text(max_size=40))
def test_whatever_is_said_is_judged(text: str) -> None:
    for judged in SMALL.needs(text):
        assert 0 <= judged.score <= 1
        assert (judged.intent is None) == (judged.queue is None)


# --- configurations ---

SMALL = Understanding(settings(NOISE, SCHOOL))


def test_an_intent_with_one_saying_is_learned_beside_one_with_many() -> None:
    many = [
        f"{who}{what}" for who, what in product(("楼上", "楼下", "隔壁"), ("太吵", "放音响", "装修", "唱歌"))
    ]
    found = Understanding(
        settings(intent("noise", "urban", *many), intent("dogs", "general", "有人遛狗不牵绳"))
    )
    assert found.decide("遛狗的人不牵绳").intent == "dogs"
    assert found.decide("隔壁放音响").intent == "noise"


def test_one_intent_alone_is_learned() -> None:
    found = Understanding(settings(intent("noise", "urban", "楼上装修声音太大了")))
    assert found.decide("楼上装修声音太大了").intent == "noise"
    assert found.decide("今天天气不错").score < 0.5


def test_of_a_saying_of_two_intents_nobody_is_sure() -> None:
    both = "这件事情请帮我处理一下"
    twice = [{**one, "sayings": [*one["sayings"], both]} for one in (NOISE, SCHOOL)]
    config = settings(*twice)
    found = Understanding(config)
    judged = found.decide(both)
    assert {judged.intent, judged.runner_up} == {"noise", "school"}
    assert judged.score < config.dialogue.route_at
    assert found.decide("楼上装修声音太大了").intent == "noise"
    assert found.sentences().count(both) == 1


def test_a_saying_of_two_intents_and_its_vector_is_as_near_to_both() -> None:
    both = "这件事情请帮我处理一下"
    found = Understanding(settings(intent("noise", "urban", both), intent("school", "general", both)))
    rng = np.random.default_rng(1)
    vectors: dict[str, Vector] = {}
    for sentence in found.sentences():
        one = rng.standard_normal(8).astype(np.float32)
        vectors[sentence] = one / np.linalg.norm(one)
    found.know(vectors)
    judged = found.decide(both, vector=vectors[both])
    assert judged.score == pytest.approx(judged.runner_up_score, abs=0.05)


def test_10_000_sayings_are_learned_and_told_apart() -> None:
    places = [f"{one}{other}" for one, other in product("晴川云雨山石林海江河湖泊春夏秋冬东南西北", repeat=2)]
    matters = [
        f"{one}{other}"
        for one, other in product("楼路桥井灯", ("坏了没人修", "太吵", "漏水", "被占", "很脏"))
    ]
    intents = [
        intent(f"i{number}", ("urban", "general")[number % 2], *(f"{place}的{matter}" for place in places))
        for number, matter in enumerate(matters)
    ]
    found = Understanding(settings(*intents))
    assert len(found.sentences()) > 10_000
    for number, matter in list(enumerate(matters))[::6]:
        assert found.decide(f"我们这里的{matter}").intent == f"i{number}"
