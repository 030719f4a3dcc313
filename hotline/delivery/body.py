"""What another system is told of a case."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hotline.cases.changes import ChangeKind
from hotline.cases.table import CaseRow
from hotline.configuration.delivery import WebhookSettings

FIELDS = (
    *("number", "state", "intent", "topic", "queue", "place", "place_said", "happened", "said"),
    *("secret", "complete", "opened_by"),
)
"""Of the case, as `hotline cases export` has them; what is said is masked."""


def body_of(row: CaseRow, kind: ChangeKind, at: float) -> str:
    """The text that is sent: `type`, `timestamp` of the change, and the case as `data`.

    `telephone` is masked, and empty where the citizen wants secrecy or was not asked.
    """
    data = {name: getattr(row, name) for name in FIELDS}
    data |= {"opened": iso(row.opened), "changed": iso(row.changed), "telephone": row.telephone_shown}
    told = {"type": f"case.{kind}", "timestamp": iso(at), "data": data}
    return json.dumps(told, ensure_ascii=False)


def with_telephone(body: str, telephone: str) -> str:
    """The same with a telephone in full."""
    told: dict[str, Any] = json.loads(body)
    told["data"]["telephone"] = telephone
    return json.dumps(told, ensure_ascii=False)


def wanted(hook: WebhookSettings, row: CaseRow) -> bool:
    """Whether that receiver is told of the case."""
    place = f"{row.place} {row.place_said}"
    return (
        (not hook.queues or row.queue in hook.queues)
        and (not hook.categories or row.intent in hook.categories)
        and (not hook.districts or any(name in place for name in hook.districts))
    )


def iso(at: float) -> str:
    """A moment as 2026-11-29T01:30:00Z."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
