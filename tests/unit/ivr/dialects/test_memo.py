"""Answers that are kept, and what is let go of."""

from __future__ import annotations

import pickle

from ivr.dialects.memo import Memo


class Asked:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def answer(self, question: str) -> int:
        self.questions.append(question)
        return len(question)


def test_a_question_is_asked_once() -> None:
    asked, memo = Asked(), Memo[str, int](8)
    assert [memo.of(one, asked.answer) for one in ("水费", "电费单", "水费")] == [2, 3, 2]
    assert asked.questions == ["水费", "电费单"]


def test_never_more_are_kept_than_were_allowed() -> None:
    asked, memo = Asked(), Memo[str, int](2)
    for one in ("一", "二", "三", "一"):
        memo.of(one, asked.answer)
    assert asked.questions == ["一", "二", "三", "一"]  # begun anew with the third


def test_a_copy_knows_no_answers_and_keeps_as_many() -> None:
    asked, memo = Asked(), Memo[str, int](2)
    memo.of("一", asked.answer)
    copy: Memo[str, int] = pickle.loads(pickle.dumps(memo))
    for one in ("一", "二", "三", "一"):
        copy.of(one, asked.answer)
    assert asked.questions == ["一", "一", "二", "三", "一"]
