"""What is typed at a question: the digits of a number. # ends it, * begins it anew."""

from __future__ import annotations

from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.decided import WANTS_HUMAN
from ivr.dialogue.stages.details.interview import TYPED, Interview
from ivr.dialogue.stages.next import STAY, Next
from ivr.dialogue.stages.stage import Talk

_END, _AGAIN = "#", "*"


class TypedAnswer:
    """The keys of a telephone as an answer to the question at hand."""

    def __init__(self, talk: Talk, parts: Parts, interview: Interview) -> None:
        self._talk = talk
        self._human_key = parts.settings.dialogue.human_key
        self._pause_s = parts.settings.dialogue.times.key_pause_s
        self._interview = interview

    @property
    def going_on(self) -> bool:
        """Whether every digit is one of the answer's."""
        return self._interview.question.kind in TYPED

    def key(self, digit: str) -> Next | None:
        """One more key; None for one that is no part of a number."""
        if digit == _END:
            without = self._interview.once_more if self._typed else self._interview.leave
            return self.finished() or without()
        return self._digit(digit) if self.going_on else None

    def finished(self) -> Next | None:
        """Takes what was typed as the answer; None when it is none."""
        if self._wants_human:
            return WANTS_HUMAN
        return self._interview.take(self._typed) if self._typed else None

    def _digit(self, digit: str) -> Next:
        """The human key begins a number (010) unless it stays alone, or is pressed again."""
        if self._wants_human and digit == self._human_key:
            return WANTS_HUMAN
        self._interview.typed = "" if digit == _AGAIN else self._typed + digit
        self._talk.wait(self._pause_s)
        return STAY

    @property
    def _typed(self) -> str:
        return self._interview.typed

    @property
    def _wants_human(self) -> bool:
        """Whether the human key is all that was typed."""
        return self._typed == self._human_key
