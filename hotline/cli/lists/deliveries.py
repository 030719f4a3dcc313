"""`hotline deliveries`: what waits for other systems, and what could not be delivered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar, cast

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
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig
    from hotline.delivery.store import DeliveryStore
    from hotline.delivery.table import Delivery

deliveries_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Cases on their way to other systems: what waits, what could not be delivered, trying again.",
)

Result = TypeVar("Result")
Ids = Annotated[
    list[int] | None, typer.Argument(help="Numbers in `hotline deliveries list`.", show_default=False)
]


@deliveries_app.command("list")
def show(
    dead: Annotated[bool, typer.Option("--dead", help="Only those that were given up.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """What waits for other systems and what was given up, oldest first, a thousand of each at most."""

    async def rows(store: DeliveryStore) -> list[Delivery]:
        return [*await store.listed(dead=True), *(() if dead else await store.listed(dead=False))]

    found = _do(load_config(config), state, rows)
    if as_json:
        print_json([{key: value for key, value in asdict(one).items() if key != "body"} for one in found])
    elif not found:
        talk.print(_("nothing waits for other systems"), highlight=False)
    else:
        talk.print(_table(found))


@deliveries_app.command()
def again(
    ids: Ids = None,
    everything: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Tries again what was given up. A running service begins within seconds."""
    if not ids and not everything:
        fail(_("name deliveries, or --all; see: hotline deliveries list --dead"))
    wanted = None if everything else ids
    count = _do(load_config(config), state, lambda store: store.again(wanted))
    talk.print(_("{n} deliveries are tried again").format(n=count), highlight=False)


@deliveries_app.command()
def drop(
    ids: Annotated[list[int], typer.Argument(help="Numbers in `hotline deliveries list`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Takes deliveries away: the other system is not told."""
    count = _do(load_config(config), state, lambda store: store.drop(ids))
    talk.print(_("{n} deliveries are taken away").format(n=count), highlight=False)


def _do(config: HotlineConfig, state: Path, work: Callable[[DeliveryStore], Awaitable[Result]]) -> Result:
    """Works on the records' database; what a person can mend ends the command with one sentence."""
    from hotline.delivery.store import DeliveryStore  # late: the database's libraries

    url = records_url(config, State(state.resolve()))

    async def run() -> Result:
        async with DeliveryStore.opened(url) as store:
            return await work(store)

    return cast(Result, do(run()))


def _table(rows: list[Delivery]) -> Table:
    table = Table(
        Column("id", justify="right"),
        _("receiver"),
        Column(_("case"), no_wrap=True),
        _("waits since"),
        _("attempts"),
        _("state"),
        _("latest error"),
        box=None,
    )
    for one in rows:
        since = datetime.fromtimestamp(one.made).strftime("%Y-%m-%d %H:%M")
        state = _("given up") if one.dead else _("waits")
        table.add_row(str(one.id), one.target, one.number, since, str(one.tries), state, cell(one.error))
    return table
