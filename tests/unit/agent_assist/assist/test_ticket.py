"""Fields of the ticket, from conversations written for these tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.assist.ticket.field import EMPTY
from agent_assist.assist.ticket.ticket import FIELDS, ticket
from tests.unit.agent_assist.assist.doubles import READER, turns


def filled(*lines: str) -> dict[str, tuple[str, int | None]]:
    found = ticket(turns(*lines), READER)
    assert tuple(found) == FIELDS
    return {name: (field.value, field.sentence) for name, field in found.items() if field.value}


@pytest.mark.parametrize(
    ("lines", "name", "value", "sentence"),
    [
        (["a: 您怎么称呼", "c: 我姓李，叫李小梅"], "name", "李小梅", 1),
        (["a: 请问您贵姓", "c: 免贵姓赵"], "name", "赵", 1),
        (["a: 您的姓名是", "c: 欧阳明"], "name", "欧阳明", 1),
        (["a: 怎么称呼您", "c: 李，木子李"], "name", "李", 1),
        (["c: 俺叫孙铁柱，反映个事"], "name", "孙铁柱", 0),
        (["c: 我喊做钱大山"], "name", "钱大山", 0),
        (["a: 您贵姓", "c: 我姓赵叫德柱"], "name", "赵德柱", 1),
        (["a: 您贵姓", "c: 免贵姓章，立早的章"], "name", "章", 1),
        (["a: 贵姓", "c: 我姓张，立早章"], "name", "章", 1),
        (["a: 怎么称呼", "c: 叫我老周就行"], "name", "周", 1),
        (["c: 我叫陈大勇，反映个事"], "name", "陈大勇", 0),
        (["a: 联系电话呢", "c: 幺三八零零幺三八零零零"], "telephone", "13800138000", 1),
        (["a: 电话是多少", "c: 幺三八", "c: 零零幺三", "c: 八零零零"], "telephone", "13800138000", 1),
        (["a: 怎么联系您", "c: 就这个号码"], "telephone", "来电号码", 1),
        (["a: 电话是幺三八零零幺三八零零零对吗", "c: 对的"], "telephone", "13800138000", 0),
        (["c: 我身份证是11010519491231002X"], "id_number", "11010519491231002X", 0),
        (["c: 车牌是鄂A一二三四五"], "plate", "鄂A12345", 0),
        (["c: 那辆京A·D12345的车"], "plate", "京AD12345", 0),
        (["c: 请给我保密"], "secret", "保密", 0),
        (["a: 需要保密吗", "c: 不用"], "secret", "不保密", 1),
        (["c: 不要告诉他们是我说的"], "secret", "保密", 0),
        (["c: 长江路和青年路交叉口的红绿灯坏了"], "address", "长江路和青年路交叉口", 0),
        (["c: 我住在碧水花园8栋"], "address", "碧水花园8栋", 0),
        (["c: 长江路和青年路交叉口的红绿灯坏了"], "street", "长江路", 0),
        (["c: 我住在碧水花园8栋"], "community", "碧水花园", 0),
        (["c: 东城区文昌路12号翠竹小区没有水"], "district", "东城区", 0),
        (["c: 东城区文昌路12号翠竹小区没有水"], "street", "文昌路", 0),
        (["c: 东城区文昌路12号翠竹小区没有水"], "community", "翠竹小区", 0),
        (["c: 我住在三门路"], "street", "三门路", 0),
        (["c: 城关镇上坝村，路断了"], "community", "上坝村", 0),
        (["c: 文昌路康乐里3栋没有电"], "community", "康乐里", 0),
        (["c: 住东城区的翠竹小区"], "address", "东城区翠竹小区", 0),
        (["c: 我姓罗，罗大海"], "name", "罗大海", 0),
        (["c: 鼎盛电器有限公司不退钱"], "organisation", "鼎盛电器有限公司", 0),
        (["c: 我要投诉大河机械有限公司"], "organisation", "大河机械有限公司", 0),
        (["c: 半夜施工太吵了，把押金退给我，尽快"], "appeal", "把押金退给我，尽快", 0),
        (["c: 半夜施工太吵", "a: 您怎么联系", "c: 半夜施工那边我的电话不留了"], "demand", "半夜施工太吵", 0),
        (["c: 就在万象商城旁边"], "landmark", "万象商城", 0),
        (["a: 在什么位置", "c: 清平镇的邮局旁边"], "landmark", "邮局", 1),
        (
            [
                "a: 在哪里",
                "c: 文昌路12号",
                "a: 旁边有什么",
                "c: 有个加油站",
                "a: 什么位置",
                "c: 就在卫生院对面",
            ],
            "landmark",
            "卫生院",
            5,
        ),
        (["a: 在哪里", "c: 文昌路12号", "a: 哪个区的位置", "c: 东城区"], "district", "东城区", 3),
        (["a: 在哪里", "c: 文昌路12号", "a: 哪个区的位置", "c: 东城区"], "address", "东城区文昌路12号", 1),
        (["c: 滨江路那里"], "street", "滨江路", 0),
        (["c: 昨天开始的"], "time", "2026-11-25", 0),
        (["c: 我办卡花了3000块，路费20块"], "amount", "3000元", 0),
        (["c: 我们工地15人都没拿到钱"], "people", "15人", 0),
        (["c: 那个姓黄的经理不理我"], "people", "姓黄的经理", 0),
        (["c: 宏达建筑公司欠钱"], "organisation", "宏达建筑公司", 0),
        (["a: 健身房叫什么名字", "c: 叫活力空间，在三楼"], "organisation", "活力空间", 1),
        (["a: 是哪家物业", "c: 安居，不是开发商的"], "organisation", "安居", 1),
        (["a: 您的诉求是", "c: 早点把路灯弄亮就行"], "appeal", "早点把路灯弄亮就行", 1),
        (["a: 您的诉求是把押金退回来，对吗", "c: 对"], "appeal", "把押金退回来", 0),
        (["a: 花了多少钱", "c: 2400"], "amount", "2400元", 1),
        (["c: 别处是6块一度，他多收了900块"], "amount", "900元", 0),
        (["c: 就在永和街15号"], "street", "永和街", 0),
        (["c: 长江路和青年路交叉口"], "street", "长江路", 0),
        (["c: 请替我保秘"], "secret", "保密", 0),
        (["c: 我怕他们报复"], "secret", "保密", 0),
        (["a: 您是希望换一个大一点的水泵吗", "c: 对，换个大的"], "appeal", "换一个大一点的水泵", 0),
        (["a: 联系电话变了吗", "c: 换了，换成幺三八零零幺三八零零零"], "telephone", "13800138000", 1),
        (["c: 半夜施工太吵了", "c: 希望你们派人去看看"], "appeal", "希望你们派人去看看", 1),
        (["c: 你好，半夜施工太吵了"], "demand", "半夜施工太吵了", 0),
        (["c: 噪音", "c: 半夜施工太吵了"], "category", "噪声", 1),
        (["c: 半夜施工太吵了"], "unit", "城市管理", 0),
    ],
)
def test_what_was_said_is_filled_in_with_its_sentence(
    lines: list[str], name: str, value: str, sentence: int
) -> None:
    assert filled(*lines)[name] == (value, sentence)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["a: 您贵姓", "c: 不方便说"], "name"),
        (["a: 您怎么称呼", "c: 匿名吧"], "name"),
        (["c: 我是高新区的"], "name"),
        (["a: 联系电话呢", "c: 不想留"], "telephone"),
        (["c: 商家的电话是幺三八零零幺三八零零零"], "telephone"),
        (["c: 订单号是幺三八零零幺三八零零零"], "telephone"),
        (["a: 我们的电话是幺三八零零幺三八零零零", "c: 好"], "telephone"),
        (["c: 我身份证是110105194913310020"], "id_number"),
        (["a: 具体在哪里", "c: 说不清楚"], "address"),
        (["c: 我们小区的电梯坏了"], "address"),
        (["c: 有人跳广场舞"], "landmark"),
        (["a: 您要保密吗", "c: 再说吧"], "secret"),
        (["c: 公司不发钱"], "organisation"),
        (["a: 哪家公司", "c: 我也不清楚"], "organisation"),
        (["a: 您贵姓", "c: 不说了，怕他们报复"], "secret"),
        (["c: 快点快点，家里冒烟了"], "appeal"),
        (["c: 15人都要去吗"], "people"),
        (["a: 您的诉求是", "c: 没有了"], "appeal"),
        (["a: 您好，12345，请问您有什么诉求", "c: 我们那里一直在响"], "appeal"),
    ],
)
def test_what_was_not_said_stays_empty(lines: list[str], name: str) -> None:
    assert ticket(turns(*lines), READER)[name] == EMPTY


def test_what_is_put_right_replaces_what_was_wrong() -> None:
    told = ["a: 联系电话", "c: 幺三八零零幺三八零零零", "c: 不对，应该是幺三九零零幺三九零零零"]
    assert filled(*told)["telephone"] == ("13900139000", 2)


def test_who_refuses_name_telephone_and_place_gets_a_ticket_of_the_matter_alone() -> None:
    found = filled(
        "c: 半夜施工太吵了",
        "a: 请问在什么位置",
        "c: 这个不方便讲，讲了就晓得是我了",
        "a: 那您贵姓",
        "c: 姓名就不说了",
        "a: 电话方便留一个吗",
        "c: 电话也不留，你们去看看就晓得",
        "a: 那您的诉求是",
        "c: 你们派个人管一管",
    )
    assert found.keys() == {"category", "unit", "demand", "appeal"}


def test_a_talk_of_two_hours_is_read_to_its_end() -> None:
    asides = [f"{'ca'[at % 2]}: 嗯，你接着说" for at in range(1_400)]
    found = filled("c: 半夜施工太吵了", *asides, "a: 怎么称呼您", "c: 我叫陈大勇")
    assert found["demand"] == ("半夜施工太吵了", 0)
    assert found["name"] == ("陈大勇", 1_402)


def test_misheard_words_leave_fields_empty_rather_than_wrong() -> None:
    """Every second word is another one of that sound: what is still a name, a number or a place is kept."""
    found = filled(
        "c: 伴夜是攻太朝了，我门水不找",
        "a: 请问您贵姓",
        "c: 免桂性",
        "a: 电话是多少",
        "c: 妖三吧零零",
        "a: 在什么位置",
        "c: 再并江那遍",
    )
    assert found.keys() <= {"appeal", "demand", "category", "unit"}


def test_what_two_citizens_say_is_found_where_each_said_it() -> None:
    found = filled("c: 半夜施工太吵", "d: 我叫周小兰，就住碧水花园8栋", "a: 好的")
    assert found["demand"] == ("半夜施工太吵", 0)
    assert found["name"] == ("周小兰", 1)
    assert found["address"] == ("碧水花园8栋", 1)


@given(st.lists(st.text(alphabet="我姓王叫138零幺在路小区号希望保密，不对的电话A1", max_size=40), max_size=8))
def test_every_field_names_a_sentence_that_there_is(texts: list[str]) -> None:
    lines = [f"{'ca'[at % 2]}: {text}" for at, text in enumerate(texts)]
    for field in ticket(turns(*lines), READER).values():
        assert bool(field.value) == (field.sentence is not None)
        assert field.sentence is None or 0 <= field.sentence < len(lines)
        assert 0 <= field.score <= 1
