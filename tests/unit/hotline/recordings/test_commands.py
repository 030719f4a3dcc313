"""`hotline recordings path` and `export`: who has a recording is told."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import Event, RecordingPlayed
from hotline.cli.app import app
from hotline.configuration.generations.store import this_user
from hotline.machine.paths import DEFAULT_CONFIG, State
from hotline.records.database.outbox import Outbox
from hotline.records.database.records import RecordsUnavailable

CALL = "hotline1-1764400000.1"
NAME = f"{CALL}.1764400000000"


def run(state: Path, *words: str) -> tuple[int, str]:
    where = ("--config", str(DEFAULT_CONFIG), "--state", str(state))
    done = CliRunner().invoke(app, ["recordings", *words, *where], env={"LC_ALL": "C.UTF-8"})
    return done.exit_code, done.output


def recording(state: Path) -> Path:
    file = State(state).recordings / "2025-11-29" / f"{NAME}.wav"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"sound")
    return file


def left(state: Path) -> list[Event | None]:
    async def ask() -> list[Event | None]:
        async with Outbox.opened(State(state).database_url) as outbox:
            return list((await outbox.waiting("hotline1")).values())

    return asyncio.run(ask())


def test_path_and_export_leave_who_did_it_without_a_service(tmp_path: Path) -> None:
    file = recording(tmp_path)
    assert run(tmp_path, "path", "--call", CALL) == (0, f"{file}\n")
    assert run(tmp_path, "export", "--call", CALL, "--to", str(tmp_path / "to"))[0] == 0
    assert (tmp_path / "to" / file.name).read_bytes() == b"sound"
    told = [one for one in left(tmp_path) if isinstance(one, RecordingPlayed)]
    assert [(one.call, one.recording, one.agent, one.where) for one in told] == [
        (CALL, NAME, this_user(), "terminal")
    ] * 2


def test_where_no_trace_can_be_left_nothing_is_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_outbox: Outbox, _left: object) -> None:
        raise RecordsUnavailable("the database is away")

    file = recording(tmp_path)
    monkeypatch.setattr(Outbox, "put", away)
    code, out = run(tmp_path, "export", "--call", CALL, "--to", str(tmp_path / "to"))
    assert code == 2
    assert not list((tmp_path / "to").iterdir())
    code, out = run(tmp_path, "path", "--call", CALL)
    assert code == 2
    assert str(file) not in out


def test_a_call_without_recordings_leaves_nothing(tmp_path: Path) -> None:
    recording(tmp_path)
    assert run(tmp_path, "path", "--call", "hotline1-1764400000.2")[0] == 1
    assert left(tmp_path) == []
