"""A file of conversations: the turns of each caller, and what must be true in the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, RootModel, StringConstraints, model_validator

from contracts.configuration.settings import Section
from hotline.administration.simulation.right_queues import RightQueues, UnknownQueueError
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import parse, read_sources
from ivr import IvrSettings

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
SlotName = Literal["ticket", "phone", "date", "address"]
To = Literal["confirm", "ticket", "address", "phone", "date", "any"]

LONGEST_SILENCE_S = 600
OFFICE_HOUR = time(10)
"""When the calls of a day come, local time."""


class Turn(Section):
    """One thing that happens on the caller's side: exactly one of the first four."""

    say: Text | None = Field(default=None, description="The caller says this.")
    press: str | None = Field(
        default=None, pattern=r"^[0-9*#]+$", description="The caller presses these keys."
    )
    silent: float | None = Field(
        default=None, gt=0, le=LONGEST_SILENCE_S, description="So many seconds without a sound."
    )
    aside: Text | None = Field(
        default=None, description="Talk or television behind the caller that the microphone picks up."
    )
    to: To | None = Field(default=None, description="Only in answer to a question of this kind.")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(one is not None for one in (self.say, self.press, self.silent, self.aside)) != 1:
            raise ValueError("a turn is one thing → give one of say, press, silent, aside")
        return self


class Never(Section):
    """One thing that must not happen: exactly one of these."""

    queue: str | None = Field(default=None, description="Ending there.")
    say: Text | None = Field(default=None, description="The machine says this.")
    slot: dict[SlotName, Text] | None = Field(default=None, min_length=1, description="This answer is kept.")
    do: Text | None = Field(default=None, description="An act in words, which people judge.")

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if sum(one is not None for one in (self.queue, self.say, self.slot, self.do)) != 1:
            raise ValueError("one thing each → give one of queue, say, slot, do")
        return self


class Expect(Section):
    """What must be true in the end. What is left out is not judged."""

    queue: str | None = Field(default=None, description="Where it ends: a|b, none, operator.")
    also: tuple[str, ...] = Field(default=(), description="Queues of further needs that must be kept.")
    human: bool | None = Field(default=None, description="Whether the caller is put through to a person.")
    ends: bool | None = Field(default=None, description="Whether the call is closed politely.")
    slots: dict[SlotName, Text | None] = Field(
        default_factory=dict,
        description="Answers: a|b for any of them, null for none, … for any text between.",
    )
    never: tuple[Never, ...] = Field(default=(), description="What must not happen.")


class DialogueTest(Section):
    """One conversation."""

    id: Text = Field(description="Its name.")
    why: str = Field(default="", description="What it tests.")
    today: date = Field(default=date(2026, 11, 26), description="The day that relative dates count from.")
    turns: tuple[Turn, ...] = Field(min_length=1, description="In their order.")
    expect: Expect = Field(description="What must be true in the end.")

    @property
    def begun(self) -> datetime:
        """When the call comes, local time."""
        return datetime.combine(self.today, OFFICE_HOUR)


class DialogueTests(RootModel[tuple[DialogueTest, ...]]):
    """All conversations of a file."""

    root: Annotated[tuple[DialogueTest, ...], Field(min_length=1)]


def read_dialogues(path: Path, settings: IvrSettings) -> list[DialogueTest]:
    """All conversations. Raises `ConfigError` for mistakes in the file and queues the configuration lacks."""
    tests, source = parse(read_sources(path), DialogueTests)
    problems = []
    for place, names in _queues(tests.root):
        try:
            RightQueues.of(names, settings)
        except UnknownQueueError as error:
            problems.append(source.problem(place, str(error), "check the name / 检查名称"))
    if problems:
        raise ConfigError(problems)
    return list(tests.root)


def _queues(tests: tuple[DialogueTest, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where names of queues stand in the file, and what stands there."""
    for at, test in enumerate(tests):
        if test.expect.queue is not None:
            yield (at, "expect", "queue"), test.expect.queue
        for index, name in enumerate(test.expect.also):
            yield (at, "expect", "also", index), name
        for index, never in enumerate(test.expect.never):
            if never.queue is not None:
                yield (at, "expect", "never", index, "queue"), never.queue
