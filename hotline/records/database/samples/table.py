"""The tables of samples. They go with the call that they are of."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Double, Integer, String, Table, Text, UniqueConstraint

from hotline.records.database.tables import METADATA

SAMPLES = Table(
    "samples",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("call", String(200), nullable=False, index=True),
    Column("agent", String(100), nullable=False, index=True, doc="who answered it"),
    Column("sheet", String(100), nullable=False, doc="id of the sheet that it is scored on"),
    Column("form", Text, nullable=False, doc="the sheet as it was then, JSON"),
    Column("why", Text, nullable=False, doc="the rule by which it was drawn; empty: by chance"),
    Column("seed", String(40), nullable=False, doc="of the chance"),
    Column("drawn_at", Double, nullable=False, index=True, doc="seconds since the Unix epoch"),
    Column("drawn_by", Text, nullable=False),
    Column("seen_at", Double, doc="when the agent saw the score first; null: not yet"),
    Column("answer", Text, nullable=False, server_default="", doc="what the agent says to it, masked"),
    Column("answered_at", Double),
    UniqueConstraint("call", "sheet", name="sample_once"),
)

SAMPLE_SCORES = Table(
    "sample_scores",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sample", Integer, nullable=False, index=True),
    Column("call", String(200), nullable=False, index=True, doc="that of the sample"),
    Column("scorer", String(100), nullable=False),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("points", Text, nullable=False, doc="by item, JSON"),
    Column("remark", Text, nullable=False, doc="masked"),
    UniqueConstraint("sample", "scorer", name="score_once"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """A row of `samples`. Times in seconds since the Unix epoch."""

    id: int
    call: str
    agent: str
    sheet: str
    form: str
    why: str
    seed: str
    drawn_at: float
    drawn_by: str
    seen_at: float | None = None
    answer: str = ""
    answered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """A row of `sample_scores`."""

    sample: int
    scorer: str
    at: float
    points: dict[str, int]
    """By item."""
    remark: str
