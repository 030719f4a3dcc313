"""Deliveries to one receiver: signed, one after the other, again and again until it takes them."""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp

from contracts import Fault
from contracts.errors import HotlineError
from hotline.cases.table import CaseRow
from hotline.configuration.delivery import SecretUnreadable, WebhookSettings
from hotline.delivery.body import with_telephone
from hotline.delivery.signing import signed_headers
from hotline.delivery.store import DeliveryStore
from hotline.delivery.table import Delivery
from hotline.records.database.records import RecordsUnavailable
from hotline.records.sealing import SealError

log = logging.getLogger(__name__)

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0
"""The pause before the next try doubles from the first to the longest."""
LOOK_S = 2.0
"""So often the database is looked at, if nobody wakes us."""
REFUSED = frozenset({400, 413, 415, 422})
"""Answers to what would be refused again: a person has to look."""
MARGIN_S = 5.0
"""Beyond the time of an answer, before another node may try the same."""

TelephoneOf = Callable[[CaseRow], str | None]
"""The telephone of a case in full. Raises `SealError`."""


class Undelivered(HotlineError):
    """It has not arrived; the text says why."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final
        """A further try would end the same way."""


class Sender:
    """Of one receiver. Of a case the next is sent when the one before has arrived, or was given up."""

    def __init__(
        self,
        hook: WebhookSettings,
        store: DeliveryStore,
        telephone_of: TelephoneOf,
        *,
        base: Path,
        give_up_s: float,
        on_fault: Callable[[Fault], None],
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        """`base` is the folder that names of files count from; `on_fault` hears once of every outage."""
        self._hook = hook
        self._store = store
        self._telephone_of = telephone_of
        self._base = base
        self._give_up_s = give_up_s
        self._on_fault = on_fault
        self._first_pause_s = first_pause_s
        self._misses = 0
        """Tries in a row that did not reach the receiver."""
        self.woken = asyncio.Event()
        """Set when there may be something new."""

    async def run(self) -> None:
        """For as long as the service runs."""
        # No proxy of the environment, no cookie that a receiver might set.
        async with aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._hook.timeout_s), cookie_jar=aiohttp.DummyCookieJar()
        ) as session:
            while True:
                try:
                    busy = await self._round(session)
                except RecordsUnavailable as error:
                    log.warning("deliveries to %s wait for the database: %s", self._hook.id, error)
                    busy = False
                if not busy:
                    await self._rest()

    async def _round(self, session: aiohttp.ClientSession) -> bool:
        """Tries what is due; True when all of it has arrived, so that there may be more."""
        self.woken.clear()
        due = await self._store.due(self._hook.id, time.time())
        for one in due:
            if await self._store.claim(one, time.time() + self._hook.timeout_s + MARGIN_S):
                await self._try(session, one)
            if self._misses:
                return False
        return bool(due)

    async def _rest(self) -> None:
        """Until there may be something to do; a receiver that is away is left alone for a while."""
        if self._misses:
            await asyncio.sleep(min(self._pause(self._misses), 10 * LOOK_S))
            return
        try:
            await asyncio.wait_for(self.woken.wait(), LOOK_S)
        except TimeoutError:
            return

    async def _try(self, session: aiohttp.ClientSession, one: Delivery) -> None:
        try:
            await self._send(session, one)
        except Undelivered as error:
            await self._failed(one, error)
        else:
            if self._misses:
                log.info("%s takes deliveries again", self._hook.id)
            self._misses = 0
            await self._store.delivered(one.id)

    async def _failed(self, one: Delivery, error: Undelivered) -> None:
        now = time.time()
        dead = error.final or now - one.made >= self._give_up_s
        await self._store.failed(one, str(error), now + self._pause(one.tries + 1), dead=dead)
        if error.final:
            self._misses = 0
        else:
            self._misses += 1
            if self._misses == 1:
                self._tell(str(error), "It is tried again; nothing is lost. See: hotline deliveries list")
        if dead:
            self._tell(f"case {one.number}: {error}", "It is given up. See: hotline deliveries list --dead")

    async def _send(self, session: aiohttp.ClientSession, one: Delivery) -> None:
        """Raises `Undelivered`."""
        try:
            secret = await asyncio.to_thread(self._hook.secret, self._base)
            tls = await asyncio.to_thread(self._tls)
            body = (await self._body(one)).encode()
            headers = signed_headers(secret, one.key, int(time.time()), body)
            async with session.post(
                self._hook.url, data=body, headers=headers, ssl=tls, allow_redirects=False
            ) as answer:
                status = answer.status
                answer.close()  # whatever it says besides is not read
        except TimeoutError:
            raise Undelivered(f"no answer within {self._hook.timeout_s:g} s") from None
        except (SecretUnreadable, aiohttp.ClientError, OSError, ValueError) as error:
            raise Undelivered(f"{error.__class__.__name__}: {error}") from None
        if 200 <= status < 300:
            return
        if 300 <= status < 400:
            raise Undelivered(
                f"HTTP {status}: it leads elsewhere, and only addresses in config.yaml are called"
            )
        raise Undelivered(f"HTTP {status}", final=status in REFUSED)

    async def _body(self, one: Delivery) -> str:
        """With the telephone where the receiver gets it; by the case as it stands now, not as it was."""
        if not self._hook.telephone:
            return one.body
        row = await self._store.case(one.number)
        if row is None or row.secret is not False:
            return one.body
        try:
            telephone = self._telephone_of(row)
        except SealError as error:
            log.warning("the telephone of case %s stays closed: %s", one.number, error)
            return one.body
        return one.body if telephone is None else with_telephone(one.body, telephone)

    def _tls(self) -> ssl.SSLContext:
        """Blocking. Raises OSError (ssl.SSLError is one)."""
        context = ssl.create_default_context()
        if self._hook.ca_file is not None:
            context.load_verify_locations(self._base / self._hook.ca_file)
        return context

    def _pause(self, tries: int) -> float:
        longest = min(self._first_pause_s * 2.0 ** min(tries - 1, 30), LONGEST_PAUSE_S)
        return longest * random.uniform(0.8, 1.2)

    def _tell(self, message: str, done: str) -> None:
        log.warning("delivery to %s: %s", self._hook.id, message)
        self._on_fault(Fault(part="webhook", message=f"{self._hook.id}: {message}", done=done))
