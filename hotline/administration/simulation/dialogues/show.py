"""Conversations on the terminal: how many went as expected, and what the others failed in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table


def show_dialogues(results: Sequence[dict[str, Any]], console: Console) -> None:
    """`results` are the JSON objects of the conversations."""
    right = sum(found["ok"] for found in results)
    share = 100 * right / len(results)
    console.print(f"as expected: {right} of {len(results)} ({share:.1f} %)", highlight=False)
    table = Table(title="not as expected")
    for column in ("conversation", "what", "expected", "got"):
        table.add_column(column, overflow="fold")
    for found in results:
        for fault in found.get("failed", ()):
            table.add_row(
                escape(found["id"]), fault["key"], escape(str(fault["expected"])), escape(str(fault["got"]))
            )
    if table.row_count:
        console.print(table)
    if waiting := sum(len(found.get("not_judged", ())) for found in results):
        console.print(f"[dim]{waiting} acts in words (do) were not judged; --json has them[/]")
