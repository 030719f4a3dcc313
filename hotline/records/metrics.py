"""Figures for Prometheus, kept up to date by the event bus.

Times are taken between events of one call, from their `at`.
No label names a call, a caller or a sentence.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from contracts import (
    AgentAnswered,
    AgentChanged,
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    CallStarted,
    CameBack,
    Corrected,
    Decided,
    Event,
    Fault,
    ForeseenWait,
    Leg,
    PromptEnded,
    PromptStarted,
    QueueChanged,
    QueueFigures,
    SpeechStarted,
    Suggested,
    TranscriptFinal,
)
from hotline.records.bus import EventBus
from hotline.records.figure_gauges import FigureGauges
from hotline.records.outcomes import outcome_of
from hotline.records.standing_gauges import StandingGauges

REACTION = (0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 1.5, 2, 3, 5)
"""Bounds in seconds for what the caller or the agent feels at once; they include DESIGN's figures."""
WAITING = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200)
"""Bounds in seconds for queues and whole calls."""
LAG = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
"""Bounds in seconds for the event loop's lag."""

MOST_CALLS = 20_000
"""Calls followed at once; the oldest is forgotten beyond that, so that a lost end leaks nothing."""


@dataclass(slots=True)
class _Following:
    """What has to be remembered of a call until it ends. Moments in seconds since the epoch."""

    started: float
    greeted: bool = False
    prompts: set[str] = field(default_factory=set)
    interrupted_at: float | None = None
    sentence_at: float | None = None
    for_suggestion_at: float | None = None
    queued_at: float | None = None
    queue: str = ""
    seat: str | None = None
    bridged: bool = False
    callback: bool = False
    """The hotline calls the citizen."""
    moved: bool = False
    """It came in at another machine: what is told of it before it waits here was counted there."""


class Metrics:
    """All metrics of the service, in a registry of their own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.calls = Counter("hotline_calls", "Calls that came, by outcome.", ["outcome"], registry=registry)
        self.numbers = Counter(
            "hotline_number_calls", "Calls that came, by the dialled number.", ["number"], registry=registry
        )
        self.seats = Counter(
            "hotline_seat_calls", "Callers who came to a special seat.", ["seat"], registry=registry
        )
        self.calls_active = Gauge("hotline_calls_active", "Calls that run now.", registry=registry)
        self.decisions = Counter(
            "hotline_decisions", "Decisions of the dialogue.", ["outcome"], registry=registry
        )
        self.corrections = Counter(
            "hotline_corrections",
            "Calls of which an agent says that they belonged elsewhere.",
            registry=registry,
        )
        self.queue_waiting = Gauge("hotline_queue_waiting", "Callers waiting.", ["queue"], registry=registry)
        self.queue_agents = Gauge(
            "hotline_queue_agents_available", "Agents free for the queue.", ["queue"], registry=registry
        )
        self.agents = Gauge("hotline_agents", "Agents by what they do.", ["phase"], registry=registry)
        self.faults = Counter("hotline_faults", "Failures the service got over.", ["part"], registry=registry)
        self.frames_dropped = Counter(
            "hotline_frames_dropped", "Audio frames of 20 ms not heard, by leg.", ["leg"], registry=registry
        )
        self.events_dropped = Gauge(
            "hotline_events_dropped", "Events a slow subscriber lost.", ["subscriber"], registry=registry
        )
        self.greeting = self._seconds("greeting", "Ring to the first frame of the greeting.")
        self.barge_in = self._seconds("barge_in", "Start of speech noticed to the prompt's end.")
        self.decision = self._seconds("decision", "Final sentence of the caller to the decision.")
        self.suggestion = self._seconds("suggestion", "Final sentence of the caller to suggestions.")
        self.partial = self._seconds(
            "partial", "Word spoken to partial on the desk, as the desk measures it."
        )
        self.wait = Histogram(
            "hotline_queue_wait_seconds",
            "Queued to answered.",
            ["queue"],
            buckets=WAITING,
            registry=registry,
        )
        self.foreseen = Counter(
            "hotline_waits_foreseen",
            "Calls whose wait was foreseen and said, by what it was in the end: shorter, within, longer.",
            ["outcome"],
            registry=registry,
        )
        self.duration = self._seconds("call_duration", "Ring to end.", WAITING)
        self._of_what_is_beside()
        self._figures, self.standing = FigureGauges(registry), StandingGauges(registry)
        self.loop_lag = self._seconds("event_loop_lag", "How late the event loop wakes up.", LAG)
        self.loop_lag_worst = Gauge(
            "hotline_event_loop_lag_worst_seconds", "The worst of the last samples.", registry=registry
        )
        self._calls: OrderedDict[str, _Following] = OrderedDict()
        self._phases: dict[str, str] = {}
        self._bus: EventBus | None = None

    def _of_what_is_beside(self) -> None:
        self.nodes = Gauge(
            "hotline_nodes",
            "Machines of this hotline as the shared database shows them: up, draining, stopped, lost.",
            ["state"],
            registry=self.registry,
        )
        self.second_opinions = Counter(
            "hotline_second_opinions",
            "Questions to the language model: answered, late, failed, busy, paused, cancelled.",
            ["outcome"],
            registry=self.registry,
        )
        self.second_opinion = self._seconds("second_opinion", "Question to the language model to its answer.")
        self.spans = Counter(
            "hotline_telemetry_spans",
            "Spans for the OpenTelemetry collector: sent, failed (it did not take them), dropped (too many).",
            ["outcome"],
            registry=self.registry,
        )

    def _seconds(self, name: str, text: str, bounds: Sequence[float] = REACTION) -> Histogram:
        return Histogram(f"hotline_{name}_seconds", text, buckets=bounds, registry=self.registry)

    def consulted(self, outcome: str, seconds: float) -> None:
        """Counts a question to the language model; only an answer has a time of its own."""
        self.second_opinions.labels(outcome).inc()
        if outcome == "answered":
            self.second_opinion.observe(seconds)

    def told_collector(self, outcome: str, spans: int) -> None:
        """Counts what became of spans. From any thread."""
        self.spans.labels(outcome).inc(spans)

    def count_nodes(self, states: Mapping[str, int]) -> None:
        """How many are up, draining, stopped and lost now."""
        for state, count in states.items():
            self.nodes.labels(state).set(count)

    def lost(self, leg: Leg, frames: int) -> None:
        """Counts audio frames of 20 ms that a leg's recogniser did not keep up with."""
        self.frames_dropped.labels(leg).inc(frames)

    def attach(self, bus: EventBus) -> None:
        """Observes every event of the bus and shows what its subscribers lose."""
        self._bus = bus
        bus.listen(self.observe)

    def observe(self, event: Event) -> None:
        """Takes in one event."""
        match event:
            case QueueChanged():
                self.queue_waiting.labels(event.queue).set(event.waiting)
                self.queue_agents.labels(event.queue).set(event.agents_available)
            case AgentChanged():
                if before := self._phases.get(event.agent):
                    self.agents.labels(before).dec()
                self._phases[event.agent] = event.phase
                self.agents.labels(event.phase).inc()
            case QueueFigures():
                self._figures.take(event)
            case Fault():
                self.faults.labels(event.part).inc()
            case CallStarted():
                call = self._follow(event)
                call.callback, call.moved = event.callback is not None, event.moved_from is not None
                if not call.callback and not call.moved:
                    self.numbers.labels(event.dialled).inc()
            case CameBack():
                if not event.answered:
                    self._follow(event).moved = True
                elif self._calls.pop(event.call, None) is not None:  # it is counted there, as is known now
                    self.calls_active.set(len(self._calls))
            case Corrected():  # also of calls that have ended
                self.corrections.inc()
            case CallEvent():
                self._observe_call(event)

    def _follow(self, event: CallEvent) -> _Following:
        call = self._calls[event.call] = _Following(event.at)
        while len(self._calls) > MOST_CALLS:
            self._calls.popitem(last=False)
        self.calls_active.set(len(self._calls))
        return call

    def _observe_call(self, event: CallEvent) -> None:
        call = self._calls.get(event.call)
        if call is None:
            if isinstance(event, Bridged) and event.adopted:
                self._follow(event).bridged = True
            return
        if call.moved and not call.queue and not isinstance(event, CallQueued | CallEnded):
            return
        match event:
            case PromptStarted():
                if not call.greeted:
                    call.greeted = True
                    self.greeting.observe(max(0, event.at - call.started))
                call.prompts.add(event.prompt)
            case SpeechStarted(leg="caller") if call.prompts:
                call.interrupted_at = event.at
            case PromptEnded():
                call.prompts.discard(event.prompt)
                if event.how == "interrupted" and call.interrupted_at is not None:
                    self.barge_in.observe(max(0, event.at - call.interrupted_at))
                call.interrupted_at = None
            case TranscriptFinal(leg="caller", aside=False):
                call.sentence_at = call.for_suggestion_at = event.at
            case Decided():
                self.decisions.labels(event.outcome).inc()
                if call.sentence_at is not None:
                    self.decision.observe(max(0, event.at - call.sentence_at))
                call.sentence_at = None
            case Suggested():
                if call.for_suggestion_at is not None:
                    self.suggestion.observe(max(0, event.at - call.for_suggestion_at))
                call.for_suggestion_at = None
            case CallQueued():
                if call.queued_at is None and not call.callback:  # told again when the place changes
                    since = event.queued_at if call.moved else None
                    call.queued_at = event.at if since is None else since
                if event.seat is not None and event.seat != call.seat and not call.callback:
                    self.seats.labels(event.seat).inc()
                call.queue, call.seat = event.queue, event.seat
            case AgentAnswered():
                if call.queued_at is not None:
                    self.wait.labels(call.queue).observe(max(0, event.at - call.queued_at))
                call.queued_at = None
                if event.foreseen is not None:
                    self.foreseen.labels(_outcome_of_wait(event.foreseen)).inc()
            case Bridged():
                call.bridged = True
            case CallEnded():
                del self._calls[event.call]
                self.calls_active.set(len(self._calls))
                if not call.callback:
                    outcome = outcome_of(event, answered=call.bridged, queued=bool(call.queue))
                    self.calls.labels(outcome).inc()
                self.duration.observe(max(0, event.at - call.started))

    async def sample_loop_lag(self, interval_s: float = 0.1, window: int = 100) -> None:
        """Measures how late the event loop wakes us, until cancelled. Run it as a task."""
        loop = asyncio.get_running_loop()
        last: deque[float] = deque(maxlen=window)
        while True:
            due = loop.time() + interval_s
            await asyncio.sleep(interval_s)
            lag = max(0.0, loop.time() - due)
            self.loop_lag.observe(lag)
            last.append(lag)
            self.loop_lag_worst.set(max(last))

    def exposition(self) -> tuple[bytes, str]:
        """The metrics in Prometheus's text format, and its content type, for an HTTP handler."""
        for subscription in self._bus.subscriptions if self._bus else ():
            self.events_dropped.labels(subscription.name).set(subscription.dropped)
        return generate_latest(self.registry), CONTENT_TYPE_LATEST


def _outcome_of_wait(wait: ForeseenWait) -> str:
    if wait.came_true:
        return "within"
    return "shorter" if wait.real_s < wait.low_s else "longer"
