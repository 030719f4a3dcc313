"""`hotline bench call`: real calls over SIP, every moment from ring to agent."""

from __future__ import annotations

from typing import Annotated

import typer

from hotline.bench.call import bench_calls
from hotline.cli.terminal import ConfigOption, JsonOption, do, fail, load_config, set_up_logging, talk
from hotline.machine.paths import DEFAULT_CONFIG


def call(
    calls: Annotated[int, typer.Option(min=1, help="Calls at each level.")] = 10,
    concurrent: Annotated[str, typer.Option(help="Levels of calls at once.")] = "1,10,30",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Real calls over SIP: p50 and p95 of every moment from ring to agent."""
    set_up_logging(False)
    try:
        levels = [int(level) for level in concurrent.split(",")]
    except ValueError:
        fail(f"--concurrent {concurrent!r}: give numbers with commas between, for example 1,10,30")

    do(bench_calls(load_config(config), calls=calls, levels=levels, as_json=as_json, console=talk))
