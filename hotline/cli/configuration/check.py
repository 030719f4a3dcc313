"""`hotline check` at the terminal: mistakes, doubts, and what the service can run with but should not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.terminal import USAGE_ERROR, ConfigOption, JsonOption, print_json, talk
from hotline.configuration.yaml.problem import ConfigError
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.checking.doubts import Doubt
    from hotline.configuration.schema import HotlineConfig
    from hotline.configuration.yaml.source import Source
    from ivr.understanding.topics.meaning import Vector

DOUBTFUL = 1


def check(
    file: Annotated[
        Path | None, typer.Argument(help="The administrator's YAML file; as --config.", show_default=False)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    strict: Annotated[bool, typer.Option("--strict", help="Doubts fail too: exit code 1.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Do not compare sayings by what they mean.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Check config.yaml before a caller hears it. Every finding has file:line:column and what to do.

    Exit code 0: fine; 1: with --strict, something is doubtful; 2: a mistake, the service would not take it.
    """
    from hotline.configuration.checking.mistakes import checked
    from hotline.configuration.yaml.sources import read_sources

    config = file or config
    found: Sequence[Doubt] = ()
    notes: Sequence[str] = ()
    mistakes: list[dict[str, object]] = []
    try:
        settings, source = checked(read_sources(config))
    except ConfigError as error:
        mistakes = [problem.as_json() for problem in error.problems]
        if not as_json:
            talk.print(str(error), markup=False, highlight=False, soft_wrap=True)
    else:
        with talk.status(_("checking")):
            found, notes = _looked_through(settings, source, quick)
        if not as_json:
            summary = _("{intents} intents, {queues} queues, no mistakes").format(
                intents=len(settings.ivr.intents), queues=len(settings.ivr.queues)
            )
            talk.print(f"{config}: {summary}", soft_wrap=True)
            for doubt in found:
                talk.print(_("[yellow]doubt[/] {kind}: ").format(kind=doubt.kind), end="")
                talk.print(str(doubt.problem), markup=False, highlight=False, soft_wrap=True)
            for line in notes:
                talk.print(_("[yellow]note:[/] {line}").format(line=line), soft_wrap=True)
    if as_json:
        answer = {"mistakes": mistakes, "doubts": [doubt.as_json() for doubt in found], "notes": list(notes)}
        print_json(answer)
    if mistakes:
        raise typer.Exit(USAGE_ERROR)
    raise typer.Exit(DOUBTFUL if strict and found else 0)


def _looked_through(
    settings: HotlineConfig, source: Source, quick: bool
) -> tuple[Sequence[Doubt], Sequence[str]]:
    """What is doubtful, and what the service can run with but should not."""
    from contracts.sentences import EncodingError
    from hotline.configuration.checking.connections.outbound import features_off
    from hotline.configuration.checking.doubts import doubts
    from hotline.guidance.meaning.commands import vectors_of
    from hotline.instance.examination import shortcomings
    from ivr import Understanding

    understanding = Understanding(settings.ivr)
    notes = [
        *shortcomings(settings, State(DEFAULT_STATE)),
        *_unheard(settings, source),
        *features_off(settings),
    ]
    vectors: Mapping[str, Vector] = {}
    if settings.ivr.meaning.enabled and not quick:
        try:
            vectors = vectors_of(understanding.sentences(), State(DEFAULT_STATE), talk.print)
        except EncodingError as error:
            notes.append(_("sayings are not compared by what they mean: {error}").format(error=error))
    return doubts(settings, source, understanding, vectors), notes


def _unheard(settings: HotlineConfig, source: Source) -> list[str]:
    """Words of the configuration that the model in use cannot hear."""
    from asr import ModelError
    from hotline.administration.models.vocabulary import coverage, unheard

    try:
        rows = coverage(settings)
    except ModelError:
        return []  # that the model is not there is said elsewhere
    return unheard(rows or [], settings.asr.model, source)
