"""The questions on the way to an agent, one after another: what, where, when, who to call back.

Each is asked at most twice, and its answer is read back at most once; then it is left to the agent.
"""

from __future__ import annotations

from collections.abc import Sequence

from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.next import Begin, Depart, Next, Stand
from ivr.dialogue.stages.stage import Talk
from ivr.dialogue.stages.through import Through
from ivr.settings.intents.questions import QuestionSettings
from ivr.slots import Filled
from ivr.slots.numbers.groups import in_groups

UNSURE = 0.5
"""An answer that is less sure than this is asked for once more."""

TYPED = ("phone", "number")
"""Kinds whose answers may be typed."""
_FEWEST, _WHOLE = 3, 11
"""Digits of the beginning of a telephone number, and of a mobile one."""
_MOST_BREATHS = 4
_DICTATED = (*TYPED, "address")
"""Kinds that callers say with pauses."""


class Interview:
    """The question at hand and how far it has come; three stages ask it, each in its way."""

    def __init__(self, talk: Talk, parts: Parts, through: Through) -> None:
        self._talk = talk
        self._form = parts.form
        self._through = through
        self._knows_caller = bool(parts.caller)
        self.typed = ""
        """The digits that the caller has typed so far."""
        self.proposed = Filled("", "", 0.0)
        """The answer that is read back."""
        self._more_digits = parts.settings.dialogue.prompts.more_digits
        self._retried = False
        self._breaths = 0  # in which the number at hand was said so far
        self._unsure: Filled | None = None
        """An answer that was not sure enough: the beginning of one, or better than none."""

    @property
    def question(self) -> QuestionSettings:
        """The question at hand."""
        question = self._form.current
        assert question is not None
        return question

    def next(self) -> Next:
        """Asks what is not known yet; then the caller is put through. Between, as soon as their place is
        known, they hear what was published for it."""
        if (notice := self._through.notice()) is not None:
            return notice
        question = self._form.current
        self._retried, self.typed, self._unsure, self._breaths = False, "", None, 0
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

    def ask_for_another(self) -> Next:
        """Asks once only: the question was put already, in another form."""
        self._retried = True
        return self.ask(self.question.prompt)

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
            return self._goes_on(found)
        return self.propose(found) if self.question.read_back else self.keep(found)

    def propose(self, found: Filled) -> Next:
        """Asks whether that is right."""
        self.proposed = found
        return Begin("read_back")

    def corrected(self, text: str) -> Filled | None:
        """What was read back, with the part put right or added that the text says; None where it does not."""
        known = in_groups(self.proposed.value)
        joint = "，" if self.question.kind in TYPED else "，不对，"
        for between in (joint, "，不对，"):
            found = self.understand(f"{known}{between}{text}")
            if found is not None and found.score >= UNSURE and found.value != self.proposed.value:
                return found
        return None

    def _goes_on(self, found: Filled) -> Next | None:
        """The beginning of a telephone number: the rest comes with the next breath."""
        beginning = self.question.kind == "phone" and _FEWEST <= len(found.value) < _WHOLE
        if not beginning or self._breaths >= _MOST_BREATHS:
            return None
        self._breaths += 1
        return self.ask(self._more_digits)
