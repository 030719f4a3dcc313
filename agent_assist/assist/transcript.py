"""A conversation in a file: lines of JSON with `speaker`, `text`, `start` and `end`."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from agent_assist.assist.turns import Role, Sentence
from contracts.configuration.own_files import read_bounded
from contracts.errors import HotlineError
from contracts.errors import text as _

LARGEST_BYTES = 20_000_000
"""Of a file: some hundred hours of talk."""
EXAMPLE = '{"speaker": "caller", "text": "…", "start": 0.0, "end": 1.5}'
LONGEST = 2_000
"""Characters of a sentence that are looked at."""
_SHOWN = 20
"""Problems of one file that are told."""

_ROLES: dict[str, Role] = {
    **dict.fromkeys(("caller", "citizen", "customer", "市民", "来电人", "群众"), "caller"),
    **dict.fromkeys(("agent", "operator", "consulted", "坐席", "话务员", "接线员", "专家"), "agent"),
    **dict.fromkeys(("system", "supervisor", "系统", "班长"), "other"),
}  # fmt: skip
_NUMBERED = re.compile(r"[ _-]?[0-9一二两三甲乙A-Ca-c]$")
"""Behind the name of one of several: caller2, 市民甲."""


class TranscriptError(HotlineError):
    """A file that is no conversation; each problem as `file:line: what to do`, one a line."""

    def __init__(self, problems: list[str]) -> None:
        shown = problems[:_SHOWN]
        if len(problems) > _SHOWN:
            shown.append(_("... and {more} more").format(more=len(problems) - _SHOWN))
        super().__init__("\n".join(shown))


def read_transcript(path: Path) -> list[Sentence]:
    """Its sentences, numbered by the lines they stand in, from 0; empty lines count and say nothing.

    Raises `TranscriptError` with every bad line, not only the first.
    """
    try:
        lines = read_bounded(path, LARGEST_BYTES).decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise TranscriptError(
            [_("{path}:1: is no UTF-8 (byte {byte}); save it as UTF-8").format(path=path, byte=error.start)]
        ) from None
    except OSError as error:
        raise TranscriptError(
            [_("{path}: cannot be read ({strerror})").format(path=path, strerror=error.strerror)]
        ) from None
    found: list[Sentence] = []
    problems: list[str] = []
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            found.append(_sentence(index, line))
        except ValueError as error:
            problems.append(f"{path}:{index + 1}: {error}")
    if problems:
        raise TranscriptError(problems)
    if not found:
        raise TranscriptError(
            [
                _("{path}:1: nobody says anything; write a sentence a line: {example}").format(
                    path=path, example=EXAMPLE
                )
            ]
        )
    return found


def _sentence(index: int, line: str) -> Sentence:
    """Raises ValueError with what to do."""
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        why = getattr(error, "msg", _("too deep"))
        raise ValueError(_("no JSON ({why}); each line is one object").format(why=why)) from None
    if not isinstance(row, dict):
        raise ValueError(_("no object; write {example}").format(example=EXAMPLE))
    speaker, text = row.get("speaker"), row.get("text")
    if not isinstance(speaker, str) or (role := role_of(speaker)) is None:
        text = _("speaker {speaker!r} is unknown; write caller (or caller2), agent or system")
        raise ValueError(text.format(speaker=speaker))
    if not isinstance(text, str):
        raise ValueError(_("text is missing; write what was said, or an empty text"))
    start, end = _seconds(row, "start"), _seconds(row, "end")
    if start is not None and end is not None and end < start:
        raise ValueError(_("end ({end}) lies before start ({start})").format(end=end, start=start))
    return Sentence(index, speaker, role, " ".join(text[:LONGEST].split()), start, end)


def role_of(speaker: str) -> Role | None:
    """What somebody of that name is: caller, agent, caller2, 市民甲 ...; None: that is not known."""
    name = speaker.strip().lower()
    return _ROLES.get(name) or _ROLES.get(_NUMBERED.sub("", name))


def _seconds(row: dict[str, Any], name: str) -> float | None:
    """Raises ValueError."""
    value = row.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        text = _("{name} {value!r} is no time; write seconds since the call began")
        raise ValueError(text.format(name=name, value=value))
    return float(value)
