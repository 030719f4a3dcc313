"""Which configuration a start uses, when the file and the published generation differ."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contracts.errors import text as _
from hotline.configuration.generations.cut_off import finish
from hotline.configuration.generations.store import Generation, GenerationError, Generations, whole_name
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse, read_sources

FIRST = "first start"
CHANGED = "changed before a start"
WITH_TESTS = "with its tests, which are kept from now on"
"""Why a start publishes."""


@dataclass(frozen=True, slots=True)
class Effective:
    """What is used, and what whoever started it should know."""

    config: HotlineConfig
    generation: Generation
    note: str = ""


def at_start(path: Path, store: Generations, by: str | None = None) -> Effective:
    """For a start by a person: the file is published if it is new; if it is broken, the last good one serves.

    Which file the last good one came from does not matter: callers are served. Raises `ConfigError` when the
    file is broken and nothing usable was ever published, and when there is no such file.
    """
    finished = finish(path, store)
    active = store.active()
    try:
        sources = read_sources(path)
        config = parse(sources, HotlineConfig)[0]
    except ConfigError as error:
        mistyped = not path.exists() and (active is None or active.source != whole_name(path))
        if mistyped or (good := last_good(store)) is None:
            raise
        number, by = good.generation.number, good.generation.by
        note = _("{path} is broken: generation {number}, published by {by}, is used")
        told = f"{error}\n{note.format(path=path, number=number, by=by)}"
        return Effective(good.config, good.generation, told)
    if active is not None and active.source == whole_name(path) and store.sources(active.number) == sources:
        return Effective(config, active, finished)
    made = store.publish(sources, path, _why(active, sources, store), by)
    note = _("{path} has changed: it is generation {number} now").format(path=path, number=made.number)
    return Effective(config, made, "" if active is None else note)


def _why(active: Generation | None, sources: Sources, store: Generations) -> str:
    if active is None:
        return FIRST
    if not active.has_tests and store.holds(active, sources):
        return WITH_TESTS
    return CHANGED


def last_good(store: Generations) -> Effective | None:
    """The live generation, or the newest before it that this version of the software takes.

    One that is damaged is passed over.
    """
    active = store.active()
    for number in store.numbers():
        if active is not None and number <= active.number:
            try:
                one = store.get(number)
                return Effective(of(one, store), one)
            except (ConfigError, GenerationError):
                continue
    return None


def of(generation: Generation, store: Generations) -> HotlineConfig:
    """The configuration of a generation. Raises `ConfigError` if this version of the software refuses it."""
    return parse(store.sources(generation.number), HotlineConfig)[0]
