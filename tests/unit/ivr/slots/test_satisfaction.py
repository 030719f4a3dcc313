"""How satisfied somebody is, in five steps, however they say it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.dialects.normalise import Normaliser
from ivr.dialects.sounds import sounds_of
from ivr.dialects.tolerance import ToleranceSettings
from ivr.slots.satisfaction import satisfaction_answer

NORMALISER = Normaliser()
SOUNDS = sounds_of(ToleranceSettings())
SAID = {
    5: "非常满意 很满意 十分满意 特别满意 满意得很 巴适得很 非常好 很好 "
    "太好了 五分 五 5 五星 满分 没得说 再满意不过了 "
    "服务很周到 我非常满意谢谢 相当满意 棒极了 不能再满意了",
    4: "满意 还满意 挺满意的 比较满意 不错 挺好的 蛮好 "
    "没有不满意 没什么不满意的 没意见 没有意见 四 打四分 蛮满意 几好 "
    "巴适 要得 可以 没毛病 没啥不好 "
    "都挺好 开始不太满意，现在满意了 不是不满意 满意，就是等得久 总体满意 不存在不满意",
    3: "还行 凑合 一般般 一般 将就 马马虎虎 还可以 基本满意 "
    "过得去 就那样吧 不好不坏 还行吧 凑合吧 差不多 麻麻地 三分 "
    "一般吧 还凑合 不是很不满意",
    2: "不太满意 不满意 不大满意 不怎么满意 不好 不太好 不咋地 "
    "不怎么样 不行 不是很满意 没有很满意 谈不上满意 唔满意 二 "
    "不咋样 有点差 不算满意 差 我不满意 没解决问题 挺满意但是后来不满意了 没有满意 不够好",
    1: "非常不满意 很不满意 太差了 差劲 差得很 太不满意了 一点都不满意 "
    "完全不满意 根本不满意 糟糕 很差 一 1 垃圾 "
    "态度很差 一点也不好 太不好了 真差劲 非常差",
    None: "嗯 好的 什么意思 满意度是什么 我不知道 喂 六 十 你好 我想问社保 好 谢谢 我等了好久 可以转人工吗 "
    "不好意思我没听清 不好意思",
}


def step(text: str) -> int | None:
    found = satisfaction_answer(text, NORMALISER, SOUNDS)
    return None if found is None else int(found.value)


@pytest.mark.parametrize(
    ("said", "meant"), [(said, meant) for meant, all_said in SAID.items() for said in all_said.split()]
)
def test_what_is_said_is_one_of_five_steps(said: str, meant: int | None) -> None:
    assert step(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "不赖": 4, "还不算差": 4, "中": 4, "得劲": 4, "灵光": 4, "嘎嘎好": 5, "五分好评": 5, "差评": 1,
        "零分": 1, "唔系好满意": 2, "勿满意": 2, "满意才怪": 2, "怎么可能满意": 2,
        "服务态度挺好就是问题没解决": 2, "就是推来推去": 2, "一点用都没有": 1,
        "不好意思满意": 4, "好的好的": None, "嗯好": None, "中不中": 2,
    }.items(),
)  # fmt: skip
def test_praise_blame_and_irony(said: str, meant: int | None) -> None:
    assert step(said) == meant


@pytest.mark.parametrize(
    ("heard", "meant"),
    {"飞常满意": 5, "漫意": 4, "不漫意": 2, "凑和": 3, "非常难义": 5, "不难义": 2, "哎行": None}.items(),
)
def test_a_word_that_only_sounds_right_counts_less(heard: str, meant: int | None) -> None:
    found = satisfaction_answer(heard, NORMALISER, SOUNDS)
    assert (None if found is None else int(found.value)) == meant
    assert found is None or found.score < 1


@given(
    before=st.sampled_from(["", "嗯，", "我觉得", "哦那个", "这次"]),
    step_and_word=st.sampled_from([(5, "非常满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "太差了")]),
    after=st.sampled_from(["", "吧", "。", "，谢谢", "，再见"]),
)
def test_courtesies_around_an_answer_change_nothing(
    before: str, step_and_word: tuple[int, str], after: str
) -> None:
    assert step(f"{before}{step_and_word[1]}{after}") == step_and_word[0]


@given(
    denied=st.sampled_from(["", "不", "不太", "不怎么"]),
    word=st.sampled_from(["满意", "好", "行", "理想", "周到"]),
)
def test_what_is_denied_is_low(denied: str, word: str) -> None:
    found = step(f"服务{denied}{word}")
    if denied:
        assert found is not None
        assert found <= 2
    else:
        assert found is None or found >= 4


@given(
    st.one_of(st.text(max_size=300), st.text("不没有太很非常满意一二五分好差行还凑合般，。 12", max_size=40))
)
@settings(max_examples=300)
def test_any_text_is_a_step_or_none(text: str) -> None:
    found = satisfaction_answer(text, NORMALISER, SOUNDS)
    if found is not None:
        assert found.value in {"1", "2", "3", "4", "5"}
        assert 0 < found.score <= 1
        assert found.said == text
