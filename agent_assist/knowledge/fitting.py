"""Whether an article probably fits what a conversation is about: several signs, weighed together.

Somewhere below the best article of a ranking the next answers something else, and often the best does. The
weights are of a logistic regression on calls that were written for it (`hotline bench conversations
--calibrate`); what they come to is printed with them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

WEIGHTS = Path(__file__).parent / "fitting.yaml"
FIRST, FURTHER, URGENT = 0.3, 0.65, 0.1
"""How likely the first article must fit to be shown, each further one, and that for an emergency."""
SURE_TOPIC = 0.3
"""From this share on an article is one of that topic."""
_FAR = 1.5
"""Leads beyond that say nothing more."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an article, each the more the higher."""

    score: float
    """Of the ranking, in standard deviations above the mean article."""
    lead: float
    """Over the best of the others; negative behind it."""
    covered: float
    """Share of what the sentences tell that stands in it."""
    sound: float
    """The same by its sound, of the best sentence."""
    near: float
    """Cosine with what was meant; 0 where that is not known."""
    ahead: float
    """That, beyond the tenth article's."""
    topic: float
    """How much it is of the topic that most of the talk is about."""
    topics: float
    """The same of all topics that were touched, by their shares."""
    sibling: float
    """Its lead over the others of the topic; 1 where it is the only one, 0 where it is of another topic."""


def clipped(lead: float) -> float:
    """A lead as it counts."""
    return max(-_FAR, min(_FAR, lead))


def chance(signs: Signs, *, meaning: bool) -> float:
    """How likely it fits, 0 to 1. `meaning`: whether it is known what was meant."""
    weights = _weights()["meaning" if meaning else "letters"]
    told = weights["base"] + sum(weights[name] * value for name, value in asdict(signs).items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, told))))


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    found: Mapping[str, Mapping[str, float]] = YAML(typ="safe").load(WEIGHTS.read_text(encoding="utf-8"))
    return found
