"""What was heard, on which leg. Times are milliseconds of that leg's audio since its start."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from contracts.events.base import CallEvent, Leg
from contracts.records.personal import Piece, Public, Report, Said, Unfinished
from contracts.records.record import Record


class Word(Record):
    """One recognised word with its place in the leg's audio."""

    text: Piece
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    confidence: float = Field(ge=0, le=1)


class Alternative(Record):
    """Another reading of the same sound."""

    text: Said
    confidence: float = Field(ge=0, le=1)


class SpeechStarted(CallEvent):
    """The voice detector is sure that somebody speaks (this is what interrupts a prompt)."""

    TYPE: ClassVar[str] = "speech_started"
    leg: Leg
    audio_ms: int = Field(ge=0, description="Where the speech began.")


class SoundHeard(CallEvent):
    """There is sound on this leg, voice or not: its line is not dead. Comes once."""

    TYPE: ClassVar[str] = "sound_heard"
    leg: Leg
    audio_ms: int = Field(ge=0, description="How much of the leg was heard until then.")


class TranscriptPartial(CallEvent):
    """The utterance so far. Replaces the earlier partial of the same leg and utterance."""

    TYPE: ClassVar[str] = "transcript_partial"
    leg: Leg
    utterance: int = Field(ge=0, description="Counts the leg's utterances from 0.")
    text: Unfinished
    agent: Public = Field(default="", description="Id of the agent who speaks; empty for the caller.")


class TranscriptFinal(CallEvent):
    """The utterance as it stays. Replaces its partials; `text` is empty when nothing was understood."""

    TYPE: ClassVar[str] = "transcript_final"
    leg: Leg
    utterance: int = Field(ge=0)
    text: Said
    written: Said = Field(
        default="", description="`text` as people write it (digits, dates, amounts); empty if the same."
    )
    start_ms: int = Field(ge=0)
    end_ms: int = Field(ge=0)
    confidence: float = Field(ge=0, le=1)
    words: tuple[Word, ...] = ()
    alternatives: tuple[Alternative, ...] = Field(default=(), description="Best first, without `text`.")
    read_by: Literal["first", "second"] = Field(
        default="first", description="The pass whose text it is: the streaming one, or the second reading."
    )
    took_ms: int = Field(
        default=0, ge=0, description="From the decision that the utterance is over until this text, ms."
    )
    language: Public = Field(
        default="",
        description="What the second pass took the speech for, ISO 639 (zh, yue, en); empty: not told.",
    )
    language_confidence: float = Field(default=0.0, ge=0, le=1)
    agent: Public = Field(default="", description="Id of the agent who speaks; empty for the caller.")
    aside: bool = Field(
        default=False,
        description="Speech that is not the caller's: a television, talk in the room. It decides nothing.",
    )


class TranscriptCorrected(CallEvent):
    """Somebody who read or heard the call says what was really said. What was recognised stays; a later
    correction of the same utterance replaces this one."""

    TYPE: ClassVar[str] = "transcript_corrected"
    leg: Leg
    utterance: int = Field(ge=0)
    text: Said
    agent: Public = Field(description="Id of who says so.")


class HearingFailed(CallEvent):
    """The recogniser of this leg is gone or too slow; the dialogue goes on with keys and a human."""

    TYPE: ClassVar[str] = "hearing_failed"
    leg: Leg
    reason: Report


Heard = SoundHeard | SpeechStarted | TranscriptPartial | TranscriptFinal | HearingFailed
"""Everything that the hearing of a leg tells."""
