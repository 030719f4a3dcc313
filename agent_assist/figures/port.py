"""What the desk needs to show figures; the root hands it in."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from contracts import DayFigures


class FiguresSource(Protocol):
    """Figures of a day."""

    async def day(self, day: date | None = None) -> DayFigures:
        """Today without a day. Raises `ActionRefused` when the records cannot be read."""

    def csv(self, figures: DayFigures, agents: bool, by: str) -> str:
        """The same as a table: of the agents, or of the queues. That `by` took it is written down."""
