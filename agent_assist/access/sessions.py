"""Who is logged in: random tokens, kept on the server, known after a restart."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

PER_AGENT = 20
"""Sessions one agent may have at once; the oldest ends when another begins."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, agent TEXT, expires REAL)"


@dataclass(frozen=True, slots=True)
class LoginSession:
    """One log-in. `id` is the hash of the cookie's token, so that a leaked file opens nothing."""

    id: str
    agent: str
    expires: float
    """Seconds since the Unix epoch."""


class Sessions:
    """Sessions in memory, with a small SQLite file behind them when `path` is given.

    The file is written at log-in and log-out only (a row, without waiting for the disk). When that
    fails, people stay logged in; they merely have to log in again after a restart.
    """

    def __init__(
        self, seconds: float, path: Path | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sessions: dict[str, LoginSession] = {}
        self._db: sqlite3.Connection | None = None
        if path is not None:
            self._open(path)

    def begin(self, agent: str) -> tuple[str, LoginSession]:
        """A new session and the token for its cookie."""
        self._drop_expired()
        mine = [s for s in self._sessions.values() if s.agent == agent]
        for oldest in mine[: max(0, len(mine) - PER_AGENT + 1)]:
            self.end(oldest)
        token = secrets.token_urlsafe(32)
        session = LoginSession(_id_of(token), agent, self._clock() + self._seconds)
        self._sessions[session.id] = session
        self._store("INSERT INTO session VALUES (?, ?, ?)", (session.id, agent, session.expires))
        return token, session

    def find(self, token: str) -> LoginSession | None:
        """The session of a cookie, unless it expired or never was."""
        session = self._sessions.get(_id_of(token))
        if session is not None and session.expires <= self._clock():
            self.end(session)
            return None
        return session

    def remaining(self, session: LoginSession) -> float:
        """Seconds the session still lasts."""
        return max(0.0, session.expires - self._clock())

    def end(self, session: LoginSession) -> None:
        """Logs out."""
        self._sessions.pop(session.id, None)
        self._store("DELETE FROM session WHERE id = ?", (session.id,))

    def close(self) -> None:
        """Lets go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _drop_expired(self) -> None:
        now = self._clock()
        for session in [s for s in self._sessions.values() if s.expires <= now]:
            self.end(session)

    def _open(self, path: Path) -> None:
        with self._tolerating():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            # A locked file must not hold up the event loop, hence the short wait.
            self._db = sqlite3.connect(path, timeout=0.05, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute(_SCHEMA)
            for row in self._db.execute("SELECT id, agent, expires FROM session"):
                self._sessions[row[0]] = LoginSession(*row)
            self._drop_expired()

    def _store(self, statement: str, values: tuple[str | float, ...]) -> None:
        if self._db is not None:
            with self._tolerating():
                self._db.execute(statement, values)

    @contextlib.contextmanager
    def _tolerating(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            log.warning("sessions are not kept over a restart: %s", error)


def _id_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
