"""What callers say when they are asked a question of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.decided import AfterDecision
from ivr.dialogue.stages.details.interview import Interview
from ivr.dialogue.stages.details.typed import TypedAnswer
from ivr.dialogue.stages.next import Begin, Matter, Next
from ivr.dialogue.stages.stage import Talk
from ivr.dialogue.stages.through import Through
from ivr.slots.missing import after_missing
from ivr.slots.plain import unknown
from ivr.slots.spoken import figures

MOST_TURNS = 2
"""So often in one call a request instead of an answer changes the queue; then the questions go on."""

_ANY_WORDS = ("yes_no", "choice", "text")
"""Kinds whose answer may begin with a no, or sound like a request."""
_NONE = re.compile("(?:我|你们|他们|都|也|还|根本|就)*没")


class Question(AfterDecision):
    """Takes the answer, or that there is none, or a request for something else."""

    _turns = 0

    def __init__(self, talk: Talk, parts: Parts, interview: Interview, through: Through) -> None:
        super().__init__(talk, parts)
        self._form = parts.form
        self._interview = interview
        self._through = through
        self._typed = TypedAnswer(talk, parts, interview)

    @property
    def asks(self) -> Asks:
        return Asks("question", question=self._interview.question.id)

    @property
    def typing(self) -> bool:
        return self._typed.going_on

    def begin(self, matter: Matter, text: str) -> Next:
        return self._interview.next()

    def replied(self, text: str, alternatives: Sequence[str]) -> Next:
        question = self._interview.question
        self._interview.typed = ""
        if self._declined(text):
            return self._interview.leave()
        any_words = question.kind in _ANY_WORDS
        without = None if any_words else after_missing(text, question.label)
        correction = without or self._answers.after_no(text)
        if correction is not None and not any_words and (turn := self._turn_to(correction, ())):
            return turn
        self._form.volunteer(text, alternatives, but=question)
        if (taken := self._interview.take(text, alternatives)) is not None:
            return taken
        if without is not None:
            return self._interview.leave()
        return self._turn_to(text, alternatives) or self._again_or_none(text)

    def key(self, digit: str) -> Next | None:
        if (typed := self._typed.key(digit)) is not None:
            return typed
        kind, dialogue = self._interview.question.kind, self._dialogue
        if kind == "yes_no" and digit in (dialogue.yes_key, dialogue.no_key):
            words = dialogue.yes if digit == dialogue.yes_key else dialogue.no
            return self.replied(words[0] if words else "", ())
        chosen = self._interview.take(digit) if kind == "choice" else None
        return chosen or super().key(digit)

    def silent(self) -> Next:
        return self._typed.finished() or self._interview.once_more()

    def leaves(self, text: str) -> bool:
        return super().leaves(text) and not self._declined(text)

    def understands(self, text: str) -> bool:
        return self._interview.understand(text) is not None

    def _declined(self, text: str) -> bool:
        """Whether the caller does not know, or does not want to say."""
        question = self._interview.question
        if unknown(text) or self._answers.declines(text):
            return True
        if question.kind in _ANY_WORDS:
            return False
        return self._answers.of(text) == "no" or after_missing(text, question.label) == ""

    def _again_or_none(self, text: str) -> Next:
        """Asks again, but those who say somehow that they have no number."""
        no = _NONE.match(text) or self._answers.after_no(text) is not None
        if self._interview.question.kind == "number" and no and not figures(text):
            return self._interview.leave()
        return self._interview.once_more()

    def _turn_to(self, text: str, alternatives: Sequence[str]) -> Next | None:
        """What the text surely requests instead; None when it does not."""
        judgement = self._requests.judge(text, alternatives)
        if judgement.intent == self._through.intent or judgement.score < self._dialogue.route_at:
            return None
        if self._turns >= MOST_TURNS:
            return None
        self._turns += 1
        return Begin("request", Matter(judgement, text))
