"""Processor time of each part of a hotline on this machine, those who place the calls apart."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

TICK_S = 1 / os.sysconf("SC_CLK_TCK")
"""The least processor time that can be seen of another process."""
_PROC = Path("/proc")
_READING = "asr.engines.whisper.worker"
_CLIENT = "baresip"


def processor_s(pid: int) -> float:
    """Processor seconds of a process so far (proc_pid_stat(5): utime and stime); 0 when it is gone."""
    fields = _fields(pid)
    return (int(fields[11]) + int(fields[12])) * TICK_S if fields else 0.0


@dataclass(frozen=True, slots=True)
class Load:
    """Processor seconds until now; take two and subtract."""

    service: float
    """This process: the service, its first pass, and the few lines that drive the clients."""
    second_pass: float
    """The reading processes of a Whisper model."""
    asterisk: float
    clients: float
    """The callers' and agents' phones: a real hotline has none of them on its machine."""

    @classmethod
    def now(cls, asterisk: int | None) -> Load:
        """`asterisk`: its process. Children that have ended are phones: nothing else ends in a bench."""
        ended, children = os.times(), _children()
        return cls(
            time.process_time(),
            sum(processor_s(pid) for pid, command in children if _READING in command),
            0.0 if asterisk is None else processor_s(asterisk),
            ended.children_user
            + ended.children_system
            + sum(processor_s(pid) for pid, command in children if _CLIENT in command),
        )

    def since(self, before: Load) -> dict[str, float]:
        """What was spent since, by part."""
        return {
            "service": round(self.service - before.service, 2),
            "second_pass": round(self.second_pass - before.second_pass, 2),
            "asterisk": round(self.asterisk - before.asterisk, 2),
            "clients": round(self.clients - before.clients, 2),
        }


def _children() -> list[tuple[int, str]]:
    """Process and command line of every child that is alive."""
    found = []
    for path in _PROC.iterdir():
        if not path.name.isdigit():
            continue
        fields = _fields(int(path.name))
        if fields and int(fields[1]) == os.getpid():
            found.append((int(path.name), _command(int(path.name))))
    return found


def _fields(pid: int) -> list[str]:
    """Of /proc/PID/stat, behind the name: state, parent, ...; empty when the process is gone."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    return text.rpartition(")")[2].split()


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""
