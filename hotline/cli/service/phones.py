"""`hotline phones`: what to type into a SIP phone."""

from __future__ import annotations

from rich.table import Table

from hotline.cli.terminal import ConfigOption, StateOption, load_config, talk
from hotline.configuration.schema import HotlineConfig
from hotline.instance.asterisk import secrets_of
from hotline.machine.paths import DEFAULT_CONFIG, DEFAULT_STATE, State

ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - compared, not bound


def phones(config: ConfigOption = DEFAULT_CONFIG, state: StateOption = DEFAULT_STATE) -> None:
    """Print the SIP accounts: what to type into Linphone, MicroSIP, Zoiper or a desk phone."""
    talk.print(phone_table(load_config(config), State(state.resolve())))


def phone_table(config: HotlineConfig, state: State) -> Table:
    """Every SIP account of this machine, with the password that was generated for it."""
    known = secrets_of(config, state)
    bind = config.telephony.sip_bind
    server = f"{'<this machine>' if bind == ANY_ADDRESS else bind}:{config.telephony.sip_port}"
    table = Table(title=f"SIP accounts at {server} (UDP)")
    for column in ("account", "password", "for"):
        table.add_column(column)
    for agent in config.agents:
        if not agent.extension or agent.contact is not None:
            continue
        does = "takes calls" if agent.role == "agent" else "takes no calls"
        table.add_row(agent.extension, known.sip[agent.extension], f"{agent.role} {agent.name}: {does}")
    for name in config.telephony.softphones:
        table.add_row(name, known.sip[name], f"a citizen: dial {config.telephony.number}")
    return table
