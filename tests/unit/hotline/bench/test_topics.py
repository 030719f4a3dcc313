"""Messages are sorted by what was learned from labelled ones and from the names of matters."""

from __future__ import annotations

import numpy as np
import pytest

from hotline.bench.understanding.messages.message import Message
from hotline.bench.understanding.messages.topics import Topics
from ivr.understanding.topics.meaning import Vector

SAMPLES = [
    ("公交", Message("公交车不停站", "等了半小时，公交车到站不停，司机直接开走。")),
    ("公交", Message("公交线路调整", "希望增加公交班次，早高峰等车的人太多。")),
    ("公交", Message("地铁口接驳", "地铁口没有公交接驳，下班走路要二十分钟。")),
    ("学校", Message("小学入学", "孩子今年上小学，户口不在学区，想问怎么报名。")),
    ("学校", Message("学校补课", "中学周末收费补课，老师不补课不讲重点。")),
    ("学校", Message("幼儿园收费", "幼儿园涨了保教费，没有提前通知家长。")),
]


@pytest.fixture(scope="module")
def topics() -> Topics:
    return Topics(
        [message for _, message in SAMPLES], [name for name, _ in SAMPLES], {"公交": ["公共交通 出租车"]}
    )


def test_new_messages_are_sorted(topics: Topics) -> None:
    bus, school = topics.sort(
        [Message("班次太少", "公交车一个小时才来一班"), Message("报名", "孩子上学报名要带什么")]
    )
    assert (bus.category, bus.runner_up) == ("公交", "学校")
    assert school.category == "学校"
    assert bus.score > bus.runner_up_score
    assert bus.score + bus.runner_up_score == pytest.approx(1)


def test_names_of_matters_count(topics: Topics) -> None:
    (taxi,) = topics.sort([Message("出租车", "出租车绕路")])
    assert taxi.category == "公交"


def test_a_subject_says_more_than_the_text(topics: Topics) -> None:
    (one,) = topics.sort([Message("公交车不停站", "孩子说的")])
    assert one.category == "公交"


def test_empty_messages_are_sorted_too(topics: Topics) -> None:
    (nothing,) = topics.sort([Message("", "")])
    assert nothing.category in ("公交", "学校")
    assert topics.sort([]) == []


@pytest.mark.parametrize(
    ("labels", "words"), [(["公交"] * 6, "two are the least"), (["公交", "学校"], "give one for each")]
)
def test_too_little_to_learn_from_is_an_error(labels: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Topics([message for _, message in SAMPLES], labels)


def test_meaning_alone_sorts_them_too() -> None:
    """Vectors say what letters do not: 公交 points one way, 学校 the other."""

    def vector(text: str, ways: dict[str, int]) -> Vector:
        return np.array([ways.get(text, 0) == 0, ways.get(text, 0) == 1], np.float32)

    ways = {
        piece: int(name == "学校")
        for name, message in SAMPLES
        for subject, text in [message.pieces()]
        for piece in (subject, *text)
    } | {"地上跑的": 0, "念书": 1}
    vectors = {text: vector(text, ways) for text in ways}
    taught = [message for _, message in SAMPLES], [name for name, _ in SAMPLES]
    topics = Topics(*taught, letters=False, vectors=vectors)
    asked = topics.sort([Message("地上跑的", ""), Message("", "念书"), Message("", "")])
    assert [topic.category for topic in asked[:2]] == ["公交", "学校"]
    assert asked[2].score < max(asked[0].score, asked[1].score)  # of nothing nothing is known
