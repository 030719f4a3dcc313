"""When callers who wait go on to somewhere else: `overflow:` of a queue."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Section, errors


class OverflowSettings(Section):
    """One rule. Each condition that is written counts by itself."""

    to: Id = Field(description="Queue or special seat that takes them.")
    after_s: float | None = Field(
        default=None, gt=0, le=3600, description="They have waited here for so many seconds."
    )
    waiting: int | None = Field(
        default=None, ge=1, le=1000, description="So many wait here already when a caller comes."
    )
    expected_wait_s: float | None = Field(
        default=None,
        gt=0,
        le=3600,
        description="The wait foreseen when a caller comes is longer; for ever, where nobody is at work.",
    )

    @model_validator(mode="after")
    def _ever(self) -> Self:
        if self.after_s is None and self.waiting is None and self.expected_wait_s is None:
            text = "写清什么时候转：after_s、waiting 或 expected_wait_s / say when: one of these three"
            raise errors([((), text, self.to)])
        return self
