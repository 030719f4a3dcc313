"""Telephones of pages: accounts in Asterisk, which the floor rings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection

from agent_assist.access.sessions import LoginSession
from agent_assist.phone.port import PhoneAccount
from agent_assist.refusal import ActionRefused
from hotline.machine.tasks import start_task
from telephony.ari.client import AriError
from telephony.asterisk.browser_accounts import PREFIX, REALM, BrowserAccounts
from telephony.distributor.floor import Floor

log = logging.getLogger(__name__)

SESSION_PART = 16
"""Characters of a log-in's id in its account's name: the name itself opens nothing."""
SWEEP_S = 60.0
"""How often accounts are looked for whose log-in is over: one may have ended while Asterisk was away."""


class DeskPhones:
    """Implements `agent_assist.phone.port.BrowserPhones`."""

    def __init__(
        self,
        url: str,
        accounts: BrowserAccounts,
        floor: Floor,
        look_at: Callable[[str], Awaitable[object]],
        log_ins: Callable[[], Collection[str]],
        leg_gone: Callable[[str], None],
    ) -> None:
        """`url`: Asterisk's WebSocket; `look_at` asks Asterisk for an account's state and its changes;
        `log_ins`: ids of all that last; `leg_gone` is told the account of a page that is gone."""
        self._url = url
        self._accounts = accounts
        self._floor = floor
        self._look_at = look_at
        self._log_ins = log_ins
        self._leg_gone = leg_gone
        self._going: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """For ever: accounts go whose log-in ended while Asterisk, or this service, was away."""
        while True:
            try:
                standing = await self._accounts.standing()
                known = {_name(one) for one in self._log_ins()}  # after: who has logged in meanwhile is one
                for name in standing:
                    if name not in known:
                        await self._accounts.remove(name)
            except AriError as error:
                log.debug("accounts of pages are looked at later: %s", error)
            await asyncio.sleep(SWEEP_S)

    @property
    def url(self) -> str:
        return self._url

    def name(self, session: LoginSession) -> str:
        return _name(session.id)

    async def account(self, session: LoginSession) -> PhoneAccount:
        name = _name(session.id)
        self.gone(session)  # whatever it was before, it begins anew
        self._floor.sit_at(session.agent, name)
        try:
            password = await self._accounts.make(name, session.agent)
        except AriError as error:
            raise ActionRefused("电话系统暂时不可用 / The telephone system is away for now") from error
        await self._look_at(name)
        return PhoneAccount(name, password, REALM)

    def gone(self, session: LoginSession) -> None:
        # Before Asterisk notices: nobody is rung at a page that is not there.
        self._floor.device(f"PJSIP/{_name(session.id)}", "UNAVAILABLE")
        self._leg_gone(_name(session.id))

    def end(self, session: LoginSession) -> None:
        name = _name(session.id)
        self._floor.leave_phone(name)
        self._leg_gone(name)
        start_task(self._accounts.remove(name), self._going)


def _name(session: str) -> str:
    return PREFIX + session[:SESSION_PART]
