"""What the processor gave a thread: whether it had nothing to do, or was not let to do it.

And how long a start may take by that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

NANO = 1e-9


@dataclass(frozen=True, slots=True)
class Given:
    """Since the thread began, in seconds (`/proc/<pid>/task/<tid>/schedstat`)."""

    ran: float
    waited: float
    """Ready to run, while others ran: a busy machine."""


def given(process: int, thread: int) -> Given | None:
    """None when there is no such thread, or when the kernel keeps no account."""
    try:
        ran, waited, _ = Path(f"/proc/{process}/task/{thread}/schedstat").read_text().split()
        return Given(int(ran) * NANO, int(waited) * NANO)
    except (OSError, ValueError):
        return None


class StartPatience:
    """With one process that starts. Busy is not hung: time in which its main thread was ready to run and
    others ran does not count."""

    def __init__(
        self,
        process: int,
        own_s: float,
        longest_s: float,
        clock: Callable[[], float] = time.monotonic,
        account: Callable[[int, int], Given | None] = given,
    ) -> None:
        """`own_s`: in which it ran, or waited for something but the processor; `longest_s`: by the clock,
        however busy the machine is."""
        self._process, self._own_s, self._longest_s = process, own_s, longest_s
        self._clock = clock
        self._account = account
        self._began = clock()

    def over(self) -> str:
        """How long it took in vain, for people; empty while it may go on."""
        passed = self._clock() - self._began
        account = self._account(self._process, self._process)
        own = passed - min(passed, account.waited if account is not None else 0.0)
        if own < self._own_s and passed < self._longest_s:
            return ""
        return f"for {passed:.0f} s, {own:.0f} s of them its own"
