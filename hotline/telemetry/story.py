"""One call as spans: what its events say, in the field's terms, without a word that anybody said.

call
  dialogue        ring until the caller is in line, or gone
    greeting      ring until the first frame of the first prompt
    turn          a sentence is taken as over, or first key, until the answer is heard; also while they
                  wait, and are asked how satisfied they are
      hearing     it is taken as over until its text is there
      deciding    the text is there until it is decided
      answering   decided until the first frame of the prompt
  queue           in line until answered or gone
    ringing       one agent's telephone
  talk            caller and one agent hear each other
    hold
  transfer        asked for until it is over; the talk before it may end before
  satisfaction    what the caller is asked after the talk
  wrap-up         of one agent; may begin before the call is over and end after it (`follower.py`)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from contracts import (
    AgentAnswered,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallbackBooked,
    CallbackTried,
    CallEnded,
    CallerHeld,
    CallQueued,
    CallStarted,
    CameBack,
    Decided,
    Event,
    Fault,
    HearingFailed,
    KeyPressed,
    PromptStarted,
    SatisfactionAsked,
    SatisfactionGiven,
    TranscriptFinal,
    TransferChanged,
)
from hotline.records.outcomes import outcome_of
from hotline.telemetry.spans import Span, Value, span_of, trace_of

MOST_SPANS = 500
"""Of one call; what comes beyond them is counted."""
INSIDE = {
    "turn": ("dialogue", "queue", "satisfaction"),
    "greeting": ("dialogue",),
    "ringing": ("queue",),
    "hold": ("talk",),
}
"""Under which open span one belongs; under the call where none of these is open."""
OVER = frozenset({"rejected", "failed", "cancelled", "completed"})
"""How a transfer ends."""


@dataclass(slots=True)
class _Open:
    id: int
    parent: int
    name: str
    start: float
    attributes: dict[str, Value]
    left_out: bool


class CallStory:
    """A call at one machine, from its first event on; `end` gives its spans, the root last."""

    def __init__(self, began: CallStarted | CameBack, node: str) -> None:
        """A call that moved belongs to the trace of the one that came in, under that one's root; so does one
        that came back."""
        self.call = began.call
        first: str | None = began.call if isinstance(began, CameBack) else began.moved_from
        self.trace = trace_of(first or began.call)
        self._under = None if first is None else root_of(first)
        self._names = ("call", began.call, began.at) if isinstance(began, CameBack) else ("call", began.call)
        self.root = span_of(*self._names)
        self._moved = isinstance(began, CallStarted) and first is not None
        self._again = first is not None
        self._start = inf if self._moved else began.at
        """Inf: a caller who comes from another machine is not in line yet."""
        self._attributes: dict[str, Value] = {"hotline.call": began.call, "hotline.node": node}
        self._spans: list[Span] = []
        self._open: dict[str, _Open] = {}
        self._count = self._left_out = 0
        self._queued_at: float | None = None
        self._queue = ""
        self._answered = False
        self._decide_from: float | None = None
        """The turn has its text or key, and is not decided yet."""
        self._decided_at: float | None = None
        """The turn is decided, and its answer not heard yet."""
        if isinstance(began, CallStarted):
            self._set(moved_from=began.moved_from, callback=began.callback, followup=began.followup)
        if not self._again:
            self._begin("dialogue", began.at)
            self._begin("greeting", began.at)

    def take(self, event: Event) -> None:
        """One of its events but its end. What is told again of another machine (`CallStarted.moved_from`,
        `CameBack`) bears its old time, and was told to the collector there."""
        if self._again and event.at < self._start and not isinstance(event, CallQueued):
            return
        match event:
            case PromptStarted() | KeyPressed() | TranscriptFinal() | Decided():
                self._talk_with_machine(event)
            case CallQueued() | AgentRinging() | AgentMissed() | AgentAnswered():
                self._wait(event)
            case Bridged() | CallerHeld() | TransferChanged() | SatisfactionAsked() | SatisfactionGiven():
                self._talk_with_people(event)
            case HearingFailed():
                self._set(hearing_failed=event.leg)
            case Fault():
                faults = self._attributes.get("hotline.faults", 0)
                self._set(faults=int(faults) + 1)
            case CallbackBooked():
                self._set(callback=event.callback)
            case CallbackTried():
                self._set(callback_outcome=event.outcome)

    def end(self, ended: CallEnded) -> list[Span]:
        """All that was open ends with it."""
        start = min(self._start, ended.at)
        if self._queued_at is not None and not self._answered:
            self._set(wait_s=max(0.0, ended.at - self._queued_at))
        for name in ("dialogue", "queue", "talk", "transfer", "satisfaction", *self._open):
            self._close(name, ended.at)
        outcome = outcome_of(ended, answered=self._answered, queued=bool(self._queue))
        self._set(outcome=outcome, ended_by=ended.by, queue=self._queue or None)
        self._set(spans_left_out=self._left_out or None)
        root = Span(
            self.trace,
            self.root,
            self._under,
            "call",
            start,
            max(start, ended.at),
            self._attributes,
            failed=outcome in ("service", "network"),
            remote=self._moved,
        )
        return [*self._spans, root]

    def add(self, span: Span) -> None:
        """One that somebody else made."""
        self._spans.append(span)

    # what happens

    def _talk_with_machine(self, event: PromptStarted | KeyPressed | TranscriptFinal | Decided) -> None:
        match event:
            case TranscriptFinal() if event.leg != "caller" or event.aside:
                return
            case TranscriptFinal() if "talk" in self._open:
                self._heard_in_talk(event)
            case TranscriptFinal():
                over = event.at - event.took_ms / 1000
                told = {"utterance": event.utterance, "confidence": event.confidence}
                self._turn(over, "speech", recogniser_pass=event.read_by, took_ms=event.took_ms, **told)
                self._part("hearing", over, event.at)
                self._decide_from = event.at
            case KeyPressed() if self._decide_from is None and "talk" not in self._open:
                self._turn(event.at, "key")
                self._decide_from = event.at
            case Decided():
                self._decided(event)
            case PromptStarted():
                self._close("greeting", event.at)
                if self._decided_at is not None:
                    self._part("answering", self._decided_at, event.at)
                    self._close("turn", event.at)

    def _turn(self, at: float, by: str, **more: Value) -> None:
        self._close("turn", at)
        self._begin("turn", at, by=by, **more)

    def _decided(self, event: Decided) -> None:
        if "talk" in self._open:
            return
        if self._decide_from is None:  # on silence, or one more on the same sentence
            self._turn(event.at, "machine")
        else:
            self._part("deciding", self._decide_from, event.at)
        told = {"intent": event.intent, "score": event.score, "decision": event.outcome, "queue": event.queue}
        turn = self._open["turn"]
        turn.attributes |= {f"hotline.{name}": value for name, value in told.items() if value is not None}
        self._decide_from, self._decided_at = None, event.at
        self._set(language=event.language or None)
        if event.intent is not None:
            self._set(intent=event.intent, score=event.score)

    def _wait(self, event: CallQueued | AgentRinging | AgentMissed | AgentAnswered) -> None:
        match event:
            case CallQueued():
                if self._start == inf:
                    self._start = event.at
                if self._queued_at is None:
                    self._queued_at = event.at if event.queued_at is None else event.queued_at
                waits = self._open.get("queue")
                if waits is None or self._queue != event.queue:  # else the place has changed
                    self._leave(event.at, "dialogue", "queue", "talk")
                    place = {"priority": event.priority, "position": event.position}
                    seat = {} if event.seat is None else {"seat": event.seat}
                    self._begin("queue", event.at, queue=event.queue, **place, **seat)
                self._queue = event.queue
            case AgentRinging():
                self._close("ringing", event.at)
                basis = {} if event.choice is None else {"choice": event.choice.basis}
                self._begin("ringing", event.at, **basis)
            case AgentMissed():
                self._close("ringing", event.at, result=event.how)
            case AgentAnswered():
                self._close("ringing", event.at, result="answered")
                if self._queued_at is not None and not self._answered:
                    self._set(wait_s=max(0.0, event.at - self._queued_at))
                self._answered = True
                self._leave(event.at, "dialogue", "queue")

    def _talk_with_people(
        self, event: Bridged | CallerHeld | TransferChanged | SatisfactionAsked | SatisfactionGiven
    ) -> None:
        match event:
            case Bridged(adopted=True) if "talk" in self._open:
                return
            case Bridged():
                self._answered = True
                self._leave(event.at, "dialogue", "queue", "talk")
                self._begin("talk", event.at, **({"queue": self._queue} if self._queue else {}))
            case CallerHeld(held=True):
                if "hold" not in self._open:
                    self._begin("hold", event.at)
            case CallerHeld():
                self._close("hold", event.at)
            case TransferChanged() if event.state in OVER:
                self._close("transfer", event.at, result=event.state)
            case TransferChanged():
                if "transfer" not in self._open:
                    to = "queue" if event.queue else "partner" if event.partner else "agent"
                    queue = {"queue": event.queue} if event.queue else {}
                    self._begin("transfer", event.at, kind=event.kind, to=to, **queue)
            case SatisfactionAsked():
                self._leave(event.at, "talk")
                self._begin("satisfaction", event.at)
            case SatisfactionGiven():
                self._close("satisfaction", event.at, answered=True)

    def _heard_in_talk(self, event: TranscriptFinal) -> None:
        """A talk has hundreds of sentences: it keeps how many were read, how often by the second pass, and
        the slowest."""
        talk = self._open["talk"].attributes
        for name, one in (("finals", 1), ("finals_second_pass", int(event.read_by == "second"))):
            talk[f"hotline.{name}"] = int(talk.get(f"hotline.{name}", 0)) + one
        slowest = int(talk.get("hotline.took_ms_most", 0))
        talk["hotline.took_ms_most"] = max(slowest, event.took_ms)

    # spans

    def _set(self, **told: Value | None) -> None:
        """Of the call; None: not told."""
        self._attributes |= {f"hotline.{name}": value for name, value in told.items() if value is not None}

    def _begin(self, name: str, at: float, **told: Value) -> None:
        parent = next((self._open[one].id for one in INSIDE.get(name, ()) if one in self._open), self.root)
        attributes = {f"hotline.{key}": value for key, value in told.items()}
        self._open[name] = self._new(name, parent, at, attributes)

    def _part(self, name: str, start: float, end: float) -> None:
        """Of the open turn, from then till then."""
        self._finish(self._new(name, self._open["turn"].id, start, {}), end)

    def _new(self, name: str, parent: int, at: float, attributes: dict[str, Value]) -> _Open:
        self._count += 1
        left_out = self._count > MOST_SPANS
        self._left_out += left_out
        return _Open(span_of(*self._names, self._count), parent, name, at, attributes, left_out)

    def _leave(self, at: float, *names: str) -> None:
        for name in names:
            self._close(name, at)

    def _close(self, name: str, at: float, **told: Value) -> None:
        """Ends it, and before it what is open within; nothing where none is open."""
        one = self._open.pop(name, None)
        if one is None:
            return
        for inner in [key for key, other in self._open.items() if other.parent == one.id]:
            self._close(inner, at)
        if name == "turn":
            self._decide_from = self._decided_at = None
        one.attributes |= {f"hotline.{key}": value for key, value in told.items()}
        self._finish(one, at)

    def _finish(self, one: _Open, at: float) -> None:
        """A clock that was put back makes nothing negative."""
        if not one.left_out:
            self._spans.append(
                Span(self.trace, one.id, one.parent, one.name, one.start, max(one.start, at), one.attributes)
            )


def root_of(call: str) -> int:
    """Id of a call's root span."""
    return span_of("call", call)
