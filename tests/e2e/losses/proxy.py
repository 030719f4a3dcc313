"""Kamailio in front of the nodes, as it ships in deploy/kamailio; addresses and lists are the test's."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from hotline.bench.softphone import free_port
from hotline.cli.nodes.nodes import dispatcher_list
from hotline.machine.paths import CHECKOUT
from hotline.machine.setup.layout import checkout
from hotline.machine.setup.parts.checkers import checker
from tests.waiting import eventually

SHIPPED = CHECKOUT / "deploy" / "kamailio" / "kamailio.cfg"


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who takes the calls, made by `a_proxy`."""

    address: str
    """host:port."""
    log: Path

    def told(self, node: str) -> str:
        """What it says last of the node at that host:port; nothing before it has looked."""
        own = f" sip:health@{node} "
        lines = [line for line in self.log.read_text().splitlines() if own in line]
        return lines[-1].partition(own)[2] if lines else ""


def written(folder: Path, port: int, nodes: Sequence[str]) -> Path:
    """Its files; `nodes`: host:port of each one's SIP. Everybody on loopback is the carrier."""
    folder.mkdir()
    (folder / "address.list").write_text("1 127.0.0.1 32 0\n")
    (folder / "dispatcher.list").write_text(dispatcher_list(nodes))
    text = SHIPPED.read_text(encoding="utf-8")
    for shipped, own in (
        ("172.28.12.5", "127.0.0.1"),
        ("LISTEN_ADDRESS:5060", f"LISTEN_ADDRESS:{port}"),
        ("/etc/kamailio", str(folder)),
        ("children=4", "children=2\ntcp_children=1"),
    ):
        assert shipped in text, shipped
        text = text.replace(shipped, own)
    cfg = folder / "kamailio.cfg"
    cfg.write_text(text, encoding="utf-8")
    return cfg


@asynccontextmanager
async def a_proxy(folder: Path, nodes: Sequence[str]) -> AsyncIterator[Proxy]:
    """Takes calls until the end of the context. Without Kamailio the test is skipped."""
    found = checker(checkout(), "kamailio")
    if found is None:
        pytest.skip("kamailio is not here; script/setup --test brings it")
    port = free_port(socket.SOCK_DGRAM)
    cfg = written(folder, port, nodes)
    log = folder / "kamailio.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            *found.command,
            *("-f", str(cfg), "-Y", str(folder), "-m", "16", "-M", "4", "-DD", "-E"),
            cwd=folder,
            env={**os.environ, **found.variables},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        await eventually(lambda: process.returncode is None and _listens(port), seen=log.read_text)
        yield Proxy(f"127.0.0.1:{port}", log)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


def _listens(port: int) -> bool:
    """Whether somebody has the UDP port."""
    with socket.socket(type=socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
