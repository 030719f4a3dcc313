"""Check of the memory that the second pass needs."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

from ..finding import Finding, ok, warn

_MEMORY = "Memory"
_SERVICE_BYTES = 200_000_000
"""What the service itself takes for a second pass."""
_TIMES_THE_FILE = 2
"""What a process takes at most, while it loads its network: measured with 16 bits on the disk, run with 8."""


def needed_memory(network: Path, lanes: int) -> int:
    """Bytes that a Whisper takes whose network is this file, in so many processes. Raises OSError."""
    return _SERVICE_BYTES + lanes * _TIMES_THE_FILE * network.stat().st_size


def check_memory(available: int | None, needed: int) -> Finding:
    """There must be room for the model and its processes.

    Args:
        available: bytes the service may still take; None: unknown.
        needed: bytes; see `needed_memory`.
    """
    if available is None:
        return ok(_MEMORY, _("not told by this system"))
    shown = _("{available:,.0f} MB are free, Whisper takes up to {needed:,.0f}").format(
        available=available / 1e6, needed=needed / 1e6
    )
    if available < needed:
        mend = _(
            "Give the machine or container more memory, lower asr.second_pass.lanes in config.yaml, or do "
            "without: script/setup --without-ears"
        )
        return warn(_MEMORY, shown, mend)
    return ok(_MEMORY, shown)


def available_memory(
    meminfo: Path = Path("/proc/meminfo"), group: Path = Path("/sys/fs/cgroup")
) -> int | None:
    """Bytes this process may still take: of the machine, or of the container where that has less."""
    found = [_of_machine(meminfo), _of_container(group)]
    return min((number for number in found if number is not None), default=None)


def _of_machine(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def _of_container(group: Path) -> int | None:
    """What cgroup v2 leaves, files that may be read again not counted; None without a limit."""
    try:
        limit = (group / "memory.max").read_text(encoding="ascii").strip()
        taken = int((group / "memory.current").read_text(encoding="ascii"))
        counts = dict(
            line.split() for line in (group / "memory.stat").read_text(encoding="ascii").splitlines()
        )
        return None if limit == "max" else max(int(limit) - taken + int(counts.get("inactive_file", 0)), 0)
    except (OSError, ValueError):
        return None
