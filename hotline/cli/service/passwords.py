"""New desk passwords, shown once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from gettext import gettext as _

from rich.console import Console
from rich.table import Table

from agent_assist.access.accounts import create_accounts, set_password
from agent_assist.settings import AgentSettings
from hotline.cli.terminal import talk
from hotline.machine.paths import State

_PASSWORD_BYTES = 9


def new_desk_password(state: State, agent: AgentSettings) -> str:
    """A new random one for that person alone: the others' first passwords are shown when the service starts.

    Raises AccountsError.
    """
    create_accounts(state.accounts, [agent])
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    set_password(state.accounts, agent.id, password)
    return password


def show_passwords(created: Mapping[str, str], console: Console = talk) -> None:
    """By log-in name; nothing when there are none."""
    if not created:
        return
    table = Table(title=_("New desk passwords, shown this once"))
    table.add_column(_("log-in"))
    table.add_column(_("password"))
    for agent, password in created.items():
        table.add_row(agent, password)
    console.print(table)
    console.print(_("A new one at any time: script/hotline password AGENT"))
