"""Recent calls once more."""

from __future__ import annotations

from pydantic import Field

from agent_assist.admin.wire.base import Wire
from agent_assist.admin.wire.checking import ProblemView
from agent_assist.admin.wire.files import Files

MOST_CALLS = 500
"""Recent calls that one what-if may look at."""


class WhatIfRequest(Files):
    """Recent calls once more, with unpublished files."""

    calls: int = Field(default=200, ge=1, le=MOST_CALLS, description="How many of the latest calls.")


class Destination(Wire):
    """Where a call led."""

    queue: str
    queue_name: str
    intent: str | None
    intent_name: str


class Difference(Wire):
    """A call that would be decided otherwise."""

    call: str
    at: float = Field(description="Seconds since the Unix epoch.")
    heard: tuple[str, ...] = Field(description="What was said and pressed, personal numbers masked.")
    before: Destination
    after: Destination
    reason: str = Field(description="Why now.")


class WhatIf(Wire):
    """Its answer, the latest call first."""

    calls: int
    same: int
    different: tuple[Difference, ...]
    asked_before: int = Field(description="Questions the machine had to ask in all of these calls.")
    asked_after: int
    problems: tuple[ProblemView, ...] = ()
