"""`hotline knowledge history`: who published which articles, when and why."""

from __future__ import annotations

from hotline.cli.configuration.history import show
from hotline.cli.terminal import JsonOption, StateOption, existing
from hotline.machine.paths import DEFAULT_STATE


def history(state: StateOption = DEFAULT_STATE, as_json: JsonOption = False) -> None:
    """Who published which articles, when and why; the newest first."""
    show(existing(state).articles, as_json)
