"""Doubles of what a call uses, at virtual time: voices, hearing, a scripted dialogue, call-backs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from asr import Hearing
from contracts import Event, Leg, TranscriptFinal
from contracts.dialogue import Action, CaseDraft, DialogueMachine, Input, Pace, Route
from hotline.calls.call.dialogue.asked import (
    AskMeaning,
    AskOpinion,
    TellCases,
    no_cases,
    no_meaning,
    no_opinion,
)
from hotline.calls.call.parts import Questions
from hotline.calls.call.queue.offers import Offer
from hotline.calls.call.told import Told
from ivr.dialogue.after.survey import Given
from telephony.calls.place import Place
from telephony.sound.prompts import SynthesisError

PROMPT_S = 2.0
NO_VOICE = SynthesisError("no voice")


class FakePrompts:
    """Every text sounds for two seconds; `fails` cannot be spoken, `slow_s` is how long loading takes."""

    def __init__(self) -> None:
        self.fails: dict[str, Exception] = {}
        self.slow_s = 0.0
        self.asked: list[tuple[str, bool, bool]] = []
        """(text, whether slowly, whether its sound may be kept)"""

    async def pcm(self, text: str, rate: int, *, slow: bool = False, keep: bool = True) -> bytes:
        self.asked.append((text, slow, keep))
        await asyncio.sleep(self.slow_s)
        if text in self.fails:
            raise self.fails[text]
        return bytes(int(rate * PROMPT_S) * 2)

    async def file(self, text: str, rate: int) -> Path:
        if text in self.fails:
            raise self.fails[text]
        return Path(f"/sounds/{rate}/{text}.wav")


class FakeHearing(Hearing):
    """Hears what a test emits; nothing of the real one is used, so it is not set up."""

    speaking = False

    def __init__(self, leg: Leg, emit: Callable[[Event], None], first_utterance: int) -> None:
        self.leg = leg
        self.emit = emit
        self.first_utterance = first_utterance
        self.cancelled = False
        self.finished = False
        self.finishing_s = 0.0
        self.last: Event | None = None
        """The final of what is being said, emitted when it is closed."""
        self.grammars: list[Sequence[str] | None] = []
        self.paces: list[Pace] = []
        self.asked = False
        self.languages: list[str | None] = []

    def set_grammar(self, grammar: Sequence[str] | None) -> None:
        self.grammars.append(grammar)

    def set_pace(self, pace: Pace) -> None:
        self.paces.append(pace)

    def feed(self, frame: bytes) -> None:
        pass

    def cancel(self) -> None:
        self.cancelled = True

    async def close(self) -> None:
        self.speaking = False
        await asyncio.sleep(self.finishing_s)
        if self.last is not None:
            self.emit(self.last)
        self.finished = True


class FakeHearings:
    """Every hearing that was made, in order; `error` is raised instead of making one."""

    def __init__(self) -> None:
        self.made: list[FakeHearing] = []
        self.error: Exception | None = None

    def hearing(
        self,
        call: str,
        leg: Leg,
        rate: int,
        emit: Callable[[Event], None],
        first_utterance: int,
        language: str | None = None,
        *,
        asked: bool = False,
    ) -> FakeHearing:
        if self.error is not None:
            raise self.error
        self.made.append(FakeHearing(leg, emit, first_utterance))
        self.made[-1].languages.append(language)
        self.made[-1].asked = asked
        return self.made[-1]

    def switch(self, hearing: Hearing, language: str | None) -> None:
        assert isinstance(hearing, FakeHearing)
        hearing.languages.append(language)


class Script:
    """A dialogue machine that answers from a table; `None` is the answer to what is not in it."""

    def __init__(self, answers: dict[object, list[Action] | Exception]) -> None:
        self.answers = answers
        self.heard: list[Input] = []

    def sentence(self, final: TranscriptFinal) -> str:
        return final.text

    def handle(self, event: Input, now: float) -> list[Action]:
        self.heard.append(event)
        key = next((k for k in (event, type(event)) if k in self.answers), None)
        answer = self.answers[key] if key is not None else []
        if isinstance(answer, Exception):
            raise answer
        return answer


class FakeGuide:
    """Guides every call by one script, unless a test makes the machine."""

    def __init__(
        self,
        answers: dict[object, list[Action] | Exception],
        make_machine: Callable[[str, str], DialogueMachine] | None = None,
    ) -> None:
        self.script = Script(answers)
        self._make_machine = make_machine
        self.ask_meaning: AskMeaning = no_meaning
        self.tell_cases: TellCases = no_cases
        self.known: dict[str, str] = {}
        """Numbers by call, of calls that no conversation begins."""
        self.staffed: list[bool] = []
        """What was known of the queue whenever a place was to be said."""

    def know(self, call: str, number: str) -> None:
        self.known[call] = number

    def machine(self, call: str, caller: str, dialled: str) -> DialogueMachine:
        return self.script if self._make_machine is None else self._make_machine(call, caller)

    def second_opinion(self) -> AskOpinion:
        return no_opinion

    def meaning(self) -> AskMeaning:
        return self.ask_meaning

    def cases(self, call: str) -> TellCases:
        return self.tell_cases

    def fallback(self, dialled: str) -> Route:
        return Route("general", 5)

    def waiting_text(self, position: int, staffed: bool, foreign: bool = False) -> str:
        self.staffed.append(staffed)
        return f"No.{position}" if foreign else f"第{position}位"

    def wait_text(self, low_s: float, high_s: float) -> str:
        return f"{low_s:g}到{high_s:g}秒"


class FakeMessages:
    """Offers whatever `answers` has; every message is case `number`."""

    key = "3"
    nobody_after_s = 10.0

    def __init__(self) -> None:
        self.answers: dict[object, list[Action] | Exception] | None = None
        """None: nobody may leave one."""
        self.after_s = 10.0
        self.number = "261129000009"
        self.written: list[tuple[CaseDraft, bool]] = []

    def due(self, place: Place, waited_s: float) -> bool:
        return waited_s >= self.after_s

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> Offer | None:
        async def write(draft: CaseDraft, last: bool) -> str:
            self.written.append((draft, last))
            return self.number

        return None if self.answers is None else Offer(Script(self.answers), write_case=write)


class FakeCallBacks:
    """Offers whatever `answers` has; books what it is asked to, if `books`."""

    key = "1"

    def due(self, place: Place, waited_s: float) -> bool:
        return waited_s >= 45.0

    def __init__(self) -> None:
        self.answers: dict[object, list[Action] | Exception] | None = None
        """None: nobody can be called back."""
        self.books = True
        self.offered: list[bool] = []
        """Whether it was asked for."""
        self.kept: list[tuple[str, Place]] = []
        self.missed_calls: list[tuple[str, Place]] = []
        self.lost = 0
        self.stayed: list[str] = []
        """Calls in which what was written down is over."""
        self.again: list[str] = []
        """Calls of who may have had a place in another one."""
        self.was_booked: float | None = None

    def offer(self, call: str, caller: str, place: Place, *, asked_for: bool) -> Offer | None:
        self.offered.append(asked_for)

        async def write_down(number: str) -> bool:
            self.kept.append((number, place))
            return self.books

        return None if self.answers is None else Offer(Script(self.answers), write_down)

    def missed(self, call: str, caller: str, place: Place, *, lost: bool) -> None:
        self.missed_calls.append((caller, place))
        self.lost += lost

    def stays(self, call: str) -> None:
        self.stayed.append(call)

    def calls_again(self, call: str, caller: str) -> None:
        self.again.append(call)

    def waited_s(self, call: str) -> float | None:
        return self.was_booked


class FakeSurveys:
    """Asks whatever `answers` has, everybody once; the citizen gives what a test says."""

    def __init__(self) -> None:
        self.answers: dict[object, list[Action] | Exception] | None = None
        """None: nobody is asked."""
        self.given: Given | None = None
        self.intents: set[str] = set()

    def gives(self, score: int, reason: str = "") -> None:
        self.given = Given(score, "key", reason)

    def after(self, call: str, caller: str, queue: str, told: Told) -> Questions | None:
        self.intents = told.intents
        if self.answers is None or told.rated:
            return None
        return Questions(Script(self.answers), lambda: self.given, queue, 90)


class FakeWaitTalks:
    """Talks with who waits as `answers` has it."""

    def __init__(self) -> None:
        self.listens = False
        self.answers: dict[object, list[Action] | Exception] | None = None
        """None: nobody is talked with."""
        self.told: list[tuple[list[str], bool]] = []
        """Their place in words, and whether they may be called back."""
        self.danger = self.served = False

    @property
    def key(self) -> str:
        return "" if self.answers is None else "2"

    def talk(
        self, call: str, caller: str, place: Place, texts: Sequence[str], turn: int, *, may_call_back: bool
    ) -> Offer | None:
        if self.answers is None:
            return None
        self.told.append((list(texts), may_call_back))
        return Offer(Script(self.answers), in_danger=lambda: self.danger, served=lambda: self.served)
