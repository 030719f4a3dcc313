"""`hotline announcements`: what callers of a matter and district are told, and what becomes of it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import typer
from rich.table import Column, Table

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    cell,
    do,
    fail,
    load_config,
    print_json,
    records_url,
    talk,
)
from hotline.configuration.generations.store import this_user
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.city.announcements.announcement import Announcement, Effect
    from hotline.city.announcements.store import AnnouncementStore

announcements_app = typer.Typer(
    no_args_is_help=False,
    add_completion=False,
    invoke_without_command=True,
    help="What callers of a matter and district are told, made of warnings at the desk; ending it.",
)

Result = TypeVar("Result")
DAY_S = 86_400.0


@announcements_app.callback()
def show(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=366, help="Also those that ended in so many days.")] = 1,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What callers of a matter and district are told, made of warnings at the desk; ending it."""
    if context.invoked_subcommand is not None:
        return
    since = time.time() - days * DAY_S

    async def ask(store: AnnouncementStore) -> tuple[list[Announcement], dict[int, Effect]]:
        found = await store.listed(since)
        return found, await store.effects([one.id for one in found])

    found, effects = _do(config, state, ask)
    if as_json:
        print_json([_shown(one, effects[one.id]) for one in found])
    elif not found:
        talk.print(_("nothing is announced"), highlight=False)
    else:
        talk.print(_table(found, effects))


@announcements_app.command()
def end(
    announcement: Annotated[int, typer.Argument(help="Its number, as `hotline announcements` shows it.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Ends an announcement: a running service tells it to no further caller, within two seconds."""
    from hotline.city.announcements.book import ended  # late: the database's libraries
    from hotline.records.database.outbox import Left

    by, node = this_user(), load_config(config).telephony.node

    async def work(store: AnnouncementStore) -> bool:
        found = next((one for one in await store.running() if one.id == announcement), None)
        if found is None:
            return False
        event = ended(found, (await store.effects([found.id]))[found.id], by)
        return await store.end(found.id, time.time(), by, [Left(node, event)])

    if not _do(config, state, work):
        fail(_("announcement {number} does not run; see: hotline announcements").format(number=announcement))


def _do(config: Path, state: Path, work: Callable[[AnnouncementStore], Awaitable[Result]]) -> Result:
    """Works on the records' database; what a person can mend ends the command with one sentence."""
    from hotline.city.announcements.store import AnnouncementStore  # late: the database's libraries

    url = records_url(load_config(config), State(state.resolve()))

    async def run() -> Result:
        async with AnnouncementStore.opened(url) as store:
            return await work(store)

    return cast(Result, do(run()))


def _shown(one: Announcement, effect: Effect) -> dict[str, Any]:
    wording = one.wording
    return {
        "id": one.id,
        "surge": one.surge,
        "district": one.district,
        "text": wording.text,
        "words": wording.words,
        "intents": wording.intents,
        "places": wording.places,
        "unplaced": wording.unplaced,
        "published_at": one.published_at,
        "by": one.by,
        "ends": wording.ends,
        "ended_at": one.ended_at,
        "ended_by": one.ended_by,
        "told": effect.told,
        "answered": effect.answered,
        "human": effect.human,
    }


def _table(found: list[Announcement], effects: dict[int, Effect]) -> Table:
    counts = [Column(name, justify="right") for name in (_("told"), _("it was enough"), _("wanted an agent"))]
    text = Column(_("text"), min_width=24, overflow="fold")
    table = Table(Column("", justify="right"), text, _("since"), _("until"), *counts, box=None)
    for one in found:
        effect, until = effects[one.id], one.ended_at or one.wording.ends
        figures = map(str, (effect.told, effect.answered, effect.human))
        since = _moment(one.published_at)
        table.add_row(str(one.id), cell(one.wording.text), since, _moment(until), *figures)
    return table


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M")
