"""What the desk needs to show reports; the root hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

ReportKind = Literal["day", "week", "month"]
FileFormat = Literal["page", "csv", "xlsx", "pdf", "json"]
Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class WantedReport:
    """Which one, and in which language."""

    kind: ReportKind
    day: date | None
    """In it; None: the last one that is over."""
    public: bool
    language: Language


class ReportColumn(BaseModel):
    """A column, and what it is called."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str


class ReportSheet(BaseModel):
    """A table."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    name: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...] = Field(
        description="The first cell is the row's name; null: there is nothing to say; `*`: it is not told."
    )


class ReportView(BaseModel):
    """A report as it is shown. Nothing personal stands in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ReportKind
    public: bool
    name: str = Field(description="2026-11-29, 2026-W48, 2026-11.")
    title: str
    first: str = Field(description="Its first day.")
    last: str
    made: float = Field(description="Seconds since the Unix epoch.")
    humble: bool = Field(description="There is too little history to know well what is usual.")
    notes: tuple[str, ...]
    sheets: tuple[ReportSheet, ...]


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report to be taken along."""

    name: str
    content_type: str
    body: bytes


class Reports(Protocol):
    """Each method raises `ActionRefused` when it cannot be made: a time that has not begun, no PDF here."""

    async def show(self, wanted: WantedReport) -> ReportView:
        """To be looked at."""

    async def file(self, wanted: WantedReport, form: FileFormat, by: str) -> ReportFile:
        """To be taken along. That `by` took it is written down."""
