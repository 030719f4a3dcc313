"""`hotline callbacks`: citizens who are to be called back, for supervisors at a terminal."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.table import Column, Table

from hotline.cli.stores import in_store
from hotline.cli.terminal import ConfigOption, JsonOption, StateOption, load_config, print_json, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig
    from hotline.records.database.callbacks.store import CallbackStore
    from hotline.records.database.callbacks.table import CallbackRow

callbacks_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Citizens who are to be called back: who waits for it, how it went, taking one back.",
)

Result = TypeVar("Result")


@callbacks_app.command("list")
def show(
    everything: Annotated[bool, typer.Option("--all", help="Also the latest that are over.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Who is to be called back, in the order of their places; numbers are masked."""

    async def rows(store: CallbackStore) -> list[CallbackRow]:
        return [*await store.open(), *(await store.latest() if everything else ())]

    found = _do(load_config(config), state, rows)
    if as_json:
        print_json([_shown(row) for row in found])
    elif not found:
        talk.print(_("nobody is to be called back"), highlight=False)
    else:
        talk.print(_table(found))


@callbacks_app.command()
def cancel(
    id: Annotated[int, typer.Argument(help="The call-back's number in `hotline callbacks list`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Takes one back: the citizen is not called. A running service hears of it within seconds."""
    if not _do(load_config(config), state, lambda store: store.close(id, "withdrawn")):
        talk.print(
            _("there is no call-back {id} that is still to be made; see: hotline callbacks list").format(
                id=id
            )
        )
        raise typer.Exit(1)
    talk.print(_("call-back {id} is taken back").format(id=id), highlight=False)


def _do(config: HotlineConfig, state: Path, work: Callable[[CallbackStore], Awaitable[Result]]) -> Result:
    from hotline.records.database.callbacks.store import (  # late: the database's libraries
        PURPOSE,
        CallbackStore,
    )

    return in_store(CallbackStore, PURPOSE, config, state, work)


def _shown(row: CallbackRow) -> dict[str, Any]:
    """Without what the number could be found by."""
    hidden = ("name", "sealed", "masked")
    return {"number": row.masked} | {key: value for key, value in asdict(row).items() if key not in hidden}


def _table(rows: list[CallbackRow]) -> Table:
    table = Table(
        Column("id", justify="right"),
        Column(_("number"), no_wrap=True),
        _("queue"),
        _("why"),
        _("waits since"),
        _("attempts"),
        _("state"),
        box=None,
    )
    why = {"kept": _("asked for it"), "missed": _("missed call"), "lost": _("machine lost")}
    for row in rows:
        state = _("open") if row.result is None else _result(row.result)
        since = datetime.fromtimestamp(row.queued_at).strftime("%Y-%m-%d %H:%M")
        table.add_row(str(row.id), row.masked, row.queue, why[row.kind], since, str(row.attempts), state)
    return table


def _result(result: str) -> str:
    return {
        "reached": _("reached"),
        "called again": _("has called again"),
        "declined": _("wants no call"),
        "withdrawn": _("taken back"),
        "not reached": _("not reached"),
        "not allowed": _("may not be dialled"),
    }[result]
