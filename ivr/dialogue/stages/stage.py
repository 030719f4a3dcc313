"""What every stage of a conversation has in common, and what it sees of the conversation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from contracts.dialogue import Asks, CasesTold, Opinion, Pace
from contracts.events.call.decisions import Outcome
from contracts.events.city import AnnouncementOutcome
from ivr.dialogue.parts import Parts
from ivr.dialogue.requests import Found
from ivr.dialogue.stages.next import STAY, Answer, Begin, Matter, Next, PutThrough, ToHuman
from ivr.understanding.judgement import Judgement

SHORTEST_REQUEST = 2
"""Characters: 停水."""


class Talk(Protocol):
    """The conversation that a stage is part of (`ivr.dialogue.conversation`)."""

    failures: int
    """Requests not understood, denied or corrected."""

    @property
    def confidence(self) -> float:
        """Of what was heard last; 0: the recogniser does not say."""

    @property
    def last_said(self) -> tuple[str, ...]:
        """What the caller was told in the last turn in which something was said."""

    @property
    def may_consult(self) -> bool:
        """Whether a second opinion may be asked for."""

    def say(self, *texts: str, personal: bool = False) -> None:
        """Says the texts; `personal`: they say what this caller answered."""

    def expect(self, phrases: tuple[str, ...] | None, pace: Pace = "normal") -> None:
        """Only these phrases are listened for from the next utterance on; None: anything."""

    def wait(self, seconds: float) -> None:
        """So long the caller may be silent now."""

    def grant(self, seconds: float) -> None:
        """After what is said next the caller may be silent for so long, if that is longer than usual."""

    @property
    def granted(self) -> bool:
        """Whether the caller was given time just now."""

    def add(self, main: Judgement, intent: str) -> None:
        """Who is put through for `main` wants `intent`, too."""

    def act_on(self, found: Found) -> None:
        """A new request is judged."""

    def beside(self, intent: str | None) -> tuple[str, ...]:
        """What else the caller has announced who has that intent."""

    def consult(self, text: str, likely: tuple[str, ...]) -> None:
        """Asks for a second opinion on the text, and waits for it. `likely`: ids, best first."""

    def ask_cases(self, number: str, telephone: str) -> None:
        """Asks how the cases of a telephone stand, or that of a number, and waits for the answer."""

    def report(self, outcome: Outcome, matter: Matter, reason: str) -> None:
        """Publishes a decision."""

    def tell_heard(self, announcement: int, outcome: AnnouncementOutcome) -> None:
        """Publishes that the caller hears an announcement, or what they make of it."""


class Stage(ABC):
    """Where a conversation stands. There is one object of each stage a call; it keeps what it needs."""

    hears = True
    """Whether what is said counts; otherwise only keys do, and what is said in spite of it."""
    needs_hearing = True
    """Whether the caller must be heard to go on from here."""
    hears_small_talk = True
    """Whether sentences about the conversation are answered as such."""
    open = False
    """Whether what is said here may be any request."""
    told = False
    """Whether the caller was just told something, so that 知道了 ends the call."""

    def __init__(self, talk: Talk, parts: Parts) -> None:
        self._talk = talk
        self._settings = parts.settings
        self._dialogue = parts.settings.dialogue
        self._prompts = parts.settings.dialogue.prompts
        self._times = parts.settings.dialogue.times
        self._normaliser = parts.understanding.normaliser
        self._answers = parts.answers
        self._requests = parts.requests
        self._elder = parts.elder
        self._form = parts.form
        self._languages = parts.languages

    @property
    def asks(self) -> Asks | None:
        """What the caller is asked here; None when nothing more is."""
        return Asks("request")

    @property
    def typing(self) -> bool:
        """Whether a number is being typed, so that every digit is one of its digits."""
        return False

    def begin(self, matter: Matter, text: str) -> Next:
        """The conversation comes here. `text`: what is said, or why it comes."""
        return STAY

    # --- what the caller does ---

    @abstractmethod
    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        """The caller said this. `alternatives`: other readings of the same sound."""

    def key(self, digit: str) -> Next | None:
        """The caller pressed that key; None when it means nothing at this stage."""
        return None

    @abstractmethod
    def silent(self) -> Next:
        """The caller said nothing for long enough."""

    def human(self) -> Next:
        """The caller pressed the key for a human."""
        return ToHuman("route", "按键转人工", self._prompts.human)

    def urgent(self, judgement: Judgement, text: str) -> Next:
        """The caller says, perhaps not to the end, what must be acted on at once."""
        return PutThrough(Matter(judgement, text))

    def leaves(self, text: str) -> bool:
        """Whether the text means that the caller wants nothing more."""
        return self._answers.has_done(text, told=self.told)

    def let_go(self, text: str) -> Next:
        """They do, and say so."""
        why = "来电人表示没有别的事了"
        return Answer("farewell", Matter(heard=text), why, (self._prompts.goodbye,))

    def understands(self, text: str) -> bool:
        """Whether the text is what this stage waits for."""
        if len(self._normaliser.content(text)) < SHORTEST_REQUEST:
            return False
        return self._requests.judge(text).score >= self._dialogue.confirm_at

    def repeated(self) -> tuple[str, ...]:
        """What a caller hears again who did not catch it."""
        return self._talk.last_said

    # --- what happens besides ---

    def speaks(self) -> None:  # noqa: B027 (most stages need not know)
        """The caller begins to speak; what they say is not known yet."""

    def opinion(self, opinion: Opinion) -> Next:
        """A second opinion comes; only who waits for one listens."""
        return STAY

    def cases_told(self, told: CasesTold) -> Next:
        """How cases stand; only who has asked listens."""
        return STAY

    def exhausted(self) -> Next:
        """Too many turns brought nothing."""
        return self._handover("一直没有听到具体事项")

    def prompts_done(self) -> Next:
        """Everything was said: the caller's turn."""
        self._talk.wait(self._times.no_input_s * self._elder.patience)
        return STAY

    def deaf(self) -> Next:
        """The caller cannot be heard any more."""
        return Begin("keys")

    def _handover(self, why: str, heard: str = "") -> ToHuman:
        """Understanding failed: a human takes over."""
        return ToHuman("handover", why, self._prompts.handover, Matter(heard=heard))
