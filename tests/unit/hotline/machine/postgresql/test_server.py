"""The tests' own PostgreSQL: starts as any user, keeps to itself, leaves nothing."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg
import pytest

from hotline.machine.doctor.checks.postgresql import check_test_server
from hotline.machine.doctor.finding import Level
from hotline.machine.postgresql import programs as found
from hotline.machine.postgresql.programs import MissingServer, NoServer, programs
from hotline.machine.postgresql.server import LONGEST_SOCKET, Server, running
from hotline.machine.setup.layout import Layout, checkout
from hotline.machine.setup.parts.postgresql import NEEDED, own_programs, unpacked_programs
from tests.waiting import eventually

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")


def fake(folder: Path, version: str, script: str = "#!/bin/sh\nexit 0\n") -> Path:
    """Programs that are none."""
    place = folder / "usr/lib/postgresql" / version / "bin"
    place.mkdir(parents=True)
    for name in NEEDED:
        (place / name).write_text(script)
        (place / name).chmod(0o755)
    return place


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setattr(found, "own_programs", lambda: None)
    return Layout(tmp_path)


def test_the_newest_version_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "13", "common"):
        fake(tmp_path, version)
    assert unpacked_programs(tmp_path) == tmp_path / "usr/lib/postgresql/15/bin"
    assert unpacked_programs(tmp_path / "nowhere") is None


def test_where_there_is_none_the_doctor_is_content(layout: Layout) -> None:
    with pytest.raises(MissingServer, match="script/setup --test"):
        programs(layout)
    assert check_test_server(layout).level is Level.OK


def test_a_server_that_does_not_run_here_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "own_programs", lambda: None)
    with TemporaryDirectory() as name:  # pytest's folders are closed to other users
        layout = Layout(Path(name))
        layout.root.chmod(0o755)
        fake(layout.postgresql, "15", "#!/bin/sh\necho 'libicu.so.72: no such file' >&2\nexit 127\n")
        finding = check_test_server(layout)
    assert finding.level is Level.WARN
    assert "libicu.so.72: no such file" in finding.mend


@needs_root
def test_a_folder_that_the_other_user_may_not_enter_is_named(layout: Layout) -> None:
    fake(layout.postgresql, "15")
    layout.postgresql.chmod(0o700)
    with pytest.raises(NoServer, match=r"may not enter .*: chmod o\+x "):
        programs(layout)
    assert check_test_server(layout).level is Level.WARN


@needs_root
def test_without_another_user_root_is_told_so(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(layout.postgresql, "15")
    monkeypatch.setattr(found, "USERS", ("nobody-of-this-name",))
    with pytest.raises(NoServer, match="no user nobody-of-this-name"):
        programs(layout)


def test_a_folder_for_the_socket_that_is_too_long_is_said(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * LONGEST_SOCKET)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    with pytest.raises(NoServer, match="set TMPDIR"), running():
        pass


async def test_it_speaks_unicode_and_lets_nobody_in_without_the_password(postgresql: Server) -> None:
    connection = await asyncpg.connect(postgresql.url())
    try:
        said = await connection.fetchrow(
            "SELECT current_setting('server_encoding'), datcollate FROM pg_database LIMIT 1"
        )
        assert tuple(said) == ("UTF8", "C.UTF-8")
        hashed = await connection.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = 'postgres'")
        assert hashed.startswith("SCRAM-SHA-256$")
    finally:
        await connection.close()
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://postgres:wrong@127.0.0.1:{postgresql.port}/postgres")


RUNS = """
import time
from hotline.machine.postgresql.server import running
with running() as server:
    print(server._folder, flush=True)
    time.sleep(600)
"""


def test_who_is_killed_leaves_no_server_behind(postgresql: Server) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", RUNS], stdout=subprocess.PIPE, text=True, cwd=checkout().root
    ) as one:
        assert one.stdout is not None
        folder = Path(one.stdout.readline().strip())
        pid = int((folder / "data/postmaster.pid").read_text().splitlines()[0])
        one.send_signal(signal.SIGKILL)
    asyncio.run(eventually(lambda: not Path(f"/proc/{pid}").exists()))
    shutil.rmtree(folder)


def test_this_machines_own_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = fake(tmp_path, "15")
    monkeypatch.setattr(found, "own_programs", lambda: own)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert programs(Layout(tmp_path / "elsewhere")).folder == own
    assert own_programs() is None or own_programs() != own
