"""A report: a title, days, and tables that every format writes alike."""

from __future__ import annotations

from dataclasses import dataclass

from hotline.reports.period import Period

Cell = str | int | float | None
"""None: there is nothing to say."""

HIDDEN = "*"
"""Stands in a public report for what is not told."""
NAMELESS = ""
"""First cell of a row of what has no name: without a category, an unit, a district."""
OTHERS = "…"
"""First cell of a row of all that is too small for a row of its own."""
TOTAL = "*"
"""First cell of the row of all together."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table. Its id and its columns' have their words in `words.py`; the first column names a row."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    named: bool = False
    """Whether the first cell of each row is an id that has its words there, too."""


@dataclass(frozen=True, slots=True)
class Report:
    """Of one period. Nothing personal stands in it."""

    period: Period
    public: bool
    made: float
    """Seconds since the Unix epoch."""
    humble: bool
    """There is too little history to know well what is usual."""
    sheets: tuple[Sheet, ...]

    def sheet(self, id: str) -> Sheet:
        """Raises `KeyError`."""
        found = next((one for one in self.sheets if one.id == id), None)
        if found is None:
            raise KeyError(id)
        return found
