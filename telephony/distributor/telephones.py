"""The telephones at which agents can be rung: one of their own, and the browsers in which they sit."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

_DEVICE = "PJSIP/"
REACHABLE = ("NOT_INUSE", "INUSE", "RINGING", "BUSY", "ONHOLD", "RINGINUSE")
"""Device states of a phone that is registered."""


class Telephones:
    """Who sits at which. A browser that is there is rung; else the agent's own telephone."""

    def __init__(self, own: Mapping[str, str]) -> None:
        """`own`: agent -> SIP account."""
        self._own = dict(own)
        self._browsers: dict[str, str] = {}
        """SIP account -> agent; who logged in last stands last."""
        self._there: set[str] = set()
        """Accounts that could be rung."""
        self._awaited: dict[tuple[str, str], asyncio.Event] = {}

    def to_ring(self, agent: str) -> str | None:
        """The SIP account that reaches the agent now."""
        browsers = [account for account, at in self._browsers.items() if at == agent]
        there = [account for account in browsers if account in self._there]
        return there[-1] if there else self._own.get(agent)

    def set_own(self, agent: str, account: str) -> None:
        """Another telephone than before, perhaps: whether it is there must be told."""
        if (before := self._own.get(agent)) not in (None, account):
            self._there.discard(str(before))
        self._own[agent] = account

    def sit_at(self, agent: str, account: str) -> None:
        """A browser may log in as that agent's telephone."""
        self._browsers.pop(account, None)
        self._browsers[account] = agent

    def leave(self, account: str) -> None:
        """That browser is no telephone any more."""
        self._browsers.pop(account, None)
        self._there.discard(account)

    def of(self, agent: str) -> list[str]:
        """All accounts of the agent."""
        own = [self._own[agent]] if agent in self._own else []
        return own + [account for account, at in self._browsers.items() if at == agent]

    def owner(self, device: str) -> str | None:
        """Whose telephone that is; None: nobody's."""
        account = device.removeprefix(_DEVICE)
        if account in self._browsers:
            return self._browsers[account]
        return next((agent for agent, own in self._own.items() if own == account), None)

    def seen(self, device: str, there: bool) -> None:
        """Whether it could be rung now."""
        account = device.removeprefix(_DEVICE)
        (self._there.add if there else self._there.discard)(account)
        for (agent, before), waiting in list(self._awaited.items()):
            if self._is_back(agent, before):
                waiting.set()

    async def when_back(self, agent: str, account: str) -> None:
        """Returns when that telephone of the agent's could be rung: of a browser, any of theirs."""
        waiting = self._awaited.setdefault((agent, account), asyncio.Event())
        try:
            if not self._is_back(agent, account):
                await waiting.wait()
        finally:
            self._awaited.pop((agent, account), None)

    def _is_back(self, agent: str, account: str) -> bool:
        own = self._own.get(agent)
        return any(one in self._there for one in self.of(agent) if (one == own) == (account == own))

    def reachable(self, agent: str) -> bool:
        """Whether any of the agent's telephones could be rung."""
        return any(account in self._there for account in self.of(agent))
