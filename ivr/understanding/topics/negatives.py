"""Sentences that are no request, from `negatives.yaml`."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from ruamel.yaml import YAML

from ivr.settings.words.template import expand, parse

_EACH = 12


@lru_cache(maxsize=1)
def negatives() -> tuple[str, ...]:
    """What people say that asks for nothing; at most twelve sentences of each template."""
    text = resources.files("ivr.understanding.topics").joinpath("negatives.yaml").read_text(encoding="utf-8")
    templates: list[str] = YAML(typ="safe").load(text)
    return tuple(sentence for template in templates for sentence in expand(parse(template), {}, _EACH))
