from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from hotline.machine.doctor import Level, Port
from hotline.machine.doctor.checks.ports import check_port, owner

Taken = tuple[Literal["tcp", "udp"], int]


@pytest.fixture(params=["tcp", "udp"])
def taken(request: pytest.FixtureRequest) -> Iterator[Taken]:
    """A port that this process holds."""
    kind = socket.SOCK_STREAM if request.param == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as held:
        held.bind(("127.0.0.1", 0))
        if request.param == "tcp":
            held.listen()
        yield request.param, held.getsockname()[1]


def test_a_taken_port_names_the_process_its_command_and_the_setting(taken: Taken) -> None:
    protocol, number = taken
    port = Port("SIP", "127.0.0.1", number, protocol, "telephony.sip_port")
    finding = check_port(port, Path("/a/checkout/that/is/not/in/any/command"))
    assert finding.level is Level.FAIL
    program = Path("/proc/self/cmdline").read_bytes().partition(b"\0")[0].decode()
    assert f"process {os.getpid()} ({program}" in finding.found
    assert "telephony.sip_port in config.yaml" in finding.mend


def test_a_port_held_by_this_checkout_is_fine(taken: Taken) -> None:
    protocol, number = taken
    port = Port("SIP", "127.0.0.1", number, protocol, "telephony.sip_port")
    holder = owner(port)
    assert holder is not None
    root = Path(holder.command.split()[0])
    assert check_port(port, root).level is Level.OK


def test_a_free_port_is_fine() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    assert (
        check_port(Port("SIP", "127.0.0.1", number, "udp", "telephony.sip_port"), Path("/x")).level
        is Level.OK
    )


def test_an_address_that_is_not_this_machines_is_named() -> None:
    finding = check_port(
        Port("SIP", "203.0.113.7", 45_060, "udp", "telephony.sip_port", "telephony.sip_bind"), Path("/x")
    )
    assert finding.level is Level.FAIL
    assert "203.0.113.7" in finding.found
    assert "telephony.sip_bind in config.yaml" in finding.mend
