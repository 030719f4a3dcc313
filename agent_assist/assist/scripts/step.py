"""The step that a talk is in: what the agent would say next, told by what was said so far.

A pure function of the conversation. It tells what is usual, and nothing where the citizen is still telling
what they want; it knows no matter, so it asks for a place of questions, too, that need none, until that was
asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import resources

from ruamel.yaml import YAML

from agent_assist.assist.quality.quality import not_read_back
from agent_assist.assist.reader import Reader
from agent_assist.assist.risk.risk import Risk
from agent_assist.assist.ticket.contact import SECRET
from agent_assist.assist.ticket.field import Field
from agent_assist.assist.turns import Turn
from contracts import ScriptStep

_PLACES = ("address", "street", "community", "landmark")
_LAST = 60
"""Characters of a turn that tell how it ends."""


def step_of(
    turns: Sequence[Turn], fields: Mapping[str, Field], risk: Sequence[Risk], reader: Reader
) -> ScriptStep | None:
    """None: the agent listens. `fields`: the ticket; `risk`: what was told of danger."""
    agents = [turn for turn in turns if turn.role == "agent"]
    if not agents:
        return "greeting"
    place_is_open = not _told(fields, _PLACES) and not _said("asked_place", agents)
    if place_is_open and any(one.urgent for one in risk):
        return "place"
    asked, answer = _latest(turns)
    return (
        _for_mood(asked, answer)
        or _at_the_end(asked, answer, agents, fields, reader)
        or (_missing(fields, agents, place_is_open) if _told(fields, ("demand",)) else None)
        or (_read_back_or_close(agents, fields, reader) if _said("handled", agents) else None)
    )


def _latest(turns: Sequence[Turn]) -> tuple[Turn | None, list[Turn]]:
    """The citizen's last turn, and what the agent has said since."""
    at = max((place for place, turn in enumerate(turns) if turn.role == "caller"), default=-1)
    since = [turn for turn in turns[at + 1 :] if turn.role == "agent"]
    return (turns[at] if at >= 0 else None), since


def _for_mood(asked: Turn | None, answer: Sequence[Turn]) -> ScriptStep | None:
    """What cannot wait for anything else."""
    if asked is not None and _has("caller", "upset", asked.text) and not _said("soothed", answer):
        return "soothing"
    if asked is not None and not answer and _has("caller", "pressing", asked.text):
        return "refusing"
    if answer and _has("agent", "waits", answer[-1].text[-_LAST:]):
        return "takes_long"
    return None


def _at_the_end(
    asked: Turn | None,
    answer: Sequence[Turn],
    agents: Sequence[Turn],
    fields: Mapping[str, Field],
    reader: Reader,
) -> ScriptStep | None:
    if answer and _has("agent", "farewell", answer[-1].text[-_LAST:]):
        return "survey"
    if asked is not None and not answer and _has("caller", "done", asked.text[-_LAST:]):
        return _read_back_or_close(agents, fields, reader)
    return None


def _missing(fields: Mapping[str, Field], agents: Sequence[Turn], place_is_open: bool) -> ScriptStep | None:
    """What a ticket wants and nobody has asked for."""
    if place_is_open:
        return "place"
    secret = fields["secret"].value == SECRET
    if not secret and not _told(fields, ("name",)) and not _said("asked_name", agents):
        return "name"
    return None


def _read_back_or_close(agents: Sequence[Turn], fields: Mapping[str, Field], reader: Reader) -> ScriptStep:
    return "repeat_back" if not_read_back(agents, fields, reader) else "closing"


def _told(fields: Mapping[str, Field], names: Iterable[str]) -> bool:
    return any(fields[name].value for name in names)


def _said(sign: str, turns: Sequence[Turn]) -> bool:
    return any(_has("agent", sign, turn.text) for turn in turns)


def _has(role: str, sign: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _signs()[role][sign])


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, Mapping[str, Sequence[re.Pattern[str]]]]:
    text = resources.files(__package__).joinpath("signs.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, list[str]]] = YAML(typ="safe").load(text)
    return {
        role: {sign: [re.compile(one) for one in patterns] for sign, patterns in signs.items()}
        for role, signs in found.items()
    }
