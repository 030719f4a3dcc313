"""`hotline models adapt`: a copy of our own model that knows the names of the configuration as words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
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
        fail(
            _("asr.engine is {engine}: only Vosk models made by this project can be adapted").format(
                engine=settings.asr.engine
            )
        )
    words = words_to_teach(settings)
    if not words:
        fail(_("there is nothing to teach: list names under vocabulary: in the configuration"))
    try:
        provide(checkout(), _fetching, openfst=True, espeak=False)
        # Late: they need what was just provided.
        from models.training.adapt import AdaptError
        from models.training.adapt import adapt as teach
    except (SetupError, ImportError) as error:
        fail(_("{error}: script/setup --extra train brings what is needed").format(error=error))
    with explained(), talk.status(_("building the graph")):
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
    talk.print(
        _("{out} knows {added} words more; {known} it knew before").format(
            out=out, added=len(done.added), known=len(done.known)
        ),
        soft_wrap=True,
    )
    if done.unreadable:
        left = "、".join(done.unreadable[:10])
        talk.print(
            _("left out, nobody knows how to say them: {left}").format(left=left),
            soft_wrap=True,
            highlight=False,
        )
    talk.print(
        _("Use it: script/hotline models use {resolve}").format(resolve=out.resolve()),
        soft_wrap=True,
        highlight=False,
    )


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
