"""Sentences about the conversation itself, told from those that have a need in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.dialects.normalise import Normaliser
from ivr.understanding.about_talk.about_talk import AboutTalk

ABOUT = AboutTalk(Normaliser())

SAID = {
    "robot": ["你是机器人吧", "喂，你到底是真人还是机器", "请问你是不是人工啊", "这是录音吗"],
    "hold": ["稍等一下啊", "先别挂，我去拿个眼镜", "你等等，我找一下", "让我想想啊"],
    "repeat": ["麻烦再讲一遍", "啊？你说啥", "不好意思我没听清楚"],
    "who": ["你们是什么单位啊", "请问这是哪里", "是市民热线吗"],
    "here": ["喂喂，能听见吗", "有人在吗", "你好，听得清吗"],
    "complaint": ["我要举报", "你好，我想投诉", "我有个情况要反映"],
    "swearing": ["放屁", "他妈的，什么玩意儿", "你们一群饭桶"],
    "gives_up": ["唉，算了不说了", "说了也没用"],
    "nothing": ["没啥事，真没事"],
    "farewell": ["那就这样吧，挂了啊"],
    "unfinished": ["我那个，我，我", "呜呜，我不知道怎么说", "就是，那个，怎么说呢"],
    "praise": ["你们服务真好，辛苦了", "哎呀真不错"],
    "aside": ["宝宝别闹，我打电话呢", "爸，把电视关小点"],
    "cannot_talk": ["我说话不方便", "他就在旁边，你别问我"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in SAID.items() for text in texts])
def test_a_sentence_about_the_conversation_is_known(kind: str, text: str) -> None:
    assert ABOUT.kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        *("喂喂听得到吗我家停水了", "你好，我要投诉楼上装修", "他妈的三天没来电了", "等一下，我家着火了"),
        *("你们服务真好，顺便问下公积金", "我要举报工地扬尘", "机器人餐厅的地址在哪", "别吵了，楼下天天吵架"),
        *("对", "好的", "不是", "谢谢", "你好", "", "嗯", "hello", "😀", "公积金"),
    ],
)
def test_what_has_a_need_an_answer_or_nothing_in_it_is_not(text: str) -> None:
    assert ABOUT.kind(text) is None


@given(
    around=st.lists(st.sampled_from(["喂", "你好", "啊", "那个", "哎", "请问"]), max_size=4),
    form=st.sampled_from([text for texts in SAID.values() for text in texts]),
    need=st.sampled_from(["停水了", "路灯坏了", "社保卡丢了", "楼上漏水"]),
)
def test_a_need_beside_it_is_a_need(around: list[str], form: str, need: str) -> None:
    before = "，".join(around)
    assert ABOUT.kind(f"{before}，{form}") is not None
    assert ABOUT.kind(f"{form}。{need}") is None
    assert ABOUT.kind(f"{need}。{form}") is None


@given(st.text(max_size=300))
def test_any_text_is_looked_at(text: str) -> None:
    ABOUT.kind(text)
    ABOUT.given_up(text)


@pytest.mark.parametrize(
    ("text", "begun"),
    {
        "我想说一下我们厂里的那个，唉，算了，不说了": "我想说一下我们厂里的那个唉",
        "就是我邻居他老是，算了吧，讲了也没用": "就是我邻居他老是",
    }.items(),
)
def test_who_begins_and_gives_up_is_known_with_what_was_begun(text: str, begun: str) -> None:
    found = ABOUT.given_up(text)
    assert found is not None
    assert found[0] == begun


@pytest.mark.parametrize("text", ["我算了一下电费不对", "路灯坏了没人修", "算了", ""])
def test_who_goes_on_has_not_given_up(text: str) -> None:
    assert ABOUT.given_up(text) is None
