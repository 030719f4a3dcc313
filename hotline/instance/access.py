"""How this instance's Asterisk is reached and stopped, whether it runs or not: nothing is rendered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotline.configuration.phones import accounts
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from hotline.machine.secrets import Secrets, load_or_create
from hotline.machine.setup.runtime import environment, program

if TYPE_CHECKING:
    from telephony.ari.client import AriAccess
    from telephony.asterisk.process import Asterisk


def secrets_of(config: HotlineConfig, state: State) -> Secrets:
    """Read, or made. Raises SecretsError."""
    return load_or_create(state.secrets, accounts(config))


def access(config: HotlineConfig, secrets: Secrets) -> AriAccess:
    from telephony.ari.client import AriAccess  # late, here and below: secrets are wanted before both

    return AriAccess(f"http://127.0.0.1:{config.telephony.ari_port}", "hotline", secrets.ari)


def asterisk_of(config: HotlineConfig, state: State, secrets: Secrets) -> Asterisk:
    """The Asterisk of this state folder, as a start renders it. Raises MissingProgram."""
    from telephony.asterisk.process import Asterisk

    return Asterisk(
        program("asterisk"),
        environment("asterisk"),
        state.asterisk / "etc" / "asterisk.conf",
        access(config, secrets),
    )
