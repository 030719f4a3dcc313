"""Like complaints become one topic; nothing is swallowed; ids stay; splits and merges are told."""

from __future__ import annotations

import numpy as np
import pytest

from hotline.city.topics.grams import grams
from hotline.city.topics.minhash import NearDuplicates, likeness, signature
from hotline.city.topics.naming import sentence, words
from hotline.city.topics.revising import revise
from hotline.city.topics.topics import WORDLESS, Topics
from tests.unit.hotline.city.streets import MATTERS


@pytest.fixture
def topics() -> Topics:
    found = Topics()
    for _ in range(3):
        for number, text in enumerate(MATTERS):
            found.assign(text, float(number))
    return found


def test_what_is_said_alike_is_one_topic_and_what_is_not_is_another(topics: Topics) -> None:
    first = topics.assign("青竹苑停水了", 100.0)
    second = topics.assign("喂你好我们青竹苑小区停水了怎么办", 101.0)
    other = topics.assign("我想举报有人卖假药", 102.0)
    assert first.began
    assert first.distance == 0
    assert second.topic == first.topic
    assert not second.began
    assert 0 < second.distance < 1
    assert other.topic != first.topic


def test_every_call_has_a_topic_also_one_word_english_and_nothing(topics: Topics) -> None:
    for text in ("喂", "hello my water is gone", "", "****", "！！！", "水"):
        assert topics.get(topics.assign(text, 9.0).topic) is not None
    assert topics.assign("", 9.0).topic == WORDLESS
    assert (
        topics.assign("hello my water is gone again", 9.0).topic
        == topics.assign("my water is gone", 9.0).topic
    )


def test_known_topics_keep_their_ids_in_the_next_process(topics: Topics) -> None:
    before = topics.assign(MATTERS[0], 50.0).topic
    later = Topics(topics.all(), topics.common)
    assert later.assign(MATTERS[0], 60.0).topic == before
    assert later.assign("从来没有人说过这么奇怪的一桩事情", 61.0).topic > max(
        one.id for one in topics.all() if one.calls > 1
    )


def test_topics_that_have_grown_alike_are_merged_and_told(topics: Topics) -> None:
    one = topics.assign("幸福桥头的垃圾堆成山了", 1.0).topic
    other = topics.assign("清运车三个礼拜没有来收", 2.0).topic
    assert one != other
    for at in range(3, 12):
        for topic in (one, other):
            found = topics.get(topic)
            assert found is not None
            text = "幸福桥头垃圾没人收清运车不来"
            found.add(grams(text), text, float(at), topics.common, None)
    assert [(told.kind, told.topic, told.other) for told in revise(topics, 0.0, 20.0)] == [
        ("merged", other, one)
    ]
    assert topics.get(other) is None
    assert topics.assign("清运车三个礼拜没有来收", 30.0).topic == one


def test_one_clause_finds_its_topic_however_much_else_was_said_of_it(topics: Topics) -> None:
    clauses = (
        "滨江花园电梯坏了没人修",
        "老人被关在里面一个多小时",
        "物业说要等配件从外地寄来",
        "维修基金去年就已经交齐了",
        "楼道里面还堆满了装修垃圾",
        "消防通道的门也是锁着打不开",
    )
    whole = topics.assign("，".join(clauses), 10.0).topic
    for at in range(5):
        assert topics.assign("，".join((clauses[0], *clauses[at + 1 :])), 11.0 + at).topic == whole
    assert {topics.assign(one, 20.0).topic for one in clauses[:-1]} == {whole}
    assert topics.assign("想问结婚登记要带什么证件", 21.0).topic != whole


def test_calls_that_only_a_later_one_joins_are_merged_and_told(topics: Topics) -> None:
    one = topics.assign("幸福桥头的垃圾堆成山了", 10.0).topic
    other = topics.assign("清运车三个礼拜没有来收", 11.0).topic
    assert one != other
    both = topics.assign("幸福桥头的垃圾堆成山了清运车三个礼拜没有来收", 12.0).topic
    told = [change for change in revise(topics, 0.0, 20.0) if {one, other} & {change.topic, change.other}]
    assert [(change.kind, change.topic, change.other) for change in told] == [("merged", other, one)]
    assert topics.get(both) is topics.get(one)


def test_what_somebody_has_named_is_not_merged_away(topics: Topics) -> None:
    one = topics.assign("幸福桥头的垃圾堆成山了", 1.0).topic
    other = topics.assign("清运车三个礼拜没有来收", 2.0).topic
    for at in range(3, 12):
        for topic in (one, other):
            found = topics.get(topic)
            assert found is not None
            text = "幸福桥头垃圾没人收清运车不来"
            found.add(grams(text), text, float(at), topics.common, None)
    assert [told.other for told in revise(topics, 0.0, 20.0, {other})] == [other]


def test_a_topic_of_two_matters_is_split_and_told(topics: Topics) -> None:
    topic = topics.assign("青竹苑停水了没有水用", 1.0).topic
    found = topics.get(topic)
    assert found is not None
    for number in range(6):
        for text in (f"青竹苑停水了没有水用{number}", f"飞机噪声太大窗户都在抖{number}"):
            found.add(grams(text), text, 2.0 + number, topics.common, None)
    told = [one for one in revise(topics, 0.0, 20.0) if one.kind == "split"]
    assert [one.other for one in told] == [topic]
    water = topics.assign("青竹苑停水了没有水用", 30.0).topic
    noise = topics.assign("飞机噪声太大窗户都在抖", 31.0).topic
    assert {water, noise} == {topic, told[0].topic}


def test_a_topic_is_called_by_its_words_and_a_real_sentence(topics: Topics) -> None:
    said = ["青竹苑小区停水了", "我们青竹苑小区停水了", "青竹苑小区停水了怎么办"]
    topic = topics.get([topics.assign(text, 1.0).topic for text in said][-1])
    assert topic is not None
    assert any("青竹苑" in word for word in words(topic, topics.common))
    assert sentence(topic, topics.common) in said


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ("和平村的井盖没了走路很危险", {"和平村", "井盖", "走路", "危险"}),
        ("公交车司机到站不停车", {"公交车", "司机", "停车"}),
        ("您好请问学校食堂的饭菜不新鲜怎么办", {"学校", "食堂", "饭菜", "新鲜"}),
        ("楼上漏水把我家天花板泡了，我姓**", {"楼上", "漏水", "天花板"}),
        ("hello my water is gone", {"hello", "my", "is", "gone"}),
        ("喂", {"喂"}),
    ],
)
def test_a_topic_of_one_call_is_called_by_words(topics: Topics, said: str, called: set[str]) -> None:
    topic = topics.get(topics.assign(said, 9.0).topic)
    assert topic is not None
    assert set(words(topic, topics.common)) == called


def test_a_name_stays_from_day_to_day(topics: Topics) -> None:
    said = (
        "滨江花园电梯坏了没人修",
        "我家在滨江花园电梯又坏了",
        "滨江花园三号楼电梯停在半空",
        "老人上不了楼滨江花园电梯一直坏着",
        "滨江花园的电梯到底什么时候修好",
    )
    names = []
    for day in range(20):
        for at, text in enumerate(MATTERS):
            topics.assign(text, 100.0 * day + at)
        for at in range(1 + day % 4):
            found = topics.get(topics.assign(said[(day + at) % len(said)], 100.0 * day + 50 + at).topic)
            assert found is not None
        names.append((found.id, set(words(found, topics.common)[:2])))
    assert names[3:] == [(names[0][0], {"滨江花园", "电梯"})] * 17


def test_vectors_bring_together_what_letters_hardly_do(topics: Topics) -> None:
    meaning = np.array([1.0, 0.0], np.float32)
    one = topics.assign("楼上漏水滴到我家天花板上来了怎么办呢", 1.0, meaning).topic
    other = "天花板渗水想找人处理一下这个事情谢谢"
    assert topics.assign(other, 2.0, meaning).topic == one


def test_near_duplicates_meet_and_are_forgotten_in_order() -> None:
    kept = NearDuplicates(most=2)
    signed = [signature(grams(text)) for text in MATTERS[:3]]
    for number, one in enumerate(signed):
        assert one is not None
        kept.add(one, number)
    assert signed[0] is not None
    assert signed[2] is not None
    assert kept.nearest(signed[0]) is None
    assert kept.nearest(signed[2]) == (2, 1.0)
    assert likeness(signed[0], signed[2]) < 0.2
    assert signature(grams("")) is None


def test_two_sums_of_a_merge_are_one(topics: Topics) -> None:
    one, other = topics.assign(MATTERS[0], 9.0).topic, topics.assign(MATTERS[1], 9.0).topic
    topics.merge(one, one)
    calls = sum(found.calls for topic in (one, other) if (found := topics.get(topic)))
    topics.merge(other, one)
    merged = topics.get(one)
    assert merged is not None
    assert merged.calls == calls
