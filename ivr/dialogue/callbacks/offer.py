"""Offers to who waits that they are called back, and asks under which number."""

from __future__ import annotations

from enum import Enum, auto

from contracts.dialogue import Asks, Booked, HangUp, KeepWaiting, Listen
from ivr.dialects.normalise import Normaliser
from ivr.dialogue.prompts import read_back_text
from ivr.dialogue.short.short_talk import Reply, ShortTalk
from ivr.settings.settings import IvrSettings
from ivr.slots.numbers.phone import THIS_ONE, phone_answer

KEPT = "called back"
"""The cause of the `HangUp` of who is called back."""
SURE = 0.8
"""A local number scores this; what scores less is not whole."""
MOST_ASKED = 2
"""So often the number is asked for."""
_END, _AGAIN = "#", "*"
_NO = ("不", "别", "莫")
"""Of who names a call-back and wants none: 不要回电, 别打给我."""


class _At(Enum):
    OFFER = auto()
    OWN_NUMBER = auto()
    NUMBER = auto()
    READ_BACK = auto()


class CallbackOffer(ShortTalk):
    """Ends with `KeepWaiting`, or with `HangUp(KEPT)` once the call-back is written down."""

    def __init__(
        self, settings: IvrSettings, normaliser: Normaliser, caller: str, *, asked_for: bool = False
    ) -> None:
        """`caller`: the number they call from; empty when it is withheld or may not be dialled.
        `asked_for`: they have pressed the key already."""
        super().__init__(settings, normaliser)
        self._settings = settings.callbacks
        self._prompts = settings.callbacks.prompts
        self._whole = settings
        self._caller = caller
        self._asked_for = asked_for
        self._at = _At.OFFER
        self._number = ""
        self._typed = ""
        self._asked = 0

    @property
    def asks(self) -> Asks | None:
        topics: dict[_At, Asks] = {
            _At.OWN_NUMBER: Asks("own_number"),
            _At.NUMBER: Asks("question"),
            _At.READ_BACK: Asks("read_back"),
        }
        return topics.get(self._at)

    @property
    def patience_s(self) -> float:
        return self._times.no_key_s

    def begin(self) -> None:
        if self._asked_for:
            self._which_number()
        else:
            self._line.say(self._prompts.offer)

    def key(self, digit: str) -> None:
        match self._at:
            case _At.NUMBER:
                self._type(digit)
            case _At.OFFER if digit in (self._settings.key, self._dialogue.yes_key):
                self._which_number()
            case _At.OWN_NUMBER if digit == self._dialogue.yes_key:
                self.call_back(self._caller)
            case _At.OWN_NUMBER if digit == self._dialogue.no_key:
                self._ask_number()
            case _At.READ_BACK if digit == self._dialogue.yes_key:
                self.call_back(self._number)
            case _At.READ_BACK if digit == self._dialogue.no_key:
                self._ask_number()
            case _:
                self._wait_on()

    def said(self, text: str) -> None:
        wants = self._answers.wants(text)
        if self._answers.wants_human(text):
            self._wait_on()  # whatever was asked: humans are what they wait for
            return
        match self._at:
            case _At.OFFER:
                if wants == "yes" or self._asks_for_it(self._normaliser.standard(text)):
                    self._which_number()
                else:
                    self._wait_on()
            case _At.OWN_NUMBER if wants == "yes":
                self.call_back(self._caller)
            case _At.READ_BACK if self._answers.of(text) == "yes" or self._answers.begins_with_yes(text):
                self.call_back(self._number)
            case _At.OWN_NUMBER | _At.NUMBER | _At.READ_BACK:
                self._take(text)

    def silent(self) -> None:
        """Nobody is called whom nobody has agreed to: only the own number needs no second yes."""
        match self._at:
            case _At.OWN_NUMBER:
                self.call_back(self._caller)
            case _At.NUMBER if self._typed:
                self._take_typed()
            case _At.NUMBER if self._asked < MOST_ASKED:
                self._ask_number()
            case _:
                self._wait_on()

    def call_back(self, number: str) -> None:
        """Asks that they are called back; `written` hears the answer."""
        self._writing = True
        self._line.call_back(number)

    def written(self, reply: Reply) -> None:
        if reply == Booked(True):
            self.end(HangUp(KEPT), self._prompts.kept)
        else:
            self.end(KeepWaiting(), self._prompts.impossible)

    def _asks_for_it(self, text: str) -> bool:
        return any(word in text for word in self._settings.words) and not any(no in text for no in _NO)

    def _which_number(self) -> None:
        if self._caller:
            self._at = _At.OWN_NUMBER
            self._line.say(self._dialogue.prompts.own_number)
        else:
            self._ask_number()

    def _ask_number(self) -> None:
        if self._asked >= MOST_ASKED:
            self._wait_on()
            return
        self._asked += 1
        self._at, self._typed = _At.NUMBER, ""
        self._line.listen(Listen(pace="dictation"))
        self._line.say(self._prompts.number if self._asked == 1 else self._prompts.number_again)

    def _take(self, text: str) -> None:
        found = phone_answer(text)
        if found is None or found.score < SURE:
            self._ask_number()
        elif found.value == THIS_ONE:
            self.call_back(self._caller) if self._caller else self._ask_number()
        else:
            self._read_back(found.value)

    def _type(self, digit: str) -> None:
        if digit == _END:
            self._take_typed()
            return
        self._typed = "" if digit == _AGAIN else self._typed + digit
        self._line.wait("silence", self._times.key_pause_s)

    def _take_typed(self) -> None:
        typed, self._typed = self._typed, ""
        self._take(typed)

    def _read_back(self, number: str) -> None:
        self._at, self._number = _At.READ_BACK, number
        self._line.say(read_back_text(self._whole, number), personal=True)

    def _wait_on(self) -> None:
        self.end(KeepWaiting(), self._prompts.waits)
