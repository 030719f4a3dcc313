"""The words between the dialogue machine (ivr) and the call it steers: inputs and actions.

Inputs are the events of `contracts.events.call` (`calls`, `speech`) plus the few below. None of these leaves
the process; they are plain frozen dataclasses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from contracts.events.call.calls import KeyPressed
from contracts.events.call.decisions import Decided
from contracts.events.call.speech import Heard, TranscriptFinal
from contracts.events.citizens.cases import CaseState
from contracts.events.city import AnnouncementHeard

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Answered:
    """The call is up and can hear us."""


@dataclass(frozen=True, slots=True)
class PromptDone:
    """A prompt came to its end; `interrupted` when speech, a key or a failure cut it."""

    prompt: str
    interrupted: bool = False


TimerKind = Literal["prompt", "speech", "silence", "opinion"]
"""What a timer waits for: the end of the prompts, (more) text, the caller to begin, or a second opinion."""


@dataclass(frozen=True, slots=True)
class TimerFired:
    """The time of that timer is up."""

    name: str
    kind: TimerKind
    """As it was set."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """The answer to `Consult`; never sent when there is none in time."""

    intent: str | None
    """Id of the intent that a second judge finds in the text; None: none of those known."""
    reason: str = ""
    text: str = ""
    """The text that was asked about; empty: the last one."""


Lack = Literal["late", "broken"]
"""Why it is not known what a sentence means: the encoder took too long, or failed."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What a sentence means, as a vector; comes right before the final that ends it."""

    text: str
    """Which sentence, as `DialogueMachine.sentence` said."""
    vector: NDArray[np.float32] | None
    """Of unit length, by `contracts.sentences`; None: not known."""
    lack: Lack | None = None
    """Why not, if so."""


@dataclass(frozen=True, slots=True)
class Booked:
    """The answer to `CallBack`."""

    kept: bool
    """False: that number may not be dialled, or nothing can be written down now."""


@dataclass(frozen=True, slots=True)
class CaseNoted:
    """The answer to the last `NoteCase`."""

    number: str
    """Of the case, twelve digits; empty: nothing can be written down now."""


@dataclass(frozen=True, slots=True)
class ToldCase:
    """How a case stands. Times in seconds since the Unix epoch."""

    topic: str
    state: CaseState
    opened: float
    changed: float
    """When the state became what it is."""


@dataclass(frozen=True, slots=True)
class CasesTold:
    """The answer to `AskCases`: those that fit, the one that matters most first."""

    cases: tuple[ToldCase, ...] | None
    """None: nobody can say now."""


Input = (
    Answered
    | PromptDone
    | TimerFired
    | KeyPressed
    | Heard
    | Opinion
    | Encoded
    | Booked
    | CaseNoted
    | CasesTold
)


Topic = Literal[
    "request", "more", "confirm", "human", "menu", "question", "own_number", "read_back", "connecting"
]
"""What a question is about: any request; anything else after an announcement; is it this intent; an agent
after an answer; the spoken menu or that of keys; a configured question; is it the number they call from; was
the answer understood; none, but the caller may object: you are being put through."""


@dataclass(frozen=True, slots=True)
class Asks:
    """What the caller is asked: their next words answer it."""

    topic: Topic
    queue: str | None = None
    """Where a yes leads; of `confirm`, `human` and `connecting`."""
    question: str | None = None
    """Id of the configured question; of `question`, `own_number` and `read_back`."""


@dataclass(frozen=True, slots=True)
class Say:
    """Play `text` to the caller after what is already being said."""

    prompt: str
    text: str
    barge_in: bool = True
    """Speech or a key may cut it short."""
    slow: bool = False
    """Speak slowly and clearly, for callers who ask for it."""
    personal: bool = False
    """It says what this caller answered: its sound is not kept."""
    asks: Asks | None = None
    """What it asks; only of the last thing said before the caller's turn."""


@dataclass(frozen=True, slots=True)
class StopSaying:
    """Silence every prompt that is playing or waiting, now."""


Pace = Literal["normal", "slow", "dictation"]
"""How long a pause may be within an utterance: usual talk, a slow speaker, dictated digits."""


@dataclass(frozen=True, slots=True)
class Listen:
    """How the caller is heard from the next utterance on, until another `Listen` replaces this one."""

    phrases: tuple[str, ...] | None = None
    """Only these are expected (a runtime grammar, with rejection of all else); None: anything may be said."""
    pace: Pace = "normal"
    language: str | None = None
    """Id of a configured language with a recogniser of its own; None: the service's usual one."""


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Send `TimerFired(name, kind)` in `seconds`; replaces a running timer of that name."""

    name: str
    seconds: float
    kind: TimerKind


@dataclass(frozen=True, slots=True)
class CancelTimer:
    name: str


@dataclass(frozen=True, slots=True)
class Consult:
    """Ask a second judge (a language model, if there is one) what `text` wants; answered by `Opinion`."""

    text: str
    likely: tuple[str, ...] = ()
    """Ids of the likeliest intents, best first."""


@dataclass(frozen=True, slots=True)
class Report:
    """Publish a decision."""

    decided: Decided


@dataclass(frozen=True, slots=True)
class TellHeard:
    """Publish that the caller hears an announcement, or what they make of it."""

    heard: AnnouncementHeard


@dataclass(frozen=True, slots=True)
class Route:
    """Hand the caller to a queue. The machine is done."""

    queue: str
    priority: int = 0
    say: str = ""
    """What to tell the caller while they are put through; may be empty."""
    foreign: bool = False
    """They speak no Chinese: what they hear while they wait is in the words for such callers."""
    seat: str | None = None
    """Id of the special seat behind the queue."""
    intent: str | None = None
    """Id of what they wait for, if that was found."""
    emergency: bool = False
    """They came by a queue for emergencies, whatever this one is: they are before all others."""


@dataclass(frozen=True, slots=True)
class CallBack:
    """Write down that this caller, who waits in a queue, is to be called back; answered by `Booked`."""

    number: str = field(repr=False)
    """In figures, as the caller said it or as they call from."""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A message that becomes a case, as far as it is told."""

    said: str = ""
    place: str = ""
    """As people write it; empty where no address was understood."""
    place_said: str = ""
    happened: str = ""
    """When, as people write it or as it was said."""
    telephone: str | None = field(default=None, repr=False)
    """Where the citizen is to be reached; empty: they want no call; None: not asked yet."""
    secret: bool | None = None
    """保密; None: not asked yet."""


@dataclass(frozen=True, slots=True)
class NoteCase:
    """Write down what is told so far; each replaces the one before. The last is answered by `CaseNoted`."""

    draft: CaseDraft
    last: bool = False
    """The caller has agreed to it."""


@dataclass(frozen=True, slots=True)
class AskCases:
    """Ask how the cases of a telephone stand; answered by `CasesTold`."""

    number: str
    """Only the case of that number; empty: all of the telephone."""
    telephone: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeepWaiting:
    """The caller waits on, on the line. The machine is done."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call politely; the last prompt has been played."""

    cause: str


Last = Route | KeepWaiting | HangUp
"""After it the machine is done."""

Action = (
    Say
    | StopSaying
    | Listen
    | SetTimer
    | CancelTimer
    | Consult
    | Report
    | TellHeard
    | CallBack
    | NoteCase
    | AskCases
    | Last
)


class DialogueMachine(Protocol):
    """A conversation as those see it who run it: ivr's, or a part of a test."""

    def sentence(self, final: TranscriptFinal) -> str:
        """What would be judged by its meaning if this were heard now; empty: nothing. Changes nothing."""
        ...

    def handle(self, event: Input, now: float) -> list[Action]:
        """What is to be done about `event`, which happened at `now` (seconds on the call's clock)."""
        ...
