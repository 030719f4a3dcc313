"""All mistakes are told at once: those of one field, and those that several fields make together."""

from __future__ import annotations

import pytest

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse

GOOD = """\
telephony:
  sip_port: 5060
agents:
  - {id: wang, name: 王芳, extension: "1001"}
  - {id: li, name: 李强, extension: "1002", queues: [urban]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼下太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子怎么上学, 学区怎么划分]}
"""


def mistakes(*changes: tuple[str, str]) -> list[str]:
    """The paths of all that is told of the file with these changes."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(ConfigError) as caught:
        parse(Sources.single(text.encode(), "config.yaml"), HotlineConfig)
    return [problem.path for problem in caught.value.problems]


def test_a_wrong_type_hides_no_other_mistake() -> None:
    assert mistakes(
        ("sip_port: 5060", "sip_port: many"),
        ('extension: "1002"', 'extension: "1001"'),
        ("queue: general", "queue: genral"),
        ("name: 噪声, queue: urban", "name: 噪声, queue: urban, keyword: 吵"),
        ("孩子怎么上学", "孩子(怎么上学"),
    ) == [
        "telephony.sip_port",
        "agents[1].extension",
        "intents[0].keyword",
        "intents[1].queue",
        "intents[1].sayings[0]",
    ]


def test_places_are_those_of_the_file_also_behind_an_entry_that_is_wrong_as_a_whole() -> None:
    found = mistakes(
        ("{id: wang, name: 王芳, extension: ", "{id: wang, extension: "),
        ("queues: [urban]", "queues: [urbn]"),
    )
    assert found == ["agents[0]", "agents[1].queues"]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("{id: urban, name: 城市管理,", "{id: urban,", "queues[0]"),
        ("name: 城市管理", "name: 一个长得电话里没有人能从头到尾听完的名字的队列", "queues[0].name"),
        ("name: 城市管理", "nom: 城市管理", "queues[0].nom"),
    ],
)
def test_what_is_missing_only_because_something_else_is_wrong_is_not_told(
    old: str, new: str, path: str
) -> None:
    found = mistakes((old, new))
    assert path in found
    assert all(one.startswith("queues[0]") for one in found), "intents and agents may name that queue"
