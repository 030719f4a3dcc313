"""One lane: a process that reads one utterance after the other, started again when it dies."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from asr.engines.recogniser import ModelError, RecogniserError
from asr.engines.whisper.task import Answer, Dropped, Task
from asr.engines.whisper.worker import DROP, READY
from contracts.errors import text as _

_START_S = 60.0
_ANSWER_S = 60.0
"""On the slowest machine; a process that takes longer hangs, and is replaced."""
_ASKS_S = 0.02
"""So often is asked whether the reading is still wanted."""
_ENVIRONMENT = {"KMP_BLOCKTIME": "0", "OMP_WAIT_POLICY": "PASSIVE"}
"""OpenMP's threads sleep between two readings: spinning, they take the processor from calls."""
_RETRY_S = 5.0
"""Between two starts of a process that dies."""


class LaneProcess:
    """Blocking; used by one thread at a time."""

    def __init__(self, folder: Path, threads: int, command: tuple[str, ...] = ()) -> None:
        """Starts it; `wait` until it is ready. `command` takes the place of the usual one, in tests."""
        self._folder = folder
        self._command = command or (sys.executable, "-m", "asr.engines.whisper.worker")
        self._threads = threads
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._ready = False
        self._started_at = 0.0
        self._start()

    @property
    def pid(self) -> int | None:
        """Of the process that is running."""
        return None if self._process is None else self._process.pid

    def wait(self) -> None:
        """Until the model is loaded: seconds. Raises `ModelError` when it does not load."""
        if self._ready:
            return
        assert self._connection is not None
        try:
            if not self._connection.poll(_START_S):
                raise ModelError(
                    _("{folder}: the model did not load within {seconds:g} s").format(
                        folder=self._folder, seconds=_START_S
                    )
                )
            said = self._connection.recv()
        except (EOFError, OSError) as error:
            code = None if self._process is None else self._process.poll()
            raise ModelError(
                _(
                    "{folder}: the reading process ended while it loaded the model (exit code "
                    "{code}): memory may be short (it needs 400 MB), or the processor too old "
                    "(x86-64 with AVX, or ARM64)"
                ).format(folder=self._folder, code=code)
            ) from error
        if said != READY:
            raise ModelError(str(said))
        self._ready = True

    def ask(self, task: Task, dropped: Callable[[], bool]) -> Answer | Dropped:
        """Raises `RecogniserError`; the next call then starts the process anew."""
        try:
            if self._process is None:
                self._start()
            self.wait()
            return self._ask(task, dropped)
        except (EOFError, OSError) as error:
            self._end()
            raise RecogniserError(
                _("the reading process died ({error})").format(error=error or "end of file")
            ) from error
        except ModelError as error:
            self._end()
            raise RecogniserError(str(error)) from error

    def close(self) -> None:
        self._end()

    def _ask(self, task: Task, dropped: Callable[[], bool]) -> Answer | Dropped:
        connection = self._connection
        assert connection is not None
        connection.send(task)
        until, told = time.monotonic() + _ANSWER_S, False
        while not connection.poll(_ASKS_S):
            if time.monotonic() > until:
                self._end()
                raise RecogniserError(
                    _("the reading process hung for {seconds:g} s and was ended").format(seconds=_ANSWER_S)
                )
            if not told and dropped():
                connection.send(DROP)
                told = True
        said = connection.recv()
        if isinstance(said, str):
            raise RecogniserError(said)
        return said  # type: ignore[no-any-return]  # what the other end of our own pipe sends

    def _start(self) -> None:
        if time.monotonic() - self._started_at < _RETRY_S:
            raise RecogniserError(_("the reading process died and is not started again so soon"))
        self._started_at = time.monotonic()
        ours, theirs = Pipe()
        descriptor = theirs.fileno()
        self._process = subprocess.Popen(
            [*self._command, str(self._folder), str(self._threads), str(descriptor)],
            pass_fds=(descriptor,),
            env=os.environ | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()
        self._connection, self._ready = ours, False

    def _end(self) -> None:
        connection, self._connection = self._connection, None
        process, self._process = self._process, None
        self._ready = False
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.close()
        if process is not None:
            process.kill()
            process.wait()
