"""What one caller is asked before an agent takes over, and what they have answered."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from contracts.events.call.decisions import Slot
from ivr.settings.intents.questions import QuestionSettings
from ivr.settings.settings import IvrSettings
from ivr.slots import Filled, Gazetteer, fill
from ivr.slots.answers import Answers
from ivr.slots.numbers.phone import THIS_ONE

VOLUNTEERED = 0.8
"""How sure an answer must be to a question that was not asked yet."""

UNASKED = ("address", "phone", "date", "number", "choice")
"""Kinds of answers that a sentence may contain by itself; a yes or a text is one only after its question."""


KEPT = {"address": 0.8, "phone": 0.9}
"""Kinds that agents want to know whatever it is about, and how sure they must be to be kept unasked."""
MOST_HEARD = 12
"""Sentences that are remembered."""

LONG_NUMBER = 6
"""Characters of a number that can only be meant: “停水三天了” answers no question for a number."""


class Form:
    """The answers last for the whole call: nothing is asked twice, whatever else the caller wants."""

    def __init__(
        self,
        settings: IvrSettings,
        answers: Answers,
        gazetteer: Gazetteer,
        begun: datetime,
        caller: str = "",
    ) -> None:
        """`begun`: when the call began, local time, for 昨天 and 上周三; `caller`: the caller's number."""
        self._settings = settings
        self._answers = answers
        self._gazetteer = gazetteer
        self._begun = begun
        self._caller = caller
        self._filled: dict[str, Slot] = {}
        self._left: set[str] = set()
        self._asked: list[QuestionSettings] = []
        self._heard: deque[str] = deque(maxlen=MOST_HEARD)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The answers so far, in the order in which they were given."""
        return tuple(self._filled.values())

    @property
    def told(self) -> str:
        """All that the caller has said of late, and what they answered."""
        return "，".join((*self._heard, *(f"{slot.value}，{slot.said}" for slot in self._filled.values())))

    @property
    def pending(self) -> list[QuestionSettings]:
        """What is still to be asked."""
        done = self._left | self._filled.keys()
        return [question for question in self._asked if question.id not in done]

    @property
    def current(self) -> QuestionSettings | None:
        """What is to be asked next."""
        return next(iter(self.pending), None)

    def hear(self, text: str) -> None:
        """The caller says this; a detail in it is kept for when it is wanted."""
        self._heard.append(text)

    def tells(self, text: str) -> bool:
        """Whether a place or a telephone is surely told in the text."""
        kept = (question for question in self._settings.questions if question.kind in KEPT)
        return any(self._told_unasked(question, text) is not None for question in kept)

    def begin(self, questions: Sequence[str], heard: str) -> None:
        """These are to be asked, by their ids, but for those that the caller has answered already."""
        self._asked = [self._settings.question(id) for id in questions]
        for text in dict.fromkeys((heard, *reversed(self._heard))):
            self.volunteer(text, ())

    def volunteer(self, text: str, alternatives: Sequence[str], but: QuestionSettings | None = None) -> None:
        """Takes from the text what answers questions that were not asked yet, where that is certain.

        `but`: the one that was asked.
        """
        known = {*(question.id for question in self._asked), *self._filled}
        for question in self._settings.questions:
            unasked = question.kind in KEPT and question.id not in known
            if unasked and (told := self._told_unasked(question, text)) is not None:
                self.keep(question, told)
        for question in self._asked:
            if question is but or question.id in self._filled or question.id in self._left:
                continue
            found = self.understand(question, text, alternatives) if question.kind in UNASKED else None
            if found is None or found.score < VOLUNTEERED:
                continue
            if question.kind != "number" or len(found.value) >= LONG_NUMBER:
                self.keep(question, found)

    def _told_unasked(self, question: QuestionSettings, text: str) -> Filled | None:
        """What the text surely says, though nobody asks; 这个电话 names no number then."""
        found = self.understand(question, text, ())
        sure = found is not None and found.score >= KEPT[question.kind] and found.value != self._caller
        return found if sure else None

    def understand(self, question: QuestionSettings, text: str, alternatives: Sequence[str]) -> Filled | None:
        """What the text answers to that question."""
        found = fill(question, text, alternatives, self._begun, self._gazetteer, self._answers)
        if found is not None and found.value == THIS_ONE:
            return replace(found, value=self._caller) if self._caller else None
        return found

    def keep(self, question: QuestionSettings, found: Filled) -> None:
        """Writes the answer down."""
        said = found.said or found.value
        self._filled[question.id] = Slot(id=question.id, label=question.label, value=found.value, said=said)

    def leave(self, question: QuestionSettings) -> None:
        """Leaves the question to the agent."""
        self._left.add(question.id)
