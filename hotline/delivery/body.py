"""What another system is told of a case."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from hotline.cases.changes import ChangeKind
from hotline.cases.filing import BETWEEN
from hotline.cases.table import CaseRow
from hotline.configuration.delivery import WebhookSettings

KEPT = ("id", "name", "sealed", "masked", "person", "traced", "warned", "text", "texted")
"""Columns that stay here: what a person could be found by, and where each field comes from."""
TIMES = ("opened", "changed", "due")


def body_of(row: CaseRow, kind: ChangeKind, at: float) -> str:
    """The text that is sent: `type`, `timestamp` of the change, and the case as `data`.

    Telephone and name are masked, and empty where the citizen wants secrecy or was not asked.
    """
    data = {name: value for name, value in asdict(row.shown()).items() if name not in KEPT}
    data |= {name: iso(data[name]) for name in TIMES if data[name] is not None}
    data["telephone"] = row.telephone_shown
    if kind == "text":
        data["text"] = row.text.replace("{number}", row.number)
    told = {"type": f"case.{kind}", "timestamp": iso(at), "data": data}
    return json.dumps(told, ensure_ascii=False)


def with_telephone(body: str, telephone: str) -> str:
    """The same with a telephone in full."""
    told: dict[str, Any] = json.loads(body)
    told["data"]["telephone"] = telephone
    return json.dumps(told, ensure_ascii=False)


def wanted(hook: WebhookSettings, row: CaseRow, kind: ChangeKind = "opened") -> bool:
    """Whether that receiver is told of such a change of the case. Text messages go to those alone that send
    them, and of nobody who wants secrecy."""
    if kind == "text" and not (hook.texts and row.secret is False):
        return False
    place = " ".join((row.district, row.street, row.community, row.grid, row.place, row.place_said))
    return (
        (not hook.queues or row.queue in hook.queues)
        and (not hook.units or row.unit in hook.units)
        and (not hook.categories or bool({*hook.categories} & _matters(row)))
        and (not hook.districts or any(name in place for name in hook.districts))
    )


def _matters(row: CaseRow) -> set[str | None]:
    """What a case is about, by all that it may be called: ids, and names of its three levels."""
    return {row.intent, row.category, *row.category_name.split(BETWEEN)} - {None, ""}


def iso(at: float) -> str:
    """A moment as 2026-11-29T01:30:00Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
