"""Several numbers, `numbers:` in config.yaml: merged lines, a window's number, a leader's."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from contracts.configuration.accounts import DialledNumber
from contracts.configuration.settings import Id, Line, Section, errors
from ivr.settings.words.placeholders import Fixed


class NumberSettings(Section):
    """A number that citizens dial. What is not written is as of every other number."""

    number: DialledNumber = Field(description="As the trunk sends it, in quotes.")
    name: Line = Field(max_length=20, description="What agents read: 原12315消费者热线.")
    greeting: Fixed | None = Field(default=None, description="Said instead of dialogue.prompts.greeting.")
    queue: Id | None = Field(
        default=None,
        description="Takes its callers who want a human or are not understood, "
        "instead of dialogue.human_queue.",
    )
    seat: Id | None = Field(
        default=None,
        description="Its callers are greeted and put straight through to this special seat, asked nothing.",
    )
    hours: Id | None = Field(
        default=None,
        description="Name of the hours in which the above holds; outside of them its callers are led like "
        "those of telephony.number.",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if self.queue is not None and self.seat is not None:
            text = "queue 和 seat 只写一个：直接转专席的电话不再经过队列 / write one of queue and seat"
            raise errors([(("queue",), text, self.queue)])
        return self
