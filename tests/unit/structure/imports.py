"""Who imports whom: the modules of the product, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from tests.unit.structure.statements import statements

Graph = Mapping[str, frozenset[str]]
"""Module -> the modules that it imports: at its top, in a function, or only for types."""


def graph(root: Path, packages: tuple[str, ...]) -> Graph:
    """The imports among the modules of those packages, which lie in `root`.

    That importing a module runs its packages' `__init__` first does not count: it is no knowledge of them.
    """
    files = {_name(root, path): path for package in packages for path in (root / package).rglob("*.py")}
    return {
        module: frozenset(_imported(module, path, files.keys())) - {module} for module, path in files.items()
    }


def circles(graph: Graph) -> list[list[str]]:
    """For every module that imports itself by way of others the shortest such way, each way once."""
    found: dict[frozenset[str], list[str]] = {}
    for module in sorted(graph):
        way = _way_back(graph, module)
        if way is not None:
            found.setdefault(frozenset(way), way)
    return list(found.values())


def _way_back(graph: Graph, start: str) -> list[str] | None:
    """The shortest way from a module to itself, by breadth."""
    ways, seen = [[start]], set[str]()
    for way in ways:
        for module in sorted(graph[way[-1]]):
            if module == start:
                return way
            if module not in seen:
                seen.add(module)
                ways.append([*way, module])
    return None


def _name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(module: str, path: Path, known: Collection[str]) -> Iterator[str]:
    """Those of the known modules that this one imports; `from package import module` names the module."""
    package = module if path.stem == "__init__" else module.rpartition(".")[0]
    for node in statements(path):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, (_above(package, node.level), node.module)))
            names = [whole if (whole := f"{base}.{alias.name}") in known else base for alias in node.names]
        else:
            continue
        yield from (name for name in names if name in known)


def _above(package: str, level: int) -> str:
    """The package that a relative import with that many dots begins in; "" for none."""
    if level == 0:
        return ""
    parts = package.split(".")
    return ".".join(parts[: len(parts) - level + 1])
