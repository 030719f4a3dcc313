"""What the processor gave a thread: whether it had nothing to do, or was not let to do it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NANO = 1e-9


@dataclass(frozen=True, slots=True)
class Given:
    """Since the thread began, in seconds (`/proc/<pid>/task/<tid>/schedstat`)."""

    ran: float
    waited: float
    """Ready to run, while others ran: a busy machine."""


def given(process: int, thread: int) -> Given | None:
    """None when there is no such thread, or when the kernel keeps no account."""
    try:
        ran, waited, _ = Path(f"/proc/{process}/task/{thread}/schedstat").read_text().split()
        return Given(int(ran) * NANO, int(waited) * NANO)
    except (OSError, ValueError):
        return None
