"""Figures for the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from agent_assist.refusal import ActionRefused
from contracts import DayFigures, Event, FiguresExported
from hotline.figures.csv_rows import agents_csv, queues_csv
from hotline.figures.live import LiveFigures
from hotline.records.database.records import RecordsUnavailable


class DeskFigures:
    """Implements `agent_assist.figures.port.FiguresSource`."""

    def __init__(self, figures: LiveFigures, publish: Callable[[Event], None]) -> None:
        self._figures = figures
        self._publish = publish

    async def day(self, day: date | None = None) -> DayFigures:
        try:
            return await self._figures.day(day)
        except RecordsUnavailable as error:
            raise ActionRefused(f"记录暂时读不到 / The records cannot be read now: {error}") from error

    def csv(self, figures: DayFigures, agents: bool, by: str) -> str:
        self._publish(FiguresExported(agent=by, day=figures.day, what="agents" if agents else "queues"))
        return agents_csv(figures) if agents else queues_csv(figures)
