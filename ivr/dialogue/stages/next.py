"""What comes next, as a stage says it: where the conversation goes from here, and with what.

A stage knows no other stage, only their names; who holds the table of stages (`Flow`) goes there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from contracts.dialogue import HangUp, Route
from contracts.events.call.decisions import Outcome
from ivr.understanding.judgement import NOTHING, Judgement

StageName = Literal[
    "request",
    "told",
    "consulting",
    "danger",
    "confirm",
    "menu",
    "keys",
    "answered",
    "noticed",
    "progress",
    "question",
    "own_number",
    "read_back",
    "connecting",
    "farewell",
]


@dataclass(frozen=True, slots=True)
class Matter:
    """What the caller wants, as far as it is known."""

    judgement: Judgement = NOTHING
    heard: str = ""
    """The words it was found in."""
    also: tuple[str, ...] = ()
    """Intents that are wanted besides, and were said before."""


@dataclass(frozen=True, slots=True)
class Stand:
    """It is the caller's turn, at that stage."""

    stage: StageName | None = None
    """None: where the conversation stood before."""


STAY = Stand()


@dataclass(frozen=True, slots=True)
class Begin:
    """That stage begins."""

    stage: StageName
    matter: Matter = Matter()
    text: str = ""
    """What it says, or why it begins; it knows which."""


@dataclass(frozen=True, slots=True)
class Hear:
    """The open question hears this: it may be something new."""

    text: str
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settle:
    """The open question acts on that judgement as it is; nobody else is consulted about it."""

    matter: Matter


@dataclass(frozen=True, slots=True)
class Answer:
    """The caller hears what answers them; that is a decision. Then it is their turn, at `stage`."""

    stage: StageName
    matter: Matter
    why: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What was said is no request and no answer, and no failure: the caller hears the texts, and goes on."""

    texts: tuple[str, ...] = ()
    """Without any, nothing is said."""


@dataclass(frozen=True, slots=True)
class Fruitless:
    """The turn brought no request. The caller hears the texts, until that has happened too often."""

    texts: tuple[str, ...] = ()
    """Without any, what callers hear who say nothing."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A request was not understood, or denied. The caller hears `text`, until that has happened too often."""

    text: str
    matter: Matter
    stage: StageName | None = None
    """Where they answer; None: where the conversation stood before."""
    offers_language: bool = False
    """Whether another language may be offered, too."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Open questions lead nowhere: the spoken menu, once, and then a human."""

    why: str
    matter: Matter


@dataclass(frozen=True, slots=True)
class PutThrough:
    """It is decided what the caller wants: announcement, answer, questions, queue."""

    matter: Matter
    silent: bool = False
    """The caller has answered nothing so far, and is asked nothing more."""


@dataclass(frozen=True, slots=True)
class AskFirst:
    """The caller wants an agent: questions, queue."""


@dataclass(frozen=True, slots=True)
class Depart:
    """To the queue that was decided on, now."""

    why: str = ""
    human: bool = False
    """The caller did not want to be asked any more."""


@dataclass(frozen=True, slots=True)
class Connect:
    """To that queue, when the caller has heard so and has not objected."""

    route: Route
    say: str
    matter: Matter


@dataclass(frozen=True, slots=True)
class ToHuman:
    """To those who take anything, or speak the caller's language."""

    outcome: Outcome
    why: str
    say: str
    matter: Matter = Matter()


@dataclass(frozen=True, slots=True)
class End:
    """That is the last action there is."""

    last: Route | HangUp


Next = (
    Stand
    | Begin
    | Hear
    | Settle
    | Answer
    | Reply
    | Fruitless
    | Failed
    | GiveUp
    | PutThrough
    | AskFirst
    | Depart
    | Connect
    | ToHuman
    | End
)
