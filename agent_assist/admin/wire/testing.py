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
    expected: str
    got: str
    detail: str
    score: float


class KindOfTests(Wire):
    """All tests of a kind."""

    kind: Literal["saying", "conversation", "recording"]
    tests: int
    wrong_percent: float
    allowed_percent: float


class Confusion(Wire):
    """Expected down, got across; only what was confused."""

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
