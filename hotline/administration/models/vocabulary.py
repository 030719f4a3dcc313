"""What the model in use can hear of the configuration's words: names, menu phrases, keywords."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from rich.table import Table

from asr.engines.vosk.folder import model_words
from asr.engines.vosk.vocabulary import Coverage, How, Vocabulary
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import PathParts, Source
from hotline.machine.paths import CHECKOUT

MENU, KEYWORDS = "menu", "keywords"
"""Kinds besides those of `vocabulary:`."""

_SHOWN = 5
"""So many words stand for all in a sentence."""
_HEADINGS: dict[How, str] = {
    "word": "a word",
    "words": "words",
    "characters": "characters",
    "sound": "by sound",
    "none": "never",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One word of the configuration."""

    kind: str
    path: PathParts
    """Where it stands in config.yaml."""
    coverage: Coverage


def coverage(config: HotlineConfig) -> list[Row] | None:
    """Every name, menu phrase and keyword; None where the engine has no list of words to look them up in.

    10,000 of them take about a second. Raises `ModelError` when the model's list cannot be read.
    """
    if config.asr.engine != "vosk":
        return None
    vocabulary = Vocabulary(model_words(CHECKOUT / config.asr.model).__contains__)
    return [Row(kind, path, vocabulary.cover(text)) for kind, path, text in _texts(config)]


def summary(rows: list[Row]) -> dict[str, dict[How, int]]:
    """How many of each kind are covered how."""
    counts: dict[str, Counter[How]] = {}
    for row in rows:
        counts.setdefault(row.kind, Counter())[row.coverage.how] += 1
    return {kind: {how: count[how] for how in get_args(How)} for kind, count in counts.items()}


def table(rows: list[Row]) -> Table:
    """The summary for people."""
    shown = Table("", "all", *(_HEADINGS[how] for how in get_args(How)), title="how the model hears them")
    for kind, count in summary(rows).items():
        shown.add_row(kind, str(sum(count.values())), *(str(number) for number in count.values()))
    return shown


def as_json(config: HotlineConfig, rows: list[Row], source: Source) -> dict[str, Any]:
    """The report for other programs."""
    return {
        "model": config.asr.model,
        "summary": summary(rows),
        "entries": [
            {
                "text": row.coverage.phrase,
                "kind": row.kind,
                "how": row.coverage.how,
                "words": list(row.coverage.words),
                "missing": list(row.coverage.missing),
                "where": place(row, source),
            }
            for row in rows
        ],
    }


def place(row: Row, source: Source) -> str:
    """File, line and column of a row."""
    problem = source.problem(row.path, "", "")
    return f"{problem.file}:{problem.line}:{problem.column}"


def unheard(rows: list[Row], model: str, source: Source) -> list[str]:
    """A sentence for each list that has words the model cannot hear, with its place and what to do."""
    lists: dict[PathParts, list[Row]] = {}
    for row in rows:
        if row.coverage.how == "none":
            lists.setdefault(row.path[:-1], []).append(row)
    return [_sentence(missing, model, source) for missing in lists.values()]


def _sentence(missing: list[Row], model: str, source: Source) -> str:
    words = "、".join(row.coverage.phrase for row in missing[:_SHOWN])
    more = "…" if len(missing) > _SHOWN else ""
    message = (
        f"{model} never hears {len(missing)} of this list, because it has no words for them: {words}{more}"
    )
    lacking = sorted({character for row in missing for character in row.coverage.missing})
    if any(character.isascii() for character in lacking):
        hint = "add a wording as it is spoken (四S店: 四艾斯店), or take a model that knows Latin letters"
    else:
        hint = f"add another wording without {'、'.join(lacking[:_SHOWN])}, or take a larger model"
    return str(source.problem(missing[0].path, message, hint))


def _texts(config: HotlineConfig) -> Iterator[tuple[str, PathParts, str]]:
    for entry in config.vocabulary.entries:
        yield entry.kind, entry.path, entry.name
    for at, queue in enumerate(config.ivr.queues):
        yield MENU, ("queues", at, "name"), queue.name
        for index, word in enumerate(queue.menu_words):
            yield MENU, ("queues", at, "menu_words", index), word
    for at, intent in enumerate(config.ivr.intents):
        for index, word in enumerate(intent.menu_words):
            yield MENU, ("intents", at, "menu_words", index), word
        for index, word in enumerate(intent.keywords):
            yield KEYWORDS, ("intents", at, "keywords", index), word
