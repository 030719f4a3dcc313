"""Show on standard error what set-up is doing: bars on a terminal, a line now and then elsewhere.

Standard output stays empty, so that commands which print JSON can run set-up first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from .debian import apt

console = Console(stderr=True)
LINE_EVERY_S = 10.0
"""Where there is no terminal: often enough to see that it goes on, seldom enough for a log."""


class Lines:
    """Tells how far a step is: a line every ten seconds, with an estimate of what is left."""

    def __init__(
        self,
        title: str,
        say: Callable[[str], object],
        clock: Callable[[], float] = time.monotonic,
        *,
        announced: bool = True,
    ) -> None:
        """`announced`: a line at once says that it begins."""
        self._title = title
        self._say = say
        self._clock = clock
        self._began = self._said = clock()
        self._from = self._last = 0.0
        if announced:
            say(f"{title} …")

    def __call__(self, share: float, what: str) -> None:
        """`share` (0 to 1) of it is done; where it falls back, as between two downloads, estimated anew."""
        now = self._clock()
        if share < self._last:
            self._began, self._from = now, share
        self._last = share
        if now - self._said < LINE_EVERY_S:
            return
        self._said = now
        self._say(f"{self._title}: {share:.0%}, {what}{self._left(share, now)}")

    def _left(self, share: float, now: float) -> str:
        done, spent = share - self._from, now - self._began
        if done <= 0 or spent <= 0 or share >= 1:
            return ""
        seconds = (1.0 - share) * spent / done
        if seconds < 90:
            return _(", about {seconds:.0f} s left").format(seconds=seconds)
        return _(", about {minutes:.0f} min left").format(minutes=seconds / 60)


@contextmanager
def step(title: str) -> Iterator[apt.Progress]:
    """Show one step of set-up; yields the function that moves its bar."""
    if not console.is_terminal:
        yield Lines(title, lambda line: console.print(line, soft_wrap=True, highlight=False))
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn(_("left")),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bars:
        task = bars.add_task(title, total=1.0)
        # Never quite full before the end: a full bar would stop its clock.
        yield lambda share, what: bars.update(
            task, completed=min(share, 0.999), description=f"{title}: {what}"
        )
        bars.update(task, completed=1.0, description=title)
