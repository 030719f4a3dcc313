"""`hotline doctor`: every part of this machine looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console

from hotline.cli.terminal import ConfigOption, JsonOption, StateOption, load_config, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig


def doctor(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """Check every part of this machine and say how to mend what is wrong."""
    raise typer.Exit(report(load_config(config), State(state.resolve()), json_only=as_json, console=talk))


def report(config: HotlineConfig, state: State, *, json_only: bool, console: Console) -> int:
    """Prints the findings; returns 1 when something fails."""
    from hotline.instance.examination import subject
    from hotline.machine.doctor import as_json as findings_as_json
    from hotline.machine.doctor import examine, exit_code, table

    findings = list(examine(subject(config, state)))
    if json_only:
        Console().print_json(findings_as_json(findings), indent=None, highlight=False)
    else:
        console.print(table(findings))
    return exit_code(findings)
