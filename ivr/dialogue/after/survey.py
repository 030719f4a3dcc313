"""Asks who has just talked with an agent how satisfied they are, and why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from contracts import AnsweredBy
from contracts.dialogue import HangUp, Route
from ivr.dialogue.callers.human import HumanWish
from ivr.dialogue.short.short_talk import ShortTalk
from ivr.settings.settings import IvrSettings
from ivr.slots.plain import text_answer, unknown
from ivr.slots.satisfaction import LOW, STEPS, satisfaction_answer
from ivr.understanding.judge import Judge

ASKED = "asked how it was"
"""The cause of the `HangUp`."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer."""

    score: int
    """1 to 5."""
    by: AnsweredBy
    reason: str = ""

    @property
    def low(self) -> bool:
        return self.score <= LOW


class _At(Enum):
    STEP = auto()
    REASON = auto()


class Survey(ShortTalk):
    """Ends with `HangUp`, or with the `Route` of who wants a human again."""

    def __init__(self, settings: IvrSettings, judge: Judge, queue: str) -> None:
        """`queue`: where the citizen is from, and waits again if they want to."""
        super().__init__(settings, judge.normaliser)
        self._own = settings.satisfaction
        self._sounds = judge.sounds
        self._human = HumanWish(settings, judge)
        self._route = Route(queue, say=settings.dialogue.prompts.human)
        self._at = _At.STEP
        self._asked = 1
        self.given: Given | None = None
        """What was answered so far; the citizen may hang up at any moment."""

    @property
    def patience_s(self) -> float:
        return self._own.answer_s

    def begin(self) -> None:
        self._line.say(self._own.prompts.ask)

    def key(self, digit: str) -> None:
        if digit == self._dialogue.human_key:
            self._line.close(self._route)
        elif self._at is _At.REASON:
            self._thank()
        elif digit.isdecimal() and 1 <= int(digit) <= len(STEPS):
            self._take(Given(int(digit), "key"))
        else:
            self._ask_again()

    def said(self, text: str) -> None:
        if self._human.said(text):
            self._line.close(self._route)
        elif self._at is _At.REASON:
            self._take_reason(text)
        elif (found := satisfaction_answer(text, self._normaliser, self._sounds)) is not None:
            self._take(Given(int(found.value), "voice"))
        elif self._answers.wants(text) == "no":
            self._thank()
        else:
            self._ask_again()

    def silent(self) -> None:
        if self._at is _At.REASON:
            self._thank()
        else:
            self._ask_again()

    def _take(self, given: Given) -> None:
        self.given = given
        if given.low:
            self._at = _At.REASON
            self._line.say(self._own.prompts.why)
        else:
            self._thank()

    def _take_reason(self, text: str) -> None:
        reason = text_answer(text)
        if self.given is not None and reason is not None and not self._keeps_it(text):
            self.given = replace(self.given, reason=reason.value)
        self._thank()

    def _keeps_it(self, text: str) -> bool:
        """Whether they do not want to say why."""
        return unknown(text) or self._answers.declines(text) or self._answers.wants(text) is not None

    def _ask_again(self) -> None:
        """Once; then they are thanked."""
        self._asked += 1
        if self._asked > 2:
            self._thank()
        else:
            self._line.say(self._own.prompts.again)

    def _thank(self) -> None:
        self.end(HangUp(ASKED), self._own.prompts.thanks)
