"""Says which process runs a verb of `hotline` on a state folder: only one may, and `stop` can find it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from contracts.errors import HotlineError

POLL_S = 0.05


class AlreadyRunning(HotlineError):
    """Another process runs this verb on the same state folder; the text names it and what to do."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Names this process in `path` for as long as the context lasts; a lock keeps everybody else out.

    Raises AlreadyRunning.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            text = _("hotline {verb} runs already, as process {process}. Stop it with: script/hotline stop")
            raise AlreadyRunning(text.format(verb=path.stem, process=running(path) or "?")) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def running(path: Path) -> int | None:
    """The process named in `path` if it is (still) one of ours, else None."""
    try:
        pid = int(path.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if b"hotline" in command else None


@dataclass(frozen=True, slots=True)
class Last:
    """What is known of the process that was named last, when none runs; seconds since the Unix epoch."""

    began: float | None = None
    """None: nobody knows, it took its name out as it ended; or none ever ran."""
    ended: float | None = None
    """None: nobody knows, it was killed; or none ever ran."""


def last(path: Path) -> Last:
    """Of the process that ran last; the file's time says when it was named, or took its name out."""
    try:
        told = path.stat()
    except OSError:
        return Last()
    return Last(began=told.st_mtime) if told.st_size else Last(ended=told.st_mtime)


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
