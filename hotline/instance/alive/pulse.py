"""Judges from outside whether the service lives: by its heartbeat, and the processor time it was given.

Busy is not hung: time in which the event loop's thread was ready to run and others ran is not counted.
A process that is stopped, or whose loop waits for something that does not come, has no such excuse.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from contracts.processor_time import Given, given

HUNG_S = 3.0
"""Without a beat, or ill, for so long: hung. With a look every LOOK_S and the dump it is over within 5 s."""
LOOK_S = 0.25
LONGEST_LOOK_S = 1.0
"""What lies between two looks counts for no more: whoever looks may have been stopped with the machine."""
WELL = "well"


class Pulse:
    """Of one service process. Says nothing before the first beat: a start may take its time."""

    def __init__(
        self,
        process: int,
        clock: Callable[[], float] = time.monotonic,
        account: Callable[[int, int], Given | None] = given,
    ) -> None:
        self._process = process
        self._clock = clock
        self._account = account
        self._beating = False
        self._ill = ""
        self._silent_s = self._ill_s = 0.0
        self._looked, self._waited = clock(), 0.0

    @property
    def silent_s(self) -> float:
        """Time since the last beat that counts."""
        return self._silent_s

    def beat(self, state: str) -> None:
        """The service lives; `state` is WELL, or what is stuck in it."""
        if state == WELL:
            self._ill_s = 0.0
        self._ill = "" if state == WELL else state
        self._beating, self._silent_s = True, 0.0

    def stop(self) -> None:
        """It ends in order: nothing is expected of it any more."""
        self._beating = False

    def hung(self) -> str | None:
        """Why the process is to be replaced, or None. To be asked every LOOK_S."""
        now, account = self._clock(), self._account(self._process, self._process)
        passed = min(now - self._looked, LONGEST_LOOK_S)
        if account is not None:
            passed -= min(passed, max(0.0, account.waited - self._waited))
            self._waited = account.waited
        self._looked = now
        if not self._beating:
            return None
        self._silent_s += passed
        if self._ill:
            self._ill_s += passed
        if self._silent_s >= HUNG_S:
            return f"no heartbeat of its event loop for {self._silent_s:.1f} s"
        if self._ill_s >= HUNG_S:
            return self._ill
        return None
