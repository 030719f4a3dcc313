"""The administrators' own tests."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agent_assist.admin.wire.base import Wire
from agent_assist.admin.wire.checking import ProblemView


class FailedTest(Wire):
    """A test that did not come out as expected."""

    kind: Literal["saying", "conversation", "recording"]
    file: str = Field(default="", description="The file of tests it stands in.")
    name: str
    expected: str = Field(description="Id of an intent or queue, or what else is expected.")
    got: str
    expected_name: str = Field(description="The same for people: the name of the intent or queue.")
    got_name: str
    detail: str = Field(description="Of a sentence, why; of a recording, what was heard; in words for a log.")
    turn: int = Field(default=0, description="The turn of a conversation that went wrong, from 1.")
    wanted: str = Field(default="", description="What the machine should have said in that turn,")
    said: tuple[str, ...] = Field(default=(), description="and what it said instead.")
    reason: str = Field(default="", description="Why a conversation ended elsewhere.")
    score: float


class KindOfTests(Wire):
    """All tests of a kind."""

    kind: Literal["saying", "conversation", "recording"]
    tests: int
    wrong_percent: float
    allowed_percent: float


class Confusion(Wire):
    """Expected down, got across, by their names; only what was confused."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


class TrialReport(Wire):
    """Its answer. `problems` are mistakes in the files; then nothing was tested."""

    passed: bool
    total: int = 0
    kinds: tuple[KindOfTests, ...] = ()
    failed: tuple[FailedTest, ...] = ()
    confusion: Confusion = Confusion(rows=(), columns=(), counts=())
    problems: tuple[ProblemView, ...] = ()
    took_ms: float = 0.0
