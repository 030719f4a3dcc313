"""What happens to a call, from ring to end."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Event, Leg
from contracts.records.personal import Key, Public, Report, Said, Telephone
from contracts.records.record import Record

HANDED_OVER = "handed to the dialplan"
"""The cause of a `CallEnded` begins so when the caller is still there and goes on in Asterisk's own queue."""


GONE_UNSEEN = "gone while no service was there"
"""The cause of a `CallEnded` begins so when nobody knows when the caller left."""


CALLED_BACK = "called back"
"""The cause of the `CallEnded` of who has hung up to be called back."""


MESSAGE_TAKEN = "message taken"
"""The cause of the `CallEnded` of who has left a message instead of waiting."""


SERVED = "served while waiting"
"""The cause of the `CallEnded` of whom an intent's answer, heard while they waited, was enough."""


GONE_ON = "handed to another machine"
"""The cause of a `CallEnded` begins so when the caller was taken in at another machine of the hotline, where
the call goes on under another id (`CallStarted.moved_from`)."""


class CallStarted(CallEvent):
    """The call reached us (the moment "ring" of the timeline)."""

    TYPE: ClassVar[str] = "call_started"
    caller: Telephone = Field(description="The caller's number, masked: 138****8000, or anonymous.")
    dialled: Public = Field(description="The number that was dialled.")
    callback: Public | None = Field(
        default=None,
        description="Id of the call-back, where the hotline calls the citizen; the number is theirs.",
    )
    followup: Public | None = Field(
        default=None, description="The same of a follow-up call, in which the citizen is asked how it was."
    )
    moved_from: Public | None = Field(
        default=None,
        description="Id of the call at the machine where it came in; it goes on here, for an agent of this "
        "one. `at` is when it came in there; what was said and decided until then follows as it was told.",
    )


Standing = Literal["grey", "black"]
"""Of a caller on the list of nuisance callers."""


class Screened(CallEvent):
    """The caller is on the list of nuisance callers, which a supervisor has confirmed."""

    TYPE: ClassVar[str] = "screened"
    standing: Standing = Field(
        description="grey: served last; black: told of the limit, put through in an emergency only."
    )
    reason: Said = Field(description="Why the number was put on the list, in an agent's words.")


class PromptStarted(CallEvent):
    """The first frame of a prompt was handed to Asterisk."""

    TYPE: ClassVar[str] = "prompt_started"
    prompt: Public = Field(description="Id of this utterance within the call.")
    text: Said


class PromptEnded(CallEvent):
    """A prompt was played to its end, or cut short by speech, a key or a failure."""

    TYPE: ClassVar[str] = "prompt_ended"
    prompt: Public
    how: Literal["played", "interrupted", "failed"]


class KeyPressed(CallEvent):
    """The caller pressed a key (DTMF). Over MQTT it is always `*`: a number may be typed."""

    TYPE: ClassVar[str] = "key_pressed"
    digit: Key = Field(pattern=r"^[0-9A-D*#]$")


class CallQueued(CallEvent):
    """The caller was put into a queue, or goes on to another one."""

    TYPE: ClassVar[str] = "call_queued"
    queue: Public
    priority: int = Field(default=0, description="One is worth a minute of waiting.")
    position: int = Field(ge=1, description="Place in the queue; 1 is next.")
    queued_at: float | None = Field(
        default=None,
        description="When they first came into a queue, seconds since the Unix epoch: transfers, restarts "
        "and publications do not change it.",
    )
    seat: Public | None = Field(
        default=None, description="Id of the special seat behind the queue that the caller waits for."
    )
    emergency: bool = Field(
        default=False, description="They are before all others, also in a queue that is none for emergencies."
    )


class NotChosen(Record):
    """How many other agents were not chosen for one reason."""

    reason: Public = Field(description="For example `break`, `queue`, `tried already`, `idle for less long`.")
    agents: int = Field(ge=1)


class Choice(Record):
    """Why this agent got this call: what the distributor knew, in short."""

    basis: Literal["longest_idle", "only_one", "known", "reserved", "interrupted"] = Field(
        description="known: to the caller, from before; reserved: kept for emergencies; interrupted: an "
        "emergency took the agent out of something."
    )
    interrupted: Literal["wrap_up", "rest", "ringing"] | None = Field(
        default=None, description="Out of what an emergency took the agent."
    )
    emergency: bool = False
    waited_s: float = Field(ge=0, description="Since the caller first came into a queue, in seconds.")
    needs: tuple[Public, ...] = Field(default=(), description="Skills that the caller needs now.")
    relaxed: bool = Field(default=False, description="They needed more at first, and had to wait.")
    others: tuple[NotChosen, ...] = ()


class AgentRinging(CallEvent):
    TYPE: ClassVar[str] = "agent_ringing"
    agent: Public
    choice: Choice | None = Field(default=None, description="Why this agent.")


HowMissed = Literal["no answer", "declined", "failed", "phone lost", "emergency", "moved", "agent gone"]


class AgentMissed(CallEvent):
    """The agent's phone is not rung any more: not answered, declined, lost, or needed for an emergency. The
    call goes to the next one."""

    TYPE: ClassVar[str] = "agent_missed"
    agent: Public
    reason: Report
    how: HowMissed = Field(
        default="no answer",
        description="declined: by the agent, from the desk; failed: the phone could not be rung; emergency: "
        "the agent was needed for one; moved: the caller went elsewhere.",
    )


class WaitSaid(CallEvent):
    """A waiting caller was told how long it may still take: four of five such ranges are to come true."""

    TYPE: ClassVar[str] = "wait_said"
    low_s: float = Field(ge=0, description="Lower end of the range, in seconds from then on.")
    high_s: float = Field(ge=0, description="Upper end.")
    median_s: float = Field(ge=0, description="Foreseen to be as likely too long as too short; not said.")


class ForeseenWait(Record):
    """The first range that the caller was told, and how long it took from then on."""

    low_s: float = Field(ge=0)
    high_s: float = Field(ge=0)
    median_s: float = Field(ge=0)
    real_s: float = Field(ge=0, description="Until the agent answered.")

    @property
    def came_true(self) -> bool:
        """Both ends belong to the range."""
        return self.low_s <= self.real_s <= self.high_s


class AgentAnswered(CallEvent):
    TYPE: ClassVar[str] = "agent_answered"
    agent: Public
    foreseen: ForeseenWait | None = Field(default=None, description="None where no range was said.")


class Bridged(CallEvent):
    """Caller and agent hear each other."""

    TYPE: ClassVar[str] = "bridged"
    agent: Public
    adopted: bool = Field(default=False, description="Found running when the service started anew.")


class TapStarted(CallEvent):
    """One leg's voice reaches the recogniser."""

    TYPE: ClassVar[str] = "tap_started"
    leg: Leg
    agent: Public = Field(default="", description="Id of the agent whose leg it is; empty for the caller.")


class CameBack(CallEvent):
    """The caller had gone to another machine of the hotline, which is lost: the call goes on here, where it
    had ended, and they wait in the place that they had."""

    TYPE: ClassVar[str] = "came_back"
    node: Public = Field(description="That machine.")
    answered: bool = Field(
        description="Whether an agent has had them already, there or before: then the call counts there. "
        "False until that machine's record is read, true where it cannot be. Where that takes long and "
        "somebody had, the event comes again."
    )


class CallEnded(CallEvent):
    TYPE: ClassVar[str] = "call_ended"
    by: Literal["caller", "agent", "service", "network"]
    cause: Report = Field(default="", description="What Asterisk or the service says of it.")


class Fault(Event):
    """Something failed and the service went on; `done` says how."""

    TYPE: ClassVar[str] = "fault"
    part: Public = Field(description="What failed: media, recogniser, ari, database, broker ...")
    message: Report
    done: Report = Field(description="What the service did about it.")
    call: Public | None = None

    @property
    def topic(self) -> str:
        return f"calls/{self.call}/{self.TYPE}" if self.call else f"system/{self.TYPE}"
