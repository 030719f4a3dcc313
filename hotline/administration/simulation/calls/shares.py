"""How many calls of a file were led right: all together, and of each queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hotline.administration.simulation.right_queues import NOWHERE, RightQueues
from ivr import IvrSettings

MOST_SHOWN = 40
"""So many wrong calls are shown in full; `--json` has all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A call that came to its end, against what is right."""

    right: RightQueues
    found: dict[str, Any]
    human_queue: str

    @property
    def at_once(self) -> bool:
        """Whether the first decision names a right queue; where none is right, whether it names none."""
        return self.right.allow(self.found["queue"])

    @property
    def reached(self) -> bool:
        """Whether the call ended in a right queue; where none is right, with anybody or with nobody."""
        reached = self.found["reached"]
        nothing_wanted = self.right.allow(None) and reached == self.human_queue
        return nothing_wanted or self.right.allow(reached)


def show_shares(judged: Sequence[Judged], settings: IvrSettings, console: Console) -> None:
    """The shares of right calls, and those that ended wrong."""
    if not judged:
        return
    names = {queue.id: queue.name for queue in settings.queues}
    for label, right in (
        ("right queue", sum(one.reached for one in judged)),
        ("right at once", sum(one.at_once for one in judged)),
    ):
        share = 100 * right / len(judged)
        console.print(f"{label}: {right} of {len(judged)} ({share:.1f} %)", highlight=False)
    console.print(_by_queue(judged, names))
    if wrong := [one for one in judged if not one.reached]:
        console.print(_wrong(wrong[:MOST_SHOWN], names))
        if len(wrong) > MOST_SHOWN:
            console.print(f"[dim]… and {len(wrong) - MOST_SHOWN} more; --json has all[/]")


def _by_queue(judged: Sequence[Judged], names: dict[str, str]) -> Table:
    table = Table("queue", title="by queue: the first of the right ones")
    for column in ("calls", "right queue", "right at once"):
        table.add_column(column, justify="right")
    for queue in [*names, None]:
        calls = [one for one in judged if one.right.best == queue]
        if calls:
            reached, at_once = sum(one.reached for one in calls), sum(one.at_once for one in calls)
            table.add_row(_name(queue, names), str(len(calls)), str(reached), str(at_once))
    return table


def _wrong(wrong: Sequence[Judged], names: dict[str, str]) -> Table:
    table = Table(title="wrong")
    for column in ("call", "expected", "got", "score", "outcome", "reason"):
        table.add_column(column, overflow="fold")
    for one in wrong:
        found = one.found
        table.add_row(
            escape(found["text"]),
            " / ".join(_name(queue, names) for queue in one.right.queues),
            _name(found["reached"], names),
            f"{found['score']:.2f}",
            found["outcome"],
            escape(found["reason"]),
        )
    return table


def _name(queue: str | None, names: dict[str, str]) -> str:
    return NOWHERE if queue is None else escape(names[queue])
