"""Articles of somebody else's files: Markdown, YAML, CSV or XLSX, with a report of what could not be read."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from agent_assist.knowledge.articles import Article
from agent_assist.knowledge.files import tables
from agent_assist.knowledge.files.reading import READERS, Found, Reader, read

KINDS: Mapping[str, Reader] = {**READERS, ".xlsx": tables.rows_of_sheet}
"""By the ending of a file's name, in small letters."""


def imported(files: Mapping[str, bytes], today: datetime.date, source: str = "") -> Found:
    """What the files hold. Who has no id gets one of the title, the same each time; who has no date of its
    last change, today's; who does not say where it comes from, `source`."""
    return read(files, KINDS, _completed(today, source))


def _completed(today: datetime.date, source: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    def completed(fields: Mapping[str, Any]) -> Mapping[str, Any]:
        title = " ".join(str(fields.get("title", "")).split())
        named = str(fields.get("id", "")).strip().lower() or id_of(
            title
        )  # without a title, too: that alone is the mistake
        known = {"source": source, "updated": today, **fields, "id": named, "title": title}
        return {name: value for name, value in known.items() if value or name == "title"}

    return completed


class Brought(NamedTuple):
    """Articles of somebody's files, beside those that are there."""

    new: list[Article]
    replacing: list[Article]
    """Their id is there, and something is different."""
    same: list[Article]


def against(there: Iterable[Article], articles: Iterable[Article], today: datetime.date) -> Brought:
    """A last change of today alone is no difference: who does not say when has it from `imported`."""
    known, found = {one.id: one for one in there}, Brought([], [], [])
    for one in articles:
        old = known.get(one.id)
        if old is None:
            found.new.append(one)
        elif old == one or (one.updated == today and old == one.model_copy(update={"updated": old.updated})):
            found.same.append(one)
        else:
            found.replacing.append(one)
    return found


def id_of(title: str) -> str:
    """An id for an article that has none.

    >>> id_of("停水怎么办")
    'a-66c1cf9c1c'
    """
    return f"a-{hashlib.sha256(title.encode()).hexdigest()[:10]}"
