"""Callers who are asked something after the decision, for the tests of these questions."""

from __future__ import annotations

from typing import Any

from ivr import IvrSettings
from ivr.settings.intents.questions import QuestionSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk

SURE = "公积金怎么提取出来"
"""Routed to urban without a question of the dialogue's own."""

ADDRESS = QuestionSettings(
    id="address",
    label="地址",
    prompt="请问在哪条路、哪个小区？",
    retry="请再说一遍地址。",
    kind="address",
    confirm=False,
)
PHONE = QuestionSettings(id="phone", label="回电", prompt="请说一个联系电话。", kind="phone", confirm=False)
DETAIL = QuestionSettings(id="detail", label="情况", prompt="请简单说一下情况。")
TICKET = QuestionSettings(id="ticket", label="工单号", prompt="请说一下工单号。", kind="number", confirm=True)
SINCE = QuestionSettings(id="since", label="时间", prompt="什么时候开始的？", kind="date")
AGREED = QuestionSettings(id="agreed", label="同意回访", prompt="可以回访您吗？", kind="yes_no")
KIND = QuestionSettings(
    id="kind", label="用途", prompt="买房还是租房？", kind="choice", choices={"买房": (), "租房": ()}
)
ALL = (ADDRESS, PHONE, DETAIL, TICKET, SINCE, AGREED, KIND)


def asking(settings: IvrSettings, *ask: str, **more: Any) -> IvrSettings:
    """The intent of `SURE` asks these."""
    intents = tuple(
        one.model_copy(update={"ask": ask, "answer": None, **more})
        if one.id == "housing_fund"
        else one.model_copy(update={"ask": (), "answer": None})
        for one in settings.intents
    )
    return settings.model_copy(update={"intents": intents, "questions": ALL})


def asked(settings: IvrSettings, understanding: Judge, *ask: str, caller: str = "") -> Talk:
    talk = Talk(asking(settings, *ask), understanding, caller=caller).answer()
    talk.hear_out().speak(SURE)
    assert not talk.over
    return talk.hear_out()


def slots(talk: Talk) -> dict[str, str]:
    return {slot.id: slot.value for slot in talk.decided[-1].slots}


def reading_back(settings: IvrSettings, understanding: Judge, ask: str, answer: str) -> Talk:
    """A caller who was just asked whether that is what they answered."""
    questions = tuple(one.model_copy(update={"confirm": True}) for one in ALL)
    changed = asking(settings, ask).model_copy(update={"questions": questions})
    talk = Talk(changed, understanding).answer().hear_out().speak(SURE).hear_out()
    talk.speak(answer).hear_out()
    assert talk.said[-1].endswith("对吗？")
    return talk
