"""The process of one lane: `python -m asr.engines.whisper.worker FOLDER THREADS FD`.

The other end sends a `Task` and gets an `Answer`, `Dropped` when it sent `DROP` meanwhile, or the text of an
error. First of all it gets `READY`, or the text of why the model does not load. Ends when the other end is
closed.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

from asr.engines.recogniser import ModelError
from asr.engines.whisper.task import Dropped, Task

READY = "ready"
DROP = "drop"
_NICE = 5
"""Calls go first: a reading that takes longer is less harm than a prompt that stutters."""


def serve(connection: Connection, folder: Path, threads: int) -> None:
    """Reads until the other end is closed."""
    # Late: whoever starts this process takes its own words from here, and has no use for the network.
    from asr.engines.whisper.network import Network

    try:
        network = Network(folder, threads)
    except ModelError as error:
        connection.send(str(error))
        return
    connection.send(READY)
    while True:
        asked = connection.recv()
        if not isinstance(asked, Task):
            continue  # DROP, for a task that was done already
        try:
            begun = time.process_time()
            encoded = network.encode(asked)
            if connection.poll() and connection.recv() == DROP:
                connection.send(Dropped(time.process_time() - begun))
                continue
            answer = network.decode(asked, encoded)
            connection.send(replace(answer, cpu_s=time.process_time() - begun))
        except (RuntimeError, ValueError) as error:  # whatever CTranslate2 raises
            connection.send(f"CTranslate2 cannot read an utterance: {error}")


def main(folder: str, threads: str, descriptor: str) -> None:
    """Serves the connection that was inherited."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the service, which ends this
    os.nice(_NICE)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        serve(Connection(int(descriptor)), Path(folder), int(threads))


if __name__ == "__main__":
    main(*sys.argv[1:])
