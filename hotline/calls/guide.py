"""What leads the callers of a running service: the configuration that is live, and the lists beside it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import datetime

from contracts.dialogue import DialogueMachine, Route
from hotline.calls.call.dialogue.asked import AskMeaning, AskOpinion, TellCases, no_cases, no_meaning
from hotline.calls.consulting import judge
from hotline.calls.screening import ScreeningList
from hotline.cases.book import CaseBook
from hotline.guidance.live import Live
from hotline.guidance.meaning.service import Meanings
from hotline.guidance.second_opinion.consultant import Consultant
from ivr.dialogue.hours.notices import Notice


class LiveGuide:
    """Implements `hotline.calls.call.parts.Guide`: each call begins with what is live at that moment."""

    def __init__(
        self,
        live: Live,
        screening: ScreeningList,
        consultant: Consultant | None,
        meanings: Meanings | None = None,
        cases: CaseBook | None = None,
        notices: Callable[[str], Sequence[Notice]] = lambda dialled: (),
    ) -> None:
        """`consultant`: None where nobody is asked for a second opinion; `meanings`: without an encoder;
        `cases`: where nobody is told how cases stand; `notices`: what is published now for callers
        of some matter and place who have dialled that number."""
        self._live = live
        self._screening = screening
        self._consultant = consultant
        self._meanings = meanings
        self._cases = cases
        self._notices = notices

    def machine(self, call: str, caller: str, dialled: str) -> DialogueMachine:
        standing = self._screening.meet(call, caller)
        consults = self._consultant is not None
        return self._live.guide.machine(
            call,
            caller,
            datetime.now(),
            standing,
            consults=consults,
            dialled=dialled,
            tells_cases=self._cases is not None,
            notices=self._notices(dialled),
        )

    def know(self, call: str, number: str) -> None:
        self._screening.know(call, number)

    def second_opinion(self) -> AskOpinion:
        return judge(self._consultant, self._live.guide.choices)

    def meaning(self) -> AskMeaning:
        if self._meanings is None:
            return no_meaning
        return functools.partial(self._meanings.encode, self._live.guide)

    def cases(self, call: str) -> TellCases:
        return no_cases if self._cases is None else functools.partial(self._cases.tell, call)

    def fallback(self, dialled: str) -> Route:
        return self._live.guide.fallback(dialled)

    def waiting_text(self, position: int, staffed: bool, foreign: bool = False) -> str:
        return self._live.guide.waiting_text(position, staffed, foreign)

    def wait_text(self, low_s: float, high_s: float) -> str:
        return self._live.guide.wait_text(low_s, high_s)
