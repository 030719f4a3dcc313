"""`hotline bench`: one command for each thing that is measured."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    do,
    fail,
    load_config,
    plain,
    set_up_logging,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG

bench_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Measure; every command prints tables, or JSON with `--json`. Start: `script/bench call`.",
)


@bench_app.command()
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
    from hotline.bench.call import bench_calls

    do(bench_calls(load_config(config), calls=calls, levels=levels, as_json=as_json, console=talk))


@bench_app.command()
def asr(
    quick: Annotated[bool, typer.Option("--quick", help="One minute, fewer recordings.")] = False,
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
    svg: Annotated[Path | None, typer.Option(help="Draw the shares into this file.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """What the recogniser understands, rejects and costs."""
    set_up_logging(False)
    from functools import partial

    from hotline.bench.asr.context import Extras
    from hotline.cli.bench.asr import bench_asr

    extras = Extras(mbrola=mbrola, held_out=held_out, vosk_server=vosk_server)
    settings = load_config(config)
    work = partial(bench_asr, quick=quick, data=data, extras=extras, svg=svg, as_json=as_json, console=talk)
    plain(work, settings)


@bench_app.command()
def vad(
    quick: Annotated[bool, typer.Option("--quick", help="Fewer sentences, four kinds of line.")] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder with speech/ (recorded syllables).", show_default=False)
    ] = None,
    recordings: Annotated[
        Path | None, typer.Option(help="Folder of WAV files, each one sentence.", show_default=False)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Voice detection in noise: speech missed, false starts, sentences cut, delays, cost."""
    set_up_logging(False)
    from hotline.bench.rows import NoMaterial
    from hotline.cli.bench.vad import bench_vad

    settings = load_config(config)
    try:
        bench_vad(settings, quick=quick, data=data, recordings=recordings, as_json=as_json, console=talk)
    except NoMaterial as error:
        fail(str(error))


@bench_app.command()
def dialect(
    data: Annotated[Path | None, typer.Option(help="Folder with requests/.", show_default=False)] = None,
    recordings: Annotated[
        Path | None,
        typer.Option(help="WAV files and index.tsv (file, accent, queue, text).", show_default=False),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Right queues with the tolerance for dialects off, wordings only, sounds only, and on."""
    set_up_logging(False)
    from functools import partial

    from hotline.bench.rows import NoMaterial
    from hotline.cli.bench.dialect import bench_dialect

    settings = load_config(config)
    work = partial(bench_dialect, data=data, recordings=recordings, as_json=as_json, console=talk)
    try:
        plain(work, settings)
    except NoMaterial as error:
        fail(str(error))


@bench_app.command()
def ivr(
    data: Annotated[Path | None, typer.Option(help="Folder with messages/.", show_default=False)] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Check, load, reload and decide with 50, 500 and 2,000 intents; messages sorted into topics."""
    set_up_logging(False)
    from functools import partial

    from hotline.cli.bench.ivr import bench_ivr

    load_config(config)
    plain(partial(bench_ivr, data=data, as_json=as_json, console=talk), config)
