"""Where a stage keeps its things: a folder of its own, but for what every stage would make alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotline.bench.demo.stage import temporary_folder
from hotline.machine.paths import CHECKOUT, State

KEPT = CHECKOUT / ".pytest_cache" / "d" / "stages"
"""Beside what pytest itself keeps: found again by other processes of this run, and by the next one."""


@contextmanager
def stage_folder() -> Iterator[str]:
    """A folder that is gone at the end. What sentences mean outlives it: half a minute of work for each
    stage, found by a hash of the sentence and its encoder, whoever made it."""
    with temporary_folder() as name:
        KEPT.mkdir(parents=True, exist_ok=True)
        meanings = State(Path(name)).meanings
        meanings.symlink_to(KEPT / meanings.name)
        yield name
