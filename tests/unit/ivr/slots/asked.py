"""One question that is asked, and what an answer to it means: through `fill`, as the dialogue asks it."""

from __future__ import annotations

from datetime import datetime

from ivr.dialects.normalise import Normaliser
from ivr.dialects.sounds import sounds_of
from ivr.dialects.tolerance import ToleranceSettings
from ivr.settings.dialogue import DialogueSettings
from ivr.settings.intents.questions import QuestionSettings
from ivr.slots import Filled, Gazetteer, fill
from ivr.slots.answers import Answers

NOW = datetime(2026, 11, 21, 10, 0)  # a Saturday
SOUNDS = sounds_of(ToleranceSettings())
PLACES = Gazetteer(
    ["幸福路", "翠竹小区", "五一路", "滨河大道", "城关区", "凤鸣社区", "安宁区", "阳光花园"],
    SOUNDS,
    {"幸福路": "城关区", "翠竹小区": "城关区", "阳光花园": "安宁区"},
)
ANSWERS = Answers(DialogueSettings(), Normaliser())
CHOICES = {"自来水": ("水", "停水"), "污水": ("下水道",), "燃气": ("煤气", "天然气"), "电": ("停电",)}
KINDS = ("address", "phone", "date", "number", "choice", "text", "yes_no")

SPOKEN = "零一二三四五六七八九"


def question(kind: str) -> QuestionSettings:
    choices = CHOICES if kind == "choice" else {}
    return QuestionSettings.model_validate(
        {"id": "q", "label": "问题", "prompt": "请问？", "kind": kind, "choices": choices}
    )


def answer(kind: str, text: str, *alternatives: str) -> Filled | None:
    return fill(question(kind), text, alternatives, NOW, PLACES, ANSWERS)


def value(kind: str, text: str, *alternatives: str) -> str | None:
    filled = answer(kind, text, *alternatives)
    return None if filled is None else filled.value


def numeral(number: int) -> str:
    """1 to 99 as people say it."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else SPOKEN[tens]) + ("十" if tens else "") + (SPOKEN[ones] if ones else "")
