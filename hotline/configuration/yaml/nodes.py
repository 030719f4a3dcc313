"""The nodes of a YAML text, which know where in the text they stand."""

from __future__ import annotations

from ruamel.yaml.nodes import MappingNode, Node


def value_at(node: object, key: str) -> Node | None:
    """What stands behind a key of a mapping; None when it has no such key, or is no mapping."""
    for name, value in node.value if isinstance(node, MappingNode) else ():
        if name.value == key:
            return value  # type: ignore[no-any-return]
    return None
