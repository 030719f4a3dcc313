"""`hotline models adapt`: a copy of our own model that knows the names of the configuration as words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from asr import ModelError
from hotline.administration.models.check import try_out
from hotline.cli.terminal import ConfigOption, JsonOption, explained, fail, load_config, talk
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG
from hotline.machine.setup.debian.apt import Progress
from hotline.machine.setup.errors import SetupError
from hotline.machine.setup.layout import checkout
from hotline.machine.setup.parts.training import provide

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig


def adapt(
    out: Annotated[Path, typer.Option(help="Folder of the new model; must not exist.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Teach the model in use the names under `vocabulary:`, and keywords it has no words for.

    Takes ten to twenty seconds and no training; for the bundled model and ones from `hotline models train`.
    OpenFst is fetched if need be. Then: `hotline models use FOLDER`.
    """
    settings = load_config(config)
    if settings.asr.engine != "vosk":
        fail(f"asr.engine is {settings.asr.engine}: only Vosk models made by this project can be adapted")
    words = words_to_teach(settings)
    if not words:
        fail("there is nothing to teach: list names under vocabulary: in the configuration")
    try:
        provide(checkout(), _fetching, openfst=True, espeak=False)
        # Late: they need what was just provided.
        from models.training.adapt import AdaptError
        from models.training.adapt import adapt as teach
    except (SetupError, ImportError) as error:
        fail(f"{error}: script/setup --extra train brings what is needed")
    with explained(), talk.status("building the graph"):
        try:
            done = teach(CHECKOUT / settings.asr.model, out.resolve(), words)
        except OSError as error:
            raise AdaptError(str(error)) from error
        try:
            try_out(out.resolve())
        except ModelError:
            shutil.rmtree(out, ignore_errors=True)  # it does not work, and is in the way of the next try
            raise
    if as_json:
        found = {"model": str(out), "added": done.added, "known": done.known, "unreadable": done.unreadable}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    talk.print(f"{out} knows {len(done.added)} words more; {len(done.known)} it knew before", soft_wrap=True)
    if done.unreadable:
        left = "、".join(done.unreadable[:10])
        talk.print(f"left out, nobody knows how to say them: {left}", soft_wrap=True, highlight=False)
    talk.print(f"Use it: script/hotline models use {out.resolve()}", soft_wrap=True, highlight=False)


def words_to_teach(config: HotlineConfig) -> list[str]:
    """Names, and those keywords and menu phrases that are not made of words of the model."""
    from hotline.administration.models.vocabulary import coverage  # late: it brings pinyin

    names = {entry.name for entry in config.vocabulary.entries}
    rows = coverage(config) or []
    spelled = [row.coverage.phrase for row in rows if row.coverage.how in ("characters", "sound")]
    return list(
        dict.fromkeys([*(row.coverage.phrase for row in rows if row.coverage.phrase in names), *spelled])
    )


@contextmanager
def _fetching(title: str) -> Iterator[Progress]:
    talk.print(title, soft_wrap=True, highlight=False)
    yield lambda _share, _what: None
