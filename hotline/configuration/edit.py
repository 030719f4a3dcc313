"""Changes single values in the configuration, nothing else: comments, order and layout stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode

from hotline.configuration.values import says, values_of
from hotline.configuration.yaml.nodes import value_at
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import read
from hotline.configuration.yaml.sources import Sources, read_sources
from hotline.machine.files import write_whole

_PLAIN = re.compile(r"[A-Za-z0-9_./][A-Za-z0-9_./-]*")
"""Needs no quotes in YAML wherever it stands (as long as it is no number or word such as `yes`)."""


def set_values(path: Path, section: str, values: Mapping[str, str]) -> bool:
    """Writes `values` into a section of the configuration, in one step; false when they were there already.

    The section is changed in the file where it stands, the main one or an included one. The whole is parsed
    again before it is written: nothing but these values may have changed. Raises `ConfigError` otherwise (an
    alias, a file that is no configuration) and leaves the files alone.
    """
    sources = read_sources(path)
    before = values_of(sources)
    name = _file_of(section, sources)
    text = sources.files[name].decode("utf-8")
    for key, value in values.items():
        if before[section][key] != value:
            text = _with(text, section, key, value)
    wanted = {**before, section: {**before[section], **values}}
    if wanted == before:
        return False
    if not says(replace(sources, files={**sources.files, name: text.encode()}), wanted):
        what = ", ".join(f"{section}.{key}: {value}" for key, value in values.items())
        hint = f"write it yourself: {what}"
        file = sources.shown(name)
        raise ConfigError([Problem(file, 1, 1, section, "this layout cannot be changed safely", hint)])
    write_whole(path.parent / name, text.encode())
    return True


def _file_of(section: str, sources: Sources) -> str:
    """The file where a section stands; the main one when it stands nowhere."""
    for name, data in sources.configuration.items():
        if section in read(data, name).data:
            return name
    return sources.main


def _with(text: str, section: str, key: str, value: str) -> str:
    shown = value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    inside = value_at(YAML(pure=True).compose(text), section)
    if not isinstance(inside, MappingNode):
        gap = "" if text.endswith("\n") else end_of_line
        return f"{text}{gap}{section}:{end_of_line}  {key}: {shown}{end_of_line}"
    found = value_at(inside, key)
    if found is not None:
        return text[: found.start_mark.index] + shown + text[found.end_mark.index :]
    if inside.flow_style:
        at = inside.start_mark.index + 1
        return f"{text[:at]}{key}: {shown}{', ' if inside.value else ''}{text[at:]}"
    first = inside.value[0][0].start_mark
    return f"{text[: first.index]}{key}: {shown}{end_of_line}{' ' * first.column}{text[first.index :]}"
