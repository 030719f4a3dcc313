"""Passwords of those who begin to work here."""

from __future__ import annotations

import secrets

from agent_assist.access.accounts import create_accounts, set_password
from agent_assist.settings import AgentSettings
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
