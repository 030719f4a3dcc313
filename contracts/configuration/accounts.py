"""Names, accounts and addresses in config.yaml that other programs read, too: what those refuse is a mistake.

A type knows the rules of all who get the text, so that nothing is accepted on which a start would fail.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from contracts.configuration.settings import OneLine, Pattern

RESERVED = ("global", "udp", "tcp", "tls", "ws", "anonymous")
"""Section names of pjsip.conf that no trunk and no phone may have, in capitals neither."""

_ACCOUNT = Pattern(
    rf"^(?!(?i:{'|'.join(RESERVED)})$)[0-9A-Za-z]{{0,32}}$",
    f"只用字母和数字，最多 32 个，不能是 {'、'.join(RESERVED)} / "
    f"use letters and digits, 32 at most, and not {', '.join(RESERVED)}",
)

Extension = Annotated[str, _ACCOUNT]
"""A SIP account: becomes a SIP user name, and a section of pjsip.conf. Empty for none."""

SipAccount = Annotated[str, StringConstraints(min_length=1), _ACCOUNT]
"""The same, where there must be one."""

Password = Annotated[
    str, Pattern(r'^(?:(?!["\\;\[\]])[!-~])+$', "ASCII characters but blanks, quotes, ; [ ] and \\")
]
"""What another program reads from a file of its own."""

_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
_PORT = r"[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]"

SipAddress = Annotated[
    str,
    StringConstraints(max_length=300),
    Pattern(
        rf"^sip:[0-9A-Za-z+*#._-]{{1,40}}@{_LABEL}(?:\.{_LABEL})*(?::(?:{_PORT}))?$",
        "写成 sip:号码@地址，例如 sip:110@203.0.113.5 / write sip:number@address, as sip:110@203.0.113.5",
    ),
]
"""A telephone of another house."""

SipHost = Annotated[
    str,
    StringConstraints(max_length=260),
    Pattern(
        rf"^{_LABEL}(?:\.{_LABEL})*(?::(?:{_PORT}))?$",
        "写地址或域名，端口可省，例如 203.0.113.5 或 203.0.113.5:5080 / "
        "write an address or a name, with a port or without, as 203.0.113.5 or 203.0.113.5:5080",
    ),
]
"""Where another house takes SIP."""


DialledNumber = Annotated[
    str, Pattern(r"^[0-9]{2,15}$", "写 2 到 15 位数字，加引号 / write 2 to 15 digits, in quotes")
]
"""A number that is dialled: an extension of the dialplan."""


def _display_name(text: str) -> str:
    if any(character in '"\\;[]' or not character.isprintable() for character in text):
        raise ValueError(
            f"“{text}”里有电话机不能显示的字符 / no telephone can show this name → "
            '不要写英文的引号、方括号、分号、反斜杠和控制字符，可以写（早班） / leave out " [ ] ; \\ and '
            "controls; （） are fine"
        )
    return text


DisplayName = Annotated[
    str,
    OneLine(40),
    AfterValidator(_display_name),
]
"""A person's name as colleagues read it; telephones show it, so it stands in Asterisk's files."""


def _listen_address(text: str) -> str:
    try:
        return "127.0.0.1" if text == "localhost" else str(ip_address(text))
    except ValueError:
        raise ValueError(
            f"“{text}”不是地址 / {text!r} is no address → 写本机的一个地址，0.0.0.0 为全部 / "
            "write one of this machine's addresses, or 0.0.0.0 for all"
        ) from None


ListenAddress = Annotated[str, AfterValidator(_listen_address)]
"""An address of this machine that something of ours listens on."""


def _host_name(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        if re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})*", text) and not text.replace(".", "").isdigit():
            return text.lower()
    raise ValueError(
        f"“{text}”不是名字或地址 / {text!r} is no name and no address → desk.example, 192.0.2.10"
    )


HostName = Annotated[str, StringConstraints(max_length=253), AfterValidator(_host_name)]
"""How another machine reaches this one: a name, in small letters, or an address."""


def _network(text: str) -> str:
    try:
        if "%" in text:  # the zone of an IPv6 address may be any text at all
            raise ValueError(f"{text!r} names a zone")
        ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError(f"{error} → write an address such as 203.0.113.7 or 10.0.0.0/8") from None
    return text


Network = Annotated[str, AfterValidator(_network)]
"""An address, or a network of addresses."""
