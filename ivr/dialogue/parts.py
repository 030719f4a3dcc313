"""What one caller's conversation is made of: each part knows one thing, and none of them the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ivr.dialogue.callers.elder import Elder
from ivr.dialogue.callers.foreign import ForeignSpeakers
from ivr.dialogue.callers.languages import LanguageChoice, Languages
from ivr.dialogue.callers.numbers import Arrival
from ivr.dialogue.callers.seats import Seats
from ivr.dialogue.form import Form
from ivr.dialogue.hours.duty import Duty
from ivr.dialogue.hours.notices import Notice, Notices
from ivr.dialogue.requests import Requests
from ivr.settings.settings import IvrSettings
from ivr.slots import Gazetteer
from ivr.slots.answers import Answers
from ivr.understanding.about_talk.about_talk import AboutTalk
from ivr.understanding.judge import Judge

SHORTEST_NUMBER = 7
"""Digits of the shortest number that a caller can be called back under: a local one."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of one call."""

    settings: IvrSettings
    understanding: Judge
    answers: Answers
    requests: Requests
    form: Form
    duty: Duty
    notices: Notices
    seats: Seats
    arrival: Arrival
    elder: Elder
    languages: Languages
    spoken: LanguageChoice
    foreign: ForeignSpeakers
    about_talk: AboutTalk
    caller: str
    """The caller's number; empty when they cannot be called back under it."""
    tells_cases: bool
    """Whether somebody answers `AskCases`."""

    @classmethod
    def of(
        cls,
        settings: IvrSettings,
        understanding: Judge,
        languages: Languages,
        begun: datetime,
        caller: str,
        gazetteer: Gazetteer,
        dialled: str,
        tells_cases: bool = False,
        notices: Sequence[Notice] = (),
    ) -> Parts:
        """As in `Dialogue`."""
        normaliser = understanding.normaliser
        answers = Answers(settings.dialogue, normaliser)
        foreign = ForeignSpeakers(settings, understanding)
        caller = _to_call_back(caller)
        duty = Duty(settings, normaliser, begun)
        return cls(
            settings=settings,
            understanding=understanding,
            answers=answers,
            requests=Requests(settings, understanding, foreign),
            form=Form(settings, answers, gazetteer, begun, caller),
            duty=duty,
            notices=Notices(notices, normaliser, begun),
            seats=Seats(settings, normaliser, duty),
            arrival=Arrival.by(settings, dialled, duty),
            elder=Elder(settings.elder, normaliser),
            languages=languages,
            spoken=LanguageChoice(languages, settings.foreign_speakers),
            foreign=foreign,
            about_talk=understanding.about_talk,
            caller=caller,
            tells_cases=tells_cases and settings.cases.enabled,
        )


def _to_call_back(caller: str) -> str:
    """The number, or nothing for one that is withheld, an extension or a name."""
    digits = caller.removeprefix("+")
    return caller if digits.isdecimal() and len(digits) >= SHORTEST_NUMBER else ""
