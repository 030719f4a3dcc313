"""What a desk shows of a call. The page's types come from these and their neighbours (`page_types.py`)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from contracts import (
    Choice,
    FoundCase,
    Outcome,
    QualityMark,
    RiskSign,
    ScriptStep,
    Slot,
    Suggestion,
    SummaryClause,
    TicketField,
    TransferState,
)

CallPhase = Literal["ivr", "queued", "ringing", "talking", "rating", "ended"]
"""rating: the agent has ended the talk, and the citizen is asked how satisfied they are."""


class View(BaseModel):
    """A mutable piece of the board."""

    model_config = ConfigDict(extra="forbid")


class CorrectedLineView(View):
    """What was really said, as somebody says who knows."""

    at: float = Field(description="Seconds since the Unix epoch.")
    agent: str = Field(description="Who says so, by id.")
    text: str


class LineView(View):
    """One line of the conversation."""

    key: str = Field(description="Unique in the call, for example caller:3 or prompt:greet-1.")
    speaker: Literal["caller", "agent", "consulted", "supervisor", "system"]
    kind: Literal["speech", "prompt", "key"]
    agent: str = Field(default="", description="Id of the agent who speaks.")
    text: str = Field(description="Of a final line with its numbers in figures.")
    final: bool
    at: float = Field(description="When the line began, seconds since the Unix epoch.")
    confidence: float | None = Field(default=None, description="Of a final line, 0 to 1.")
    cut: bool = Field(default=False, description="A prompt the caller interrupted.")
    aside: bool = Field(default=False, description="Speech that is not the caller's: it decided nothing.")
    read_by: Literal["first", "second"] | None = Field(
        default=None, description="Of a final line: the pass that wrote it."
    )
    corrected: CorrectedLineView | None = Field(default=None, description="The latest; `text` stays.")


class DecisionView(View):
    """The dialogue's latest decision."""

    at: float
    outcome: Outcome
    intent: str | None
    intent_name: str
    queue: str | None
    score: float
    runner_up: str | None
    runner_up_score: float
    reason: str
    heard: str
    slots: tuple[Slot, ...] = ()
    also: tuple[str, ...] = ()
    language: str = Field(default="", description="What the caller speaks, where it is not Mandarin.")


class CorrectionView(View):
    """Where an agent says that the call belonged."""

    at: float
    agent: str
    intent: str | None
    queue: str


class ScreenedView(View):
    """The caller is on the list of nuisance callers."""

    standing: Literal["grey", "black"]
    reason: str


class TransferView(View):
    """The agent gives the call to somebody else, or asks somebody: how that stands, or came out."""

    at: float
    by: str
    kind: Literal["blind", "consult"]
    state: TransferState
    agent: str | None
    queue: str | None
    partner: str | None
    reason: str

    @property
    def asked(self) -> str | None:
        """The agent who is asked at this moment."""
        return self.agent if self.kind == "consult" and self.state in ASKED else None


class SatisfactionView(View):
    """What the citizen says of the conversation."""

    score: int | None = Field(default=None, description="1 to 5; null: asked, and not answered yet.")
    low: bool = False
    reason: str = ""


class SupervisionView(View):
    """A supervisor is with the call."""

    agent: str
    state: Literal["ringing", "listen", "whisper", "barge"]


class LostLegView(View):
    """The agent's telephone was lost in mid-call."""

    at: float = Field(description="When it was lost, seconds since the Unix epoch.")
    agent: str
    state: Literal["lost", "given up"] = Field(
        description="lost: the agent is put back as soon as the telephone is there; the caller is told."
    )
    reason: str = ""


ASKED: frozenset[TransferState] = frozenset({"ringing", "accepted", "briefing", "bridged"})


class EscalationView(View):
    """An agent has escalated the call."""

    at: float
    agent: str
    queue: str
    reason: str


class WrapUpView(View):
    """What the agent says came of the call."""

    at: float
    agent: str
    code: str
    note: str


RecordingState = Literal["none", "runs", "paused", "refused"]


class FaultView(View):
    """Something failed and the service went on."""

    at: float
    part: str
    message: str
    done: str


class CallView(View):
    """A call as those see it who may see all of it."""

    id: str
    caller: str = ""
    dialled: str = ""
    started: float
    phase: CallPhase = "ivr"
    queue: str | None = None
    seat: str | None = Field(default=None, description="The special seat behind the queue.")
    priority: int = 0
    position: int | None = None
    queued_at: float | None = None
    agent: str | None = Field(default=None, description="Who is being rung, talks, or talked last.")
    choice: Choice | None = Field(default=None, description="Why that agent.")
    talking_since: float | None = None
    adopted: bool = False
    held_since: float | None = Field(default=None, description="The caller is on hold since then.")
    hold_reminders: int = Field(default=0, description="How often the agent was reminded of this hold.")
    muted: bool = Field(default=False, description="Nobody hears the agent.")
    transfer: TransferView | None = Field(default=None, description="The latest one.")
    supervision: SupervisionView | None = None
    lost_leg: LostLegView | None = Field(
        default=None, description="Until somebody talks with the caller again."
    )
    satisfaction: SatisfactionView | None = Field(default=None, description="Once they were asked.")
    recording: RecordingState = Field(
        default="none", description="refused: it ought to be recorded, and is not."
    )
    escalation: EscalationView | None = Field(default=None, description="The latest one.")
    wrap_up: WrapUpView | None = None
    decision: DecisionView | None = None
    correction: CorrectionView | None = None
    screened: ScreenedView | None = None
    callback: bool = Field(default=False, description="The hotline calls the citizen back.")
    cases: tuple[FoundCase, ...] = Field(default=(), description="That this call may be about, newest first.")
    followup: bool = Field(default=False, description="The hotline calls the citizen to ask how it was.")
    lines: list[LineView] = []
    suggestions: tuple[Suggestion, ...] = ()
    suggested_for: str = ""
    ticket: tuple[TicketField, ...] = Field(default=(), description="What was said for it, each field once.")
    risk: tuple[RiskSign, ...] = ()
    quality: tuple[QualityMark, ...] = ()
    summary: tuple[SummaryClause, ...] = ()
    step: ScriptStep | None = Field(default=None, description="What the agent would say next.")
    unheard: dict[str, str] = Field(
        default_factory=dict, description="Legs without a transcript, with the reason."
    )
    missed_by: list[str] = []
    faults: list[FaultView] = []
    masked: bool = Field(
        default=False, description="Of a call that is over: personal numbers and addresses are hidden in it."
    )
    ended_at: float | None = None
    ended_by: str | None = None
    cause: str = ""

    @property
    def parties(self) -> set[str]:
        """Agents whose call it is, or who are asked about it: they see all of it."""
        both = (self.agent, None if self.transfer is None else self.transfer.asked)
        return {agent for agent in both if agent is not None}
