"""`hotline bench asr` at the terminal."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    fail,
    load_config,
    plain,
    set_up_logging,
    talk,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG


def asr(
    quick: Annotated[bool, typer.Option("--quick", help="A few minutes, fewer recordings.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder with requests/ and speech/.", show_default=False)
    ] = None,
    mbrola: Annotated[
        Path | None, typer.Option(help="Folder with mbrola and its voice cn1.", show_default=False)
    ] = None,
    held_out: Annotated[
        Path | None,
        typer.Option(
            help="Folder of models trained without tan, chen, davin.", show_default="models/held-out"
        ),
    ] = None,
    vosk_server: Annotated[
        Path | None, typer.Option(help="vosk-server's asr_server.py, to compare with.", show_default=False)
    ] = None,
    groups: Annotated[
        str | None,
        typer.Option("--rows", help="Groups with commas between; a wrong one is answered with all."),
    ] = None,
    svg: Annotated[Path | None, typer.Option(help="Draw the shares into this file.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """What the recogniser understands, rejects and costs."""
    # Late, in every bench: what measures takes seconds to import.
    from hotline.bench.asr.context import Extras
    from hotline.bench.asr.second.measure import GROUPS, USUAL, measure_groups
    from hotline.cli.bench.asr_rows import bench_asr

    set_up_logging(False)
    wanted = groups.split(",") if groups is not None else list(USUAL)
    if unknown := [group for group in wanted if group not in GROUPS]:
        fail(f"--rows {groups!r}: there is no group {unknown[0]!r}; groups are {', '.join(GROUPS)}")
    extras = Extras(mbrola=mbrola, held_out=held_out, vosk_server=vosk_server)
    settings = load_config(config)
    work = functools.partial(
        bench_asr,
        quick=quick,
        data=data,
        extras=extras,
        svg=svg,
        as_json=as_json,
        console=talk,
        measure=functools.partial(measure_groups, wanted, settings, CHECKOUT),
    )
    plain(work, settings)
