"""How far a command is: a bar on a terminal, a line every ten seconds elsewhere, both with what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.machine.setup.progress import Lines

Entry = TypeVar("Entry")


@contextmanager
def counting(console: Console, title: str, total: int) -> Iterator[Callable[[], None]]:
    """Yields what is to be called after each of `total` pieces of work."""
    done = 0
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        # No refreshing thread: its work would count as that of what is measured.
        with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
            task = bar.add_task(title, total=total)
            yield lambda: bar.update(task, advance=1, refresh=True)
        return
    say = partial(console.print, soft_wrap=True, highlight=False, markup=False)
    lines = Lines(title, say, announced=False)  # what is done in a moment needs no line

    def one_more() -> None:
        nonlocal done
        done += 1
        lines(done / total, f"{done} / {total}")

    yield one_more


def in_turn(console: Console, title: str, entries: list[Entry]) -> Iterable[Entry]:
    """The entries one by one."""
    with counting(console, title, len(entries)) as one_more:
        for entry in entries:
            yield entry
            one_more()
