"""How deeply a YAML text is nested, counted before it is built: building deep ones ends the process."""

from __future__ import annotations

import warnings

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

from hotline.configuration.yaml.problem import ConfigError, Problem

MAX_DEPTH = 50
"""Lists and mappings within one another; a configuration has about six."""

TOO_DEEP = (
    f"嵌套太深，最多 {MAX_DEPTH} 层 / the values are nested too deeply, {MAX_DEPTH} levels at most",
    "减少层数 / nest them less deeply",
)


def check_depth(text: str, file: str) -> None:
    """Raises `ConfigError` at the place where it is too deep. What is no YAML is not this function's to say.

    libyaml reads on without building anything, some tenth of the time that building takes.
    """
    depth = 0
    with warnings.catch_warnings(action="ignore"):
        try:
            for event in YAML(typ="safe", pure=False).parse(text):
                if isinstance(event, CollectionStartEvent):
                    depth += 1
                elif isinstance(event, CollectionEndEvent):
                    depth -= 1
                if depth > MAX_DEPTH:
                    mark = event.start_mark
                    raise ConfigError([Problem(file, mark.line + 1, mark.column + 1, "", *TOO_DEEP)])
        except (YAMLError, ValueError):
            return
