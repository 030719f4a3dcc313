"""The house stays in order: no circle of imports, small files and functions, rooms instead of heaps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.structure.imports import circles, graph
from tests.unit.structure.statements import statements

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = ("contracts", "telephony", "asr", "ivr", "agent_assist", "models", "hotline")

LONGEST_FILE = 351
LONGEST_FUNCTION = 60
"""Lines, decorators and docstring included."""
MOST_FILES = {"hotline": 8}
"""Python files in a folder, `__init__.py` not counted; of others by what they are."""
MOST_FILES_BESIDE_ROOMS = 10
MOST_FILES_IN_A_ROOM = 20

SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FOLDERS = sorted({path.parent for path in SOURCES})
FOLDERS_OF_TESTS = sorted({path.parent for path in (ROOT / "tests").rglob("*.py")})


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """(name, lines) of every function in the file."""
    for node in statements(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            yield node.name, (node.end_lineno or first) - first + 1


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert [" -> ".join([*way, way[0]]) for way in circles(graph(ROOT, PACKAGES))] == []


def test_every_file_is_short() -> None:
    long = {short(path) for path in SOURCES if len(path.read_text("utf-8").splitlines()) > LONGEST_FILE}
    assert long == set()


def test_every_function_is_short() -> None:
    long = {
        f"{short(path)} {name}"
        for path in SOURCES
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }
    assert long == set()


@pytest.mark.parametrize("folder", [*FOLDERS, *FOLDERS_OF_TESTS], ids=short)
def test_a_folder_is_a_room_and_no_heap(folder: Path) -> None:
    files = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    has_rooms = any(other.parent == folder for other in [*FOLDERS, *FOLDERS_OF_TESTS])
    usual = MOST_FILES_BESIDE_ROOMS if has_rooms else MOST_FILES_IN_A_ROOM
    assert len(files) <= MOST_FILES.get(short(folder), usual), sorted(files)


def product(tmp_path: Path, **modules: str) -> Path:
    """A package `house` with those modules; `__` in a name stands for a folder."""
    for name, source in modules.items():
        path = tmp_path / "house" / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "back",
    [
        "from house.a import A",
        "import house.a",
        "from house import a",
        "from ..a import A",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house.a import A",
        "def later():\n    from house.a import A",
    ],
)
def test_a_circle_is_found_however_it_is_closed(tmp_path: Path, back: str) -> None:
    root = product(
        tmp_path, a="from house.room.b import B", room__b="from house.c import C", c="", room__d=back
    )
    assert circles(graph(root, ("house",))) == []
    root = product(tmp_path, room__b=back)
    assert circles(graph(root, ("house",))) == [["house.a", "house.room.b"]]
