"""How queues and agents did: figures of a half hour or a day, all of them counted from other events.

A call belongs to the half hour in which it came into its first queue, and to the queue in which it was
answered or lost.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from contracts.events.base import Event
from contracts.records.personal import Public
from contracts.records.record import Record

ALL_QUEUES = "*"
"""Stands for all queues together."""


def calendar_day(text: str) -> date:
    """2026-11-29, from 1971 to 9998: beyond, not every moment of a day has a time. Raises ValueError."""
    day = date.fromisoformat(text)
    if not 1971 <= day.year <= 9998:
        raise ValueError(f"{text}: a year from 1971 to 9998")
    return day


class Figures(Record):
    """Counts of calls, seconds, and percentages; None where there is nothing to divide by."""

    offered: int = Field(default=0, ge=0, description="Came into a queue; those who still wait count, too.")
    waiting: int = Field(default=0, ge=0, description="Of these still waiting.")
    answered: int = Field(default=0, ge=0, description="By an agent.")
    abandoned: int = Field(default=0, ge=0, description="Hung up, or were cut off, while they waited.")
    abandoned_short: int = Field(default=0, ge=0, description="Of these within `figures.short_s`.")
    abandoned_late: int = Field(default=0, ge=0, description="Of these after `figures.target_s`.")
    called_back: int = Field(
        default=0, ge=0, description="Hung up to be called back; the call to them is no second one."
    )
    messages: int = Field(default=0, ge=0, description="Left a message, which is a case, instead of waiting.")
    served: int = Field(
        default=0, ge=0, description="Heard an answer while they waited, and it was enough for them."
    )
    handed_over: int = Field(
        default=0, ge=0, description="Went on to the dialplan's own queue, of which nothing is counted."
    )
    answered_15_s: int = Field(default=0, ge=0, description="Within 15 s of the first ring.")
    answered_in_target: int = Field(default=0, ge=0, description="Within `figures.target_s` of queueing.")
    level_gb_percent: float | None = Field(
        default=None, description="GB/T 33358: answered within 15 s of the first ring, of those offered."
    )
    level_percent: float | None = Field(
        default=None, description="Answered in target, of answered and abandoned without short ones."
    )
    level_2_percent: float | None = Field(
        default=None, description="SL2: answered in target, of these, later answers and late hang-ups."
    )
    wait_mean_s: float | None = Field(default=None, description="Queued to answered.")
    wait_p95_s: float | None = None
    wait_longest_s: float | None = None
    talk_mean_s: float | None = Field(default=None, description="With hold and consulting.")
    wrap_up_mean_s: float | None = None
    handling_mean_s: float | None = Field(default=None, description="Talk and wrap-up.")
    occupancy_percent: float | None = Field(
        default=None,
        description="Agents' time in calls and wrap-up, of their time at work; of all queues only.",
    )
    waits_foreseen: int = Field(default=0, ge=0, description="Answered calls that had been told a range.")
    waits_foreseen_percent: float | None = Field(default=None, description="Of these, ranges that came true.")
    satisfaction_asked: int = Field(default=0, ge=0, description="Asked how satisfied they are after a talk.")
    satisfaction_given: int = Field(default=0, ge=0, description="Of these, who answered.")
    satisfaction_low: int = Field(default=0, ge=0, description="Of these, not satisfied: 1 or 2 of 5.")
    satisfaction_answered_percent: float | None = Field(
        default=None, description="Who answered, of those asked."
    )
    satisfaction_mean: float | None = Field(default=None, description="Of the answers, 1 to 5.")


class HalfHour(Record):
    at: float = Field(description="When it began, seconds since the Unix epoch.")
    figures: Figures


class QueueDay(Record):
    """One queue's day, or that of all together."""

    queue: Public = Field(description="`*`: all together.")
    day: Figures
    half_hours: tuple[HalfHour, ...] = Field(default=(), description="Those in which something happened.")


class AgentDay(Record):
    """An agent's own day."""

    agent: Public
    answered: int = Field(default=0, ge=0)
    missed: int = Field(default=0, ge=0)
    declined: int = Field(default=0, ge=0)
    talk_s: float = 0.0
    wrap_up_s: float = 0.0
    ringing_s: float = 0.0
    available_s: float = 0.0
    paused_s: float = 0.0
    handling_mean_s: float | None = None
    occupancy_percent: float | None = Field(
        default=None, description="Talk and wrap-up, of the time at work: these, ringing and available."
    )
    cases: int = Field(default=0, ge=0, description="Opened by this agent.")


class CodeCount(Record):
    """How often agents said that this came of a call."""

    code: Public = Field(description="One of `desk.wrap_up_codes`; empty: only a note.")
    calls: int = Field(ge=0)


class DayFigures(Record):
    """A whole day of a hotline."""

    day: Public = Field(description="2026-11-29, in local time.")
    target_s: float
    short_s: float
    queues: tuple[QueueDay, ...] = Field(description="All together first.")
    agents: tuple[AgentDay, ...] = ()
    wrap_up_codes: tuple[CodeCount, ...] = Field(
        default=(), description="The most frequent first; what was said last of a call counts."
    )


class QueueFigures(Event):
    """Published now and then for every queue in which something has changed, and for all together (`*`)."""

    TYPE: ClassVar[str] = "queue_figures"
    queue: Public
    half_hour_at: float = Field(description="When the present half hour began, seconds since the Unix epoch.")
    half_hour: Figures
    day: Figures
    gone: bool = Field(default=False, description="The queue is not configured any more; its last word.")

    @property
    def topic(self) -> str:
        return f"figures/{'all' if self.queue == ALL_QUEUES else self.queue}"
