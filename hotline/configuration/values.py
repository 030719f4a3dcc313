"""What the texts of a configuration say, to prove that a changed text says what it should and no more."""

from __future__ import annotations

from typing import Any

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse


def values_of(sources: Sources) -> dict[str, Any]:
    """All values by section, defaults among them, as JSON has them. Raises `ConfigError`."""
    return parse(sources, HotlineConfig)[0].model_dump(mode="json")


def says(sources: Sources, wanted: dict[str, Any]) -> bool:
    """Whether the texts say exactly this; texts with mistakes (an alias to what was replaced) do not."""
    try:
        return values_of(sources) == wanted
    except ConfigError:
        return False
