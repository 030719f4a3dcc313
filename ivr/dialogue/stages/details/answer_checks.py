"""Two short questions beside those of the form: is it your own number, and was that answer understood?"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.parts import Parts
from ivr.dialogue.prompts import read_back_text
from ivr.dialogue.stages.decided import AfterDecision
from ivr.dialogue.stages.details.interview import TYPED, UNSURE, Interview
from ivr.dialogue.stages.next import STAY, Matter, Next
from ivr.dialogue.stages.stage import Talk
from ivr.slots import Filled
from ivr.slots.missing import after_missing
from ivr.slots.plain import unknown
from ivr.slots.spoken import figures
from ivr.understanding.split_requests import takes_back

_MOST_PARTS = 4
"""Parts of one caller's answers that are put right by themselves; then the question is asked again."""


class _Check(AfterDecision):
    """A yes or a no about the question at hand, by word or by key."""

    def __init__(self, talk: Talk, parts: Parts, interview: Interview) -> None:
        super().__init__(talk, parts)
        self._caller = parts.caller
        self._interview = interview

    def key(self, digit: str) -> Next | None:
        if digit == self._dialogue.yes_key:
            return self._yes("")
        if digit == self._dialogue.no_key:
            return self._no()
        return super().key(digit)

    @abstractmethod
    def _yes(self, said: str) -> Next: ...

    @abstractmethod
    def _no(self) -> Next: ...


class OwnNumber(_Check):
    """Asks whether the caller's number is the one to call back, in place of the question of the form."""

    @property
    def asks(self) -> Asks:
        return Asks("own_number", question=self._interview.question.id)

    def begin(self, matter: Matter, text: str) -> Next:
        self._talk.expect(None)
        self._talk.say(self._prompts.own_number)
        return STAY

    def replied(self, text: str, alternatives: Sequence[str]) -> Next:
        match self._answers.wants(text):
            case "yes":
                return self._yes(text)
            case "no":
                return self._no()
            case _ if unknown(text) or self._answers.declines(text):
                return self._interview.leave()
            case _ if after_missing(text, self._interview.question.label) == "":
                return self._interview.leave()
        return self._interview.take(text, alternatives) or self._no()

    def silent(self) -> Next:
        return self._interview.leave()

    def leaves(self, text: str) -> bool:
        return super().leaves(text) and self._answers.wants(text) is None

    def _yes(self, said: str) -> Next:
        return self._interview.keep(Filled(self._caller, said, 1.0))

    def _no(self) -> Next:
        """It is another one."""
        return self._interview.ask_for_another()


class ReadBack(_Check):
    """Asks whether an answer was understood. Who does not deny it has said yes."""

    _parts = 0

    @property
    def asks(self) -> Asks:
        return Asks("read_back", question=self._interview.question.id)

    def begin(self, matter: Matter, text: str) -> Next:
        self._talk.expect(None, "dictation")
        self._talk.say(read_back_text(self._settings, self._interview.proposed.value), personal=True)
        return STAY

    def replied(self, text: str, alternatives: Sequence[str]) -> Next:
        answer, correction = self._answers.of(text), self._answers.after_no(text)
        if answer is not None:
            return self._yes(text) if answer == "yes" else self._no()
        typed = self._interview.question.kind in TYPED
        part = self._interview.corrected(text) if typed or not self._answers.begins_with_yes(text) else None
        if self._answers.begins_with_yes(text) and part is None:
            return self._yes(text)
        if (right := self._whole(text if correction is None else correction)) is not None:
            return self._interview.keep(right)
        if part is not None and self._parts < _MOST_PARTS:
            self._parts += 1
            return self._interview.propose(part)
        denied = correction is not None or takes_back(self._normaliser.marked(text))
        return self._no() if denied else self._yes(text)

    def silent(self) -> Next:
        return self._yes("")

    def _whole(self, said: str) -> Filled | None:
        """Another answer, if the caller says it at once; it is not asked about again."""
        question, proposed = self._interview.question, self._interview.proposed
        if question.kind == "text":
            return None
        found = self._interview.understand(said)
        if found is None or found.score < UNSURE:
            return None
        shorter = len(figures(found.value)) < len(figures(proposed.value))
        return None if question.kind in TYPED and shorter else found

    def _yes(self, said: str) -> Next:
        return self._interview.keep(self._interview.proposed)

    def _no(self) -> Next:
        return self._interview.denied()
