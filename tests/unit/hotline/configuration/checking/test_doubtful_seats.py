"""What `hotline check` says of special seats and numbers: doubts, and mistakes that stop a start."""

from __future__ import annotations

import pytest

from hotline.configuration.checking.doubts import doubts
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse

TEXT = """\
agents:
  - {id: wang, name: 王芳, extension: "1001", skills: {农产品: 4, 企业之家: 2}}
  - {id: health, name: 市卫健委, extension: "2001", contact: "sip:120@203.0.113.5", queues: [general]}
hours:
  office: {workdays: ["08:30-17:30"]}
queues:
  - {id: consumer, name: 消费维权, key: "4", overflow: [{to: general, after_s: 90}]}
  - {id: general, name: 综合}
seats:
  - {id: farmers, name: 特色农产品, queue: consumer, skill: 农产品, experts_s: 15, hours: office,
     escalate: {to: home, after_s: 60}}
  - {id: home, name: 企业之家, queue: general, words: [企业服务站], offices: [health]}
numbers:
  - {number: "12315", name: 原消费者热线, queue: consumer}
  - {number: "8712345", name: 企业直通车, seat: home, hours: office}
intents:
  - {id: fruit, name: 水果, queue: consumer, seat: farmers, sayings: [买的水果烂了一半, 茶叶是陈的]}
  - {id: shop, name: 开店, queue: general, sayings: [想开一家小店要什么证, 摆摊去哪里登记]}
"""


def kinds(old: str = "", new: str = "") -> list[tuple[str, str]]:
    """Kind and place of each doubt after that change of the text."""
    assert not old or TEXT.count(old) == 1
    config, source = parse(Sources.single(TEXT.replace(old, new).encode(), "config.yaml"), HotlineConfig)
    found = [doubt for doubt in doubts(config, source) if doubt.kind != "calendar"]
    return [(doubt.kind, doubt.problem.message) for doubt in found]


def test_the_unchanged_one_has_none() -> None:
    assert kinds() == []


@pytest.mark.parametrize(
    ("old", "new", "kind", "says"),
    [
        ("农产品: 4, 企业之家: 2", "农产品: 4", "nobody", "企业之家"),
        ("家: 2}", "家: 2}, queues: [general]", "nobody", "特色农产品"),
        ("企业之家: 2}", "企业之家: 2, 修表: 3}", "skill", "修表"),
        ("农产品: 4", "农产品: 3", "expert", "特色农产品"),
        ("offices: [health]", "offices: [fire]", "office", "fire"),
        ("offices: [health]", "escalate: {to: farmers}", "circle", "home → farmers → home"),
        ("综合}", "综合, overflow: [{to: consumer, waiting: 3}]}", "circle", "general → consumer"),
        ("words: [企业服务站]", "words: [消费维权]", "alike", "消费维权"),
        ("企业之家: 2}", "企业之家: 2}, emergencies_only: true", "nobody", "consumer"),
        ("企业之家: 2}", "企业之家: 2}, emergencies_only: true, queues: [general]", "idle", "王芳"),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_named(old: str, new: str, kind: str, says: str) -> None:
    found = kinds(old, new)
    assert any(kind == one and says in message for one, message in found), found


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        ("seat: farmers", "seat: farmer", "intents[0].seat", "没有名为“farmer”的专席"),
        ("seat: farmers", "seat: home", "intents[0].seat", "在队列 general 后面"),
        ("id: home, name", "id: general, name", "seats[1].id", "已经是队列的 id"),
        ("queue: general, words", "queue: market, words", "seats[1].queue", "没有名为“market”的队列"),
        ("to: home, after_s", "to: boss, after_s", "seats[0].escalate.to", "没有名为“boss”的队列或专席"),
        ("[{to: general, after_s: 90}]", "[{to: nowhere, after_s: 90}]", "overflow[0].to", "没有名为"),
        ("[{to: general, after_s: 90}]", "[{to: general}]", "queues[0].overflow[0]", "after_s"),
        ("queue: consumer}\n  - {number", "queue: consumers}\n  - {number", "numbers[0].queue", "consumers"),
        ('"8712345"', '"12315"', "numbers[1].number", "写了两遍"),
        ('"8712345"', '"87-12345"', "numbers[1].number", "2 到 15 位数字"),
        ("seat: home, hours", "seat: home, queue: general, hours", "numbers[1].queue", "只写一个"),
        ("seat: home, hours: office", "seat: home, hours: noon", "numbers[1].hours", "noon"),
        ("hours: office,\n", "hours: noon,\n", "seats[0].hours", "noon"),
        ("words: [企业服务站]", "key: '4'", "seats[1].key", "按键 4 已经给了消费维权"),
        ("农产品: 4", "农产品: 6", "agents[0].skills", "5"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(old: str, new: str, path: str, says: str) -> None:
    assert TEXT.count(old) == 1
    with pytest.raises(ConfigError) as caught:
        parse(Sources.single(TEXT.replace(old, new).encode(), "config.yaml"), HotlineConfig)
    text = str(caught.value)
    assert path in text, text
    assert says in text, text
