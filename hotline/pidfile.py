"""Says which process runs a verb of `hotline` on a state folder, so that `hotline stop` can find it."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POLL_S = 0.05


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Names this process in `path` for as long as the context lasts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(os.getpid()))
    try:
        yield
    finally:
        if running(path) == os.getpid():
            path.unlink(missing_ok=True)


def running(path: Path) -> int | None:
    """The process named in `path` if it is (still) one of ours, else None."""
    try:
        pid = int(path.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"hotline" in command else None


def end(path: Path, timeout_s: float) -> bool:
    """Asks the process to stop and waits; kills it when it does not. False when none ran."""
    pid = running(path)
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + timeout_s
    while running(path) == pid and time.monotonic() < deadline:
        time.sleep(POLL_S)
    with contextlib.suppress(ProcessLookupError):
        if running(path) == pid:
            os.kill(pid, signal.SIGKILL)
    return True
