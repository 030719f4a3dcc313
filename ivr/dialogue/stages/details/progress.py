"""How a case stands: told to who calls from its telephone, or knows its number and its telephone.

Whether there is a case of a number is not told to anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import Enum, auto

from contracts.dialogue import Asks, CasesTold, ToldCase
from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.decided import WANTS_HUMAN, AfterDecision
from ivr.dialogue.stages.next import STAY, Begin, Depart, Matter, Next
from ivr.dialogue.stages.stage import Talk
from ivr.slots.numbers.case_number import case_number_answer
from ivr.slots.numbers.phone import THIS_ONE, phone_answer
from ivr.slots.plain import unknown
from ivr.slots.spoken_form import aloud

LOOK_S = 8.0
"""Longest wait for what is known of cases."""
WHOLE = 0.8
"""A local telephone number scores this."""
_END, _AGAIN = "#", "*"
_NONE = ("没有", "没带", "不记得", "找不到")


class _At(Enum):
    LOOKING = auto()
    NUMBER = auto()
    TELEPHONE = auto()


class Progress(AfterDecision):
    """By the telephone they call from; then by number; then by number and another telephone; else a human."""

    def __init__(self, talk: Talk, parts: Parts) -> None:
        super().__init__(talk, parts)
        self._caller = parts.caller
        self._own = parts.settings.cases.prompts
        self._at = _At.LOOKING
        self._matter = Matter()
        self._number = self._telephone = self._typed = ""
        self._again = False

    @property
    def asks(self) -> Asks:
        return Asks("question")

    @property
    def typing(self) -> bool:
        return self._at is not _At.LOOKING

    def begin(self, matter: Matter, text: str) -> Next:
        self._matter = matter
        self._number = case_number_answer(matter.heard) or ""
        if self._caller:
            return self._look(self._caller)
        return self._ask(_At.TELEPHONE if self._number else _At.NUMBER)

    def replied(self, text: str, alternatives: Sequence[str]) -> Next:
        said = [text, *alternatives]
        if self._at is _At.LOOKING:
            self._talk.wait(LOOK_S)
            return STAY
        if self._at is _At.NUMBER:
            number = next((found for one in said if (found := case_number_answer(one))), None)
            if number is not None:
                self._number = number
                return self._look(self._caller) if self._caller else self._ask(_At.TELEPHONE)
        elif (telephone := self._named(said)) is not None:
            return self._look(telephone)
        return self._depart() if self._has_none(text) else self._once_more()

    def key(self, digit: str) -> Next | None:
        if self._at is _At.LOOKING:
            self._talk.wait(LOOK_S)
            return STAY
        if digit == _END:
            return self._take_typed()
        self._typed = "" if digit == _AGAIN else self._typed + digit
        self._talk.wait(self._times.key_pause_s)
        return STAY

    def silent(self) -> Next:
        if self._typed:
            return self._take_typed()
        return self._depart() if self._at is _At.LOOKING else self._once_more()

    def cases_told(self, told: CasesTold) -> Next:
        """What is known: of the telephone, or of number and telephone together."""
        if self._at is not _At.LOOKING:
            return STAY
        if told.cases is None:
            return Depart("暂时查不到工单")
        if told.cases:
            self._talk.say(self._sentence(told.cases[0]), personal=True)
            return Begin("answered", self._matter)
        if not self._number:
            return self._ask(_At.NUMBER)
        return self._ask(_At.TELEPHONE) if self._telephone == self._caller else self._depart()

    def _look(self, telephone: str) -> Next:
        self._at, self._telephone = _At.LOOKING, telephone
        self._talk.ask_cases(self._number, telephone)
        return STAY

    def _ask(self, at: _At) -> Next:
        self._at, self._typed, self._again = at, "", False
        return self._put()

    def _put(self) -> Next:
        self._talk.expect(None, "dictation")
        self._talk.say(self._own.which_case if self._at is _At.NUMBER else self._own.its_telephone)
        return STAY

    def _once_more(self) -> Next:
        """Asks again, once."""
        if self._again:
            return self._depart()
        self._again, self._typed = True, ""
        return self._put()

    def _take_typed(self) -> Next:
        typed, self._typed = self._typed, ""
        if typed == self._dialogue.human_key:
            return WANTS_HUMAN
        return self.replied(typed, ()) if typed else self._depart()

    def _named(self, said: Sequence[str]) -> str | None:
        """Another telephone than the one they call from."""
        for one in said:
            found = phone_answer(one)
            if found is not None and found.score >= WHOLE and found.value != THIS_ONE:
                return found.value
        return None

    def _has_none(self, text: str) -> bool:
        return unknown(text) or self._answers.declines(text) or any(none in text for none in _NONE)

    def _depart(self) -> Next:
        self._talk.say(self._own.not_found)
        return Depart("没有查到工单")

    def _sentence(self, case: ToldCase) -> str:
        words = self._own.states
        state = {
            "open": words.open,
            "in work": words.in_work,
            "answered": words.answered,
            "closed": words.closed,
        }[case.state]
        return self._own.progress.format(
            opened=_day(case.opened), topic=case.topic or "事项", state=state, changed=_day(case.changed)
        )


def _day(at: float) -> str:
    """十一月二十九日."""
    return aloud(date.fromtimestamp(at).isoformat())
