"""Show on standard error what set-up is doing: bars on a terminal, one line a step elsewhere.

Standard output stays empty, so that commands which print JSON can run set-up first.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from .debian import apt

console = Console(stderr=True)


@contextmanager
def step(title: str) -> Iterator[apt.Progress]:
    """Show one step of set-up; yields the function that moves its bar."""
    if not console.is_terminal:
        console.print(f"{title} …")
        yield lambda _share, _what: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        task = bars.add_task(title, total=1.0)
        # Never quite full before the end: a full bar would stop its clock.
        yield lambda share, what: bars.update(
            task, completed=min(share, 0.999), description=f"{title}: {what}"
        )
        bars.update(task, completed=1.0, description=title)
