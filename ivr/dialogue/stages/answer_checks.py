"""Two short questions beside those of the form: is it your own number, and was that answer understood?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contracts.dialogue import Asks
from ivr.dialogue.prompts import read_back_text
from ivr.dialogue.stages.decided import Decided
from ivr.dialogue.stages.questions import TYPED, UNSURE
from ivr.settings.questions import QuestionSettings
from ivr.slots import Filled
from ivr.slots.plain import unknown

if TYPE_CHECKING:
    from ivr.dialogue.conversation import Conversation


class OwnNumber(Decided):
    """Asks whether the number that the caller has is the one to call back."""

    @property
    def asks(self) -> Asks:
        return Asks("own_number", question=_current(self._talk).id)

    def ask(self) -> None:
        """Asks it, in place of the question of the form."""
        talk = self._talk
        talk.stage = self
        talk.expect(None)
        talk.line.say(talk.prompts.own_number)

    def replied(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        match talk.answers.wants(text):
            case "yes":
                self._this_one(text)
            case "no":
                self._another()
            case _ if unknown(text) or talk.answers.declines(text):
                talk.question.leave()
            case _ if not talk.question.take(text, alternatives):
                self._another()

    def key(self, digit: str) -> bool:
        dialogue = self._talk.settings.dialogue
        if digit == dialogue.yes_key:
            self._this_one("")
        elif digit == dialogue.no_key:
            self._another()
        else:
            return super().key(digit)
        return True

    def silent(self) -> None:
        self._talk.question.leave()

    def leaves(self, text: str) -> bool:
        return super().leaves(text) and self._talk.answers.wants(text) is None

    def _this_one(self, said: str) -> None:
        talk = self._talk
        talk.question.keep(Filled(talk.caller, said, 1.0))

    def _another(self) -> None:
        self._talk.question.ask(_current(self._talk).prompt)


class ReadBack(Decided):
    """Asks whether an answer was understood. Who does not deny it has said yes."""

    _found = Filled("", "", 0.0)

    @property
    def asks(self) -> Asks:
        return Asks("read_back", question=_current(self._talk).id)

    def ask(self, found: Filled) -> None:
        """Reads it out."""
        talk = self._talk
        self._found = found
        talk.stage = self
        talk.expect(None, "dictation")
        talk.line.say(read_back_text(talk.settings, found.value), personal=True)

    def replied(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        answer, correction = talk.answers.of(text), talk.answers.after_no(text)
        if answer == "no":
            self._denied()
        elif answer == "yes" or (talk.answers.begins_with_yes(text) and not self._dictated_anew(text)):
            talk.question.keep(self._found)
        elif self._instead(text if correction is None else correction):
            return
        elif correction is None:
            talk.question.keep(self._found)
        else:
            self._denied()

    def key(self, digit: str) -> bool:
        dialogue = self._talk.settings.dialogue
        if digit == dialogue.yes_key:
            self._talk.question.keep(self._found)
        elif digit == dialogue.no_key:
            self._denied()
        else:
            return super().key(digit)
        return True

    def silent(self) -> None:
        self._talk.question.keep(self._found)

    def _instead(self, said: str) -> bool:
        """Whether the caller says the right answer at once; it is kept then, without asking again."""
        talk = self._talk
        question = _current(talk)
        found = talk.form.understand(question, said, ()) if question.kind != "text" else None
        if found is None or found.score < UNSURE:
            return False
        talk.question.keep(found)
        return True

    def _dictated_anew(self, text: str) -> bool:
        """Whether the text has another whole number (“是一三九…”), not only words around a yes."""
        talk = self._talk
        question = _current(talk)
        found = talk.form.understand(question, text, ()) if question.kind in TYPED else None
        if found is None or found.score < 1 or len(found.value) < len(self._found.value):
            return False
        return found.value != self._found.value

    def _denied(self) -> None:
        """What was denied is worth nothing, not even beside no answer at all."""
        self._talk.question.denied()


def _current(talk: Conversation) -> QuestionSettings:
    """The question of the form that both are about."""
    question = talk.form.current
    assert question is not None
    return question
