"""Pages that are telephones, and what would keep their voices away."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import PathParts


def pages_without_voice(config: HotlineConfig) -> Iterator[tuple[str, PathParts, str, str]]:
    """A desk that other machines reach, and voice that goes to this machine alone."""
    if not config.desk.phone or ip_address(config.desk.bind).is_loopback:
        return
    if ip_address(config.telephony.sip_bind).is_loopback:
        yield (
            "browsers",
            ("desk", "phone"),
            f"别的电脑的浏览器打得开工作台，话音却只到本机（telephony.sip_bind: {config.telephony.sip_bind}）"
            " / browsers elsewhere reach the desk, but voice comes to this machine alone",
            "sip_bind 写本机对坐席的地址，或 desk.phone: false / give telephony.sip_bind the address that "
            "agents reach, or write desk.phone: false",
        )
