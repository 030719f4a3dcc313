from __future__ import annotations

from pathlib import Path

import pytest

from hotline.machine.setup import runtime
from hotline.machine.setup.debian.tree import Tree
from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.layout import Layout
from hotline.machine.setup.parts import browser
from hotline.machine.setup.programs import ASTERISK_ESSENTIAL, ASTERISK_MODULES, PROGRAMS


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout of its own on a machine that has none of the programs."""
    layout = Layout(tmp_path)
    monkeypatch.setattr(runtime, "checkout", lambda: layout)
    monkeypatch.setattr(runtime, "own_program", lambda _name: None)
    monkeypatch.setattr(runtime, "own_chromium", lambda: None)
    return layout


def unpack(layout: Layout, *names: str) -> Tree:
    tree = Tree(layout.debian)
    libraries = layout.debian / "usr/lib/x86_64-linux-gnu"
    libraries.mkdir(parents=True)
    (libraries / "ld-linux-x86-64.so.2").touch()
    tree.write_stamp({"holds": list(names)})
    return tree


@pytest.mark.parametrize(
    ("text", "version", "usable"),
    [
        ("Asterisk 22.10.1+dfsg+~cs6.17", (22, 10), True),
        ("Asterisk 20.15.0", (20, 15), False),
        ("Asterisk 20.16.0", (20, 16), True),
        ("Asterisk 21.11.0", (21, 11), True),
        ("Asterisk 22.5.2", (22, 5), False),
        ("Asterisk 23.0.0", (23, 0), True),
        ("Asterisk certified-20.7-cert1", (20, 7), False),
        ("Asterisk 18.26.4", (18, 26), False),
        ("Asterisk 16.28.0~dfsg-0+deb11u4", (16, 28), False),
    ],
)
def test_only_an_asterisk_with_chan_websocket_is_used(
    text: str, version: tuple[int, int], usable: bool
) -> None:
    assert runtime.asterisk_version(text) == version
    assert runtime.version_has_websocket(version) is usable


def test_an_answer_that_is_no_version() -> None:
    assert runtime.asterisk_version("bash: asterisk: command not found") is None


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_is_nowhere_says_what_to_do(layout: Layout, name: str) -> None:
    with pytest.raises(MissingProgram, match=rf"{name} is missing.*script/setup"):
        runtime.program(name)


def test_a_tree_without_the_program_counts_as_missing(layout: Layout) -> None:
    unpack(layout, "baresip")
    assert runtime.program("baresip")[-1] == str(layout.debian / "usr/bin/baresip")
    with pytest.raises(MissingProgram, match="asterisk"):
        runtime.asterisk_directories()


def test_the_unpacked_asterisk_and_its_folders(layout: Layout) -> None:
    tree = unpack(layout, "asterisk", "espeak-ng")
    assert runtime.program("rasterisk") == [*runtime.program("asterisk"), "-r"]
    folders = runtime.asterisk_directories()
    assert folders.trimmed
    assert folders.modules == tree.libraries / "asterisk/modules"
    assert folders.data.is_relative_to(layout.debian)
    assert runtime.environment("espeak-ng") == {"ESPEAK_DATA_PATH": str(tree.libraries)}
    assert runtime.environment("asterisk") == {}


def test_the_machines_own_program_comes_first(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    unpack(layout, "sipp")
    monkeypatch.setattr(runtime, "own_program", lambda _name: Path("/usr/bin/sipp"))
    assert runtime.program("sipp") == ["/usr/bin/sipp"]


def test_the_unpacked_chromium_gets_libraries_and_fonts_and_keeps_out_of_the_home(layout: Layout) -> None:
    with pytest.raises(MissingProgram, match="script/test"):
        runtime.program("chromium")
    executable = layout.chromium / browser.EXECUTABLE
    (layout.chromium / "usr/lib/x86_64-linux-gnu").mkdir(parents=True)
    executable.parent.mkdir()
    executable.touch()
    (layout.chromium / "fonts.conf").touch()
    assert runtime.program("chromium")[0] == str(executable)
    variables = runtime.environment("chromium")
    assert variables["LD_LIBRARY_PATH"] == str(layout.chromium / "usr/lib/x86_64-linux-gnu")
    assert variables["FONTCONFIG_FILE"] == str(layout.chromium / "fonts.conf")
    assert Path(variables["XDG_CONFIG_HOME"]).is_relative_to(layout.runtime)


def test_an_unknown_program_is_a_programming_mistake(layout: Layout) -> None:
    with pytest.raises(KeyError):
        runtime.program("freeswitch")


def test_essential_modules_are_among_those_kept() -> None:
    assert set(ASTERISK_ESSENTIAL) <= set(ASTERISK_MODULES)
    assert "chan_websocket" in ASTERISK_ESSENTIAL
    assert len(set(ASTERISK_MODULES)) == len(ASTERISK_MODULES)
