"""What the desk needs to play recordings; the root hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Playable:
    """One recording."""

    name: str
    call: str
    at: float
    """When it began, in seconds since the Unix epoch."""
    seconds: float
    file: Path
    """A WAV file: the caller on the left, what they heard on the right."""


class Recordings(Protocol):
    """Those that are kept. Each raises `ActionRefused` when they cannot be read now."""

    async def of_call(self, call: str) -> list[Playable]:
        """All of that call, the first one first."""

    async def find(self, name: str) -> Playable | None:
        """The recording of that name."""

    def played(self, recording: Playable, agent: str) -> None:
        """That agent listens to it now: this is written down."""
