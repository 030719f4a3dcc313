"""How likely somebody is in danger now: signs, letters and meaning, weighed in one logistic regression.

Neither the topic's classifier nor a sentence encoder finds danger that nobody names. What a person sees,
smells or hears, who cannot speak, breathe, move or get out, and that it is now, does.
Weights: `weights.yaml`, made by `script/bench understanding --calibrate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ivr.understanding.danger.leaning import Leaning
from ivr.understanding.danger.signs import DANGERS, Signs, has_sign
from ivr.understanding.logistic import weights_in
from ivr.understanding.topics.meaning import Meaning, Vector
from ivr.understanding.topics.scores import Labels, Scores

_MOST_SIGNS = 4
_BESIDE = ("now", "person", "past", "rules", "asks")
"""Groups that count more beside a sign of danger."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells of danger."""

    chance: float = 0.0
    """How likely somebody is in danger now, 0 to 1."""
    signs: Signs = field(default_factory=dict)
    features: Mapping[str, float] = field(default_factory=dict)
    """What was weighed, by name."""

    @property
    def signed(self) -> bool:
        """Whether there is a sign of danger itself."""
        return has_sign(self.signs)


NOTHING_TOLD = Told()


class Danger:
    """Judges danger by the urgent intents of one configuration, and by what danger is like anywhere."""

    def __init__(self, urgent: Sequence[bool]) -> None:
        """`urgent`: of each intent, in the order of the labels, whether it tells of danger."""
        self.urgent: Labels = np.array([*urgent, False])
        self.calm: Labels = ~self.urgent
        """What remains where nobody is in danger."""
        self._leaning: Leaning | None = None

    def know(self, meaning: Meaning | None) -> None:
        """Takes what the sayings mean; None: that is not known."""
        self._leaning = None
        if meaning is not None and len(np.unique(self.urgent[meaning.label_of])) > 1:
            self._leaning = Leaning(meaning, self.urgent)

    def told(
        self, signs: Signs, margins: Scores, likeness: Scores | None = None, vector: Vector | None = None
    ) -> Told:
        """Weighs what was found in a sentence; nothing is told where no intent is urgent."""
        if not self.urgent.any():
            return NOTHING_TOLD
        features = self._features(signs, margins)
        which = "letters"
        if likeness is not None and vector is not None:
            which = "meaning"
            features |= self._compared("meaning", likeness)
            features["leaning"] = 0.0 if self._leaning is None else self._leaning.of(vector)
        return Told(weights_in(__package__, "weights.yaml")[which].chance(features), signs, features)

    def _features(self, signs: Signs, margins: Scores) -> dict[str, float]:
        found = self._compared("letters", margins)
        found |= {name: float(len(hits)) for name, hits in signs.items()}
        told = [len(signs[name]) for name in DANGERS]
        different = {hit for name in DANGERS for hit in signs[name]}  # two groups may have the same words
        found["signs"] = float(min(len(different), _MOST_SIGNS))
        found["kinds"] = float(sum(count > 0 for count in told))
        any_sign = float(any(told))
        return found | {f"sign_and_{name}": any_sign * len(signs[name]) for name in _BESIDE}

    def _compared(self, by: str, scores: Scores) -> dict[str, float]:
        urgent, calm = float(scores[self.urgent].max()), float(scores[self.calm].max())
        return {f"{by}_lead": urgent - calm, f"{by}_urgent": urgent, f"{by}_calm": calm}
