"""How long Asterisk may take to come up: by the time that is its own, whatever else the machine does."""

from __future__ import annotations

import time
from collections.abc import Callable

from contracts.processor_time import Given, given

START_S = 45.0
"""Of its own: it ran, or waited for something but the processor."""
LONGEST_START_S = 600.0
"""By the clock, however busy the machine is."""


class StartPatience:
    """With one process that starts. Busy is not hung: time in which its main thread, which loads the modules,
    was ready to run and others ran does not count."""

    def __init__(
        self,
        process: int,
        clock: Callable[[], float] = time.monotonic,
        account: Callable[[int, int], Given | None] = given,
    ) -> None:
        self._process = process
        self._clock = clock
        self._account = account
        self._began = clock()

    def over(self) -> str:
        """How long it took in vain, for people; empty while it may go on."""
        passed = self._clock() - self._began
        account = self._account(self._process, self._process)
        own = passed - min(passed, account.waited if account is not None else 0.0)
        if own < START_S and passed < LONGEST_START_S:
            return ""
        return f"for {passed:.0f} s, {own:.0f} s of them its own"
