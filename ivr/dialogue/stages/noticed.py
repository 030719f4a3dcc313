"""The caller hears what was published of their matter: is that enough, or do they want a human?"""

from __future__ import annotations

from collections.abc import Sequence

from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.answered import AnswerGiven
from ivr.dialogue.stages.next import Answer, AskFirst, Depart, Matter, Next
from ivr.dialogue.stages.stage import Talk
from ivr.understanding.judgement import Judgement


class Noticed(AnswerGiven):
    """Like an answer of the configuration; what becomes of it is counted."""

    told = True

    def __init__(self, talk: Talk, parts: Parts) -> None:
        super().__init__(talk, parts)
        self._notices = parts.notices
        self._announcement = 0

    def begin(self, matter: Matter, text: str) -> Next:
        notice = self._notices.current
        assert notice is not None  # who leads here has found it
        self._matter, self._repeated, self._announcement = matter, False, notice.id
        self._talk.tell_heard(notice.id, "told")
        why = f"{matter.judgement.reason}；播报公告 {notice.id}"
        return Answer("noticed", matter, why, (notice.text, self._prompts.want_human))

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        return self._counted(super().heard(text, alternatives))

    def key(self, digit: str) -> Next | None:
        next = super().key(digit)
        return None if next is None else self._counted(next)

    def silent(self) -> Next:
        return self._counted(super().silent())

    def let_go(self, text: str) -> Next:
        return self._counted(self._enough(text))

    def urgent(self, judgement: Judgement, text: str) -> Next:
        return self._counted(super().urgent(judgement, text))

    def human(self) -> Next:
        return self._counted(super().human())

    def _counted(self, next: Next) -> Next:
        match next:
            case Answer(stage="farewell"):
                self._talk.tell_heard(self._announcement, "answered")
            case AskFirst() | Depart(human=True):
                self._talk.tell_heard(self._announcement, "human")
        return next
