"""What danger looks, sounds and smells like, who it happens to, and what takes it back (`signs.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from ruamel.yaml import YAML

DANGERS = ("lifeless", "body", "poison", "fire", "trapped", "violence", "farewell")
"""Groups that tell of danger themselves; the others speak for it or against it."""

_MOST = 2
"""Signs of one group that count."""

Signs = Mapping[str, tuple[str, ...]]
"""Of each group what was found, at most two pieces of the sentence."""


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[re.Pattern[str], ...]]:
    text = resources.files("ivr.understanding.danger").joinpath("signs.yaml").read_text(encoding="utf-8")
    groups: dict[str, list[str]] = YAML(typ="safe").load(text)
    return {name: tuple(map(re.compile, patterns)) for name, patterns in groups.items()}


def signs_in(marked: str) -> Signs:
    """The signs in standard Mandarin with its pauses as commas, of every group."""
    found: dict[str, tuple[str, ...]] = {}
    for name, patterns in _groups().items():
        hits = (pattern.search(marked) for pattern in patterns)
        found[name] = tuple(hit.group() for hit in hits if hit is not None)[:_MOST]
    return found


def has_sign(signs: Signs) -> bool:
    """Whether there is a sign of danger itself among them."""
    return any(signs.get(name) for name in DANGERS)


def in_words(signs: Signs) -> str:
    """The signs of danger, for an agent."""
    told = [f"“{hit}”" for name in DANGERS for hit in signs.get(name, ())]
    return "、".join(told) or "说法像求助"
