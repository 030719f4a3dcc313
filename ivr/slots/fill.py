"""One door to all kinds of answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ivr.settings.intents.questions import QuestionSettings
from ivr.slots.answers import Answers
from ivr.slots.choice import choice_answer, yes_no_answer
from ivr.slots.dates.dates import date_answer
from ivr.slots.filled import Filled
from ivr.slots.numbers.number import number_answer
from ivr.slots.numbers.phone import phone_answer
from ivr.slots.places.address import address_answer
from ivr.slots.places.gazetteer import Gazetteer
from ivr.slots.plain import text_answer, unknown

_OTHER_READING = 0.9
"""What another reading of the sound is worth against the one that the recogniser holds for the best."""

_MOST_READINGS = 5


def fill(
    question: QuestionSettings,
    text: str,
    alternatives: Sequence[str],
    now: datetime,
    gazetteer: Gazetteer,
    answers: Answers,
) -> Filled | None:
    """What `text` answers to the question; None when it is no answer of that kind. Never raises.

    `alternatives`: other readings of the same sound, best first; `now`: local time, which 昨天 and 上周三
    count from; `answers`: knows yes and no.
    """
    best = _one(question, text, now, gazetteer, answers)
    if question.kind == "text" or (best is not None and best.score >= 1):
        return best
    for other in alternatives[:_MOST_READINGS]:
        found = _one(question, other, now, gazetteer, answers)
        if found is not None and found.score * _OTHER_READING > (best.score if best else 0):
            best = Filled(found.value, text, found.score * _OTHER_READING)
    return best


def _one(
    question: QuestionSettings, text: str, now: datetime, gazetteer: Gazetteer, answers: Answers
) -> Filled | None:
    """One reading."""
    match question.kind:
        case "text":
            return text_answer(text)
        case _ if unknown(text):
            return None
        case "choice":
            return choice_answer(text, question.choices, gazetteer.sounds)
        case "yes_no":
            return yes_no_answer(text, answers)
        case "address":
            return address_answer(text, gazetteer)
        case "phone":
            return phone_answer(text)
        case "number":
            return number_answer(text)
        case "date":
            return date_answer(text, now)
