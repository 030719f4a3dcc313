"""The fluent voices speak, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from models.training.speech.utterances import Utterance, write_utterances

KOKORO_PROCESSES = 8
"""At most; each takes a core and 0.6 GB."""


def kokoro_command(folder: Path) -> list[str]:
    """What speaks with Kokoro, which lies in ``folder``; a list of utterances and a folder of shards are
    to be added.
    """
    return [sys.executable, "-m", "models.training.speech.kokoro_voice", "--kokoro", str(folder)]


def speak_all(
    folder: Path, utterances: list[Utterance], command: list[str], say: Callable[[str], None]
) -> None:
    """``NNNN.npz`` in ``folder``, by ``command`` on all cores; CalledProcessError when one fails."""
    folder.mkdir(exist_ok=True)
    listed = folder / "utterances.jsonl"
    write_utterances(listed, utterances)
    say(f"speech: {folder.name} says {len(utterances)} utterances")
    _run_together([[*part, str(listed), str(folder)] for part in _in_parts(command)])


def _in_parts(command: list[str]) -> list[list[str]]:
    parts = min(os.cpu_count() or 1, KOKORO_PROCESSES)
    return [[*command, "--part", f"{part}/{parts}"] for part in range(parts)]


def _run_together(commands: list[list[str]]) -> None:
    """Raises CalledProcessError for one that fails; then, and when this is interrupted, the others end."""
    running = [subprocess.Popen(command) for command in commands]
    try:
        for process, command in zip(running, commands, strict=True):
            if status := process.wait():
                raise subprocess.CalledProcessError(status, command)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
