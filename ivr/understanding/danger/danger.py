"""How likely somebody is in danger now: signs, letters and meaning, weighed in one logistic regression.

Neither the topic's classifier nor a sentence encoder finds danger that nobody names. What a person sees,
smells or hears, who cannot speak, breathe, move or get out, and that it is now, does.
Weights: `weights.yaml`, made by `script/bench understanding --calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from ruamel.yaml import YAML

from ivr.understanding.danger.signs import DANGERS, Signs
from ivr.understanding.topics.scores import Labels, Scores

_MOST_SIGNS = 4
_BESIDE = ("now", "person", "past", "rules", "asks")
"""Groups that count more beside a sign of danger."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression."""

    base: float
    of: Mapping[str, float]

    def chance(self, features: Mapping[str, float]) -> float:
        """0 to 1."""
        total = self.base + sum(self.of[name] * value for name, value in features.items())
        return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def _weights() -> dict[str, Weights]:
    text = resources.files("ivr.understanding.danger").joinpath("weights.yaml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, float]] = YAML(typ="safe").load(text)
    return {name: Weights(table.pop("base"), table) for name, table in tables.items()}


class Danger:
    """Judges danger by the urgent intents of one configuration, and by what danger is like anywhere."""

    def __init__(self, urgent: Sequence[bool]) -> None:
        """`urgent`: of each intent, in the order of the labels, whether it tells of danger."""
        self.urgent: Labels = np.array([*urgent, False])
        self.calm: Labels = ~self.urgent
        """What remains where nobody is in danger."""

    def chance(self, features: Mapping[str, float]) -> float:
        """How likely somebody is in danger, 0 to 1; 0 where no intent is urgent."""
        if not features:
            return 0.0
        return _weights()["meaning" if "meaning_lead" in features else "letters"].chance(features)

    def features(self, signs: Signs, margins: Scores, likeness: Scores | None) -> dict[str, float]:
        """What is weighed, by name; nothing where no intent is urgent."""
        if not self.urgent.any():
            return {}
        found = self._compared("letters", margins)
        if likeness is not None:
            found |= self._compared("meaning", likeness)
        found |= {name: float(len(hits)) for name, hits in signs.items()}
        told = [len(signs[name]) for name in DANGERS]
        found["signs"] = float(min(sum(told), _MOST_SIGNS))
        found["kinds"] = float(sum(count > 0 for count in told))
        any_sign = float(any(told))
        return found | {f"sign_and_{name}": any_sign * len(signs[name]) for name in _BESIDE}

    def _compared(self, by: str, scores: Scores) -> dict[str, float]:
        urgent, calm = float(scores[self.urgent].max()), float(scores[self.calm].max())
        return {f"{by}_lead": urgent - calm, f"{by}_urgent": urgent, f"{by}_calm": calm}
