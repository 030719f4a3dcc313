"""The leaf house: every event and word that passes between the houses, and how numbers are spoken."""

from contracts.base import REGISTRY, CallEvent, Event, Leg, Record, from_json
from contracts.calls import (
    AgentAnswered,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Fault,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    TapStarted,
)
from contracts.decisions import Corrected, Decided, Outcome, Slot
from contracts.desk import AgentChanged, AgentPhase, QueueChanged, Suggested, Suggestion
from contracts.speech import (
    Alternative,
    HearingFailed,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
    Word,
)

__all__ = [
    "REGISTRY",
    "AgentAnswered",
    "AgentChanged",
    "AgentMissed",
    "AgentPhase",
    "AgentRinging",
    "Alternative",
    "Bridged",
    "CallEnded",
    "CallEvent",
    "CallQueued",
    "CallStarted",
    "Corrected",
    "Decided",
    "Event",
    "Fault",
    "HearingFailed",
    "KeyPressed",
    "Leg",
    "Outcome",
    "PromptEnded",
    "PromptStarted",
    "QueueChanged",
    "Record",
    "Slot",
    "SpeechStarted",
    "Suggested",
    "Suggestion",
    "TapStarted",
    "TranscriptFinal",
    "TranscriptPartial",
    "Word",
    "from_json",
]
