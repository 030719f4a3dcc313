"""Checks of the ports the service listens on: free, or held by this checkout's own processes."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path
from typing import Literal

from ..finding import Finding, fail, ok

LONGEST_COMMAND = 120
"""So many characters of a command line are shown."""


@dataclass(frozen=True)
class Port:
    """A port the service wants."""

    purpose: str
    """E.g. "SIP"."""
    host: str
    number: int
    protocol: Literal["tcp", "udp"]
    setting: str
    """What chose the number, e.g. `telephony.sip_port`."""
    host_setting: str = ""
    """What chose the address; empty where nothing can be chosen."""


@dataclass(frozen=True)
class Owner:
    """The process that holds a port."""

    pid: int
    command: str


def check_port(port: Port, root: Path) -> Finding:
    """The port must be free, or held by a process of the checkout at `root`."""
    part = _("Port {number}/{protocol}").format(number=port.number, protocol=port.protocol)
    reason = _bind(port)
    if reason is None:
        return ok(part, _("free for {purpose}").format(purpose=port.purpose))
    holder = owner(port)
    if holder is not None and str(root) in holder.command:
        return ok(
            part,
            _("{purpose}, held by this service (process {pid})").format(purpose=port.purpose, pid=holder.pid),
        )
    who = _("a process of another user, which only root may see")
    if holder is not None:
        who = _("process {pid} ({command})").format(pid=holder.pid, command=_short(holder.command))
    another = _("choose another {setting} in config.yaml").format(setting=port.setting)
    if isinstance(reason, PermissionError):
        return fail(
            part,
            _("{purpose}: no right to use it").format(purpose=port.purpose),
            _("Above 1023 there is: {another}.").format(another=another),
        )
    if holder is None and port.number not in _inodes(port.protocol):
        mend = _("Correct {setting} in config.yaml.").format(setting=port.host_setting or port.setting)
        return fail(part, f"{port.purpose}: {port.host}: {reason.strerror}", mend)
    return fail(
        part,
        _("{purpose}: taken by {who}").format(purpose=port.purpose, who=who),
        _("End that process, or {another}.").format(another=another),
    )


def _short(command: str) -> str:
    return command if len(command) <= LONGEST_COMMAND else f"{command[:LONGEST_COMMAND]}…"


def owner(port: Port) -> Owner | None:
    """Return the process that holds `port`; None when nobody does or it belongs to another user."""
    wanted = {f"socket:[{inode}]" for inode in _inodes(port.protocol).get(port.number, ())}
    if not wanted:
        return None
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and wanted & _links(process / "fd"):
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue  # ended meanwhile
            return Owner(int(process.name), command.replace(b"\0", b" ").decode(errors="replace").strip())
    return None


def _links(folder: Path) -> set[str]:
    """Return what the file descriptors below `folder` are; empty for another user's process."""
    links = set()
    with suppress(OSError):
        for descriptor in folder.iterdir():
            with suppress(OSError):  # closed meanwhile
                links.add(str(descriptor.readlink()))
    return links


def _bind(port: Port) -> OSError | None:
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    kind = socket.SOCK_STREAM if port.protocol == "tcp" else socket.SOCK_DGRAM
    with socket.socket(family, kind) as probe:
        if port.protocol == "tcp":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((port.host, port.number))
        except OSError as error:
            return error
    return None


def _inodes(protocol: str) -> dict[int, list[str]]:
    """Return the sockets of each local port from /proc/net: listening ones for TCP, all for UDP."""
    sockets: dict[int, list[str]] = {}
    for name in (protocol, f"{protocol}6"):
        try:
            lines = Path(f"/proc/net/{name}").read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if protocol == "udp" or fields[3] == "0A":  # 0A: listening
                sockets.setdefault(int(fields[1].rsplit(":", 1)[1], 16), []).append(fields[9])
    return sockets
