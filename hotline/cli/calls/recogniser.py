"""The command `hotline recogniser`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.terminal import ConfigOption, StateOption, do, load_config, set_up_logging, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE


def recogniser(
    bind: Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 2700,
    model: Annotated[
        Path | None, typer.Option(help="Model folder; without it, asr.model of config.yaml.")
    ] = None,
    streams: Annotated[int, typer.Option(min=1, help="Streams at once; more are refused.")] = 200,
    token_file: Annotated[
        Path | None,
        typer.Option(help="The secret clients must show. Made if missing.", show_default=False),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="PEM file: serve wss:// instead of ws://.", show_default=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option(help="Its private key, if in another file.", show_default=False)
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the log.")] = False,
) -> None:
    """Recognise for other machines: serve a model over WebSocket in vosk-server's protocol.

    At another address than loopback clients must show a secret: HOTLINE_RECOGNISER_TOKEN, or the file.
    """
    from hotline.cli.calls.recogniser_server import ServerOptions, serve_recogniser

    set_up_logging(verbose)
    options = ServerOptions(bind, port, model, streams, token_file, certificate, key)
    work = partial(serve_recogniser, load_config(config), options, state / "recogniser.token", talk)
    do(work())
