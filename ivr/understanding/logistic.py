"""Logistic regressions: weights that `script/bench understanding --calibrate` has fitted and written."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Weights:
    """Of one regression."""

    base: float
    of: Mapping[str, float]
    """By the name of the feature."""

    def chance(self, features: Mapping[str, float]) -> float:
        """0 to 1. Raises KeyError for a feature that was not fitted."""
        total = self.base + sum(self.of[name] * value for name, value in features.items())
        return 1 / (1 + math.exp(-total))


@cache
def weights_in(package: str, name: str) -> Mapping[str, Weights]:
    """The regressions of a YAML file beside the code of `package`, by name."""
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    tables: dict[str, dict[str, float]] = YAML(typ="safe").load(text)
    return {
        regression: Weights(
            table["base"], {feature: table[feature] for feature in table if feature != "base"}
        )
        for regression, table in tables.items()
    }
