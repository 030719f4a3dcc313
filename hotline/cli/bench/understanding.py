"""`hotline bench understanding` at the terminal."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.status import Status
from rich.table import Table

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
    from collections.abc import Mapping

    from hotline.bench.rows import Row
    from hotline.configuration.schema import HotlineConfig
    from ivr.understanding.topics.meaning import Vector


def understanding(
    sentences: Annotated[
        Path | None,
        typer.Option(help="Lines of queue, kind, text, second, with tabs between.", show_default=False),
    ] = None,
    calibrate: Annotated[
        bool, typer.Option("--calibrate", help="Fit the weights of scores and of danger, and write them.")
    ] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """First decisions on sentences of our own, by kind and part: right, asked, wrong."""
    set_up_logging(False)
    settings = load_config(config)
    if calibrate:
        plain(functools.partial(_calibrate, console=talk), settings)
        return
    plain(functools.partial(_bench, sentences=sentences, as_json=as_json, console=talk), settings)


def _bench(config: HotlineConfig, *, sentences: Path | None, as_json: bool, console: Console) -> None:
    from hotline.bench.understanding import sentences as own
    from hotline.bench.understanding.kinds import measured
    from hotline.bench.understanding.vectors import vectors_of
    from hotline.machine.paths import State
    from ivr import Understanding

    of = own.read(sentences) if sentences else own.sentences(own.HELD_OUT)
    rows: list[Row] = []
    with console.status("vectors") as status:
        texts = [*Understanding(config.ivr).sentences(), *(one.text for one in of)]
        vectors = vectors_of(texts, State(DEFAULT_STATE), functools.partial(_made, status))
        for row in measured(config.ivr, of, vectors):
            rows.append(row)
            status.update(f"after {row.group}, {row.name}")
    if as_json:
        print_json({"load_average": os.getloadavg()[0], "rows": [row.as_json() for row in rows]})
        return
    table = Table("part", "kind", "figure", "value")
    for row in rows:
        if row.skipped is not None:
            table.add_row(row.group, row.name, "", row.skipped)
        for name, value in row.figures.items():
            table.add_row(
                row.group, row.name, name, " / ".join(value) if isinstance(value, list) else f"{value:g}"
            )
    console.print(table)


def _calibrate(config: HotlineConfig, *, console: Console) -> None:
    from contracts.errors import HotlineError
    from hotline.bench.understanding.vectors import vectors_of
    from hotline.bench.understanding.weights import calibrated
    from hotline.machine.paths import State

    with console.status("fitting") as status:

        def vectors(texts: list[str]) -> Mapping[str, Vector]:
            found = vectors_of(texts, State(DEFAULT_STATE), functools.partial(_made, status))
            if found is None:
                raise HotlineError("calibrating needs the sentence encoder: script/setup --with-encoder")
            return found

        files = calibrated(config.ivr, vectors)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        console.print(f"written: {path}")


def _made(status: Status, done: int, of: int) -> None:
    status.update(f"vectors: {done} of {of}")
