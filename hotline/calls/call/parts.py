"""What every call of this node uses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from contracts import AnsweredBy, Event
from contracts.dialogue import DialogueMachine, Route
from hotline.calls.call.dialogue.asked import AskMeaning, AskOpinion, TellCases
from hotline.calls.call.dialogue.call_hearings import HearingSource
from hotline.calls.call.dialogue.speaker import Prompts
from hotline.calls.call.queue.offers import (
    CallBacks,
    Messages,
    NoCallBacks,
    NoOffers,
    NoWaitTalks,
    WaitTalks,
)
from hotline.calls.call.told import Told
from hotline.calls.control.partners import Partners
from hotline.calls.foreseen.foreseen import WaitRange
from hotline.nodes.moves import Claimed, ComesIn
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings


class Guide(Protocol):
    """What leads callers (hotline.calls.guide.LiveGuide); what it says may change while calls run."""

    def machine(self, call: str, caller: str, dialled: str) -> DialogueMachine:
        """The conversation of a call that begins now; `caller` is their number, `dialled` ours."""

    def know(self, call: str, number: str) -> None:
        """With whom a call is that no conversation begins: one that we make, or found running."""

    def second_opinion(self) -> AskOpinion:
        """Who is asked for a second opinion in a call that begins now."""

    def meaning(self) -> AskMeaning:
        """Who is asked what a sentence means in a call that begins now."""

    def cases(self, call: str) -> TellCases:
        """Who is asked in that call how cases stand."""

    def fallback(self, dialled: str) -> Route:
        """Where a caller of that number goes when the dialogue cannot be held."""

    def waiting_text(self, position: int, staffed: bool, foreign: bool = False) -> str:
        """What a waiting caller is told: `position` counts from 1; `staffed`: somebody serves the queue;
        `foreign`: they speak no Chinese."""

    def wait_text(self, low_s: float, high_s: float) -> str:
        """How long it may still take, said after that."""


ForeseeWait = Callable[[str], WaitRange | None]
"""How long the caller of that call may still wait; None: nobody can say."""


def nothing_foreseen(_call: str) -> WaitRange | None:
    """Where nobody looks ahead."""
    return None


class Given(Protocol):
    """How satisfied a citizen is (ivr.dialogue.after.survey.Given)."""

    @property
    def score(self) -> int:
        """1 to 5."""

    @property
    def by(self) -> AnsweredBy: ...

    @property
    def reason(self) -> str: ...

    @property
    def low(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Questions:
    """What a citizen is asked after a conversation."""

    machine: DialogueMachine
    given: Callable[[], Given | None]
    """What was answered so far."""
    queue: str
    """In which the agent had the call."""
    deadline_s: float
    """So long it may take in all."""


class Surveys(Protocol):
    """Citizens who are asked how satisfied they are (hotline.calls.after.surveys.Surveys)."""

    def after(self, call: str, caller: str, queue: str, told: Told) -> Questions | None:
        """For a call of that number that an agent of the queue has ended; None: it is over. `told`: what the
        caller has told in it."""


class NoSurveys:
    """Where nobody is asked."""

    def after(self, call: str, caller: str, queue: str, told: Told) -> None:
        """Never."""


class CallRecordings(Protocol):
    """Recordings of running calls (hotline.calls.recording.recordings.Recordings)."""

    @property
    def announce(self) -> str:
        """What is said before one begins."""

    def wanted(self, queue: str | None) -> bool:
        """Whether conversations of that queue are recorded."""

    async def obstacle(self) -> str:
        """Why none may be begun now; empty when one may."""

    def began(self, call: str, name: str) -> None:
        """That call is recorded from now on."""

    def runs(self, call: str) -> bool:
        """Whether it is."""

    def over(self, call: str, why: Literal["over", "queue", "failed"]) -> None:
        """It is not any more; what there is of it is kept. Does not block."""


class NoRecordings:
    """Where nothing is recorded."""

    announce = ""

    def wanted(self, queue: str | None) -> bool:
        """Never."""
        return False

    async def obstacle(self) -> str:
        """Nothing is begun."""
        return ""

    def began(self, call: str, name: str) -> None:
        """Nobody has."""

    def runs(self, call: str) -> bool:
        """Nothing does."""
        return False

    def over(self, call: str, why: Literal["over", "queue", "failed"]) -> None:
        """There is nothing to keep."""


class Elsewhere(Protocol):
    """Agents of the hotline's other machines (hotline.calls.moving.machines.OtherMachines)."""

    def waits(self, call: str, tell: Callable[[], bool]) -> None:
        """That caller waits here; `tell` is called whenever somebody elsewhere may take them, and says
        whether they could go now."""

    def waits_no_more(self, call: str) -> None:
        """They do not."""

    def staffed(self, queue: str) -> bool:
        """Whether anybody at work serves the queue at another machine, busy or not."""

    async def claim(self, call: str, place: Place) -> Claimed | None:
        """An agent of another machine for a caller who waits there; None: nobody, or they are offered to
        somebody here."""

    def give_back(self, claimed: Claimed) -> None:
        """They were not sent, which is not the other machine's fault. Does not block."""

    def not_taken_in(self, claimed: Claimed, queue: str, why: str, *, there: bool) -> None:
        """They waited in that queue; `there`: the other machine has answered. Does not block."""

    async def take_in(self, mark: str) -> ComesIn | None:
        """Who comes from another machine with that mark; None: they are not to be let in."""

    async def story(self, call: str) -> Sequence[Event]:
        """What that call's machine has told of it; nothing, while the database is away."""

    async def story_there(self, call: str, node: str) -> Sequence[Event] | None:
        """What that machine has told of it since it went there last; None, while the database is away."""

    def lost(self, node: str) -> None:
        """That machine is gone, and a caller who was there is back: nobody is sent there for a while."""


class NoElsewhere:
    """Of a hotline of one machine."""

    def waits(self, call: str, tell: Callable[[], bool]) -> None:
        """Nobody is elsewhere."""

    def waits_no_more(self, call: str) -> None:
        """Nobody was."""

    def staffed(self, queue: str) -> bool:
        """Nobody is elsewhere."""
        return False

    async def claim(self, call: str, place: Place) -> None:
        """Never."""

    def give_back(self, claimed: Claimed) -> None:
        """Nobody was claimed."""

    def not_taken_in(self, claimed: Claimed, queue: str, why: str, *, there: bool) -> None:
        """Nobody was sent."""

    async def take_in(self, mark: str) -> None:
        """Never."""

    async def story(self, call: str) -> Sequence[Event]:
        """There is none."""
        return ()

    async def story_there(self, call: str, node: str) -> Sequence[Event]:
        """Nothing."""
        return ()

    def lost(self, node: str) -> None:
        """Nobody was there."""


@dataclass(frozen=True, slots=True)
class CallParts:
    """Built once, in `hotline.service`."""

    floor: Floor
    prompts: Prompts
    telephony: TelephonySettings
    hearings: HearingSource
    guide: Guide
    publish: Callable[[Event], None]
    foreseen: ForeseeWait = nothing_foreseen
    callbacks: CallBacks = field(default_factory=NoCallBacks)
    surveys: Surveys = field(default_factory=NoSurveys)
    recordings: CallRecordings = field(default_factory=NoRecordings)
    messages: Messages = field(default_factory=NoOffers)
    wait_talks: WaitTalks = field(default_factory=NoWaitTalks)
    partners: Partners = field(default_factory=Partners)
    elsewhere: Elsewhere = field(default_factory=NoElsewhere)
