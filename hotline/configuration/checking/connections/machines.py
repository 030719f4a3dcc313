"""Machines of one hotline whose callers could not reach one another."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import PathParts


def machines_out_of_reach(config: HotlineConfig) -> Iterator[tuple[str, PathParts, str, str]]:
    """Several machines, and SIP that takes calls of this one alone."""
    if config.nodes.enabled and ip_address(config.telephony.sip_bind).is_loopback:
        yield (
            "machines",
            ("nodes", "enabled"),
            "别的机器的市民转不到这里的坐席：SIP 只接本机（telephony.sip_bind: "
            f"{config.telephony.sip_bind}） / callers of other machines cannot get to agents here: SIP is "
            "taken from this machine alone",
            "sip_bind 写本机对其他机器的地址 / give telephony.sip_bind the address that the others reach",
        )
