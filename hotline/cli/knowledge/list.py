"""`hotline knowledge list`: which articles there are."""

from __future__ import annotations

from datetime import date
from gettext import gettext as _
from typing import Annotated, get_args

import typer
from rich.table import Column, Table

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    load_config,
    plain,
    print_json,
    talk,
    tell,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State


def list_articles(
    text: Annotated[str, typer.Argument(help="Only with this in title, tags, text or id.")] = "",
    department: Annotated[str, typer.Option(help="Only of this department.")] = "",
    district: Annotated[str, typer.Option(help="Only such as hold in this district.")] = "",
    tag: Annotated[str, typer.Option(help="Only with this tag.")] = "",
    when: Annotated[
        str, typer.Option(help="Only: current, expired, later (not valid yet), unreviewed.")
    ] = "",
    live: Annotated[bool, typer.Option("--live", help="What is published, not the folder.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """The articles of the folder, or those live."""
    from agent_assist.knowledge.editing.choosing import Choice, Standing, chosen
    from hotline.configuration.articles.publisher import ArticlePublisher, check

    if when and when not in get_args(Standing):
        wanted_one = _("{when} is not one of {kinds}").format(when=when, kinds=", ".join(get_args(Standing)))
        raise typer.BadParameter(wanted_one, param_hint="--when")
    publisher = ArticlePublisher(load_config(config).desk.knowledge, State(state.resolve()))
    active, files = plain(publisher.live) if live else (None, plain(publisher.on_disk))
    if live and active is None:
        text = _("nothing is published yet: this is {folder}, which the next start of the service publishes")
        tell(text.format(folder=publisher.folder))
    today = date.today()
    wanted = Choice(text, department, district, tag, when or None)  # type: ignore[arg-type]
    found = chosen(plain(check, files, today).articles, wanted, today)
    if as_json:
        print_json([one.model_dump(mode="json") for one in found])
        return
    table = Table(
        "id", Column(_("title"), ratio=1), _("department"), _("district"), _("valid"), _("reviewed")
    )
    for one in found:
        until = (
            f"{one.valid_from or ''} – {one.valid_until or ''}" if one.valid_from or one.valid_until else ""
        )
        shown = f"[red]{until}[/]" if not one.holds(today) else until
        where = cell("、".join(one.district))
        table.add_row(one.id, cell(one.title), cell(one.department), where, shown, str(one.reviewed or "-"))
    talk.print(table)
    talk.print(_("{n} articles").format(n=len(found)), highlight=False)
