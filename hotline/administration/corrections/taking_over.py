"""Corrected sentences become sayings, each checked as `hotline check` checks before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import ServiceError
from contracts.errors import text as _
from hotline.administration.corrections.rivals import Rivals
from hotline.administration.corrections.saying import NotASaying, as_saying, with_saying
from hotline.configuration.checking.doubts import Doubt, doubts
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse, read_sources
from hotline.machine.files import write_whole


@dataclass(frozen=True, slots=True)
class WantedSaying:
    """A sentence that should be a saying of an intent."""

    name: str
    """What the administrator calls it by: the number of a correction, or the call."""
    sentence: str
    intent: str | None
    """None when the agent named a queue only."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a wish."""

    wish: WantedSaying
    saying: str = ""
    """What is written; empty when it was a saying already or was refused."""
    refused: str = ""
    """Why it was not taken, and what to do."""


def take_over(sources: Sources, wishes: Sequence[WantedSaying]) -> tuple[Sources, list[Result]]:
    """The configuration with the sayings that do no harm. Blocking, for as long as `hotline check` takes.

    Raises `ConfigError` when the configuration has mistakes already.
    """
    rivals = Rivals(parse(sources, HotlineConfig)[0].ivr)
    together, results = _each(sources, wishes, rivals, lambda _changed: None)
    if together is sources:
        return sources, results
    found = doubts(*parse(together, HotlineConfig))
    if not found:
        return together, results
    known = {_place(doubt) for doubt in doubts(*parse(sources, HotlineConfig))}
    if all(_place(doubt) in known for doubt in found):
        return together, results

    def harmless(changed: Sources) -> None:
        new = [doubt for doubt in doubts(*parse(changed, HotlineConfig)) if _place(doubt) not in known]
        if new:
            problems = "; ".join(f"{doubt.problem.message} → {doubt.problem.hint}" for doubt in new)
            raise NotASaying(f"callers would be misunderstood: {problems}")

    return _each(sources, wishes, rivals, harmless)


def write(path: Path, before: Sources, after: Sources) -> None:
    """Writes the files that differ, unless the administrator changed one meanwhile. Raises `ServiceError`."""
    if read_sources(path).files != before.files:
        text = _("{file} has been changed meanwhile: nothing was written, try again")
        raise ServiceError(text.format(file=path))
    for name, data in after.files.items():
        if data != before.files[name]:
            file = path.parent / name
            try:
                write_whole(file, data)
            except OSError as error:
                raise ServiceError(
                    f"{file} cannot be written ({error.strerror}): give the right to"
                ) from error


def _each(
    sources: Sources, wishes: Iterable[WantedSaying], rivals: Rivals, check: Callable[[Sources], None]
) -> tuple[Sources, list[Result]]:
    """Takes one wish after the other; one that `check` refuses is left out."""
    results: list[Result] = []
    for wish in wishes:
        try:
            changed, saying = _with(sources, wish, rivals)
            if saying:
                check(changed)
        except NotASaying as refusal:
            results.append(Result(wish, refused=str(refusal)))
        else:
            sources = changed
            results.append(Result(wish, saying))
    return sources, results


def _with(sources: Sources, wish: WantedSaying, rivals: Rivals) -> tuple[Sources, str]:
    """The changed configuration and what was added: nothing if it was there already. Raises `NotASaying`."""
    config = parse(sources, HotlineConfig)[0]
    if wish.intent is None:
        raise NotASaying("the agent named a queue only: name the intent, with --intent")
    found = [intent for intent in config.ivr.intents if intent.id == wish.intent]
    if not found:
        raise NotASaying(f"there is no intent {wish.intent}: name another, with --intent")
    saying = as_saying(wish.sentence)
    if saying in found[0].sayings or rivals.same(saying, found[0].sayings):
        return sources, ""
    if claim := rivals.claim(saying, wish.intent):
        raise NotASaying(f"{claim}: dismiss it, or move that saying first")
    return with_saying(sources, wish.intent, saying), saying


def _place(doubt: Doubt) -> tuple[str, str]:
    """What makes it the same doubt when sayings were added behind the others of an intent."""
    return doubt.kind, doubt.problem.path
