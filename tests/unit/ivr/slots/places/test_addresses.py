"""Addresses, with and without names that are known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.slots import Filled
from tests.unit.ivr.slots.asked import SPOKEN, answer, numeral, value

ADDRESSES = {
    "幸福路十二号翠竹小区三栋二单元五零一": "城关区幸福路12号翠竹小区3栋2单元501",
    "心福路十二号翠竹小区三栋二单元五零一": "城关区幸福路12号翠竹小区3栋2单元501",
    "我住在幸福录幺二号": "城关区幸福路12号",
    "城关区幸福路一百二十号之三": "城关区幸福路120号之3",
    "五一路八号": "五一路8号",
    "翠竹小区三杠二杠五零一": "城关区翠竹小区3-2-501",
    "陽光花園A座十五樓": "安宁区阳光花园A座15楼",
    "幸福路十二号，不对，是十三号": "城关区幸福路13号",
    "地址是 凤鸣社区 六组": "凤鸣社区6组",
}


@pytest.mark.parametrize(("said", "written"), ADDRESSES.items())
def test_addresses_with_known_names(said: str, written: str) -> None:
    filled = answer("address", said)
    assert filled is not None
    assert (filled.value, filled.score) == (written, 1.0)
    assert value("address", written) == written


def test_unknown_names_stay_and_score_less() -> None:
    scores = []
    for said, written in (
        ("和平路三十六号院二号楼一二零三室", "和平路36号院2号楼1203室"),
        ("幸福路", "城关区幸福路"),
        ("和平路三十六号", "和平路36号"),
        ("就在人民公园门口", "人民公园门口"),
        ("张三", "张三"),
    ):
        filled = answer("address", said)
        assert filled is not None
        assert filled.value == written
        scores.append(filled.score)
    assert scores == sorted(scores, reverse=True)
    assert scores[0] < 1
    assert len(set(scores)) == len(scores)


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "我要反映幸福路十二号楼下施工太吵": "城关区幸福路12号楼下",
        "翠竹小区三栋电梯坏了": "城关区翠竹小区3栋",
        "翠竹小区三杠二杠五零一漏水": "城关区翠竹小区3-2-501",
    }.items(),
)
def test_an_address_is_found_within_a_sentence(said: str, written: str) -> None:
    assert answer("address", said) == Filled(written, said, 1.0)


def test_a_street_without_a_house_is_no_whole_address() -> None:
    filled = answer("address", "幸福路路灯坏了三天没人修")
    assert filled is not None
    assert filled.value == "城关区幸福路"
    assert filled.score < 0.8


def test_a_room_does_not_become_a_street_that_sounds_alike() -> None:
    assert value("address", "幸福路一号翠竹小区一栋一五一六") == "城关区幸福路1号翠竹小区1栋1516"


def test_no_district_is_guessed_between_two() -> None:
    assert value("address", "幸福路阳光花园") == "幸福路阳光花园"


def test_nobody_lives_in_i_do_not_know() -> None:
    assert answer("address", "不知道") is None


@pytest.mark.parametrize(
    "said",
    [
        "我不知道你说什么",
        "不知道哪条路",
        "哪里都有",
        "我人在外地口音重",
        "路灯坏了晚上黑漆漆的",
        "我们小区",
        "社区也不管",
        "没有，社区也不管",
        "不清楚叫什么小区",
        "说不上来是哪个小区",
        "就是马路边",
        "村里没人管",
        "那条街上",
        "你听得懂我说话吗",
        "我走路过去的",
        "家里没人",
        "就在我家门口",
        "政府不管",
        "我刚从医院出来就打电话了，医院不管",
    ],
)
def test_a_sentence_with_a_road_in_it_is_no_address(said: str) -> None:
    filled = answer("address", said)
    assert filled is None or filled.score < 0.5


@pytest.mark.parametrize(
    "said",
    [
        "和平路",
        "在和平东路那边",
        "人民公园门口",
        "东大街",
        "李家村",
        "学院路三号",
        "丁字路口",
        "黄河大桥下面",
        "锦绣家园",
        "第三人民医院旁边",
        "石桥镇",
        "七里河区",
        "东马路",
        "和平路，几号我不清楚",
        "我在大学城北区十八栋",
        "三环路",
        "枣林湾",
        "学校门口",
        "区政府对面",
        "大润发超市",
        "西二旗地铁站",
        "六里屯",
    ],
)
def test_a_name_with_what_it_names_is_an_address(said: str) -> None:
    filled = answer("address", said)
    assert filled is not None
    assert filled.score >= 0.5


@given(house=st.integers(1, 99), building=st.integers(1, 99), room=st.integers(101, 3999))
@settings(max_examples=100)
def test_every_house_is_understood(house: int, building: int, room: int) -> None:
    written = f"城关区幸福路{house}号翠竹小区{building}栋{room}"
    digits = "".join(SPOKEN[int(digit)] for digit in str(room))
    assert value("address", f"幸福路{numeral(house)}号翠竹小区{numeral(building)}栋{digits}") == written
    assert value("address", written) == written


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "和平路十六号，说错了，六十号，六十，不是十六": "和平路60号",
        "和平路四十一，不是，十四号，全楼都停了": "和平路14号",
        "锦绣家园六栋三单元，不对，两单元": "锦绣家园6栋2单元",
        "锦绣家园六栋三单元，不对，是七栋二单元": "锦绣家园7栋2单元",
        "和平路十六号，不对，是东大街三号": "东大街3号",
        "和平路十六号，不对，二十": "和平路20号",
    }.items(),
)
def test_a_corrected_number_of_a_house_keeps_its_road(said: str, written: str) -> None:
    assert value("address", said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "地址你写一下，桂花街九号二单元三零二，麻烦快点，别打电话": "桂花街9号2单元302",
        "你们快来看看，和平路十六号，水漫得到处都是": "和平路16号",
        "棉纺厂后门，走进去三十米，修鞋摊旁边": "棉纺厂后门走进去30米修鞋摊旁边",
    }.items(),
)
def test_clauses_that_tell_something_else_are_no_part_of_an_address(said: str, written: str) -> None:
    assert value("address", said) == written


@given(wrong=st.integers(1, 99), right=st.integers(1, 99), denied=st.booleans())
@settings(max_examples=60)
def test_any_house_is_put_right(wrong: int, right: int, denied: bool) -> None:
    tail = f"，不是{numeral(wrong)}" if denied else ""
    said = f"和平路{numeral(wrong)}号，说错了，{numeral(right)}号{tail}"
    assert value("address", said) == f"和平路{right}号"
