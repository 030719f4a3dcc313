"""A conversation that is tried, typed or spoken."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from agent_assist.admin.wire.base import Wire
from agent_assist.admin.wire.files import MOST_FILES, Files, FileText
from contracts import Outcome, Slot


class TryRequest(Wire):
    """Begins a conversation (`files`), or goes on with one (`session`).

    With `files` alone the call is answered, with an input too it is given at once. A conversation keeps the
    configuration it began with.
    """

    files: tuple[FileText, ...] = Field(default=(), max_length=MOST_FILES)
    session: str | None = Field(default=None, max_length=64)
    text: str | None = Field(default=None, max_length=500, description="The caller says this.")
    alternatives: tuple[Annotated[str, StringConstraints(max_length=500)], ...] = Field(
        default=(), max_length=10, description="Of what was spoken: what else it may have been."
    )
    key: str | None = Field(default=None, pattern=r"^[0-9*#]{1,20}$", description="These keys are pressed.")
    silence: bool = Field(default=False, description="The caller says nothing until the machine speaks.")

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if bool(self.files) == (self.session is not None):
            raise ValueError("give files to begin, or session to go on")
        if sum((self.text is not None, self.key is not None, self.silence)) > 1:
            raise ValueError("one of text, key and silence at a time")
        if self.files:
            Files(files=self.files)
        return self


class DecisionStep(Wire, title="Decision"):
    """What was decided, and why."""

    outcome: Outcome
    intent: str | None
    intent_name: str
    queue: str | None
    queue_name: str
    score: float
    runner_up: str | None
    runner_up_name: str
    runner_up_score: float
    reason: str
    heard: str
    slots: tuple[Slot, ...] = ()
    also: tuple[str, ...] = ()


StepKind = Literal[
    "say", "listen", "interrupted", "speech", "key", "silence", "decision", "consult", "route", "hang_up"
]  # fmt: skip


class StepView(Wire, title="Step"):
    """One thing that happened in a conversation that is tried."""

    at: float = Field(description="Seconds since the call was answered, as a telephone would take them.")
    kind: StepKind
    text: str = Field(default="", description="What is said or heard; the queue's name; why it ends.")
    decision: DecisionStep | None = None


class Tried(Wire):
    """Its answer: what has happened since the last one."""

    session: str
    steps: tuple[StepView, ...]
    done: bool
    asked: bool = Field(description="A question for yes or no stands.")
    decision: DecisionStep | None = Field(default=None, description="The last one of the conversation.")


class SayRequest(Wire):
    """A sentence of the hotline that is not live yet."""

    text: str = Field(min_length=1, max_length=500)


class Said(Wire):
    """What callers would hear."""

    sound: str = Field(description="A WAV file in base64.")
    recorded: bool = Field(description="A recording; else a voice has spoken it.")


class Spoken(Wire):
    """What the service's recogniser heard in a WAV file."""

    text: str
    alternatives: tuple[str, ...] = ()
    confidence: float = 0.0
