"""How far a command is: a bar on a terminal, a line every ten seconds elsewhere, both with what is left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hotline.machine.setup import progress

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
    lines = progress.Lines(title, say, announced=False)  # what is done in a moment needs no line

    def one_more() -> None:
        nonlocal done
        done += 1
        lines(done / total, f"{done} / {total}")

    yield one_more


@contextmanager
def stages(console: Console, title: str) -> Iterator[Callable[[str], None]]:
    """Yields what is to be told which piece of work begins, where nobody knows how long each will take."""
    if console.is_terminal:
        with console.status(title) as status:
            yield status.update
        return
    began = time.monotonic()
    said = -progress.LINE_EVERY_S

    def begins(piece: str) -> None:
        nonlocal said
        spent = time.monotonic() - began
        if spent - said >= progress.LINE_EVERY_S:
            said = spent
            console.print(f"{title}: {piece} ({spent:.0f} s)", soft_wrap=True, highlight=False, markup=False)

    yield begins


def in_turn(console: Console, title: str, entries: list[Entry]) -> Iterable[Entry]:
    """The entries one by one."""
    with counting(console, title, len(entries)) as one_more:
        for entry in entries:
            yield entry
            one_more()
