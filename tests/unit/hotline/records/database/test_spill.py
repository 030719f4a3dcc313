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
    assert Spill(spill.path).read(100) == ROWS, "each once, also for who comes after a kill"


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


def advanced(spill: Spill, count: int) -> None:
    """So many of its rows were read one by one."""
    for _ in range(count):
        spill.read(1)
        spill.advance()


@pytest.mark.parametrize("once", [True, False])
def test_who_comes_after_a_kill_reads_what_is_left_where_it_may_not_come_twice(
    tmp_path: Path, once: bool
) -> None:
    spill = Spill(tmp_path / "spill.jsonl", once=once)
    spill.append(ROWS)
    advanced(spill, 2)
    next_one = Spill(spill.path, once=once)
    assert (next_one.left_lines(), next_one.read(100)) == ((1, ROWS[2:]) if once else (3, ROWS))
    spill.advance()
    next_one.advance()
    assert [one.name for one in tmp_path.iterdir()] == ["spill.jsonl.reserve"]


def test_a_mark_of_another_file_or_half_a_one_is_as_none(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill.jsonl", once=True)
    spill.append(ROWS)
    advanced(spill, 1)
    (mark,) = (one for one in tmp_path.iterdir() if one.suffix == ".read")
    spill.path.unlink()
    Spill(spill.path, once=True).append(ROWS[::-1])
    assert Spill(spill.path, once=True).read(100) == ROWS[::-1]
    mark.write_bytes(b"\xff")
    assert Spill(spill.path, once=True).read(100) == ROWS[::-1]


def test_what_was_read_leaves_the_file_while_more_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotline.records.database.spill.SHORTEN_BYTES", 1)
    spill = Spill(tmp_path / "spill.jsonl", once=True)
    spill.append(ROWS)
    size = spill.path.stat().st_size
    for _ in range(50):
        assert spill.read(1) == [ROWS[0]]
        spill.advance()
        spill.append(ROWS[:1])
        assert spill.read(1) == [ROWS[1]]
        spill.advance()
        spill.append(ROWS[1:2])
        assert spill.read(1) == [ROWS[2]]
        spill.advance()
        spill.append(ROWS[2:])
        assert spill.path.stat().st_size <= 2 * size
        assert Spill(spill.path, once=True).read(100) == ROWS
    assert spill.left_bytes() == size


def test_on_a_full_disk_nothing_leaves_the_file_and_reading_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing_left(*_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("hotline.records.database.spill.SHORTEN_BYTES", 1)
    monkeypatch.setattr(os, "posix_fallocate", nothing_left)
    spill = Spill(tmp_path / "spill.jsonl", once=True)
    spill.append(ROWS)
    advanced(spill, 2)
    assert spill.read(100) == ROWS[2:]
    assert Spill(spill.path, once=True).read(100) == ROWS[2:]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["spill.jsonl", "spill.jsonl.read"]
