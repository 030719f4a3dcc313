"""`hotline password`: a new desk password for one person."""

from __future__ import annotations

from gettext import gettext as _
from typing import TYPE_CHECKING, Annotated

import typer

from hotline.cli.terminal import ConfigOption, StateOption, load_config, plain, talk
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig


def password(
    agent: Annotated[str, typer.Argument(help="The agent's id in config.yaml.")],
    config: ConfigOption = DEFAULT_CONFIG,
    state: StateOption = DEFAULT_STATE,
) -> None:
    """Give an agent a new random desk password and print it once."""
    from hotline.staff.guests import with_guests

    where = State(state.resolve())
    known = plain(with_guests, load_config(config), where)
    talk.print(f"{agent}: {plain(new_password, known, where, agent)}")


def new_password(config: HotlineConfig, state: State, agent: str) -> str:
    """Sets and returns a random password. Raises AccountsError for an unknown agent."""
    from agent_assist.access.accounts import AccountsError
    from hotline.staff.passwords import new_desk_password

    known = {found.id: found for found in config.agents}
    if agent not in known:
        raise AccountsError(
            _("there is no agent {agent!r} in config.yaml; there are: {known}").format(
                agent=agent, known=", ".join(known)
            )
        )
    return new_desk_password(state, known[agent])
