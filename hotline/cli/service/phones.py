"""`hotline phones`: what to type into a SIP phone."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from contracts.errors import ServiceError
from hotline.cli.terminal import ConfigOption, StateOption, do, load_config, plain, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig

ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - compared, not bound


def phones(
    new: Annotated[
        str | None,
        typer.Option("--new", metavar="ACCOUNT", help="Give this account a new password, valid at once."),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Print the SIP accounts: what to type into Linphone, MicroSIP, Zoiper or a desk phone.

    A password is printed once; a new one is made with --new.
    """
    from hotline.staff.guests import with_guests

    where = State(state.resolve())
    known = plain(with_guests, load_config(config), where)
    if new is not None:
        do(new_password(known, where, new))
    talk.print(plain(phone_table, known, where))


async def new_password(config: HotlineConfig, state: State, account: str) -> None:
    """Replaces the password of a SIP account; an Asterisk that runs reads it. Raises ServiceError."""
    from hotline.configuration.generations.effective import last_good
    from hotline.configuration.generations.store import Generations
    from hotline.configuration.phones import accounts
    from hotline.instance.asterisk import prepare
    from hotline.machine.secrets import renew
    from hotline.staff.guests import with_guests

    if account not in (known := accounts(config)):
        raise ServiceError(
            _("there is no account {account!r} in config.yaml; there are: {known}").format(
                account=account, known=", ".join(known)
            )
        )
    renew(state.secrets, account)
    live = last_good(Generations(state.generations))  # what Asterisk runs with, not what is being edited
    instance = await prepare(config if live is None else with_guests(live.config, state), state)
    if instance.asterisk.pid() is not None:
        await instance.asterisk.reload()


def phone_table(config: HotlineConfig, state: State) -> Table:
    """Every SIP account of this machine, once with its password. Raises SecretsError."""
    from hotline.configuration.phones import accounts
    from hotline.machine.secrets import tell_once

    new = tell_once(state.secrets, accounts(config))
    bind = config.telephony.sip_bind
    server = f"{'<this machine>' if bind == ANY_ADDRESS else bind}:{config.telephony.sip_port}"
    table = Table(title=_("SIP accounts at {server} (UDP)").format(server=server))
    for column in (_("account"), _("password"), _("for")):
        table.add_column(column)
    told = _("printed before; a new one: --new")
    for agent in config.agents:
        if not agent.extension or agent.contact is not None:
            continue
        does = _("takes calls") if agent.role == "agent" else _("takes no calls")
        password = new.get(agent.extension, told)
        table.add_row(agent.extension, password, f"{agent.role} {agent.name}: {does}")
    for name in config.telephony.softphones:
        table.add_row(
            name, new.get(name, told), _("a citizen: dial {number}").format(number=config.telephony.number)
        )
    return table
