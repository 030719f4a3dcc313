"""`hotline run`: Asterisk and the service, started and kept running; `--demo` shows a call."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    do,
    effective_config,
    fail,
    load_config,
    publish_articles,
    set_up_logging,
    talk,
)
from hotline.instance import garbage_collection
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State


def run(
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    demo: Annotated[bool, typer.Option(help="Place a real call with real SIP clients and show it.")] = False,
    caller: Annotated[
        list[Path] | None,
        typer.Option(help="With --demo: a recording that speaks as the caller. Repeatable."),
    ] = None,
    as_json: JsonOption = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show the service's log.")] = False,
) -> None:
    """Start everything (Asterisk and the service) and keep it running; Ctrl-C stops in order."""
    set_up_logging(verbose)
    if demo:
        # Late, here and below: only one of the two is needed, and --help needs neither.
        from hotline.cli.service.demo import run_demo

        raise typer.Exit(
            do(run_demo(load_config(config), config, caller or [], as_json=as_json, console=talk))
        )
    if caller or as_json:
        fail(_("--caller and --json belong to --demo: hotline run --demo --caller FILE.wav"))
    with garbage_collection.paused():
        from hotline.cli.service.starting import start

        where = State(state.resolve())
        settings = effective_config(config, where).config
        publish_articles(settings, where)
        raise typer.Exit(do(start(settings, config.resolve(), where, talk)))
