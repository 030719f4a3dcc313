"""The questions on the way to an agent, one after another: what, where, when, who to call back.

Each is asked at most twice, and its answer is read back at most once; then it is left to the agent.
"""

from __future__ import annotations

from collections.abc import Sequence

from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.next import Begin, Depart, Next, Stand
from ivr.dialogue.stages.stage import Talk
from ivr.settings.questions import QuestionSettings
from ivr.slots import Filled

UNSURE = 0.5
"""An answer that is less sure than this is asked for once more."""

TYPED = ("phone", "number")
"""Kinds whose answers may be typed."""
_DICTATED = (*TYPED, "address")
"""Kinds that callers say with pauses."""


class Interview:
    """The question at hand and how far it has come; three stages ask it, each in its way."""

    def __init__(self, talk: Talk, parts: Parts) -> None:
        self._talk = talk
        self._form = parts.form
        self._knows_caller = bool(parts.caller)
        self.typed = ""
        """The digits that the caller has typed so far."""
        self.proposed = Filled("", "", 0.0)
        """The answer that is read back."""
        self._retried = False
        self._unsure: Filled | None = None
        """An answer that was not sure enough: the beginning of one, or better than none."""

    @property
    def question(self) -> QuestionSettings:
        """The question at hand."""
        question = self._form.current
        assert question is not None
        return question

    def next(self) -> Next:
        """Asks what is not known yet; then the caller is put through."""
        question = self._form.current
        self._retried, self.typed, self._unsure = False, "", None
        if question is None:
            return Depart()
        if question.kind == "phone" and self._knows_caller:
            return Begin("own_number")
        return self.ask(question.prompt)

    def ask(self, text: str) -> Next:
        """Says this, and listens for the answer to the question at hand."""
        self._talk.expect(None, "dictation" if self.question.kind in _DICTATED else "normal")
        self._talk.say(text)
        return Stand("question")

    def once_more(self) -> Next:
        """Asks again, once; then the question is left to the agent."""
        if not self._retried:
            self._retried, self.typed = True, ""
            return self.ask(self.question.retry or self.question.prompt)
        return self.leave() if self._unsure is None else self.keep(self._unsure)

    def denied(self) -> Next:
        """Asks again after what was read back was wrong; nothing of it counts, not even beside no answer."""
        self._unsure = None
        return self.once_more()

    def leave(self) -> Next:
        """Leaves the question to the agent."""
        self._form.leave(self.question)
        return self.next()

    def keep(self, found: Filled) -> Next:
        """Writes the answer down, and goes on."""
        self._form.keep(self.question, found)
        return self.next()

    def understand(self, text: str, alternatives: Sequence[str] = ()) -> Filled | None:
        """What the text answers to the question at hand."""
        return self._form.understand(self.question, text, alternatives)

    def take(self, text: str, alternatives: Sequence[str] = ()) -> Next | None:
        """Keeps the answer that is in the text, or reads it back before; None when there is none."""
        found = self.understand(text, alternatives)
        if self._unsure is not None and (found is None or found.score < UNSURE):
            # Numbers are dictated in parts, with pauses that end an utterance.
            found = self.understand(f"{self._unsure.said}，{text}") or found
        if found is None:
            return None
        if found.score < UNSURE:
            self._unsure = found
            return None
        if not self.question.confirm:
            return self.keep(found)
        self.proposed = found
        return Begin("read_back")
