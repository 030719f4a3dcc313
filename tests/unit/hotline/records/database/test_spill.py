"""The file beside the database, on a disk that is full."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hotline.records.database.spill import RESERVE_BYTES, Spill
from hotline.records.database.tables import StoredEvent

ROWS = [StoredEvent(f"n1-{number}", number, 1000.0 + number, "call_ended", "{}") for number in range(3)]


class Disk:
    """Has no room left but what the reserve holds."""

    def __init__(self, reserve: Path, error: int = errno.ENOSPC) -> None:
        self.reserve = reserve
        self.error = error

    def sync(self, _file: int) -> None:
        if self.reserve.exists():
            raise OSError(self.error, os.strerror(self.error))


@pytest.fixture
def spill(tmp_path: Path) -> Spill:
    return Spill(tmp_path / "spill.jsonl")


def reserve(spill: Spill) -> Path:
    return spill.path.with_name("spill.jsonl.reserve")


@pytest.mark.parametrize("full", [errno.ENOSPC, errno.EDQUOT])
def test_on_a_full_disk_the_reserve_takes_what_was_only_in_memory(
    spill: Spill, monkeypatch: pytest.MonkeyPatch, full: int
) -> None:
    spill.keep_reserve()
    assert reserve(spill).stat().st_size == RESERVE_BYTES
    monkeypatch.setattr(os, "fsync", Disk(reserve(spill), full).sync)
    spill.append(ROWS)
    assert not reserve(spill).exists()
    assert set(Spill(spill.path).read(100)) == set(ROWS), "also for who comes after a kill"


def test_the_reserve_is_there_again_when_all_is_in_the_database(spill: Spill) -> None:
    spill.append(ROWS)
    spill.read(100)
    spill.advance()
    assert not spill.path.exists()
    assert reserve(spill).exists()


def test_other_errors_and_a_full_disk_without_reserve_are_told(
    spill: Spill, monkeypatch: pytest.MonkeyPatch
) -> None:
    spill.keep_reserve()
    monkeypatch.setattr(os, "fsync", Disk(reserve(spill), errno.EIO).sync)
    with pytest.raises(OSError, match="Input/output"):
        spill.append(ROWS)
    assert reserve(spill).exists()

    def nothing_left(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    reserve(spill).unlink()
    monkeypatch.setattr(os, "posix_fallocate", nothing_left)
    spill.keep_reserve()
    assert not reserve(spill).exists()
    monkeypatch.setattr(os, "fsync", nothing_left)
    with pytest.raises(OSError, match="No space"):
        spill.append(ROWS)
