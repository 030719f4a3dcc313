"""The file of tests: what callers say and where it must lead, whole conversations, recordings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from contracts import Standing
from contracts.configuration.own_files import OpenFile
from contracts.configuration.settings import OneLine, Pattern, Section
from hotline.administration.configuration_tests import expected
from hotline.administration.simulation.who_calls import TEST_NUMBER
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse
from hotline.machine.paths import CHECKOUT
from ivr import IvrSettings

Text = Annotated[str, OneLine(500)]

Keys = Annotated[
    str,
    Pattern(r"^[0-9*#]+$", "只写按键 0 到 9、* 和 #，加引号 / write only keys: 0 to 9, * and #, in quotes"),
]

HANG_UP = "hang_up"
"""As the end of a conversation: the machine said good-bye."""


class Tolerance(Section):
    """How many may go wrong before the test fails, in percent of all."""

    sayings: float = Field(default=0.0, ge=0, le=100, description="Wrong sentences, percent.")
    recordings: float = Field(default=0.0, ge=0, le=100, description="Wrong recordings, percent.")


class Sayings(Section):
    """Sentences that all lead to the same place."""

    intent: str | None = Field(default=None, description="Id of the intent they mean.")
    queue: str | None = Field(default=None, description="Id of the queue they must reach.")
    rejected: bool = Field(default=False, description="They must be asked again: no intent is meant.")
    texts: tuple[Text, ...] = Field(min_length=1, description="The sentences.")

    @model_validator(mode="after")
    def _one_aim(self) -> Self:
        if self.rejected == bool(self.intent or self.queue):
            raise ValueError(
                "没有写应该转到哪里 / it is not said where they lead → "
                "写 intent 或 queue，或 rejected: true / "
                "give intent or queue, or rejected: true"
            )
        return self


class Turn(Section):
    """One thing that happens in a conversation: exactly one of these."""

    caller: Text | None = Field(default=None, description="The caller says this.")
    interrupts: Text | None = Field(default=None, description="The caller says this into the prompt.")
    key: Keys | None = Field(default=None, description="The caller presses these keys.")
    silence: bool = Field(default=False, description="The caller says nothing.")
    system: Text | None = Field(
        default=None, description="The machine must now have said this, or part of it."
    )
    prompt: str | None = Field(
        default=None,
        description="The machine must now have said what dialogue.prompts has under this name: go_on.",
    )
    question: str | None = Field(
        default=None, description="The machine must now have asked the question with this id."
    )
    answer: str | None = Field(
        default=None, description="The machine must now have told the answer of the intent with this id."
    )

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [self.caller, self.interrupts, self.key, self.silence or None, *self._expected]
        if sum(one is not None for one in given) != 1:
            raise ValueError(
                "一步只写一件事 / a turn is one thing → caller、interrupts、key、silence、system、prompt、"
                "question、answer 里写一个 / give one of caller, interrupts, key, silence, system, prompt, "
                "question, answer"
            )
        return self

    @property
    def _expected(self) -> tuple[str | None, ...]:
        return self.system, self.prompt, self.question, self.answer

    @property
    def of_machine(self) -> bool:
        """Whether it is the machine's, and nothing that the caller does."""
        return any(one is not None for one in self._expected)

    def expected(self, settings: IvrSettings) -> list[str]:
        """Texts of which the machine must have said one. Raises `NoSuchText`."""
        if self.prompt is not None:
            return expected.prompt(self.prompt, settings)
        if self.question is not None:
            return expected.question(self.question, settings)
        if self.answer is not None:
            return expected.answer(self.answer, settings)
        return []


def _local(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is not None:
        raise ValueError("this has a time zone → leave it out: local time")
    return moment


class ConversationTest(Section):
    """A whole call, from the greeting to its end."""

    name: Text = Field(description="What it shows.")
    turns: tuple[Turn, ...] = Field(min_length=1, description="In their order.")
    at: Annotated[datetime | None, AfterValidator(_local)] = Field(
        default=None,
        description="When the call comes, for example 2026-10-01 10:00. Without it every queue is open and "
        "nothing is announced.",
    )
    caller: Annotated[str, OneLine(40)] = Field(
        default=TEST_NUMBER,
        description="The number that is called from; without it, a test number. anonymous: it is withheld.",
    )
    standing: Standing | None = Field(
        default=None, description="grey or black: that list of nuisance callers has the number."
    )
    end: str = Field(description="Id of the queue that the caller reaches, or hang_up.")


class Recording(Section):
    """A sound file that is heard as a call."""

    file: OpenFile = Field(description="WAV, FLAC or Ogg; relative to the file of tests.")
    queue: str = Field(description="Id of the queue that it must reach.")


class Tests(Section):
    """All tests of one configuration."""

    tolerance: Tolerance = Field(default_factory=Tolerance, description="What may go wrong.")
    sayings: tuple[Sayings, ...] = Field(default=(), description="Sentences and what they mean.")
    conversations: tuple[ConversationTest, ...] = Field(default=(), description="Whole calls.")
    recordings: tuple[Recording, ...] = Field(default=(), description="Sound files.")

    @property
    def total(self) -> int:
        """How many there are; each sentence is one."""
        return (
            sum(len(group.texts) for group in self.sayings) + len(self.conversations) + len(self.recordings)
        )


def parse_tests(sources: Sources, folder: Path, settings: IvrSettings, tolerance_in: str = "") -> Tests:
    """One file of tests; `folder` is where its recordings lie.

    Raises `ConfigError` for mistakes in it, for names the configuration lacks, and for a tolerance where the
    file `tolerance_in` has it for all.
    """
    tests, source = parse(sources, Tests, (folder, CHECKOUT))
    problems = [
        source.problem(place, f"配置里没有“{name}” / the configuration has no {kind} {name!r}", _known(known))
        for place, kind, name, known in _unknown(tests, settings)
    ]
    problems += [
        source.problem(
            ("recordings", at, "file"), "没有这个文件 / there is no such file", "检查路径 / check the path"
        )
        for at, one in enumerate(tests.recordings)
        if not (folder / one.file).is_file()
    ]
    if tolerance_in and "tolerance" in source.data:
        message = f"只在 {tolerance_in} 里写 / {tolerance_in} says how many of all tests may go wrong"
        hint = "删掉这里的，改那里的 / remove this, or change it there"
        problems.append(source.problem(("tolerance",), message, hint, key=True))
    if problems:
        raise ConfigError(problems)
    return tests


def _known(names: list[str]) -> str:
    return f"有 {'、'.join(names)} / it has {', '.join(names)}"


_Unknown = tuple[tuple[str | int, ...], str, str, list[str]]


def _unknown(tests: Tests, settings: IvrSettings) -> Iterator[_Unknown]:
    queues = sorted(queue.id for queue in settings.queues)
    intents = sorted(intent.id for intent in settings.intents)
    for at, group in enumerate(tests.sayings):
        if group.queue is not None and group.queue not in queues:
            yield ("sayings", at, "queue"), "queue", group.queue, queues
        if group.intent is not None and group.intent not in intents:
            yield ("sayings", at, "intent"), "intent", group.intent, intents
    for at, conversation in enumerate(tests.conversations):
        for number, turn in enumerate(conversation.turns):
            try:
                turn.expected(settings)
            except expected.NoSuchText as error:
                kind = next(iter(turn.model_fields_set))
                place = ("conversations", at, "turns", number, kind)
                yield place, error.kind, error.name, error.known
        if conversation.end not in (*queues, HANG_UP):
            yield ("conversations", at, "end"), "queue", conversation.end, [*queues, HANG_UP]
    for at, recording in enumerate(tests.recordings):
        if recording.queue not in queues:
            yield ("recordings", at, "queue"), "queue", recording.queue, queues
