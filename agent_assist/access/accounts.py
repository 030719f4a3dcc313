"""Passwords of the agents: argon2 hashes in one SQLite file, never in the repository."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from agent_assist.settings import AgentSettings
from contracts.errors import HotlineError
from contracts.errors import text as _

log = logging.getLogger(__name__)

PASSWORD_BYTES = 12
"""Random bytes of a generated password: 96 bits, 16 letters."""

CONCURRENT_CHECKS = 2
"""A check takes some 50 ms of a core and 64 MiB; more at once would starve the calls."""

WAITING_CHECKS = 200
"""Log-ins that may wait for a check: a whole shift that starts at once."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS account (agent TEXT PRIMARY KEY, password_hash TEXT NOT NULL)"
_SINCE = "ALTER TABLE account ADD COLUMN since REAL NOT NULL DEFAULT 0"
"""When the password was replaced last, in seconds since the Unix epoch; files of earlier versions lack it."""


class AccountsError(HotlineError):
    """The file of accounts cannot be used; the message says what to do."""


class Busy(Exception):
    """Too many log-ins are being checked right now."""


class Accounts:
    """Checks passwords off the event loop."""

    def __init__(self, path: Path, hasher: PasswordHasher | None = None) -> None:
        self._path = path
        self._read_at = 0
        self._hashes: dict[str, str] = {}
        self._since: dict[str, float] = {}
        self._trouble = ""
        self._hasher = hasher or PasswordHasher()
        # Unknown names are checked against this, so that the answer takes as long.
        self._decoy = self._hasher.hash(secrets.token_urlsafe())
        self._slots = asyncio.Semaphore(CONCURRENT_CHECKS)
        self._waiting = 0
        self._pretending = asyncio.Lock()
        self._takes_s = 0.0
        """How long the last check took."""

    @classmethod
    def load(cls, path: Path, hasher: PasswordHasher | None = None) -> Accounts:
        """Reads the file `create_accounts` wrote. Raises `AccountsError` when that is impossible."""
        if not path.is_file():
            raise AccountsError(
                _("{path}: no accounts yet; run the set-up, which creates them").format(path=path)
            )
        accounts = cls(path, hasher)
        accounts._refresh()
        return accounts

    async def check(self, agent: str, password: str) -> bool:
        """Whether this is the agent's password. Raises `Busy` when too many are waiting.

        A name without an account takes as long and nobody else's turn, however many of them come.
        """
        known = await asyncio.to_thread(self._known, agent)
        if known is None:
            await self._pretend(password)
            return False
        if self._waiting >= WAITING_CHECKS:
            raise Busy
        self._waiting += 1
        try:
            async with self._slots:
                return await asyncio.to_thread(self._matches, known, password)
        finally:
            self._waiting -= 1

    def password_since(self, agent: str) -> float:
        """When the agent's password was replaced, in seconds since the Unix epoch; 0 if it never was."""
        self._look_again()
        return self._since.get(agent, 0.0)

    def _known(self, agent: str) -> str | None:
        self._look_again()
        return self._hashes.get(agent)

    async def _pretend(self, password: str) -> None:
        if self._pretending.locked():  # one of them is checked for its time, the others wait for as long
            await asyncio.sleep(self._takes_s)
            return
        async with self._pretending:
            await asyncio.to_thread(self._matches, self._decoy, password)

    def _look_again(self) -> None:
        try:
            self._refresh()
            self._trouble = ""
        except AccountsError as error:
            # Those who were known stay known while the file is out of reach.
            if str(error) != self._trouble:  # it is looked at every second
                log.warning("%s", error)
            self._trouble = str(error)

    def _refresh(self) -> None:
        """Reads the file again if it was changed: a new password is valid at once."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed == self._read_at:
                return
            with _opened(self._path) as db:
                rows = list(db.execute("SELECT agent, password_hash, since FROM account"))
            self._hashes = {agent: password for agent, password, _ in rows}
            self._since = {agent: since for agent, _hash, since in rows}
            self._read_at = changed
        except (OSError, sqlite3.Error) as error:
            raise AccountsError(
                _("{path}: cannot be read ({error}); move it away and run the set-up").format(
                    path=self._path, error=error
                )
            ) from error

    def _matches(self, known: str, password: str) -> bool:
        begun = time.perf_counter()
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False
        finally:
            self._takes_s = time.perf_counter() - begun


def create_accounts(
    path: Path, agents: Iterable[AgentSettings], hasher: PasswordHasher | None = None
) -> dict[str, str]:
    """Gives every agent who has no account yet a random password; other offices have no desk here.

    Returns the new passwords by agent id; they are stored as hashes only, so this is the one
    chance to show them. `hasher` sets another cost than argon2's recommended one.
    Raises `AccountsError` when the file cannot be written.
    """
    hasher = hasher or PasswordHasher()
    created: dict[str, str] = {}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with _opened(path) as db:
            known = {row[0] for row in db.execute("SELECT agent FROM account")}
            for agent in agents:
                if agent.contact is None and agent.id not in known and agent.id not in created:
                    created[agent.id] = secrets.token_urlsafe(PASSWORD_BYTES)
                    row = (agent.id, hasher.hash(created[agent.id]))
                    db.execute("INSERT INTO account (agent, password_hash) VALUES (?, ?)", row)
    except (OSError, sqlite3.Error) as error:
        raise AccountsError(
            _("{path}: accounts cannot be written ({error}); check the folder").format(path=path, error=error)
        ) from error
    return created


def set_password(path: Path, agent: str, password: str) -> None:
    """Replaces one password, which ends the agent's log-ins.

    Raises `AccountsError` when there is no such account.
    """
    with _opened(path) as db:
        row = (PasswordHasher().hash(password), time.time(), agent)
        if db.execute("UPDATE account SET password_hash = ?, since = ? WHERE agent = ?", row).rowcount == 0:
            raise AccountsError(
                _("{path}: no account {agent!r}; add the agent to config.yaml, run the set-up").format(
                    path=path, agent=agent
                )
            )


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, timeout=5)) as db, db:
        db.execute(_SCHEMA)
        if "since" not in {row[1] for row in db.execute("PRAGMA table_info(account)")}:
            db.execute(_SINCE)
        yield db
