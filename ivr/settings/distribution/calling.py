"""What all sections about calls to citizens have in common: when, how often, and who has answered."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from contracts.configuration.settings import Section, errors
from ivr.settings.distribution.calendar import Span, span
from ivr.settings.words.written import Words

DAY_BEGINS, NIGHT_BEGINS = 7 * 60, 22 * 60
"""Minutes since midnight; outside of them nobody is called."""


class CallingSettings(Section):
    """Calls that the hotline makes."""

    hours: Annotated[Span, BeforeValidator(span)] = Field(
        default=Span(start=8 * 60, end=21 * 60),
        description='When citizens are called, as "08:00-21:00"; never between 22:00 and 07:00.',
    )
    attempts: int = Field(
        default=3, ge=1, le=10, description="How often a citizen is called who is busy or does not answer."
    )
    retry_s: float = Field(default=600, ge=5, le=86400, description="Seconds between two attempts.")
    ring_s: float = Field(default=30, ge=5, le=120, description="How long the citizen's telephone rings.")
    answer_s: float = Field(
        default=8,
        ge=2,
        le=60,
        description="So long, in seconds, who has answered may be silent; then nobody was reached.",
    )
    machine_words: tuple[Words, ...] = Field(
        default=("留言", "语音信箱", "嘀声", "滴声", "提示音", "无法接听", "无法接通", "无人接听", "关机"),
        description="Words that answering machines say: nobody was reached.",
    )

    @field_validator("hours")
    @classmethod
    def _by_day(cls, hours: Span) -> Span:
        if hours.over_midnight or hours.start < DAY_BEGINS or hours.end > NIGHT_BEGINS:
            text = (
                "夜里不能给市民打电话，请写在 07:00-22:00 之内 / not at night: write hours within 07:00-22:00"
            )
            raise errors([((), text, str(hours))])
        return hours
