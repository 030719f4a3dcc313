"""A model comes into the store whole, or not at all."""

from __future__ import annotations

import errno
import hashlib
import shutil
from functools import partial
from pathlib import Path

import pytest

from models.catalogue import (
    ArchiveError,
    DownloadError,
    InstallError,
    Receipt,
    SpaceError,
    Store,
    archive,
    check_files,
    install,
)
from models.catalogue.download import download
from tests.unit.models.catalogue.archives import SHERPA, tarred, zipped
from tests.unit.models.catalogue.server import publishing


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def put(store: Store, origin: str | Path, sha256: str | None = None) -> Path:
    return install(store, "good", origin=origin, size_bytes=None, sha256=sha256, validate=lambda folder: None)


def left_over(store: Store) -> set[str]:
    return {path.name for path in store.root.iterdir()} - {".good.lock"}


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    return tarred(tmp_path / "model.tar.bz2", SHERPA)


def test_from_an_archive(store: Store, packed: Path) -> None:
    digest = hashlib.sha256(packed.read_bytes()).hexdigest()
    folder = put(store, packed, digest.upper())
    assert folder == store.folder("good")
    assert store.installed() == ["good"]
    assert (folder / "tokens.txt").read_bytes() == SHERPA["model/tokens.txt"]
    receipt = Receipt.load(folder)
    assert receipt is not None
    assert (receipt.archive_sha256, receipt.engine) == (digest, "sherpa-onnx")
    check_files(folder, deep=True)
    assert left_over(store) == {"good"}
    assert packed.exists()


def test_an_archive_without_a_folder_at_its_top(store: Store, tmp_path: Path) -> None:
    flat = zipped(tmp_path / "flat.zip", {Path(name).name: data for name, data in SHERPA.items()})
    check_files(put(store, flat), deep=True)
    assert left_over(store) == {"good"}


def test_from_the_network_after_a_break(store: Store, packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "models.catalogue.installation.download", partial(download, wait=lambda seconds: None)
    )
    with publishing(packed.read_bytes()) as publisher:
        publisher.breaks = [100, 0, 0, 0]
        with pytest.raises(DownloadError):
            put(store, publisher.address)
        assert store.part("good").stat().st_size == 100
        publisher.breaks = []
        put(store, publisher.address)
        assert publisher.ranges[-1] == "bytes=100-"
    assert left_over(store) == {"good"}


@pytest.mark.parametrize("when", ["download", "checksum", "unpack"])
def test_an_interrupted_run_keeps_the_archive_only(store: Store, packed: Path, when: str) -> None:
    def interrupt(stage: str, done: int, total: int | None) -> None:
        if stage == when:
            raise KeyboardInterrupt

    with publishing(packed.read_bytes()) as publisher:
        with pytest.raises(KeyboardInterrupt):
            install(
                store,
                "good",
                origin=publisher.address,
                size_bytes=None,
                sha256=None,
                validate=lambda folder: None,
                progress=interrupt,
            )
        assert ".good.part" in left_over(store) <= {".good.part", ".good.part.json"}
        put(store, publisher.address)
    assert left_over(store) == {"good"}


def test_a_wrong_checksum_leaves_nothing(store: Store, packed: Path) -> None:
    with pytest.raises(ArchiveError, match=r"checksum is wrong .*expected 0000"):
        put(store, packed, "0" * 64)
    assert packed.exists()
    with publishing(packed.read_bytes()) as publisher, pytest.raises(ArchiveError, match="checksum"):
        put(store, publisher.address, "0" * 64)
    assert left_over(store) == set()


def test_what_does_not_work_leaves_nothing(store: Store, packed: Path) -> None:
    def refuse(folder: Path) -> None:
        raise ValueError("does not decode")

    with publishing(packed.read_bytes()) as publisher, pytest.raises(ValueError, match="does not decode"):
        install(store, "good", origin=publisher.address, size_bytes=None, sha256=None, validate=refuse)
    assert left_over(store) == set()


def test_what_is_no_model_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no model"):
        put(store, zipped(tmp_path / "a.zip", {"a/readme.txt": b"hello"}))
    with pytest.raises(ArchiveError, match=r"tokens.txt: missing or empty"):
        put(store, zipped(tmp_path / "a.zip", {"a/model.onnx": b"x", "a/tokens.txt": b""}))
    assert left_over(store) == set()


def test_a_disk_that_fills_up_while_unpacking(
    store: Store, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with publishing(packed.read_bytes()) as publisher:
        with monkeypatch.context() as patch:
            patch.setattr(archive._Writer, "write", full)
            with pytest.raises(SpaceError, match=r"disk is full.*what was unpacked is removed"):
                put(store, publisher.address)
        assert left_over(store) == {".good.part"}
        publisher.ranges.clear()
        put(store, publisher.address)  # the archive is still there
        assert publisher.ranges == [f"bytes={packed.stat().st_size}-"]
    assert left_over(store) == {"good"}


def test_too_little_room_is_said_beforehand(
    store: Store, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(packed.parent)._replace(free=2_000_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with publishing(packed.read_bytes()) as publisher:
        with pytest.raises(SpaceError, match=r"needs 5\.5 GB, 2\.0 GB are free.*--store"):
            install(
                store,
                "good",
                origin=publisher.address,
                size_bytes=1_360_000_000,
                sha256=None,
                validate=lambda folder: None,
            )
        assert publisher.ranges == []


def test_not_twice_and_not_at_the_same_time(store: Store, packed: Path) -> None:
    with store.lock("good"), pytest.raises(InstallError, match="another process"):
        put(store, packed)
    put(store, packed)
    with pytest.raises(InstallError, match="already there"):
        put(store, packed)


def test_what_a_killed_process_left_is_swept(store: Store, packed: Path) -> None:
    (store.root / ".good.work-abc" / "model").mkdir(parents=True)
    put(store, packed)
    assert left_over(store) == {"good"}


def test_damage_afterwards_is_found(store: Store, packed: Path) -> None:
    folder = put(store, packed)
    network = folder / "model.int8.onnx"
    whole = network.read_bytes()
    network.write_bytes(whole[:-1] + b"?")
    check_files(folder)  # sizes only
    with pytest.raises(ArchiveError, match=r"onnx: its content has changed"):
        check_files(folder, deep=True)
    network.write_bytes(whole[:100])
    with pytest.raises(ArchiveError, match="100 bytes instead of 7,000"):
        check_files(folder)
    network.unlink()
    with pytest.raises(ArchiveError, match="onnx"):
        check_files(folder)


def test_removed(store: Store, packed: Path) -> None:
    put(store, packed)
    store.remove("good")
    assert store.installed() == []
    assert left_over(store) == set()
    with pytest.raises(InstallError, match="no such model"):
        store.remove("good")


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", ".hidden", "a\0"])
def test_names_that_are_no_folder(store: Store, name: str) -> None:
    with pytest.raises(InstallError, match="cannot be a model's name"):
        store.folder(name)
