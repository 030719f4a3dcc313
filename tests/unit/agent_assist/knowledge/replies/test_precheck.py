"""What is doubtful in a reply, in the words in which it stands; a sound one has nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent_assist.assist.quality.settings import RULES
from agent_assist.assist.reply import ReplyMatter
from agent_assist.knowledge.replies.precheck import precheck

UNITS = ("城市管理局", "住房和城乡建设局", "自来水公司", "市场监督管理局")
LAMP = ReplyMatter(
    said="滨河路的路灯坏了半个月，晚上很黑",
    appeal="希望尽快修好路灯",
    unit="城市管理局",
    units=UNITS,
)
SOUND = "您好，城市管理局已于11月20日派人到滨河路检查，更换了损坏的路灯，现已恢复照明。如有疑问请拨打12345。"


def found(reply: str, matter: ReplyMatter = LAMP) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = {}
    for one in precheck(reply, matter, RULES):
        kinds.setdefault(one.kind, []).append(one.words)
    return kinds


def test_a_sound_reply_has_nothing_doubtful() -> None:
    assert found(SOUND) == {}
    assert found("") == found("  \n") == found("；") == {}


@pytest.mark.parametrize(
    ("said", "reply", "unanswered"),
    [
        ("水费涨价了，为什么涨价", "您好，城市管理局11月3日已清运垃圾。", ["为什么涨价"]),
        ("水费涨价了，为什么涨价", "城市管理局11月3日答复：水费涨价是因为成本上升。", []),
        ("老小区加装电梯，什么时候能动工", "城市管理局答复：加装电梯的手续正在办理。", ["什么时候能动工"]),
        ("老小区加装电梯，什么时候能动工", "城市管理局答复：加装电梯计划12月动工。", []),
        ("换证要交多少钱", "城市管理局11月3日答复：换证每证40元。", []),
        ("换证要交多少钱", "城市管理局11月3日答复：换证可以在窗口办理。", ["换证要交多少钱"]),
        ("我家停水好几天了", "城市管理局11月3日已修好道路。", ["我家停水好几天了"]),
        ("我家停水好几天了", "城市管理局11月3日已恢复供水，停水是管道破裂所致。", []),
    ],
)
def test_a_question_that_is_not_answered_is_quoted(said: str, reply: str, unanswered: list[str]) -> None:
    matter = ReplyMatter(said=said, unit="城市管理局", units=UNITS)
    assert found(reply, matter).get("unanswered", []) == unanswered


def test_a_wish_that_is_not_touched_is_quoted() -> None:
    assert found("城市管理局11月20日回访了市民，市民表示满意。")["unanswered"] == ["希望尽快修好路灯"]


def test_another_office_is_named_only_where_the_responsible_one_is_not() -> None:
    other = SOUND.replace("城市管理局", "自来水公司")
    assert found(other)["wrong_unit"] == ["自来水公司"]
    assert "wrong_unit" not in found(SOUND + "已通知自来水公司。")
    assert "wrong_unit" not in found(other, ReplyMatter(said=LAMP.said, units=UNITS))


def test_of_offices_whose_names_hold_others_the_longest_is_meant() -> None:
    matter = ReplyMatter(said=LAMP.said, unit="供电公司", units=("管理局", "城市管理局", "供电公司"))
    assert found(SOUND, matter)["wrong_unit"] == ["城市管理局"]


def test_what_is_put_off_wants_a_day() -> None:
    put_off = "城市管理局已到滨河路检查，路灯将尽快修复，后续加强巡查。"
    assert found(put_off)["no_date"] == ["尽快", "后续"]
    assert "no_date" not in found("城市管理局已到滨河路检查，路灯将在3个工作日内尽快修复。")
    assert found("城市管理局已经修好滨河路的路灯。感谢您的关注。")["no_date"] == ["感谢您的关注。"]


def test_a_promise_wants_a_basis() -> None:
    bold = "我们保证以后路灯一定不会再坏。"
    assert found(SOUND + bold)["promise"] == [bold]
    assert "promise" not in found(SOUND + "按照规定，保证每月巡查一次。")


def test_an_amount_that_stands_nowhere_else_is_quoted() -> None:
    matter = ReplyMatter(said="换证费太高，收了我80元", articles=("换证收费每证40元。",))
    reply = "11月3日核实：换证收费40元，多收的 80 元已退，另补偿1,200元。"
    assert found(reply, matter)["unfounded"] == ["1,200元"]
    assert "unfounded" not in found(reply, ReplyMatter(said="换证费太高"))


@pytest.mark.parametrize(
    "personal",
    [
        "13912345678",
        "34010119900307123X",
        "6222021234567890123",
        "皖A12345",
        "粤B·D12345",
        "3号楼2单元501室",
        "2单元501室",
    ],
)
def test_personal_data_is_quoted(personal: str) -> None:
    assert found(f"{SOUND}市民{personal}已知晓。")["personal"] == [personal]


@pytest.mark.parametrize("public", ["12345", "0551-62345678", "2026年11月20日", "滨河路23号", "第3号文件"])
def test_what_is_public_is_not(public: str) -> None:
    assert "personal" not in found(f"{SOUND}{public}。")


@example("；", "", "")
@given(st.text(max_size=200), st.text(max_size=100), st.text(max_size=60))
def test_whatever_is_written_is_quoted_as_it_stands(reply: str, said: str, appeal: str) -> None:
    matter = ReplyMatter(said=said, appeal=appeal, unit="城市管理局", units=UNITS)
    for one in precheck(reply, matter, RULES):
        assert one.words in (f"{said}\n{appeal}" if one.kind == "unanswered" else reply)
