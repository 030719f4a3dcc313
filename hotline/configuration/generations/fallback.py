"""What a start that failed falls back on: the last generation with which a service came up."""

from __future__ import annotations

from pathlib import Path

from hotline.configuration.generations.effective import Effective, of
from hotline.configuration.generations.store import GenerationError, Generations
from hotline.configuration.yaml.problem import ConfigError

BY = "hotline run"


def last_that_ran(store: Generations, ran: int) -> Effective | None:
    """Generation `ran`; None when it is what failed, or cannot be had any more."""
    active = store.active()
    try:
        if active is None or ran == 0 or store.sources(ran) == store.sources(active.number):
            return None
        one = store.get(ran)
        return Effective(of(one, store), one)
    except (ConfigError, GenerationError):
        return None


def make_live(store: Generations, good: Effective, why: str) -> Effective:
    """Makes it what new calls and further starts get; the files on disk stay as they are.

    Raises `GenerationError`.
    """
    one = good.generation
    failed = store.active()
    with store.publishing() as draft:
        text = f"generation {failed.number if failed else 0} did not start: {why}"
        with draft(store.sources(one.number), Path(one.source), text, BY, one.origin) as go_live:
            made = go_live()
    return Effective(good.config, made)
