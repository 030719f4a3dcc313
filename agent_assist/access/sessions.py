"""Who is logged in: random tokens, kept on the server, known after a restart."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

PER_AGENT = 20
"""Sessions one agent may have at once; the oldest ends when another begins."""

_INSERT = "INSERT INTO session (id, agent, expires, begun, browser, address) VALUES (?, ?, ?, ?, ?, ?)"
_READ = "SELECT id, agent, expires, begun, browser, address FROM session"
_SCHEMA = "CREATE TABLE IF NOT EXISTS session (id TEXT PRIMARY KEY, agent TEXT, expires REAL)"
_ADDED = {
    "begun": "REAL NOT NULL DEFAULT 0",
    "browser": "TEXT NOT NULL DEFAULT ''",
    "address": "TEXT NOT NULL DEFAULT ''",
}
"""Columns that files of earlier versions lack."""
LONGEST_NAME = 400
"""Characters that are kept of what a browser says of itself."""


@dataclass(frozen=True, slots=True)
class LoginSession:
    """One log-in. `id` is the hash of the cookie's token, so that a leaked file opens nothing."""

    id: str
    agent: str
    expires: float
    """Seconds since the Unix epoch."""
    begun: float
    """The same."""
    browser: str = ""
    """What it said of itself."""
    address: str = ""
    """Of its machine."""


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
        self._password_since: Callable[[str], float] = lambda _agent: 0.0
        self._ended: list[Callable[[LoginSession], None]] = []
        self._db: sqlite3.Connection | None = None
        if path is not None:
            self._open(path)

    def follow(self, password_since: Callable[[str], float], ended: Callable[[LoginSession], None]) -> None:
        """From now on a session ends when its agent's password is replaced.

        `ended` is told of each that ends, for whatever reason.
        """
        self._password_since = password_since
        self.on_end(ended)

    def on_end(self, ended: Callable[[LoginSession], None]) -> None:
        """From now on `ended` is told of each session that ends, for whatever reason."""
        self._ended.append(ended)

    @property
    def ids(self) -> list[str]:
        """Of all that last."""
        return list(self._sessions)

    def of(self, agent: str) -> list[LoginSession]:
        """Those of that agent, the oldest first."""
        return [session for session in self._sessions.values() if session.agent == agent]

    def begin(self, agent: str, browser: str = "", address: str = "") -> tuple[str, LoginSession]:
        """A new session and the token for its cookie."""
        self.end_over()
        mine = self.of(agent)
        for oldest in mine[: max(0, len(mine) - PER_AGENT + 1)]:
            self.end(oldest)
        token = secrets.token_urlsafe(32)
        now = self._clock()
        session = LoginSession(
            _id_of(token), agent, now + self._seconds, now, browser[:LONGEST_NAME], address
        )
        self._sessions[session.id] = session
        row = (session.id, agent, session.expires, session.begun, session.browser, session.address)
        self._store(_INSERT, row)
        return token, session

    def find(self, token: str) -> LoginSession | None:
        """The session of a cookie, unless it expired, lost its password, or never was."""
        session = self._sessions.get(_id_of(token))
        if session is not None and self._is_over(session):
            self.end(session)
            return None
        return session

    def end_over(self) -> None:
        """Ends those that have expired or whose password was replaced."""
        self._end([session for session in self._sessions.values() if self._is_over(session)])

    def end_all(self, agent: str) -> None:
        """Logs somebody out everywhere."""
        self._end(self.of(agent))

    def remaining(self, session: LoginSession) -> float:
        """Seconds the session still lasts."""
        return max(0.0, session.expires - self._clock())

    def end(self, session: LoginSession) -> None:
        """Logs out."""
        self._sessions.pop(session.id, None)
        self._store("DELETE FROM session WHERE id = ?", (session.id,))
        for ended in self._ended:
            ended(session)

    def close(self) -> None:
        """Lets go of the file."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def _end(self, sessions: Iterable[LoginSession]) -> None:
        for session in sessions:
            self.end(session)

    def _is_over(self, session: LoginSession) -> bool:
        return session.expires <= self._clock() or session.begun < self._password_since(session.agent)

    def _open(self, path: Path) -> None:
        with self._tolerating():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            # A locked file must not hold up the event loop, hence the short wait.
            self._db = sqlite3.connect(path, timeout=0.05, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute(_SCHEMA)
            known = {row[1] for row in self._db.execute("PRAGMA table_info(session)")}
            for name in _ADDED.keys() - known:
                self._db.execute(f"ALTER TABLE session ADD COLUMN {name} {_ADDED[name]}")
            for row in self._db.execute(_READ):
                self._sessions[row[0]] = LoginSession(*row)
            self.end_over()

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
