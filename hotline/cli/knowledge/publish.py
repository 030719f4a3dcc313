"""`hotline knowledge publish`: the articles of the folder go live."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _
from typing import Annotated

import typer

from hotline.cli.configuration.going_live import ByOption, WhyOption, confirm_live
from hotline.cli.terminal import ConfigOption, StateOption, load_config, plain, talk, tell
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State


def publish(
    why: WhyOption,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    by: ByOption = None,
    after: Annotated[
        int | None,
        typer.Option(
            help="Only if this generation of the articles is still live: nobody else's is overwritten.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Check the folder of articles and make it live: agents get it within a second or two.

    Exit code 0: live; 1: refused; 2: a mistake in the articles. A refusal changes nothing.
    """
    from hotline.configuration.articles.publisher import ArticlePublisher, check

    where = State(state.resolve())
    publisher = ArticlePublisher(load_config(config).desk.knowledge, where)
    if after is None and (active := plain(publisher.store.active)) is not None:
        after = active.number
    checked = plain(check, plain(publisher.on_disk), date.today())
    done = plain(publisher.publish, checked, by, why, after)
    number = done.generation.number
    if not done.new:
        talk.print(_("generation {number} is the same: nothing to publish").format(number=number))
        return
    for line in done.changes:
        tell(f"  {line}")
    confirm_live(where, number, where.running_articles)
