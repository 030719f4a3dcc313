"""The folder of recordings: kept, found by call, deleted, full."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from hotline.machine.paths import State
from hotline.recordings.settings import RecordingSettings
from hotline.recordings.shelf import DAY_S, Kept, Shelf, parts_of, shelf_of

CALL = "hotline1-1764400000.1"
AT = 1764400003.25


def put(shelf: Shelf, tmp_path: Path, call: str = CALL, at: float = AT) -> Kept:
    said, heard = tmp_path / "said.alaw", tmp_path / "heard.alaw"
    said.write_bytes(bytes(8000))
    heard.write_bytes(bytes(8000))
    return shelf.put(f"{call}.{int(at * 1000)}", said, heard)


def test_what_is_kept_is_found_by_call_and_by_name_and_asterisks_files_are_gone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    later = put(shelf, tmp_path, at=AT + 5)
    one = put(shelf, tmp_path)
    other = put(shelf, tmp_path, call="hotline1-1764400000.11")
    assert shelf.kept(CALL) == [one, later]
    assert len(shelf.kept()) == 3
    assert shelf.find(other.name) == other
    assert (one.at, one.seconds) == (AT, 1.0)
    assert one.file.stat().st_mode & 0o77 == 0, "nobody else may read it"
    assert not list(tmp_path.glob("*.alaw"))


@given(some.text(max_size=40))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    assert Shelf(Path("/nowhere")).find(name) is None
    assert Shelf(Path("/nowhere")).find(f"../{name}") is None
    if (parts := parts_of(name)) is not None:
        assert "/" not in parts[0]


def test_who_is_deleted_is_gone_and_told_once(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    one = put(shelf, tmp_path)
    shelf.delete(one, "person")
    assert not shelf.kept()
    [told] = shelf.deleted()
    assert (told.call, told.name, told.why) == (CALL, one.name, "person")
    assert not shelf.deleted()
    assert not list((tmp_path / "kept").iterdir()), "no empty day stays"


def test_what_is_nobodys_note_is_thrown_away(tmp_path: Path) -> None:
    day = tmp_path / "2026-01-01"
    day.mkdir()
    (day / "x.deleted").write_bytes(b"\xff{")
    assert not Shelf(tmp_path).deleted()
    assert not day.exists()


def test_what_is_kept_already_stays_as_it_is_though_half_of_asterisks_files_are_gone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    one = put(shelf, tmp_path)
    before = one.file.read_bytes()
    (heard := tmp_path / "heard.alaw").write_bytes(bytes(8000))
    assert shelf.put(one.name, tmp_path / "said.alaw", heard) == one
    assert one.file.read_bytes() == before, "the service was killed between deleting the one and the other"
    assert not heard.exists()


def test_in_a_folder_that_others_use_too_only_our_days_are_touched(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "theirs").mkdir()
    note = tmp_path / "theirs" / "list.deleted"
    note.write_text("ours")
    (tmp_path / "theirs" / f"{CALL}.1764400003250.wav").write_bytes(b"")
    shelf.delete(put(shelf, tmp_path), "person")
    assert len(shelf.deleted()) == 1
    assert sorted(one.name for one in tmp_path.iterdir()) == ["empty", "theirs"]
    assert note.exists()
    assert not shelf.kept()


@pytest.mark.parametrize(
    "call", ["*", "hotline1-176440000?.1", "../kept/2025-11-29/hotline1-1764400000.1", ""]
)
def test_no_call_is_a_pattern_or_leads_elsewhere(tmp_path: Path, call: str) -> None:
    shelf = Shelf(tmp_path / "kept")
    put(shelf, tmp_path)
    assert not shelf.kept(call)


def test_calls_that_begin_at_the_same_moment_are_no_obstacle_to_each_other(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: shelf.obstacle(1, 0), range(400)))
    assert set(told) == {""}


def test_only_what_is_old_is_too_old(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    one = put(shelf, tmp_path)
    put(shelf, tmp_path, at=AT + 2 * DAY_S)
    assert shelf.too_old(1, AT + 1.5 * DAY_S) == [one]


def test_a_full_folder_and_a_full_disk_are_obstacles(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "kept")
    assert shelf.obstacle(1, 0) == ""
    put(shelf, tmp_path)
    assert "at most" in shelf.obstacle(0.00001, 0)
    assert "free in" in shelf.obstacle(1, 1e6)


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileExistsError):
        Shelf(tmp_path / "file").obstacle(1, 0)


def test_the_folder_is_that_of_the_state_unless_another_is_named(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert shelf_of(RecordingSettings(), state).folder == tmp_path / "recordings"
    assert shelf_of(RecordingSettings(folder="other"), state).folder == tmp_path / "other"
    assert shelf_of(RecordingSettings(folder="/srv/voices"), state).folder == Path("/srv/voices")


def test_which_queues_are_recorded() -> None:
    assert not RecordingSettings().wanted("general")
    everything = RecordingSettings(enabled=True, except_queues=("secret",))
    assert everything.wanted("general")
    assert not everything.wanted(None)
    assert RecordingSettings(enabled=True).wanted(None)
    assert not everything.wanted("secret")
    assert not RecordingSettings(enabled=True, queues=("general",)).wanted("legal")
    with pytest.raises(ValidationError):
        RecordingSettings(queues=("general",), except_queues=("general",))
