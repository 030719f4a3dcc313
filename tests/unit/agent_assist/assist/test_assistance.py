"""Risk, quality and summary, and all of it as one object."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.assist.assistance import Assistance, assist
from agent_assist.assist.quality.settings import RULES, QualityRule, QualitySettings
from agent_assist.assist.risk.risk import risks, risks_in
from agent_assist.assist.summary.summary import BETWEEN, FRAME
from agent_assist.assist.turns import Sentence
from contracts import Suggestion
from tests.unit.agent_assist.assist.doubles import READER, talk, turns

ARTICLE = Suggestion(article="a", title="t", text="x", source="条例", score=0.5, matched=("施工",))


def helped(*lines: str, rules: tuple[QualityRule, ...] = RULES) -> Assistance:
    return assist(talk(*lines), READER, rules, lambda *_: [ARTICLE])


def kinds(*lines: str) -> list[tuple[str, int]]:
    return [(risk.kind, risk.sentence) for risk in risks(turns(*lines), READER)]


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("我爸倒在地上叫不应", "medical", "叫不应"),
        ("屋里出事了，全是煤气味", "gas", "煤气味"),
        ("楼下出事了，火苗都窜上来了", "fire", "火苗"),
        ("出事了，墙要塌了", "collapse", "墙要塌"),
        ("她出事了，说不想活了", "self_harm", "不想活"),
        ("出事了", "danger", "出事了"),
        ("这条裂缝早上还很细，现在越来越宽", "collapse", "早上"),
        ("我们几十个工人在工地门口拉横幅", "group_event", "拉横幅"),
        ("再不解决我就发到抖音上", "media_threat", "发到抖音"),
        ("我要联系记者曝光你们", "media_threat", "联系记者"),
        ("我都打了五次电话了还没人管", "repeated_failure", "打了五次电话"),
        ("打了好几次电话都占线", "repeated_failure", "打了好几次"),
        ("他说今晚回家要给我好看", "violence", "给我好看"),
        ("你们几个部门就是踢皮球", "repeated_failure", "踢皮球"),
    ],
)
def test_a_risk_is_named_with_its_words(text: str, kind: str, word: str) -> None:
    (risk,) = [one for one in risks(turns(f"c: {text}"), READER) if one.kind == kind]
    assert word in "".join(risk.words)
    assert all(one in text for one in risk.words)


@pytest.mark.parametrize(
    "text",
    [
        "我在抖音上买的衣服",
        "电影里几十个工人在门口拉横幅",
        "我打了一次电话，谢谢你们",
        "怎么报名",
        "他把我的照片发到网上了",
        "电影里他说回家要给我好看",
        "剧本里写他在楼下要打死人，演出要不要许可",
        "缝纫课昨天报名，今天还能上吗",
        "记者证怎么办，是找记者协会吗",
        "我录下来了号码，网址是多少",
        "我打了几次电话都很顺利",
        "静坐冥想活动要备案吗",
        "很多业主集体去春游",
    ],
)
def test_what_only_looks_like_a_risk_is_none(text: str) -> None:
    assert kinds(f"c: {text}") == []


def test_what_the_agent_says_is_no_risk_and_two_sentences_may_tell_one_together() -> None:
    assert kinds("a: 是有人倒在地上吗", "c: 没有") == []

    class Both(type(READER)):  # type: ignore[misc]
        def danger(self, text, *, finished=True):  # type: ignore[no-untyped-def]
            return super().danger("倒在地上") if "老人" in text and "不动" in text else None

    found = risks(turns("c: 有个老人", "c: 躺着不动", "c: 你们快点"), Both())
    assert [(risk.kind, risk.sentence) for risk in found] == [("medical", 1)]


def test_less_is_told_of_an_unfinished_sentence() -> None:
    sentence = Sentence(0, "c", "caller", "这里出事了")
    assert risks_in(sentence, READER, finished=False) == []
    assert [risk.kind for risk in risks_in(sentence, READER)] == ["danger"]


GREETED = "a: 您好，请问怎么称呼"


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ([GREETED, "c: 半夜施工"], []),
        (["a: 喂，讲，先生"], [("greeting", 0)]),
        (["a: 您好", "c: 半夜施工", "a: 记下了"], [("name_asked", 2)]),
        ([GREETED, "c: 你们管不管", "a: 这个不归我管"], [("forbidden", 2)]),
        ([GREETED, "c: 几时", "a: 我保证明天修好"], [("promise", 2)]),
        ([GREETED, "c: 几时", "a: 按照规定，我保证十五天内答复"], []),
        ([GREETED, "a: 电话呢", "c: 13800138000", "a: 好的"], [("repeat_back", 2)]),
        ([GREETED, "a: 电话呢", "c: 13800138000", "a: 幺三八零零幺三八零零零对吗"], []),
    ],
)
def test_rules_that_were_not_kept_are_named_with_the_sentence(
    lines: list[str], found: list[tuple[str, int]]
) -> None:
    assert [(one.rule, one.sentence) for one in helped(*lines).quality] == found


def test_talking_over_and_silence_are_told_by_the_times() -> None:
    said = [
        Sentence(0, "a", "agent", "您好先生", 0, 2),
        Sentence(1, "c", "caller", "半夜施工", 3, 9),
        Sentence(2, "a", "agent", "嗯", 8.5, 9),
        Sentence(3, "a", "agent", "在哪里", 6, 7.8),
        Sentence(4, "c", "caller", "长江路", 40, 42),
        Sentence(5, "c", "caller", "没有时间的", None, None),
    ]
    found = assist(said, READER, RULES, lambda *_: []).quality
    assert [(one.rule, one.sentence) for one in found] == [("talk_over", 3), ("silence", 4)]


def test_rules_are_those_of_the_configuration() -> None:
    mine = QualityRule.model_validate(
        {"id": "thanks", "name": "致谢", "check": "says", "words": ["感谢…来电"]}
    )
    assert [one.rule for one in helped("a: 喂", rules=(mine,)).quality] == ["thanks"]
    assert helped("a: 感谢您的来电", rules=(mine,)).quality == []
    off = mine.model_copy(update={"enabled": False})
    assert helped("a: 喂", rules=(off,)).quality == []


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ({"check": "says"}, "words"),
        ({"check": "is_silent"}, "seconds"),
        ({"check": "dances", "words": ["x"]}, "check"),
    ],
)
def test_a_rule_that_looks_for_nothing_is_a_mistake(rule: dict[str, object], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        QualityRule.model_validate({"id": "x", "name": "x", **rule})
    with pytest.raises(ValueError, match="id"):
        QualitySettings(rules=(RULES[0], RULES[0]))


def test_nobody_who_answers_is_held_against_rules() -> None:
    assert helped("c: 半夜施工").quality == []


WORDS = st.text(alphabet="半夜施工希望你们138零幺在路小区号保密我姓王登记工作日，。倒在地上块3", max_size=120)


@given(st.lists(WORDS, max_size=8))
def test_a_summary_has_nothing_but_what_was_said(texts: list[str]) -> None:
    said = talk(*(f"{'cad'[at % 3]}: {text}" for at, text in enumerate(texts)))
    for clause in assist(said, READER, RULES, lambda *_: []).summary:
        frame = next(one for one in FRAME.values() if clause.text.startswith(one))
        stretches = clause.text.removeprefix(frame).split(BETWEEN)
        assert len(stretches) == len(clause.sentences) > 0
        for place, stretch in zip(clause.sentences, stretches, strict=True):
            assert stretch
            assert stretch in said[place].text


def test_the_object_has_the_documented_form() -> None:
    found = helped(GREETED, "c: 半夜施工太吵，希望你们管管").as_json()
    assert list(found) == ["suggestions", "ticket", "risk", "quality", "summary"]
    assert found["suggestions"] == [{"article": "a", "source": "条例", "score": 0.5, "words": ["施工"]}]
    assert found["ticket"]["category"] == {"value": "噪声", "sentence": 1, "score": 0.9}
    assert found["ticket"]["plate"] == {"value": "", "sentence": None, "score": 0.0}
    assert {re.sub("：.*", "", one["text"]) for one in found["summary"]} == {"反映"}
