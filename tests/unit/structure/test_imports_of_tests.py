"""What tests import of one another is there: also in those that a run without Asterisk does not collect."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.unit.structure.statements import statements
from tests.unit.structure.test_structure import ROOT, short


def defined(path: Path) -> Iterator[str]:
    """The names that a module has at its top."""
    for node in ast.parse(path.read_text("utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from (one.asname or one.name for one in names)
            case ast.Assign() | ast.AnnAssign() | ast.If() | ast.Try():
                yield from (one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def test_what_tests_import_of_one_another_is_there() -> None:
    files = {
        path: short(path).removesuffix(".py").replace("/", ".") for path in (ROOT / "tests").rglob("*.py")
    }
    names = {module.removesuffix(".__init__"): {*defined(path)} for path, module in files.items()}
    missing = [
        f"{short(path)}:{node.lineno} {node.module} {one.name}"
        for path in files
        for node in statements(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "tests"
        for one in node.names
        if one.name not in names.get(node.module or "", ()) and f"{node.module}.{one.name}" not in names
    ]
    assert missing == []
