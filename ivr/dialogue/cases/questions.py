"""The questions of a message: how each is put, and where the citizen is to be reached: that takes several."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from enum import Enum, auto

from contracts.dialogue import Asks, Listen
from ivr.dialects.normalise import Normaliser
from ivr.dialogue.cases.draft import Draft
from ivr.dialogue.prompts import read_back_text
from ivr.dialogue.short.short_talk import ShortTalk
from ivr.settings.settings import IvrSettings
from ivr.slots.numbers.phone import THIS_ONE, phone_answer
from ivr.slots.plain import unknown

MOST_ASKED = 2
"""So often a question is asked."""
WHOLE_NUMBER = 0.8
"""A local number scores this."""
END, AGAIN = "#", "*"
MOST_SAID = 60
"""Sentences of a message and of the answers about it."""


class At(Enum):
    """What is asked now."""

    OFFER = auto()
    WHAT = auto()
    WHERE = auto()
    WHEN = auto()
    OWN_NUMBER = auto()
    NUMBER = auto()
    NUMBER_BACK = auto()
    SECRET = auto()
    READ_BACK = auto()
    WHICH = auto()


class Questions(ShortTalk):
    """Of one message."""

    def __init__(self, settings: IvrSettings, normaliser: Normaliser, draft: Draft, caller: str) -> None:
        """`caller`: the number they call from, empty when it is withheld."""
        super().__init__(settings, normaliser, MOST_SAID)
        self._whole, self._settings = settings, settings.cases
        self._prompts = settings.cases.prompts
        self._caller = caller
        self._draft = draft
        self._at = At.OFFER
        self._asked: dict[At, int] = {}
        self._number = self._typed = ""
        self._own_number_asked = False

    @property
    def asks(self) -> Asks | None:
        topics = {
            At.OWN_NUMBER: Asks("own_number"),
            At.NUMBER_BACK: Asks("read_back"),
            At.READ_BACK: Asks("read_back"),
        }
        return topics.get(self._at, Asks("question"))

    @property
    def patience_s(self) -> float:
        return self._times.no_key_s

    def _ask(self, at: At, text: str, *, personal: bool = False) -> None:
        self._at, self._typed = at, ""
        self._asked[at] = self._asked.get(at, 0) + 1
        dictated = at in (At.NUMBER, At.WHERE, At.NUMBER_BACK)
        self._line.listen(Listen(pace="dictation" if dictated else "slow" if at is At.WHAT else "normal"))
        self._line.say(text, personal=personal)

    def _may_ask(self, at: At) -> bool:
        return self._asked.get(at, 0) < MOST_ASKED

    def _note(self) -> None:
        if self._draft.whole.said:
            self._line.note_case(self._draft.whole)

    def _said_yes(self, text: str) -> bool:
        return self._answers.of(text) == "yes" or self._answers.begins_with_yes(text)

    @abstractmethod
    def _next(self) -> None:
        """Asks what is not known yet."""

    @abstractmethod
    def _answer(self, yes: bool) -> None:
        """A yes or a no to what can be answered so."""

    @abstractmethod
    def _leave(self) -> None:
        """The caller waits on."""

    def _which_number(self) -> None:
        if self._caller and not self._own_number_asked:
            self._own_number_asked = True
            self._ask(At.OWN_NUMBER, self._dialogue.prompts.own_number)
        else:
            self._ask_number()

    def _ask_number(self) -> None:
        if not self._may_ask(At.NUMBER):
            self._keep_telephone("")
            return
        first = not self._asked.get(At.NUMBER)
        self._ask(At.NUMBER, self._prompts.number if first else self._prompts.number_again)

    def _telephone(self, text: str) -> None:
        found = phone_answer(text)
        if found is not None and found.value == THIS_ONE and self._caller:
            self._keep_telephone(self._caller)
        elif found is not None and found.score >= WHOLE_NUMBER and found.value != THIS_ONE:
            self._number = found.value
            self._ask(At.NUMBER_BACK, read_back_text(self._whole, found.value), personal=True)
        elif self._at is At.NUMBER and (self._declines(text) or self._answers.wants(text) == "no"):
            self._keep_telephone("")
        elif self._at is not At.NUMBER and (self._answers.wants(text) or self._said_yes(text)):
            self._answer(self._answers.wants(text) != "no")
        elif self._at is not At.NUMBER and self._declines(text):
            self._keep_telephone("")
        else:
            self._ask_number()

    def _declines(self, text: str) -> bool:
        standard = self._normaliser.standard(text)
        return unknown(text) or self._answers.declines(text) or "不留" in standard or "不想留" in standard

    def _type(self, digit: str) -> None:
        if digit == END:
            self._take_typed()
            return
        self._typed = "" if digit == AGAIN else self._typed + digit
        self._line.wait("silence", self._times.key_pause_s)

    def _take_typed(self) -> None:
        typed, self._typed = self._typed, ""
        if typed == self._dialogue.human_key:
            self._leave()
        elif typed:
            self._telephone(typed)
        else:
            self._keep_telephone("")

    def _keep_telephone(self, number: str) -> None:
        self._draft.told = replace(self._draft.told, telephone=number)
        self._note()
        self._next()
