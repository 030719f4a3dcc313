"""Changes single values in config.yaml and nothing else: comments, order and layout stay as they are."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode

from hotline.config import HotlineConfig
from hotline.config_problem import ConfigError, Problem
from hotline.yamlconfig import parse

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*")
"""Needs no quotes in YAML wherever it stands (as long as it is no number or word such as `yes`)."""


def set_values(path: Path, section: str, values: Mapping[str, str]) -> bool:
    """Writes `values` into a section of config.yaml, in one step; false when they were there already.

    The file is parsed again before it is written: nothing but these values may have changed. Raises
    `ConfigError` otherwise (an alias, a file that is no configuration) and leaves the file alone.
    """
    data = path.read_bytes()
    before = parse(data, str(path), HotlineConfig)[0].model_dump(mode="json")
    text = data.decode("utf-8")
    for key, value in values.items():
        if before[section][key] != value:
            text = _with(text, section, key, value)
    wanted = {**before, section: {**before[section], **values}}
    if wanted == before:
        return False
    if _dumped(text, path) != wanted:
        what = ", ".join(f"{section}.{key}: {value}" for key, value in values.items())
        hint = f"write it yourself: {what}"
        raise ConfigError([Problem(str(path), 1, 1, section, "this layout cannot be changed safely", hint)])
    _replace(path, text.encode())
    return True


def _dumped(text: str, path: Path) -> dict[str, Any] | None:
    try:
        return parse(text.encode(), str(path), HotlineConfig)[0].model_dump(mode="json")
    except ConfigError:  # an alias to what was replaced
        return None


def _with(text: str, section: str, key: str, value: str) -> str:
    shown = value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    inside = _value(YAML(pure=True).compose(text), section)
    if not isinstance(inside, MappingNode):
        gap = "" if text.endswith("\n") else end_of_line
        return f"{text}{gap}{section}:{end_of_line}  {key}: {shown}{end_of_line}"
    found = _value(inside, key)
    if found is not None:
        return text[: found.start_mark.index] + shown + text[found.end_mark.index :]
    if inside.flow_style:
        at = inside.start_mark.index + 1
        return f"{text[:at]}{key}: {shown}{', ' if inside.value else ''}{text[at:]}"
    first = inside.value[0][0].start_mark
    return f"{text[: first.index]}{key}: {shown}{end_of_line}{' ' * first.column}{text[first.index :]}"


def _value(node: object, key: str) -> ScalarNode | MappingNode | None:
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value  # type: ignore[no-any-return]
    return None


def _replace(path: Path, data: bytes) -> None:
    """The new file appears whole or not at all, with the rights of the old one."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
