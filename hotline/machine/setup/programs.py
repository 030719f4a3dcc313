"""The programs the project needs, and the Debian packages that bring them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .lists import words

SUITES = ("forky", "sid")
"""Suites with Asterisk 22, the slower-moving first. Debian 12 and 13 have no Asterisk package."""


@dataclass(frozen=True)
class Program:
    """One program that set-up makes available."""

    name: str
    package: str
    path: str
    """Path of the executable inside the unpacked tree."""
    purpose: str


PROGRAMS = {
    program.name: program
    for program in (
        Program("asterisk", "asterisk", "usr/sbin/asterisk", "answers and bridges the calls"),
        Program("baresip", "baresip-core", "usr/bin/baresip", "SIP client of the demonstration"),
        Program("sipp", "sip-tester", "usr/bin/sipp", "places many calls in the benchmark"),
        Program("mosquitto", "mosquitto", "usr/sbin/mosquitto", "MQTT broker of the tests"),
        Program("espeak-ng", "espeak-ng", "usr/bin/espeak-ng", "speaks prompts that have no recording"),
    )
}

UNNEEDED = words("left_out_of_debian")

_MODULES = words("asterisk_modules")

ASTERISK_MODULES = tuple(word.removeprefix("+") for word in _MODULES)
"""Modules kept in the unpacked tree."""

ASTERISK_ESSENTIAL = tuple(word[1:] for word in _MODULES if word.startswith("+"))
"""Modules without which a call cannot be taken, heard, bridged or queued."""

BARESIP_MODULES = words("baresip_modules")
"""baresip modules kept in the unpacked tree."""

DLOPENED = ("libsoftokn3.so", "libfreebl3.so", "libfreeblpriv3.so")
"""Libraries of NSS that libsrtp opens at run time; without them Asterisk cannot initialise SRTP and ends."""


def definition() -> str:
    """Return a hash of everything above: it changes when an unpacked tree is out of date."""
    parts = (SUITES, sorted(PROGRAMS.items()), UNNEEDED, ASTERISK_MODULES, BARESIP_MODULES, DLOPENED)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
