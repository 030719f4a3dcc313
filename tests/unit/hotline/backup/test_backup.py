"""An instance backed up, lost and made anew; and what is no backup, or must not be written over."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hotline.backup import contents
from hotline.backup.errors import BackupError
from hotline.backup.restoring import restore
from hotline.backup.rows import TABLES, read_tables
from hotline.backup.writing import back_up
from hotline.cases.store import PURPOSE, CaseStore
from hotline.cases.table import CaseMatter, CaseRow
from hotline.cli.app import app
from hotline.configuration.generations.effective import at_start
from hotline.configuration.generations.store import Generations
from hotline.machine.paths import State
from hotline.machine.postgresql.server import Server
from hotline.machine.secrets import load_or_create
from hotline.records.database.connection import usable_url
from hotline.records.database.tables import METADATA
from hotline.records.sealing import Seal
from tests.databases import PostgresqlDatabases, execute

NUMBER = "13912345678"
HOTLINE = """\
agents: [{id: wang, name: 王芳, extension: "1001"}]
desk: {emergency_queues: []}
dialogue: {human_queue: general}
queues: [{id: general, name: 综合}]
intents: [{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}]
"""
RECORDING = "recordings/2026-11-29/call-1.wav"


class Instance:
    """A configuration and a state folder, by the commands that a person types."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, State(folder / "state")
        self.config = folder / "config.yaml"
        self.records = self.state.database_url

    def hotline(self, *words: str, code: int = 0) -> str:
        where = ["--config", str(self.config), "--state", str(self.state.root)]
        done = CliRunner().invoke(app, [*words, *where], env={"COLUMNS": "300", "LC_ALL": "C.UTF-8"})
        assert done.exit_code == code, done.output
        return done.output

    def case(self, number: str | None = None) -> CaseRow:
        """Opens one, or gives the one of that number with its telephone."""

        async def ask() -> CaseRow:
            seal = Seal(load_or_create(self.state.secrets, ()).seal, PURPOSE)
            async with CaseStore.opened(self.records, seal) as store:
                if number is None:
                    return await store.open(
                        "call-1", NUMBER, CaseMatter(topic="停水", said="停水三天了"), "wang"
                    )
                found = await store.get(number)
                assert found is not None
                assert store.telephone_of(found) == NUMBER
                return found

        return asyncio.run(ask())


@pytest.fixture
def lost(tmp_path: Path) -> tuple[Instance, Path, CaseRow]:
    """An instance with a case and a recording, its backup, and the case."""
    (tmp_path / "old").mkdir()
    old = Instance(tmp_path / "old")
    old.config.write_text(HOTLINE, "utf-8")
    old.hotline("publish", "--why", "first")
    case = old.case()
    recording = old.state.root / RECORDING
    recording.parent.mkdir(parents=True)
    recording.write_bytes(b"RIFF")
    old.hotline("backup", str(tmp_path))
    return old, next(tmp_path.glob("hotline-*.tar.gz")), case


def test_what_was_lost_is_there_again_elsewhere(lost: tuple[Instance, Path, CaseRow], tmp_path: Path) -> None:
    old, archive, case = lost
    assert archive.stat().st_mode & 0o077 == 0, "it has the keys"
    (tmp_path / "new").mkdir()
    new = Instance(tmp_path / "new")
    new.config.write_text("queues: []\n", "utf-8")
    said = new.hotline("restore", str(archive))
    assert new.case(case.number) == case
    assert (new.state.root / RECORDING).read_bytes() == b"RIFF"
    assert new.state.secrets.read_bytes() == old.state.secrets.read_bytes()
    assert new.config.read_text("utf-8") == HOTLINE
    aside = next(new.folder.glob("config.yaml.before-*"))
    assert aside.name in said
    assert aside.read_text("utf-8") == "queues: []\n"
    assert (
        at_start(new.config, Generations(new.state.generations)).config
        == at_start(old.config, Generations(old.state.generations)).config
    )
    assert {file.name for file in new.state.root.iterdir() if file.name.startswith(".")} == set()
    assert all(file.stat().st_mode & 0o077 == 0 for file in (new.state.root, new.state.database))
    assert case.number in new.hotline("cases", "list")


def test_rows_of_a_server_are_lost_and_there_again_and_go_on_counting(
    tmp_path: Path, postgresql: Server
) -> None:
    databases = PostgresqlDatabases(postgresql)
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    old, new = Instance(tmp_path / "old"), Instance(tmp_path / "new")
    old.records = new.records = databases.url(tmp_path)
    old.config.write_text(f"{HOTLINE}records: {{url: '{old.records}'}}\n", "utf-8")
    old.hotline("publish", "--why", "first")
    case = old.case()
    old.hotline("backup", str(tmp_path))
    [archive] = tmp_path.glob("hotline-*.tar.gz")
    assert "has rows already" in new.hotline("restore", str(archive), code=2)
    execute(old.records, lambda connection: connection.run_sync(METADATA.drop_all))
    new.hotline("restore", str(archive))
    assert new.case(case.number) == case
    assert new.case().id == case.id + 1
    assert case.number in new.hotline("cases", "list")


def test_records_move_from_a_file_to_a_server_and_back(
    lost: tuple[Instance, Path, CaseRow], tmp_path: Path, postgresql: Server
) -> None:
    old, _, case = lost
    databases = PostgresqlDatabases(postgresql)
    server, back = databases.url(tmp_path), f"sqlite:///{tmp_path / 'back' / 'hotline.db'}"
    assert "rows of" in old.hotline("move-records", server)
    assert "has rows already" in old.hotline("move-records", server, code=2)
    moved = Instance(old.folder)
    moved.records = server
    assert moved.case(case.number) == case
    assert moved.case().id == case.id + 1
    old.config.write_text(f"{HOTLINE}records: {{url: '{server}'}}\n", "utf-8")
    old.hotline("publish", "--why", "moved")
    assert json.loads(old.hotline("move-records", back, "--json").splitlines()[-1])["tables"]["cases"] == 2
    moved.records = back
    assert moved.case(case.number) == case
    old.state.spill.write_text("[]\n")
    assert "start the service once" in old.hotline("move-records", back, code=2)


def test_records_are_backed_up_while_somebody_writes(lost: tuple[Instance, Path, CaseRow]) -> None:
    old, _, case = lost
    with closing(sqlite3.connect(old.state.database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM cases")
        told: list[str] = []
        found = back_up(old.state, old.state.database_url, None, old.folder / "b.tar.gz", told.append)
        writer.execute("ROLLBACK")
    assert found.tables["cases"] == 1
    assert not [name for name in found.files if name.startswith("recordings/")]
    assert told
    assert old.case(case.number) == case


def test_nothing_is_written_over(lost: tuple[Instance, Path, CaseRow], tmp_path: Path) -> None:
    old, archive, case = lost
    assert "is there already" in old.hotline("restore", str(archive), code=2)
    assert old.case(case.number) == case
    running = State(tmp_path / "running")
    running.root.mkdir()
    command = [sys.executable, "-c", "print(flush=True); input()", "hotline"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        assert service.stdout is not None
        assert service.stdout.readline()  # it has its command line only then
        running.pid_file("serve").write_text(str(service.pid))
        with pytest.raises(BackupError, match=f"hotline serve runs as process {service.pid}: stop it"):
            restore(archive, running, old.config, print)
        service.communicate(b"\n")
    with pytest.raises(BackupError, match="name another file"):
        back_up(old.state, old.state.database_url, None, archive, print)


def test_a_file_that_is_cut_off_altered_or_no_backup_changes_nothing(
    lost: tuple[Instance, Path, CaseRow], tmp_path: Path
) -> None:
    _, archive, _ = lost
    whole = archive.read_bytes()
    bad = tmp_path / "bad.tar.gz"

    def refused(data: bytes, why: str) -> None:
        bad.write_bytes(data)
        state = State(tmp_path / "nowhere")
        with pytest.raises(BackupError, match=why):
            restore(bad, state, tmp_path / "nowhere.yaml", lambda _: None)
        assert not any(state.root.iterdir())
        assert not (tmp_path / "nowhere.yaml").exists()

    refused(whole[: len(whole) // 2], "cut off")
    refused(b"no archive", "no backup")
    refused(_packed({}), "no manifest.json")
    refused(_packed({"manifest.json": b"{}"}), "cannot be read")
    refused(_packed({"state/../../evil": b""}), "do not trust it")
    refused(_packed({"elsewhere/evil": b""}), "do not trust it")
    refused(_changed(archive, {"state/secrets.json": b"{}"}), "secrets.json is damaged")
    refused(_changed(archive, {"state/understanding.bin": b"a pickle"}), "do not trust it")
    refused(_changed(archive, {"state/generations/more": b"{}"}), "more is damaged, missing or was added")


def test_what_a_later_version_wrote_is_refused_and_what_an_earlier_one_wrote_is_taken(tmp_path: Path) -> None:
    def tables(name: str, row: dict[str, object]) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "calls.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
        return folder

    url = usable_url(f"sqlite:///{tmp_path / 'records.db'}")
    row = {"id": "call-1", "caller": "139****5678", "dialled": "12345", "started": 1.5}
    with pytest.raises(BackupError, match="the column mood of the table calls"):
        asyncio.run(read_tables(url, tables("later", row | {"mood": "calm"})))
    assert asyncio.run(read_tables(url, tables("earlier", row))) == {"calls": 1}
    with pytest.raises(BackupError, match="has rows already"):
        asyncio.run(read_tables(url, tmp_path / "earlier"))
    (tmp_path / "earlier" / "calls.jsonl").rename(tmp_path / "earlier" / "moods.jsonl")
    with pytest.raises(BackupError, match="the table moods"):
        asyncio.run(read_tables(url, tmp_path / "earlier"))


def test_every_file_of_an_instance_is_backed_up_or_left_out_on_purpose() -> None:
    files = {name for name, value in vars(State).items() if isinstance(value, property)} - {"database_url"}
    assert files == {*contents.KEPT, *contents.APART, *contents.LEFT_OUT}


def test_every_table_is_known() -> None:
    import hotline.service  # noqa: F401  all that a running service keeps tables with

    assert {table.name for table in TABLES} == set(METADATA.tables)


def _packed(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as packed:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            packed.addfile(member, io.BytesIO(data))
    return written.getvalue()


def _changed(archive: Path, changes: dict[str, bytes]) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(archive.read_bytes()))) as packed:
        files = {one.name: packed.extractfile(one).read() for one in packed}  # type: ignore[union-attr]
    return _packed(files | changes)
