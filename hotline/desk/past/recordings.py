"""Recordings for the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from agent_assist.recordings.port import Playable
from agent_assist.refusal import ActionRefused
from contracts import Event, RecordingPlayed
from hotline.recordings.shelf import Kept, Shelf


class DeskRecordings:
    """Implements `agent_assist.recordings.port.Recordings`."""

    def __init__(self, shelf: Shelf, publish: Callable[[Event], None]) -> None:
        self._shelf = shelf
        self._publish = publish

    async def of_call(self, call: str) -> list[Playable]:
        return await asyncio.to_thread(_read, lambda: self._shelf.kept(call))

    async def find(self, name: str) -> Playable | None:
        def one() -> list[Kept]:
            found = self._shelf.find(name)
            return [] if found is None else [found]

        return next(iter(await asyncio.to_thread(_read, one)), None)

    def played(self, recording: Playable, agent: str) -> None:
        self._publish(RecordingPlayed(call=recording.call, recording=recording.name, agent=agent))


def _read(kept: Callable[[], list[Kept]]) -> list[Playable]:
    try:
        return [Playable(one.name, one.call, one.at, one.seconds, one.file) for one in kept()]
    except OSError as error:
        raise ActionRefused(f"录音暂时读不到 / The recordings cannot be read now: {error}") from error
