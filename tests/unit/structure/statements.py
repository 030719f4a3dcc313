"""The statements of a source file, each parsed once: classes, functions and imports are nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def statements(path: Path) -> tuple[ast.stmt, ...]:
    """All of them, those within others too. Expressions, of which a file has ten times as many, are not
    gone through."""
    return _parsed(path.read_text(encoding="utf-8"))


@cache
def _parsed(text: str) -> tuple[ast.stmt, ...]:
    return tuple(_below(ast.parse(text)))


def _below(node: ast.AST) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt):
            yield child
        if isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _below(child)
