"""`hotline guests`: officials and experts who take calls for a while, without a restart."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from agent_assist.settings import ALL_QUEUES
from hotline.cli.service.passwords import show_passwords
from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    StateOption,
    explained,
    load_config,
    print_json,
    talk,
)
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from agent_assist.settings import Guest

guests_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Guests: officials and experts who take calls until a set time.",
)

TODAY = ("%H:%M", "%H:%M:%S")
TIMES = (*TODAY, "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")

Id = Annotated[str, typer.Argument(help="The guest's log-in name at the desk.", metavar="ID")]


@guests_app.command()
def add(
    guest: Id,
    name: Annotated[str, typer.Option("--name", help="What colleagues read, for example 张局长.")],
    extension: Annotated[str, typer.Option("--extension", help="SIP account of the guest's telephone.")],
    until: Annotated[str, typer.Option("--until", help="End of the time: 17:00 today, or 2026-10-01 17:00.")],
    queues: Annotated[
        str, typer.Option("--queues", help="Queues that are served, with commas; without it all of them.")
    ] = ALL_QUEUES,
    skills: Annotated[
        str, typer.Option("--skills", help="For special seats, with commas: 企业之家=5,特色农产品=4.")
    ] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Seats a guest at once, or changes one; prints the new passwords of telephone and desk."""
    from hotline.staff.inviting import invite

    where, known = State(state.resolve()), load_config(config)
    now = datetime.now().astimezone()
    with explained():
        found = _guest(guest, name, extension, queues, skills, _time(until, now))
        invited = invite(where, found, known, now)
    end = found.until.strftime("%Y-%m-%d %H:%M")
    talk.print(_("{name} takes calls until {end}").format(name=name, end=end), markup=False, highlight=False)
    if phone := invited.phone_password:
        told = _("telephone: account {account}, password {password}, shown this once")
        talk.print(told.format(account=extension, password=phone), markup=False, highlight=False)
    show_passwords({found.id: invited.password})


@guests_app.command("list")
def show(
    config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE, as_json: JsonOption = False
) -> None:
    """Guests whose time is not over."""
    from hotline.staff.guests import GuestBook

    load_config(config)
    with explained():
        found = GuestBook(State(state.resolve()).guests).current(datetime.now().astimezone())
    if as_json:
        print_json([guest.model_dump(mode="json") for guest in found])
        return
    if not found:
        talk.print(_("there are no guests"))
        return
    columns = (_("guest"), _("name"), _("account"), _("queues"))
    table = Table(*columns, Column(_("until"), no_wrap=True), box=None)
    for guest in found:
        end = guest.until.astimezone().strftime("%Y-%m-%d %H:%M")
        table.add_row(guest.id, guest.name, guest.extension, ", ".join(guest.queues), end)
    talk.print(table)


@guests_app.command()
def end(guest: Id, config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE) -> None:
    """Ends a guest's time now; a talk that runs is finished."""
    from hotline.staff.guests import GuestBook

    load_config(config)
    with explained():
        GuestBook(State(state.resolve()).guests).end(guest, datetime.now().astimezone())
    talk.print(_("{guest} takes no more calls").format(guest=guest), markup=False, highlight=False)


def _guest(guest: str, name: str, extension: str, queues: str, skills: str, until: datetime) -> Guest:
    from hotline.staff.inviting import guest_of

    levels = dict(one.partition("=")[::2] for one in skills.split(",") if one)
    fields = {"id": guest, "name": name, "extension": extension, "skills": levels, "until": until}
    return guest_of({**fields, "queues": queues.split(",")})


def _time(text: str, now: datetime) -> datetime:
    from hotline.staff.guests import GuestsError

    for form in TIMES:
        try:
            found = datetime.strptime(text.strip(), form).astimezone()
        except ValueError:
            continue
        return found if form not in TODAY else found.replace(year=now.year, month=now.month, day=now.day)
    raise GuestsError(
        f"“{text}”不是时间 / is no time → 写 17:00 或 2026-10-01 17:00 / write 17:00 or 2026-10-01 17:00"
    )
