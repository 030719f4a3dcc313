"""`hotline rollback`: an earlier configuration goes live again."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated

import typer

from hotline.cli.configuration.going_live import ByOption, WhyOption, confirm_live
from hotline.cli.terminal import StateOption, fail, plain, talk
from hotline.machine.paths import DEFAULT_STATE, State


def rollback(
    number: Annotated[
        int | None, typer.Argument(help="The generation to go back to; without it, the one before.")
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="Without it, the file that the live generation came from."),
    ] = None,
    state: StateOption = DEFAULT_STATE,
    why: WhyOption = "taken back",
    by: ByOption = None,
) -> None:
    """Make an earlier generation live again, in a second; one rollback after another goes further back.

    config.yaml and what it includes become what they were. What they are now is kept beside them, with the
    date in its name.
    """
    from hotline.configuration.generations.publisher import Publisher
    from hotline.configuration.generations.store import Generations

    where = State(state.resolve())
    active = plain(Generations(where.generations).active)
    if active is None:
        fail(_("nothing has been published yet; see: hotline publish --help"))
    path = config or Path(active.source)
    done = plain(Publisher(path, where).rollback, by, why, number)
    for kept in done.kept:
        talk.print(_("your last version is kept as {name}").format(name=kept.name), soft_wrap=True)
    talk.print(
        _("{path} is as in generation {origin}").format(path=path, origin=done.generation.origin),
        soft_wrap=True,
    )
    confirm_live(where, done.generation.number)
