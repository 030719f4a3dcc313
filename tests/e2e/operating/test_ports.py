"""What listens is what the operators' table of ports says, and nothing else. Real processes."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from hotline.configuration.schema import HotlineConfig
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.machine.paths import CHECKOUT, State
from tests.e2e.conftest import brief
from tests.e2e.folders import stage_folder
from tests.e2e.town import run, write
from tests.waiting import PATIENCE_S

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

LISTENS = {"tcp": "0A", "udp": "07"}
"""The state of a listening socket in /proc/net."""


def family(root: int) -> set[int]:
    """A process and all below it, and Asterisk, which is started in a session of its own."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def sockets(pids: set[int]) -> set[tuple[str, str, int]]:
    """Protocol, address and port of each listening socket of these processes."""
    links = set()
    for pid in pids:
        # Processes and descriptors come and go while they are looked at.
        with contextlib.suppress(OSError):
            for descriptor in list(Path(f"/proc/{pid}/fd").iterdir()):
                with contextlib.suppress(OSError):
                    links.add(str(descriptor.readlink()))
    found = set()
    for name in ("tcp", "udp", "tcp6", "udp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == LISTENS[name[:3]] and f"socket:[{fields[9]}]" in links:
                address, port = fields[1].split(":")
                found.add((name[:3], address, int(port, 16)))
    return found


def table() -> str:
    text = (CHECKOUT / "docs" / "operators.md").read_text(encoding="utf-8")
    found = re.search(r"## Ports\n(.*?)\n## ", text, re.DOTALL)
    assert found is not None
    return found[1]


async def test_nothing_listens_that_the_table_does_not_name(config: HotlineConfig) -> None:
    config = brief(config)
    with stage_folder() as name:
        state, file, log = State(Path(name) / "s"), Path(name) / "config.yaml", Path(name) / "log"
        write(file, config)
        async with run(file, state, log) as process:
            assert await wait_until_ready(config, PATIENCE_S), log.read_text()
            found = sockets(family(process.pid))
    telephony = config.telephony
    named = {
        ("udp", telephony.sip_port): "telephony.sip_port",
        ("tcp", telephony.sip_port): "telephony.sip_port",
        ("tcp", config.desk.port): "desk.port",
        ("tcp", telephony.ari_port): "telephony.ari_port",
        ("tcp", telephony.media_port): "media_port",
    }
    ours = {one for one in found if (one[0], one[2]) in named}
    assert {(protocol, port) for protocol, _, port in ours} == named.keys()
    assert {address for _, address, _ in ours} == {"0100007F"}, "127.0.0.1, as it is configured here"
    assert [protocol for protocol, _, _ in found - ours] == ["udp"] * 2, "the resolver's"
    assert all(setting in table() for setting in (*named.values(), "two at random"))
