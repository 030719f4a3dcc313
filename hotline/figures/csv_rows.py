"""The figures of a day as a table for spreadsheets: a row for each queue and half hour, and for the day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from contracts import ALL_QUEUES, AgentDay, DayFigures, Figures

QUEUE_COLUMNS = ("day", "half_hour", "queue", *Figures.model_fields)
AGENT_COLUMNS = ("day", *AgentDay.model_fields)
WHOLE_DAY, ALL = "day", "all"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes what begins with these for a formula."""


def queues_csv(figures: DayFigures) -> str:
    """`half_hour` is its beginning, 09:30, or `day`; `queue` is its id, or `all`. None is an empty cell."""
    return csv_text(QUEUE_COLUMNS, _queue_rows(figures))


def agents_csv(figures: DayFigures) -> str:
    """A row for each agent's day."""
    return csv_text(AGENT_COLUMNS, ([figures.day, *one.model_dump().values()] for one in figures.agents))


def _queue_rows(figures: DayFigures) -> Iterator[list[object]]:
    for queue in figures.queues:
        name = queue_cell(queue.queue)
        for half_hour in queue.half_hours:
            begins = datetime.fromtimestamp(half_hour.at).strftime("%H:%M")
            yield [figures.day, begins, name, *half_hour.figures.model_dump().values()]
        yield [figures.day, WHOLE_DAY, name, *queue.day.model_dump().values()]


def queue_cell(queue: str) -> str:
    """The queue's id, or `all`."""
    return ALL if queue == ALL_QUEUES else queue


def csv_text(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A first line of names, then the rows. None is an empty cell; what somebody said or wrote is no formula
    for the spreadsheet, whatever it begins with."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
