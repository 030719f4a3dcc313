"""A sentence as callers said it, made into a saying of an intent, and where it goes in the configuration."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode, SequenceNode

from contracts.errors import ServiceError
from hotline.configuration.values import says, values_of
from hotline.configuration.yaml.nodes import value_at
from hotline.configuration.yaml.sources import Sources
from ivr.settings.words.template import SPECIAL
from ivr.settings.words.written import FULL_WIDTH

LONGEST = 200
"""Characters of a saying, as the settings have it."""

_PLAIN = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9，。？！、]*")
"""Needs no quotes in YAML wherever it stands."""


class NotASaying(ServiceError):
    """The sentence cannot become a saying; the text says why and what to do."""


def as_saying(sentence: str) -> str:
    """The sentence as a template that means this sentence and nothing else. Raises `NotASaying`.

    Templates know no escape: brackets, which nobody says, are left out.
    """
    plain = "".join(" " if character.isspace() else character for character in sentence)
    plain = "".join(
        character
        for character in plain.translate(FULL_WIDTH)
        if character.isprintable() and character not in SPECIAL
    )
    saying = " ".join(plain.split())
    if not saying:
        raise NotASaying("nothing was said: write down what callers say, with --as")
    if "*" in saying:
        raise NotASaying("there is a personal number in it: write it down without, with --as")
    if len(saying) > LONGEST:
        raise NotASaying(f"it is longer than {LONGEST} characters: write down the point of it, with --as")
    return saying


def with_saying(sources: Sources, intent: str, saying: str) -> Sources:
    """The configuration with one more saying at the end of the intent's; all else stays as it is written.

    Raises `NotASaying` when that cannot be done safely: an alias, an unusual layout.
    """
    wanted = values_of(sources)
    (changing,) = [one for one in wanted["intents"] if one["id"] == intent]
    changing["sayings"] = [*changing["sayings"], saying]
    for name, data in sources.configuration.items():
        changed = _added(data.decode("utf-8"), intent, saying)
        if changed is not None:
            made = replace(sources, files={**sources.files, name: changed.encode()})
            if says(made, wanted):
                return made
    raise NotASaying(f"this layout cannot be changed safely: write it under {intent} yourself")


def _added(text: str, intent: str, saying: str) -> str | None:
    """The file with the saying; None when the intent's sayings do not stand in it."""
    try:
        sayings = _sayings(YAML(pure=True).compose(text), intent)
    except YAMLError:
        return None
    if sayings is None or not sayings.value:
        return None
    shown = saying if _PLAIN.fullmatch(saying) else json.dumps(saying, ensure_ascii=False)
    if sayings.flow_style:
        at = sayings.end_mark.index - 1
        comma = "" if text[:at].rstrip().endswith(",") else ", "
        return f"{text[:at]}{comma}{shown}{text[at:]}"
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    line = f"{' ' * sayings.start_mark.column}- {shown}"
    end = sayings.value[-1].end_mark.index
    if text[end - 1] == "\n":  # behind a text of several lines
        return f"{text[:end]}{line}{end_of_line}{text[end:]}"
    at = text.find("\n", end) + 1
    return f"{text[:at]}{line}{end_of_line}{text[at:]}" if at else f"{text}{end_of_line}{line}{end_of_line}"


def _sayings(root: object, intent: str) -> SequenceNode | None:
    intents = value_at(root, "intents")
    for one in intents.value if isinstance(intents, SequenceNode) else ():
        id_ = value_at(one, "id")
        if isinstance(id_, ScalarNode) and id_.value == intent:
            sayings = value_at(one, "sayings")
            return sayings if isinstance(sayings, SequenceNode) else None
    return None
