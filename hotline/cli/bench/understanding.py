"""`hotline bench understanding` at the terminal."""

from __future__ import annotations

import functools
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from hotline.cli.bench.data import DATA, SEED
from hotline.cli.progress import stages
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    plain,
    print_json,
    set_up_logging,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from hotline.bench.rows import Row
    from hotline.bench.understanding.messages.measured import VectorsOf
    from hotline.configuration.schema import HotlineConfig
    from ivr.understanding.topics.meaning import Vector


class Part(StrEnum):
    """What is measured."""

    SENTENCES = "sentences"
    SIZES = "sizes"
    MESSAGES = "messages"


def understanding(
    parts: Annotated[
        list[Part] | None, typer.Option("--part", help="Only that; several are possible.", show_default=False)
    ] = None,
    sentences: Annotated[
        Path | None,
        typer.Option(help="Lines of queue, kind, text, second, with tabs between.", show_default=False),
    ] = None,
    messages: Annotated[
        Path, typer.Option(help="Lines of JSON with subject, text, category: written messages.")
    ] = DATA / "messages" / "labelled.jsonl",
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit the weights of scores and of danger, and write them.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Sentences by kind and part, times with up to 2,000 intents, messages by topic."""
    set_up_logging(False)
    settings = load_config(config)
    if calibrate:
        plain(functools.partial(_calibrate, console=talk), settings)
        return
    wanted = parts or list(Part)
    rows: list[Row] = []
    with stages(talk, "measuring") as tell:
        vectors_of = functools.partial(_vectors_of, tell)
        if Part.SENTENCES in wanted:
            rows += plain(functools.partial(_sentences, path=sentences, vectors_of=vectors_of), settings)
        if Part.SIZES in wanted:
            tell("sizes")
            rows += plain(_sizes, config)
        if Part.MESSAGES in wanted:
            tell("messages")
            rows += plain(functools.partial(_messages, vectors_of=vectors_of), messages)
    if as_json:
        report = {"seed": SEED, "load_average": os.getloadavg()[0], "rows": [row.as_json() for row in rows]}
        print_json(report)
        return
    talk.print(_table(rows))


def _sentences(config: HotlineConfig, *, path: Path | None, vectors_of: VectorsOf) -> list[Row]:
    from hotline.bench.understanding import sentences as own
    from hotline.bench.understanding.kinds import measured
    from hotline.bench.understanding.misheard import misheard
    from ivr import Understanding

    of = own.read(path) if path else own.sentences(own.HELD_OUT)
    understanding = Understanding(config.ivr)
    heard = misheard(of, SEED)
    meant = [understanding.meant(one.text) for one in (*of, *heard)]
    vectors = vectors_of([*understanding.sentences(), *meant])
    return list(measured(config.ivr, of, heard, vectors))


def _sizes(config: Path) -> list[Row]:
    from hotline.bench.understanding.sizes import sizes

    return list(sizes(config))


def _messages(path: Path, *, vectors_of: VectorsOf) -> list[Row]:
    from hotline.bench.understanding.messages.measured import messages

    return list(messages(path, SEED, vectors_of))


def _table(rows: Sequence[Row]) -> Table:
    table = Table("part", "kind", "figure", "value", "wanted")
    for row in rows:
        if row.skipped is not None:
            table.add_row(row.group, row.name, "", row.skipped)
        for name, value in row.figures.items():
            shown = " / ".join(value) if isinstance(value, list) else f"{value:g}"
            wanted = [target.text(value) for target in row.targets if target.figure == name]
            table.add_row(row.group, row.name, name, shown, " ".join(wanted))
    return table


def _calibrate(config: HotlineConfig, *, console: Console) -> None:
    from contracts.errors import HotlineError
    from hotline.bench.understanding.weights import calibrated

    with stages(console, "fitting") as tell:

        def vectors(texts: list[str]) -> Mapping[str, Vector]:
            found = _vectors_of(tell, texts)
            if found is None:
                raise HotlineError("calibrating needs the sentence encoder: script/setup --with-encoder")
            return found

        for path, text in calibrated(config.ivr, vectors):
            path.write_text(text, encoding="utf-8")
            console.print(f"written: {path}")


def _vectors_of(tell: Callable[[str], None], texts: Iterable[str]) -> Mapping[str, Vector] | None:
    from hotline.bench.understanding.vectors import vectors_of
    from hotline.machine.paths import State

    return vectors_of(texts, State(DEFAULT_STATE), lambda done, of: tell(f"vectors: {done} of {of}"))
