"""`hotline knowledge back`: earlier articles go live again."""

from __future__ import annotations

from gettext import gettext as _
from typing import Annotated

import typer

from hotline.cli.configuration.going_live import ByOption, WhyOption, confirm_live
from hotline.cli.terminal import ConfigOption, StateOption, load_config, plain, tell
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State


def back(
    number: Annotated[
        int | None, typer.Argument(help="The generation to go back to; without it, the one before.")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    why: WhyOption = "taken back",
    by: ByOption = None,
) -> None:
    """Make earlier articles live again; one after another goes further back.

    The folder becomes what it was. What was changed in it and not published is kept beside, with the date in
    its name.
    """
    from hotline.configuration.articles.publisher import ArticlePublisher

    where = State(state.resolve())
    publisher = ArticlePublisher(load_config(config).desk.knowledge, where)
    done = plain(publisher.back, by, why, number)
    for kept in done.kept:
        tell(_("your last version is kept as {name}").format(name=kept.name))
    for line in done.changes:
        tell(f"  {line}")
    confirm_live(where, done.generation.number, where.running_articles)
