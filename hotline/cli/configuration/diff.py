"""`hotline diff`: what is different between two configurations."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer
from rich.console import Console

from hotline.cli.terminal import ConfigOption, StateOption, fail, plain
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State


def diff(
    old: Annotated[int | None, typer.Argument(help="A generation; without it, the live one.")] = None,
    new: Annotated[int | None, typer.Argument(help="Another; without it, config.yaml.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """What is different between two generations, or between the live one and config.yaml."""
    from hotline.configuration.generations.difference import lines
    from hotline.configuration.generations.store import Generations
    from hotline.configuration.yaml.sources import read_sources

    store = Generations(State(state.resolve()).generations)
    if old is None:
        active = plain(store.active)
        if active is None:
            fail(_("nothing has been published yet; see: hotline publish --help"))
        old = active.number
    before = plain(store.sources, old)
    after = plain(store.sources, new) if new is not None else plain(read_sources, config)
    name = _("generation {number}").format(number=new) if new is not None else str(config)
    for line in lines(before, after, _("generation {number}").format(number=old), name):
        Console().print(line, markup=False, highlight=False, soft_wrap=True)
