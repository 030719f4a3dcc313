"""The table of nuisance callers. Every row is kept: who proposed, who decided, when and why."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Column, Double, Index, Integer, String, Table, Text, text

from contracts import Standing
from hotline.records.database.tables import METADATA

State = Literal["proposed", "active", "rejected", "removed"]

STATES: tuple[State, ...] = ("proposed", "active", "rejected", "removed")
LISTED: tuple[State, ...] = ("proposed", "active")
"""What somebody may have to decide on."""

_PROPOSED = text("state = 'proposed'")

SCREENING = Table(
    "nuisance_callers",
    METADATA,
    Column("id", Integer, primary_key=True, doc="what supervisors call it by"),
    Column("name", String(64), index=True, doc="keyed hash of the number; null when it is no longer needed"),
    Column("sealed", Text, doc="the number, encrypted; null when it is no longer needed"),
    Column("masked", String(40), nullable=False, doc="the number as it may be shown"),
    Column("standing", String(8), nullable=False, doc="grey or black"),
    Column("state", String(16), nullable=False, index=True, doc="proposed, active, rejected or removed"),
    Column("reason", Text, nullable=False, doc="in the agent's words, numbers masked"),
    Column("call", String(200), doc="the call that it was proposed in; null when added by hand"),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("decided_by", Text),
    Column("decided_at", Double, doc="seconds since the Unix epoch"),
    Column("until", Double, doc="seconds since the Unix epoch; null while proposed"),
    # Two agents who mark a caller at the same time make one proposal.
    Index("nuisance_proposed_once", "name", unique=True, sqlite_where=_PROPOSED, postgresql_where=_PROPOSED),
)

OPENED = Table(
    "opened_numbers",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False, doc="seconds since the Unix epoch"),
    Column("by", Text, nullable=False, doc="who read a full number"),
    Column("what", Text, nullable=False, doc="which, as: screening 7"),
    Column("why", Text, nullable=False),
)
"""Who has read a full number: every time, and also when it could not be opened."""

SHORTEST = 7
"""Digits from which on a number can be on the list: 110, 12345 and extensions cannot."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of `screening`. Times in seconds since the Unix epoch."""

    id: int
    name: str | None
    sealed: str | None
    masked: str
    """The number as it may be shown."""
    standing: Standing
    state: State
    reason: str
    call: str | None
    proposed_by: str
    proposed_at: float
    decided_by: str | None = None
    decided_at: float | None = None
    until: float | None = None

    def shown(self) -> dict[str, Any]:
        """For people and programs: without what the number could be found by."""
        return {"id": self.id, "number": self.masked} | {
            key: value for key, value in asdict(self).items() if key not in ("id", "name", "sealed", "masked")
        }


@dataclass(frozen=True, slots=True)
class Opening:
    """A row of `opened_numbers`."""

    at: float
    by: str
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class MetCaller:
    """A call of somebody on the list. Times in seconds since the Unix epoch."""

    call: str
    at: float
    caller: str
    """Masked."""
    standing: Standing
    reason: str
    agent: str | None
    """Who answered; None when nobody did."""


def caller_key(number: str) -> str | None:
    """The number as dialled within the country: 13800138000, 01012345678, 4001234567.

    So +86 10 1234 5678 and 010-12345678 are one number. A number of another country keeps its +.

    None for a withheld number, a short one (110, an extension) and a SIP name: these are never on the list.
    """
    # By hand: phonenumberslite (9.0) gives the same keys for numbers of the country, but takes 12 MiB of
    # memory, 5 MB on disk and three times the time.
    digits = re.sub(r"[\s().\-]", "", number)
    if not re.fullmatch(r"\+?[0-9]{1,30}", digits, re.ASCII):
        return None
    abroad = re.fullmatch(r"(?:\+|00)+((?!86|0)[1-9]\d*)", digits)
    if abroad is not None:  # +1 310 555 1234 is not the mobile 13105551234
        return f"+{abroad[1]}" if len(abroad[1]) >= SHORTEST else None
    digits = re.sub(r"^\+?(?:00)*", "", digits)
    # From abroad and from some carriers a landline comes with 86 in place of its 0.
    digits = re.sub(r"^860?(?=[1-9]\d{9,10}$)", "0", digits)
    digits = re.sub(r"^0(?=1[3-9]\d{9}$|[48]00\d{7}$)", "", digits)
    return digits if len(digits) >= SHORTEST else None
