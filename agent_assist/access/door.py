"""The log-in: whether a name and a password may enter, and how long a guesser has to wait."""

from __future__ import annotations

import time
from collections.abc import Callable

from agent_assist.access.accounts import Accounts, Busy
from agent_assist.access.client import home
from agent_assist.access.throttle import Throttle


class TooManyAttempts(Exception):
    """Not now."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"wait {wait_s:g} s")
        self.wait_s = wait_s
        """Seconds until the next attempt may be made."""


class Door:
    """Guesses at names that nobody has are counted apart: they make nobody else wait or be forgotten."""

    def __init__(self, accounts: Accounts, clock: Callable[[], float] = time.monotonic) -> None:
        self._accounts = accounts
        self._real = Throttle(clock)
        self._made_up = Throttle(clock)

    async def opens(self, agent: str, password: str, address: str, *, exists: bool) -> bool:
        """Whether this is the password of `agent`; `exists`: somebody of that name works here.

        Raises `TooManyAttempts`.
        """
        throttle = self._real if exists else self._made_up
        key = f"{agent}@{home(address)}"
        if (wait := throttle.wait_s(key)) > 0:
            raise TooManyAttempts(wait)
        # Counted before the check, so that many guesses at once do not slip through together.
        throttle.failed(key)
        try:
            right = await self._accounts.check(agent, password)
        except Busy:
            raise TooManyAttempts(1) from None
        if right and exists:
            throttle.succeeded(key)
        return right and exists
