"""`hotline knowledge history`: who published which articles, when and why."""

from __future__ import annotations

from hotline.cli.configuration.history import show
from hotline.cli.terminal import JsonOption, StateOption
from hotline.machine.paths import DEFAULT_STATE, State


def history(state: StateOption = DEFAULT_STATE, as_json: JsonOption = False) -> None:
    """Who published which articles, when and why; the newest first."""
    show(State(state.resolve()).articles, as_json)
