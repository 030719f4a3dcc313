"""One call as the bus saw it: moments, decision, transcripts. What the demo prints and the bench counts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from contracts import (
    AgentAnswered,
    Bridged,
    CallEnded,
    CallEvent,
    CallQueued,
    Decided,
    Event,
    Leg,
    PromptEnded,
    PromptStarted,
    TranscriptFinal,
)

MOMENTS = (
    "ring",
    "answered",
    "greeting_sent",
    "greeting_heard",
    "speech_end",
    "decision",
    "action_sent",
    "agent_answered",
    "bridged",
    "agent_speaks",
    "first_partial_on_desk",
    "first_suggestion",
)
"""In milliseconds since the caller's INVITE; null when a moment did not come."""


@dataclass(slots=True)
class Timeline:
    """Collects one call's events. `ring_at` is the caller's own clock (time.time()) at the INVITE."""

    call: str
    ring_at: float
    moments: dict[str, float] = field(default_factory=dict)
    decisions: list[Decided] = field(default_factory=list)
    transcripts: dict[Leg, list[str]] = field(default_factory=lambda: {"caller": [], "agent": []})
    heard_before_agent: list[str] = field(default_factory=list)
    queue: str | None = None
    agent: str | None = None
    read_by: str | None = None
    """The pass that wrote the end of what the first decision was made of."""
    ended: CallEnded | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    seen: list[Event] = field(default_factory=list)

    def note(self, moment: str, at: float) -> None:
        """Keeps the first time a moment came."""
        self.moments.setdefault(moment, at)

    def take(self, event: CallEvent) -> None:
        self.seen.append(event)
        match event:
            case PromptStarted():
                self.note("greeting_sent", event.at)
                if "decision" in self.moments:
                    self.note("action_sent", event.at)
            case TranscriptFinal(leg=leg, text=text, took_ms=took_ms, read_by=read_by):
                if text:
                    self.transcripts.setdefault(leg, []).append(text)
                    if leg == "caller" and self.agent is None:
                        self.heard_before_agent.append(text)
                # What is said in two breaths is decided when the second one is over.
                if leg == "caller" and "decision" not in self.moments:
                    self.moments["speech_end"] = event.at - took_ms / 1000
                    self.read_by = read_by
            case Decided():
                self.decisions.append(event)
                self.note("decision", event.at)
            case CallQueued(queue=queue):
                self.queue = queue
                self.note("action_sent", event.at)
            case AgentAnswered(agent=agent):
                self.agent = agent
                self.note("agent_answered", event.at)
            case Bridged():
                self.note("bridged", event.at)
            case CallEnded():
                self.ended = event
            case PromptEnded():
                pass
            case _:
                return
        self.changed.set()

    def prompts_ended(self) -> int:
        return sum(1 for event in self.seen if isinstance(event, PromptEnded))

    async def until(self, condition: Any, timeout_s: float) -> bool:
        """Waits until `condition()` holds; False when it did not within the time or the call ended."""
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    if self.ended is not None:
                        return bool(condition())
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            return False
        return True

    def decided(self) -> Decided | None:
        """The decision that counts: the last one that names an intent, else the last one."""
        named = [decision for decision in self.decisions if decision.intent]
        candidates = named or self.decisions
        return candidates[-1] if candidates else None

    def as_json(self, caller_file: str) -> dict[str, Any]:
        decision = self.decided()
        return {
            "call": self.call,
            "caller_file": caller_file,
            "transcript": "".join(self.heard_before_agent),
            "intent": decision.intent if decision else None,
            "intent_name": decision.intent_name if decision else "",
            "score": round(decision.score, 3) if decision else 0.0,
            "runner_up": decision.runner_up if decision else None,
            "runner_up_score": round(decision.runner_up_score, 3) if decision else 0.0,
            "reason": decision.reason if decision else "",
            "queue": self.queue,
            "agent": self.agent,
            "read_by": self.read_by,
            "transcripts": {leg: " ".join(texts) for leg, texts in self.transcripts.items()},
            "timeline_ms": {
                name: round((self.moments[name] - self.ring_at) * 1000) if name in self.moments else None
                for name in MOMENTS
            },
        }
