"""Accounts of pages: whose log-in ends is no telephone any more, and nobody else's goes with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent_assist.access.sessions import LoginSession, Sessions
from contracts import Event
from hotline.desk.phones import DeskPhones
from telephony.ari.client import Ari, AriAccess
from telephony.asterisk.browser_accounts import BrowserAccounts
from telephony.distributor.floor import Floor
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time


class KnownAccounts(BrowserAccounts):
    """Kept in a list; `meanwhile` is done while Asterisk is asked which it knows."""

    def __init__(self) -> None:
        super().__init__(Ari(AriAccess("http://asterisk.invalid", "hotline", "")), silent_s=12)
        self.known: list[str] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def make(self, account: str, agent: str) -> str:
        self.known.append(account)
        return "secret"

    async def remove(self, account: str) -> None:
        if account in self.known:
            self.known.remove(account)

    async def standing(self) -> list[str]:
        await asyncio.sleep(0.1)
        self.meanwhile()
        return [*self.known]


class Phones:
    """Telephones of pages around a real floor."""

    def __init__(self) -> None:
        self.accounts = KnownAccounts()
        self.sessions = Sessions(3600)
        self.lost: list[str] = []
        events: list[Event] = []
        self.floor = Floor(*seated({"wang": ("1001", "*")}, ["urban"], 10), events.append)
        self.phones = DeskPhones(
            "ws://asterisk.invalid/ws",
            self.accounts,
            self.floor,
            self._looked_at,
            lambda: self.sessions.ids,
            self.lost.append,
        )
        self.sessions.on_end(self.phones.end)

    async def _looked_at(self, account: str) -> None:
        self.floor.device(f"PJSIP/{account}", "NOT_INUSE")

    def log_in(self) -> LoginSession:
        return self.sessions.begin("wang")[1]


@at_virtual_time
async def test_a_log_in_that_ends_in_mid_call_loses_its_leg_at_once() -> None:
    """The caller is told, and does not listen to nothing until Asterisk misses the voice."""
    desk = Phones()
    session = desk.log_in()
    account = (await desk.phones.account(session)).name
    desk.lost.clear()
    assert desk.floor.phone("wang") == account
    desk.sessions.end(session)
    assert desk.lost == [account]
    assert desk.floor.phone("wang") == "1001"
    await asyncio.sleep(1)
    assert desk.accounts.known == []


@at_virtual_time
async def test_who_logs_in_while_accounts_are_looked_at_keeps_theirs() -> None:
    desk = Phones()
    desk.accounts.meanwhile = lambda: desk.accounts.known.append(desk.phones.name(desk.log_in()))
    sweeping = asyncio.create_task(desk.phones.run())
    await asyncio.sleep(1)
    sweeping.cancel()
    assert len(desk.accounts.known) == 1
