"""How one event changes what a desk shows of one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent_assist.board.views import (
    CallView,
    CorrectedLineView,
    CorrectionView,
    DecisionView,
    EscalationView,
    FaultView,
    LineView,
    LostLegView,
    RecordingState,
    SatisfactionView,
    ScreenedView,
    SupervisionView,
    TransferView,
    WrapUpView,
)
from contracts import (
    AgentAnswered,
    AgentLeg,
    AgentMissed,
    AgentMuted,
    AgentRinging,
    Assisted,
    Bridged,
    CallEnded,
    CallerHeld,
    CallQueued,
    CallStarted,
    CameBack,
    CaseFound,
    Corrected,
    Decided,
    Escalated,
    Event,
    Fault,
    HearingFailed,
    HoldReminded,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    RecordingEnded,
    RecordingPaused,
    RecordingRefused,
    RecordingResumed,
    RecordingStarted,
    SatisfactionAsked,
    SatisfactionGiven,
    Screened,
    Suggested,
    SupervisorChanged,
    TranscriptCorrected,
    TranscriptFinal,
    TranscriptPartial,
    TransferChanged,
    WrappedUp,
)

MAX_LINES = 500
"""Lines kept of one call; the oldest go first. About an hour of conversation."""

MAX_FAULTS = 20

RECORDING: dict[type[Event], RecordingState] = {
    RecordingStarted: "runs",
    RecordingResumed: "runs",
    RecordingPaused: "paused",
    RecordingRefused: "refused",
    RecordingEnded: "none",
}


CONTROL = (
    CallerHeld, HoldReminded, AgentMuted, AgentLeg, SupervisorChanged, TransferChanged, Escalated, WrappedUp,
)  # fmt: skip

NOTED = ("ticket", "risk", "quality", "summary", "step")
"""What is noted of a conversation; only what is another now is sent."""

AFTER_THE_END = (
    WrappedUp, TranscriptFinal, TranscriptCorrected, Suggested, Assisted, Corrected, CaseFound, Fault,
)  # fmt: skip
"""Events that still come, or are made by agents, when the call is over."""

_FIELDS = [name for name in CallView.model_fields if name != "lines"]


@dataclass(frozen=True, slots=True)
class CallChange:
    """What an event has changed of a call: so much of it is sent to a desk that shows it."""

    call: str
    fields: frozenset[str] = frozenset()
    """Names of fields that are another value now; `lines` is never among them."""
    lines: Sequence[LineView] = ()
    """New ones, and ones that replace that of their key in place."""
    dropped: Sequence[str] = ()
    """Keys of lines that are gone."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.lines or self.dropped)


def may_open(event: Event) -> bool:
    """Whether the event may be the first we see of a call.

    A service that started anew learns of running calls by `bridged` or `call_queued`; a late
    transcript of a call that is long gone must not bring it back.
    """
    return isinstance(event, (CallStarted, CallQueued, AgentRinging, AgentAnswered, Bridged, CameBack))


def apply_to_call(call: CallView, event: Event) -> CallChange:
    """Changes the view by one event of its call; says what of it is another now."""
    if call.phase == "ended" and not isinstance(event, (*AFTER_THE_END, CameBack)):
        return CallChange(call.id)
    # By identity: no value is changed in place, and one that is set anew may be sent anew.
    before = {name: getattr(call, name) for name in _FIELDS}
    _apply_to_fields(call, event)
    fields = frozenset(name for name, value in before.items() if getattr(call, name) is not value)
    lines, dropped = _apply_to_lines(call, event)
    return CallChange(call.id, fields, lines, dropped)


def _apply_to_fields(call: CallView, event: Event) -> None:
    match event:
        case CallStarted():
            call.started, call.caller, call.dialled = event.at, event.caller, event.dialled
            call.callback, call.followup = event.callback is not None, event.followup is not None
        case Screened():
            call.screened = ScreenedView(standing=event.standing, reason=event.reason)
        case CallQueued():
            call.phase, call.agent = "queued", None
            call.held_since, call.hold_reminders, call.muted = None, 0, False
            call.queue, call.seat = event.queue, event.seat
            call.priority, call.position = event.priority, event.position
            if call.queued_at is None:
                call.queued_at = event.at if event.queued_at is None else event.queued_at
        case AgentRinging():
            call.phase, call.agent, call.choice = "ringing", event.agent, event.choice
        case AgentMissed():
            call.phase, call.agent = "queued", None
            call.queued_at = event.at if call.queued_at is None else call.queued_at
            call.missed_by = [*call.missed_by, event.agent][-MAX_FAULTS:]
        case AgentAnswered():
            call.agent = event.agent
        case Bridged():
            call.phase, call.agent, call.lost_leg = "talking", event.agent, None
            call.talking_since = event.at if call.talking_since is None else call.talking_since
            call.adopted = call.adopted or event.adopted
        case _ if isinstance(event, CONTROL):
            _apply_control(call, event)
        case _ if type(event) in RECORDING:
            call.recording = RECORDING[type(event)]
        case SatisfactionAsked() | SatisfactionGiven():
            _apply_rating(call, event)
        case CallEnded():
            call.phase, call.ended_at = "ended", event.at
            call.held_since, call.muted, call.lost_leg = None, False, None
            call.ended_by, call.cause = event.by, event.cause
        case CameBack() if call.phase in ("ended", "ivr"):  # it may be told again later
            call.phase, call.ended_at, call.ended_by, call.cause = "queued", None, None, ""
        case Decided():
            call.decision = DecisionView(**event.model_dump(exclude={"type", "call"}))
            call.queue = event.queue or call.queue
        case Corrected():
            call.correction = CorrectionView(
                at=event.at, agent=event.agent, intent=event.intent, queue=event.queue
            )
        case CaseFound():
            call.cases = event.cases
        case Suggested():
            call.suggestions, call.suggested_for = event.suggestions, event.for_text
        case Assisted():
            for name in NOTED:
                if getattr(event, name) != getattr(call, name):
                    setattr(call, name, getattr(event, name))
        case HearingFailed():
            call.unheard = {**call.unheard, event.leg: event.reason}
        case Fault():
            fault = FaultView(at=event.at, part=event.part, message=event.message, done=event.done)
            call.faults = [*call.faults, fault][-MAX_FAULTS:]


def _apply_control(call: CallView, event: Event) -> None:
    """What agents and supervisors do with the talk."""
    match event:
        case CallerHeld():
            # Found on hold after a restart it is the same hold.
            since = event.at if call.held_since is None else call.held_since
            call.held_since, call.hold_reminders = since if event.held else None, 0
        case HoldReminded():
            call.hold_reminders += 1
        case AgentMuted():
            call.muted = event.muted
        case AgentLeg(state="back"):
            call.lost_leg = None
        case AgentLeg(state="lost" | "given up" as state):
            at = event.at if call.lost_leg is None else call.lost_leg.at
            call.lost_leg = LostLegView(at=at, agent=event.agent, state=state, reason=event.reason)
        case SupervisorChanged(state="ended"):
            call.supervision = None
        case SupervisorChanged():
            call.supervision = SupervisionView.model_validate({"agent": event.agent, "state": event.state})
        case Escalated():
            call.escalation = EscalationView(**event.model_dump(exclude={"type", "call"}))
        case WrappedUp():
            call.wrap_up = WrapUpView(**event.model_dump(exclude={"type", "call"}))
        case TransferChanged():
            call.transfer = TransferView(**event.model_dump(exclude={"type", "call"}))


def _apply_rating(call: CallView, event: SatisfactionAsked | SatisfactionGiven) -> None:
    if isinstance(event, SatisfactionGiven):
        call.satisfaction = SatisfactionView(score=event.score, low=event.low, reason=event.reason)
        return
    call.phase, call.held_since, call.muted = "rating", None, False
    call.satisfaction = SatisfactionView()


Lines = tuple[Sequence[LineView], Sequence[str]]
"""What is put, and the keys of what is dropped."""

NO_LINES: Lines = ((), ())


def _apply_to_lines(call: CallView, event: Event) -> Lines:
    match event:
        case CallEnded():
            dropped = [line.key for line in call.lines if not line.final]
            call.lines = [line for line in call.lines if line.final]
            return (), dropped
        case TranscriptPartial():
            return _put_line(call, _spoken(event))
        case TranscriptFinal():
            return _put_line(call, _spoken(event))
        case TranscriptCorrected():
            return _correct_line(call, event)
        case PromptStarted():
            return _put_line(call, LineView(
                key=f"prompt:{event.prompt}", speaker="system", kind="prompt",
                text=event.text, final=True, at=event.at,
            ))  # fmt: skip
        case PromptEnded(how="interrupted"):
            for line in call.lines:
                if line.key == f"prompt:{event.prompt}":
                    line.cut = True
                    return [line], ()
        case KeyPressed():
            keys = [line.key for line in call.lines if line.kind == "key"]
            number = int(keys[-1].partition(":")[2]) + 1 if keys else 0
            return _put_line(call, LineView(
                key=f"key:{number}", speaker="caller", kind="key",
                text=event.digit, final=True, at=event.at,
            ))  # fmt: skip
    return NO_LINES


def _correct_line(call: CallView, event: TranscriptCorrected) -> Lines:
    for index, line in enumerate(call.lines):
        if line.key == f"{event.leg}:{event.utterance}" and line.final:
            said = CorrectedLineView(at=event.at, agent=event.agent, text=event.text)
            # What was recognised, said again: the correction is taken back.
            new = None if event.text == line.text else said
            call.lines[index] = line.model_copy(update={"corrected": new})
            return [call.lines[index]], ()
    return NO_LINES


def _spoken(event: TranscriptPartial | TranscriptFinal) -> LineView:
    line = LineView(
        key=f"{event.leg}:{event.utterance}", speaker=event.leg, kind="speech",
        agent=event.agent, text=event.text, final=False, at=event.at,
    )  # fmt: skip
    if isinstance(event, TranscriptPartial):
        return line
    return line.model_copy(update={
        "text": event.written or event.text, "final": True, "confidence": event.confidence,
        "aside": event.aside, "read_by": event.read_by,
    })  # fmt: skip


def _put_line(call: CallView, line: LineView) -> Lines:
    """Adds the line, or replaces the one with its key in place.

    A final line stays as it is; an empty one was a noise and takes its partial with it.
    """
    # From the end, because it is nearly always one of the last two.
    for index in range(len(call.lines) - 1, -1, -1):
        known = call.lines[index]
        if known.key != line.key:
            continue
        if known.final:
            return NO_LINES
        if not line.text:
            del call.lines[index]
            return (), [line.key]
        call.lines[index] = line.model_copy(update={"at": known.at})
        return [call.lines[index]], ()
    if not line.text:
        return NO_LINES
    later = _begun_after(call, line)
    moved = call.lines[later:]  # dropped and put again behind it: a desk knows no other place than the end
    call.lines[later:] = [line, *moved]
    dropped = [old.key for old in (*moved, *call.lines[:-MAX_LINES])]
    del call.lines[:-MAX_LINES]
    return [line, *moved], dropped


def _begun_after(call: CallView, line: LineView) -> int:
    """Where that leg's later utterances begin: a second pass may come when the next has begun."""
    place = len(call.lines)
    if line.kind != "speech":
        return place
    number = _utterance(line)
    for index in range(len(call.lines) - 1, -1, -1):
        known = call.lines[index]
        if known.kind == "speech" and known.speaker == line.speaker:
            if _utterance(known) < number:
                break
            place = index
    return place


def _utterance(line: LineView) -> int:
    return int(line.key.partition(":")[2])
