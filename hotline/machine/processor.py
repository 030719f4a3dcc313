"""What this machine's processor can."""

from __future__ import annotations

from pathlib import Path


def processor_flags(cpuinfo: Path = Path("/proc/cpuinfo")) -> frozenset[str] | None:
    """What an x86 processor can, as Linux calls it; None where it is not told."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return next((frozenset(line.split(":")[1].split()) for line in lines if line.startswith("flags")), None)
