"""Kinds of risk, and the words that tell them (`words.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import cast, get_args

from ruamel.yaml import YAML

from contracts import RiskKind

Kind = RiskKind

DANGERS: frozenset[Kind] = frozenset(get_args(Kind)[:8])
"""Those in which somebody may need help at once."""

NAMES: Mapping[Kind, str] = {
    "self_harm": "轻生自杀",
    "violence": "正在发生的危险，伤人",
    "gas": "燃气泄漏",
    "fire": "火灾",
    "collapse": "坍塌险情",
    "medical": "急病受伤",
    "trapped": "险情被困",
    "danger": "险情",
    "group_event": "群体事件",
    "media_threat": "扬言曝光",
    "repeated_failure": "多次反映未解决",
}
"""As agents read them; also what an article for the emergency is looked for by."""

Words = Mapping[Kind, tuple[re.Pattern[str], ...]]


@lru_cache(maxsize=1)
def _groups() -> Mapping[str, Words]:
    text = resources.files(__package__).joinpath("words.yaml").read_text(encoding="utf-8")
    groups: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(text)
    return {
        group: {cast(Kind, kind): tuple(map(re.compile, patterns)) for kind, patterns in kinds.items()}
        for group, kinds in groups.items()
    }


def named(text: str) -> tuple[Kind, tuple[str, ...]] | None:
    """The first kind of danger whose words stand in a text that tells of danger, and these."""
    for kind, patterns in _groups()["names"].items():
        if found := _found(patterns, text):
            return kind, found
    return None


def certain(text: str) -> dict[Kind, tuple[str, ...]]:
    """Dangers that the text tells by itself, each with its words."""
    return _all("certain", text)


def beside(text: str) -> dict[Kind, tuple[str, ...]]:
    """What is no danger and must be known, each with its words."""
    return _all("beside", text)


def _all(group: str, text: str) -> dict[Kind, tuple[str, ...]]:
    unless = _groups()["unless"]
    told = ((kind, _found(patterns, text)) for kind, patterns in _groups()[group].items())
    return {kind: words for kind, words in told if words and not _found(unless.get(kind, ()), text)}


def _found(patterns: Iterable[re.Pattern[str]], text: str) -> tuple[str, ...]:
    hits = (pattern.search(text) for pattern in patterns)
    return tuple(dict.fromkeys(hit[0] for hit in hits if hit is not None))
