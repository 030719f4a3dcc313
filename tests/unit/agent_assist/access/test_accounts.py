"""Passwords, throttling and sessions."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import stat
from pathlib import Path

import pytest

from agent_assist.access.accounts import Accounts, AccountsError, create_accounts, set_password
from agent_assist.access.sessions import PER_AGENT, Sessions
from agent_assist.access.throttle import FREE_ATTEMPTS, MAX_KEYS, Throttle
from agent_assist.settings import AgentSettings
from tests.unit.agent_assist.desk.parts import AGENTS


class Clock:
    """A clock that only moves when told."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


async def test_every_agent_gets_a_random_password_once(tmp_path: Path) -> None:
    path = tmp_path / "private" / "accounts.sqlite"
    first = create_accounts(path, AGENTS)
    assert set(first) == {agent.id for agent in AGENTS}
    assert len(set(first.values())) == len(AGENTS)
    assert create_accounts(path, AGENTS) == {}
    accounts = Accounts.load(path)
    assert await accounts.check("8001", first["8001"])
    assert not await accounts.check("8001", first["8002"])
    assert not await accounts.check("nobody", first["8001"])


def test_the_file_holds_hashes_only_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    passwords = create_accounts(path, AGENTS)
    content = path.read_bytes()
    assert all(password.encode() not in content for password in passwords.values())
    assert b"argon2id" in content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_password_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    old = create_accounts(path, AGENTS)["8001"]
    set_password(path, "8001", "新的密码 123")
    accounts = Accounts.load(path)
    assert await accounts.check("8001", "新的密码 123")
    assert not await accounts.check("8001", old)
    with pytest.raises(AccountsError, match="no account 'x'"):
        set_password(path, "x", "y")


def test_missing_and_broken_files_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AccountsError, match="run the set-up"):
        Accounts.load(tmp_path / "none.sqlite")
    broken = tmp_path / "broken.sqlite"
    broken.write_text("this is no database, but it is long enough to look at " * 20)
    with pytest.raises(AccountsError, match=r"broken\.sqlite"):
        Accounts.load(broken)
    with pytest.raises(AccountsError, match=r"broken\.sqlite"):
        create_accounts(broken, AGENTS)


async def test_while_the_file_is_out_of_reach_those_who_were_known_stay_and_it_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "accounts.sqlite"
    password = create_accounts(path, AGENTS)["8001"]
    accounts = Accounts.load(path)
    path.unlink()
    for _ in range(3):
        assert await accounts.check("8001", password)
        assert accounts.password_since("8001") == 0
    assert len([one for one in caplog.records if "cannot be read" in one.getMessage()]) == 1


async def test_accounts_and_sessions_of_an_earlier_version_are_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    password = create_accounts(path, AGENTS)["8001"]
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("ALTER TABLE account DROP COLUMN since")
    with contextlib.closing(sqlite3.connect(tmp_path / "sessions.db")) as db, db:
        db.execute("CREATE TABLE session (id TEXT PRIMARY KEY, agent TEXT, expires REAL)")
        db.execute("INSERT INTO session VALUES (?, '8001', 9e9)", (hashlib.sha256(b"token").hexdigest(),))
    accounts = Accounts.load(path)
    assert await accounts.check("8001", password)
    sessions = Sessions(60, tmp_path / "sessions.db")
    sessions.follow(accounts.password_since, lambda _session: None)
    assert sessions.find("token") is not None
    set_password(path, "8001", "new")
    assert sessions.find("token") is None
    assert Sessions(60, tmp_path / "sessions.db").find("token") is None, "after a restart neither"


def test_guessing_becomes_slow_and_stays_bounded() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for _ in range(FREE_ATTEMPTS + 10):
        throttle.failed("8001@a")
        waits.append(throttle.wait_s("8001@a"))
        clock.now += waits[-1]
    assert waits[: FREE_ATTEMPTS - 1] == [0] * (FREE_ATTEMPTS - 1)
    rising = waits[FREE_ATTEMPTS - 1 :]
    assert rising[0] > 0
    assert rising == sorted(rising)
    assert rising[-1] == 900
    assert throttle.wait_s("8001@b") == 0, "a colleague elsewhere is not locked out"
    throttle.succeeded("8001@a")
    assert throttle.wait_s("8001@a") == 0
    for number in range(MAX_KEYS + 50):
        throttle.failed(str(number))
    assert len(throttle._failures) == MAX_KEYS


def test_a_quarter_of_an_hour_of_peace_forgives() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_ATTEMPTS - 1):
        throttle.failed("k")
    clock.now += 901
    throttle.failed("k")
    assert throttle.wait_s("k") == 0


def test_sessions_expire_and_end() -> None:
    clock = Clock()
    sessions = Sessions(60, clock=clock)
    token, session = sessions.begin("8001")
    assert sessions.find(token) == session
    assert sessions.find(token + "x") is None
    clock.now += 59
    assert sessions.remaining(session) == 1
    clock.now += 1
    assert sessions.find(token) is None
    other, session = sessions.begin("8001")
    sessions.end(session)
    assert sessions.find(other) is None


def test_the_oldest_of_too_many_sessions_ends() -> None:
    sessions = Sessions(60)
    tokens = [sessions.begin("8001")[0] for _ in range(PER_AGENT + 1)]
    assert sessions.find(tokens[0]) is None
    assert all(sessions.find(token) for token in tokens[1:])


def test_sessions_outlive_a_restart_without_the_token_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "sessions.sqlite"
    clock = Clock()
    before = Sessions(60, path, clock)
    token, session = before.begin("8001", "Firefox", "10.0.0.5")
    gone, ended = before.begin("8002")
    before.end(ended)
    # No close: the service was killed.
    after = Sessions(60, path, clock)
    assert after.find(token) == session
    assert after.find(gone) is None
    assert all(token.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_locked_file_does_not_keep_anybody_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "sessions.sqlite"
    sessions = Sessions(60, path)
    with sqlite3.connect(path) as other:
        other.execute("BEGIN EXCLUSIVE")
        token, session = sessions.begin("8001")
    assert sessions.find(token) == session
    assert "not kept over a restart" in caplog.text


async def test_a_new_password_is_valid_at_once(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    first = create_accounts(path, [AgentSettings(id="wang", name="王芳", extension="1001")])
    accounts = Accounts.load(path)
    assert await accounts.check("wang", first["wang"])
    set_password(path, "wang", "a new one")
    assert await accounts.check("wang", "a new one")
    assert not await accounts.check("wang", first["wang"])
