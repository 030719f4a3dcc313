"""`hotline recordings`: recordings of calls, for whoever runs the machine."""

from __future__ import annotations

import asyncio
import shutil
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    existing,
    explained,
    load_config,
    print_json,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.recordings.shelf import Kept, Shelf

recordings_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Recordings of calls: which there are, where a file lies, deleting those of one call.",
)

CallOption = Annotated[str, typer.Option("--call", help="Id of the call, as records and the desk show it.")]


@recordings_app.command("list")
def show(
    call: Annotated[str | None, typer.Option("--call", help="Only those of this call.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
    as_json: JsonOption = False,
) -> None:
    """Which recordings are kept, the oldest first."""
    with explained():
        found = [_shown(one) for one in _shelf(config, state).kept(call)]
    if as_json:
        print_json(found)
        return
    if not found:
        talk.print(_("there are no recordings"), highlight=False)
        return
    columns = (Column(_("seconds"), justify="right"), Column("KB", justify="right"))
    table = Table(_("began"), Column(_("call"), no_wrap=True), *columns, box=None)
    for one in found:
        began = datetime.fromtimestamp(one["at"]).strftime("%Y-%m-%d %H:%M:%S")
        table.add_row(began, one["call"], f"{one['seconds']:.0f}", str(one["bytes"] // 1000))
    talk.print(table)


@recordings_app.command()
def path(call: CallOption, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE) -> None:
    """Where the recordings of a call lie, a line each; the call's record tells who asked."""
    with explained():
        found = _of(_shelf(config, state), call)
        _note(found, config, state)
        for one in found:
            typer.echo(one.file)


@recordings_app.command()
def export(
    call: CallOption,
    to: Annotated[Path, typer.Option("--to", help="Folder to which they are copied.", file_okay=False)],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Copies the recordings of a call, for example for who asks for them; its record tells who did."""
    with explained():
        found = _of(_shelf(config, state), call)
        to.mkdir(parents=True, exist_ok=True)
        _note(found, config, state)
        for one in found:
            typer.echo(shutil.copyfile(one.file, to / one.file.name))


@recordings_app.command()
def delete(
    call: CallOption, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE
) -> None:
    """Deletes the recordings of a call for good. Its record says so; what was written down of it stays."""
    with explained():
        shelf = _shelf(config, state)
        for one in _of(shelf, call):
            shelf.delete(one, "person")
            talk.print(_("{name} is deleted").format(name=one.name), markup=False, highlight=False)


def _of(shelf: Shelf, call: str) -> list[Kept]:
    found = shelf.kept(call)
    if not found:
        what = _("there is no recording of call {call}; see: hotline recordings list")
        talk.print(what.format(call=call), markup=False, highlight=False)
        raise typer.Exit(1)
    return found


def _note(found: list[Kept], config: Path, state: Path) -> None:
    """Who has a recording is written down first. Raises RecordsUnavailable: then nobody gets it."""
    from contracts import RecordingPlayed  # late, here too
    from hotline.configuration.generations.store import this_user
    from hotline.records.database.outbox import Left, Outbox

    settings, who = load_config(config), this_user()
    url = settings.records.url or State(state.resolve()).database_url
    events = [
        RecordingPlayed(call=one.call, recording=one.name, agent=who, where="terminal") for one in found
    ]

    async def run() -> None:
        async with Outbox.opened(url) as outbox:
            await outbox.put([Left(settings.telephony.node, event) for event in events])

    asyncio.run(run())


def _shelf(config: Path, state: Path) -> Shelf:
    from hotline.recordings.shelf import shelf_of  # late: numpy, which other commands do without

    return shelf_of(load_config(config).recording, existing(state))


def _shown(one: Kept) -> dict[str, Any]:
    return {
        "name": one.name,
        "call": one.call,
        "at": one.at,
        "seconds": one.seconds,
        "bytes": one.bytes,
        "file": str(one.file),
    }
