"""Asterisk's files as a configuration wants them: what `hotline check` renders is what a start writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hotline.configuration.schema import HotlineConfig
from telephony.asterisk import render

CITIZEN = "市民软电话"
"""What an agent's telephone shows when a softphone calls."""


def accounts(config: HotlineConfig) -> list[str]:
    """The SIP accounts: those of agents, then softphones."""
    return [agent.extension for agent in config.agents if agent.extension] + list(config.telephony.softphones)


def phones(config: HotlineConfig, passwords: Mapping[str, str]) -> list[render.Phone]:
    """The SIP accounts as Asterisk is told of them."""
    return [
        render.Phone(
            agent.extension,
            agent.name,
            passwords[agent.extension],
            agent=agent.role == "agent",
            contact=agent.contact,
        )
        for agent in config.agents
        if agent.extension
    ] + [render.Phone(name, CITIZEN, passwords[name], agent=False) for name in config.telephony.softphones]


def numbers(config: HotlineConfig) -> list[str]:
    """What citizens may dial besides telephony.number."""
    return [one.number for one in config.ivr.numbers]


def rendered_on_trial(config: HotlineConfig) -> dict[str, str]:
    """Asterisk's files with passwords and folders that are none. Raises ValueError for what does not fit."""
    folder = Path("/trial")
    passwords = dict.fromkeys(accounts(config), "none")
    return render.texts(
        config.telephony,
        phones(config, passwords),
        render.Secrets("none", "none", "none" if config.nodes.enabled else ""),
        render.Folders(folder, folder, folder, folder, folder),
        dict.fromkeys(render.DIALPLAN_PROMPTS, folder),
        numbers(config),
        browsers=config.desk.phone,
    )
