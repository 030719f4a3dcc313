from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotline.machine.setup import runtime
from hotline.machine.setup.debian import bundle as bundles
from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.debian.apt_sources import AptSource
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import training
from models.training.graph import graph
from models.training.graph.graph import find_lookahead_library, missing_fst_tools

FakeApt = Callable[[dict[str, dict[str, str]]], Path]
_LIBRARIES = "usr/lib/x86_64-linux-gnu"
_LOADER = {f"{_LIBRARIES}/ld-linux-x86-64.so.2": '#!/bin/sh\necho "$@"\n'}
_TOOLS = {f"usr/bin/{tool}": "program" for tool in training.FST_TOOLS}
_LIBRARY = {f"{_LIBRARIES}/libfstlookahead.so.26": "library"}


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    source = AptSource("http://mirror.example/debian", ("bookworm",), ("main",), "/k/debian-archive.gpg")
    monkeypatch.setattr(bundles, "read_sources", lambda: [source])
    monkeypatch.setattr(bundles, "codename", lambda: "bookworm")
    root = tmp_path / "check out"
    root.mkdir()
    return Layout(root)


def silent(_share: float, _what: str) -> None:
    pass


def test_fetched_programs_are_found_on_path_and_start_through_their_own_loader(
    layout: Layout, fake_apt: FakeApt, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = fake_apt({"libfst-tools": _TOOLS | _LOADER | _LIBRARY})
    training.fetch_openfst(layout, silent)
    folder = training.script_folder(layout, openfst=True, espeak=False)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    assert missing_fst_tools() is None
    library = find_lookahead_library()
    assert library is not None
    assert library.resolve().parent == layout.openfst / _LIBRARIES
    found = shutil.which("fstcompile")
    assert found is not None
    done = subprocess.run([found, "--a b"], capture_output=True, text=True, check=True)
    tool = layout.openfst / "usr/bin/fstcompile"
    assert done.stdout == f"--inhibit-cache --library-path {layout.openfst / _LIBRARIES} {tool} --a b\n"
    calls = log.read_text("utf-8").count("--print-uris")
    training.fetch_openfst(layout, silent)
    assert log.read_text("utf-8").count("--print-uris") == calls  # nothing left to do


def test_openfst_finds_the_look_ahead_type_under_its_own_name(layout: Layout, fake_apt: FakeApt) -> None:
    fake_apt({"libfst-tools": _TOOLS | _LOADER | _LIBRARY})
    training.fetch_openfst(layout, silent)
    assert (layout.openfst / _LIBRARIES / "olabel_lookahead-fst.so").read_text("utf-8") == "library"


def test_a_package_without_look_ahead_is_refused_and_the_message_says_what_to_do(
    layout: Layout, fake_apt: FakeApt
) -> None:
    fake_apt({"libfst-tools": _TOOLS | _LOADER})
    with pytest.raises(SetupError, match=r"no libfstlookahead\.so[\s\S]*apt install libfst-tools"):
        training.fetch_openfst(layout, silent)
    assert not layout.openfst.exists()


def test_what_is_fetched_is_told_before_and_on_path_afterwards(
    layout: Layout, fake_apt: FakeApt, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_apt({"libfst-tools": _TOOLS | _LOADER | _LIBRARY})
    monkeypatch.setenv("PATH", os.environ["PATH"])
    told: list[str] = []

    @contextmanager
    def fetching(title: str) -> Iterator[Progress]:
        told.append(title)
        assert not layout.openfst.exists()
        yield silent

    monkeypatch.setattr(graph, "missing_fst_tools", lambda: "fstcompile, fstconvert")
    training.provide(layout, fetching, openfst=True, espeak=False)
    assert told == [f"OpenFst (fstcompile, fstconvert) is not on this machine: fetched into {layout.openfst}"]
    assert os.environ["PATH"].startswith(str(layout.runtime / "training" / "bin"))


def test_nothing_is_fetched_when_the_machine_has_it(
    layout: Layout, fake_apt: FakeApt, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = fake_apt({})
    monkeypatch.setattr(graph, "missing_fst_tools", lambda: None)
    training.provide(layout, lambda _title: pytest.fail("nothing to fetch"), openfst=True, espeak=False)
    assert not log.exists()
    assert not (layout.runtime / "training").exists()


def test_espeak_of_script_setup_gets_its_data_folder(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "program", lambda name: ["/bin/sh", "-c", 'echo "$ESPEAK_DATA_PATH $0"'])
    monkeypatch.setattr(runtime, "environment", lambda name: {"ESPEAK_DATA_PATH": "/data of/espeak"})
    folder = training.script_folder(layout, openfst=False, espeak=True)
    done = subprocess.run([folder / "espeak-ng", "x"], capture_output=True, text=True, check=True)
    assert done.stdout == "/data of/espeak x\n"
    assert not (folder / "fstcompile").exists()
