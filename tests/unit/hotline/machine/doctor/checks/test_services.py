from __future__ import annotations

import socket
import sqlite3
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from hotline.machine.doctor import Broker, Level, SecondOpinion, SpeechModel
from hotline.machine.doctor.checks import services
from hotline.machine.setup.errors import MissingProgram
from hotline.records.broker import EventsSettings
from hotline.records.mqtt.publisher import client_of


def broken() -> None:
    raise RuntimeError("no graph")


def works() -> None:
    pass


def test_a_model_that_does_not_load_says_why(tmp_path: Path) -> None:
    nowhere = SpeechModel("Speech model", tmp_path / "nowhere", works)
    assert services.check_model(nowhere).level is Level.FAIL
    finding = services.check_model(SpeechModel("Speech model", tmp_path, broken))
    assert finding.level is Level.FAIL
    assert "no graph" in finding.found
    assert services.check_model(SpeechModel("Speech model", tmp_path, works)).level is Level.OK


def test_recognisers_elsewhere_are_asked() -> None:
    assert services.check_model(SpeechModel("Speech model", None, works)).level is Level.OK
    finding = services.check_model(SpeechModel("Speech model", None, broken))
    assert finding.level is Level.FAIL
    assert "recogniser" in finding.mend


def test_a_further_language_is_missed_but_not_needed(tmp_path: Path) -> None:
    model = SpeechModel("Speech model of 粤语", tmp_path, broken, needed=False)
    assert services.check_model(model).level is Level.WARN


def test_synthesis_is_missed_but_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> list[str]:
        raise MissingProgram("espeak-ng is missing.")

    monkeypatch.setattr(services, "program", missing)
    assert services.check_synthesis().level is Level.WARN


def test_synthesis_without_a_mandarin_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "program", lambda _name: ["/bin/sh", "-c", "echo en"])
    monkeypatch.setattr(services, "environment", lambda _name: {})
    assert services.check_synthesis().level is Level.WARN
    monkeypatch.setattr(services, "program", lambda _name: ["/bin/sh", "-c", "echo cmn"])
    assert services.check_synthesis().level is Level.OK
    assert "zf_xiaoxiao" in services.check_synthesis("zf_xiaoxiao").found
    missed = services.check_synthesis("espeak-ng", wanted="zm_yunxi")
    assert missed.level is Level.WARN
    assert "script/setup --extra voices" in missed.mend


def test_a_database_that_is_still_to_be_made(tmp_path: Path) -> None:
    finding = services.check_database(f"sqlite+aiosqlite:///{tmp_path}/deep/er/hotline.db")
    assert finding.level is Level.OK
    assert not (tmp_path / "deep").exists()


def test_a_database_that_can_be_written_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "hotline.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE calls (id TEXT)")
    before = file.read_bytes()
    assert services.check_database(f"sqlite:///{file}").level is Level.OK
    assert file.read_bytes() == before


def test_a_locked_database_fails(tmp_path: Path) -> None:
    file = tmp_path / "hotline.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("CREATE TABLE calls (id TEXT)")
    holder.execute("BEGIN EXCLUSIVE")
    finding = services.check_database(f"sqlite:///{file}")
    holder.close()
    assert finding.level is Level.FAIL
    assert "locked" in finding.found


def test_a_damaged_database_fails(tmp_path: Path) -> None:
    file = tmp_path / "hotline.db"
    file.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    assert services.check_database(f"sqlite:///{file}").level is Level.FAIL


def test_addresses_of_databases_that_are_wrong_or_forgetful() -> None:
    assert services.check_database("no url").level is Level.FAIL
    assert services.check_database("sqlite://").level is Level.WARN


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_servers_that_do_not_answer() -> None:
    database = services.check_database(f"postgresql+asyncpg://u:secret@127.0.0.1:{unused_port()}/hotline")
    assert database.level is Level.FAIL
    assert "secret" not in database.found
    events = EventsSettings(mqtt_url=f"mqtt://u:secret@127.0.0.1:{unused_port()}")

    def connect(timeout_s: float) -> AbstractAsyncContextManager[object]:
        return client_of(events.access(Path()), timeout_s=timeout_s)

    broker = services.check_broker(Broker("127.0.0.1", connect), timeout=1.0)
    assert broker.level is Level.WARN  # calls work without it
    assert "secret" not in broker.found


def test_a_second_opinion_is_missed_but_not_needed() -> None:
    finding = services.check_second_opinion(SecondOpinion("http://host/v1", broken))
    assert finding.level is Level.WARN
    assert "no graph" in finding.found
    assert services.check_second_opinion(SecondOpinion("http://host/v1", works)).level is Level.OK
