"""Several parsed files as one: the sections' lists one after another, their mappings key by key.

Below that nothing is merged: a value that stands in two files is a mistake, because whoever reads one of them
would believe it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import Source, shown


def merged(parts: Sequence[Source]) -> Source:
    """The files in their order; places in the result are those in the files. Raises `ConfigError`."""
    merger = _Merger()
    for part in parts:
        for key, value in part.root.value:
            merger.add(key, value, part.file, part.data[key.value])
    if merger.problems:
        raise ConfigError(merger.problems)
    first = parts[0]
    root = MappingNode(
        first.root.tag, list(merger.sections.values()), first.root.start_mark, first.root.end_mark
    )
    return Source(first.file, merger.data, root, parts[-1].values, merger.files)


class _Merger:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.data: dict[str, Any] = {}
        self.sections: dict[str, tuple[Node, Node]] = {}
        """Key node and value node of each."""
        self.files: dict[int, str] = {}
        """The file of each section and of what stands directly in one, by the `id` of the node."""

    def add(self, key: Node, node: Node, file: str, value: Any) -> None:
        """Takes one section of a file."""
        name = str(key.value)
        self._note(key, node, file)
        if name not in self.sections:
            self.sections[name], self.data[name] = (key, node), value
            return
        first, there = self.sections[name]
        if isinstance(there, SequenceNode) and isinstance(node, SequenceNode):
            both: CollectionNode = SequenceNode(
                there.tag, [*there.value, *node.value], there.start_mark, there.end_mark
            )
            self.data[name] = [*self.data[name], *value]
        elif isinstance(there, MappingNode) and isinstance(node, MappingNode):
            seen = {one.value: one for one, _ in there.value}
            for one, _ in node.value:
                if one.value in seen:
                    self._twice([name, str(one.value)], one, seen[one.value])
            both = MappingNode(there.tag, [*there.value, *node.value], there.start_mark, there.end_mark)
            self.data[name] = {**self.data[name], **value}
        else:
            self._twice([name], key, first)
            return
        self.files[id(both)] = self.files[id(there)]
        self.sections[name] = (first, both)

    def _note(self, key: Node, node: Node, file: str) -> None:
        self.files[id(key)] = self.files[id(node)] = file
        if isinstance(node, SequenceNode):
            self.files |= dict.fromkeys(map(id, node.value), file)
        elif isinstance(node, MappingNode):
            self.files |= {id(inner): file for entry in node.value for inner in entry}

    def _twice(self, path: list[str], key: Node, older: Node) -> None:
        mark, there = key.start_mark, older.start_mark
        other = f"{self.files[id(older)]}:{there.line + 1}:{there.column + 1}"
        hint = f"只留一处，另一处在 {other} / keep one of them; the other is {other}"
        message = "两个文件里都有 / this stands in two files"
        self.problems.append(
            Problem(self.files[id(key)], mark.line + 1, mark.column + 1, shown(path), message, hint)
        )
