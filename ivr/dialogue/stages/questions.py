"""Questions on the way to an agent: what, where, when, who to call back.

Each is asked at most twice, and its answer is read back at most once; then it is left to the agent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.stages.decided import Decided
from ivr.settings.questions import QuestionSettings
from ivr.slots import Filled
from ivr.slots.missing import after_missing
from ivr.slots.plain import unknown
from ivr.slots.spoken import figures

UNSURE = 0.5
"""An answer that is less sure than this is asked for once more."""

MOST_TURNS = 2
"""So often in one call a request instead of an answer changes the queue; then the questions go on."""

TYPED = ("phone", "number")
"""Kinds whose answers may be typed."""
_DICTATED = (*TYPED, "address")
"""Kinds that callers say with pauses."""
_ANY_WORDS = ("yes_no", "choice", "text")
"""Kinds whose answer may begin with a no, or sound like a request."""
_NONE = re.compile("(?:我|你们|他们|都|也|还|根本|就)*没")
_END, _AGAIN = "#", "*"


class Question(Decided):
    """Asks one question after another, until nothing is left to ask."""

    _turns = 0
    _retried = False
    _typed = ""
    _unsure: Filled | None = None
    """An answer that was not sure enough: the beginning of one, or better than none."""

    @property
    def asks(self) -> Asks:
        return Asks("question", question=self._question.id)

    # --- asking ---

    def next(self) -> None:
        """Asks what is not known yet; then the caller is put through."""
        talk = self._talk
        question = talk.form.current
        self._retried, self._typed, self._unsure = False, "", None
        if question is None:
            talk.through.depart()
        elif question.kind == "phone" and talk.caller:
            talk.own_number.ask()
        else:
            self.ask(question.prompt)

    def ask(self, text: str) -> None:
        """Says this, and listens for the answer to the question at hand."""
        talk = self._talk
        talk.stage = self
        talk.expect(None, "dictation" if self._question.kind in _DICTATED else "normal")
        talk.line.say(text)

    def once_more(self) -> None:
        """Asks again, once; then the question is left to the agent."""
        if not self._retried:
            self._retried, self._typed = True, ""
            self.ask(self._question.retry or self._question.prompt)
        elif self._unsure is not None:
            self.keep(self._unsure)
        else:
            self.leave()

    def denied(self) -> None:
        """Asks again after what was read back was wrong; nothing of it counts any more."""
        self._unsure = None
        self.once_more()

    def leave(self) -> None:
        """Leaves the question to the agent."""
        self._talk.form.leave(self._question)
        self.next()

    def keep(self, found: Filled) -> None:
        """Writes the answer down, and goes on."""
        self._talk.form.keep(self._question, found)
        self.next()

    def take(self, text: str, alternatives: Sequence[str] = ()) -> bool:
        """Whether the text answers the question at hand; its answer is kept, or read back before."""
        talk, question = self._talk, self._question
        found = talk.form.understand(question, text, alternatives)
        if self._unsure is not None and (found is None or found.score < UNSURE):
            # Numbers are dictated in parts, with pauses that end an utterance.
            found = talk.form.understand(question, f"{self._unsure.said}，{text}", ()) or found
        if found is None:
            return False
        if found.score < UNSURE:
            self._unsure = found
            return False
        if question.confirm:
            talk.read_back.ask(found)
        else:
            self.keep(found)
        return True

    # --- the caller ---

    def replied(self, text: str, alternatives: Sequence[str]) -> None:
        talk, question = self._talk, self._question
        self._typed = ""
        if self._declined(text):
            self.leave()
            return
        any_words = question.kind in _ANY_WORDS
        without = None if any_words else after_missing(text, question.label)
        correction = without or talk.answers.after_no(text)
        if correction is not None and not any_words and self._turns_to(correction, ()):
            return
        talk.form.volunteer(text, alternatives, but=question)
        if self.take(text, alternatives):
            return
        if without is not None:
            self.leave()
        elif not self._turns_to(text, alternatives):
            self._again_or_none(text)

    def key(self, digit: str) -> bool:
        dialogue = self._talk.settings.dialogue
        kind = self._question.kind
        if kind in TYPED and digit != _END:
            self._type(digit)
        elif digit == _END and self._wants_human:
            self.human()
        elif digit == _END:
            if not self._typed:
                self.leave()
            elif not self.take(self._typed):
                self.once_more()
        elif kind == "yes_no" and digit in (dialogue.yes_key, dialogue.no_key):
            words = dialogue.yes if digit == dialogue.yes_key else dialogue.no
            self.replied(words[0] if words else "", ())
        else:
            return (kind == "choice" and self.take(digit)) or super().key(digit)
        return True

    def _type(self, digit: str) -> None:
        """One more digit. The human key begins a number (010) unless it stays alone, or is pressed again."""
        if self._wants_human and digit == self._talk.settings.dialogue.human_key:
            self.human()
            return
        self._typed = "" if digit == _AGAIN else self._typed + digit
        self._talk.line.wait("silence", self._talk.times.key_pause_s)

    @property
    def _wants_human(self) -> bool:
        """Whether the human key is all that was typed."""
        return self._typed == self._talk.settings.dialogue.human_key

    def silent(self) -> None:
        if self._wants_human:
            self.human()
        elif not self._typed or not self.take(self._typed):
            self.once_more()

    @property
    def typing(self) -> bool:  # type: ignore[override]
        return self._question.kind in TYPED

    def leaves(self, text: str) -> bool:
        return super().leaves(text) and not self._declined(text)

    def understands(self, text: str) -> bool:
        return self._talk.form.understand(self._question, text, ()) is not None

    # --- helpers ---

    @property
    def _question(self) -> QuestionSettings:
        question = self._talk.form.current
        assert question is not None
        return question

    def _declined(self, text: str) -> bool:
        """Whether the caller does not know, or does not want to say."""
        question, answers = self._question, self._talk.answers
        if unknown(text) or answers.declines(text):
            return True
        if question.kind in _ANY_WORDS:
            return False
        return answers.of(text) == "no" or after_missing(text, question.label) == ""

    def _again_or_none(self, text: str) -> None:
        """Asks again, but those who say somehow that they have no number."""
        no = _NONE.match(text) or self._talk.answers.after_no(text) is not None
        if self._question.kind == "number" and no and not figures(text):
            self.leave()
        else:
            self.once_more()

    def _turns_to(self, text: str, alternatives: Sequence[str]) -> bool:
        """Whether the text is surely a request for something else; it is acted on then."""
        talk = self._talk
        judgement = talk.requests.judge(text, alternatives)
        if judgement.intent == talk.through.intent or judgement.score < talk.settings.dialogue.route_at:
            return False
        if self._turns >= MOST_TURNS:
            return False
        self._turns += 1
        talk.stage = talk.request
        talk.request.act(judgement, text)
        return True
