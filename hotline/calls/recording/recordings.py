"""All recordings of this node: which calls are recorded now, and that none of what was written is lost.

Asterisk writes into its own folder. When a recording is over, also while no service was there, its files
become one file on the shelf; what cannot be put there stays where it is and is tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal, TypeVar

from contracts import CallEnded, Event, Fault, RecordingDeleted, RecordingEnded, RecordingRefused
from hotline.machine.paths import State
from hotline.machine.tasks import background, start_task
from hotline.recordings.settings import RecordingSettings
from hotline.recordings.shelf import Shelf, parts_of, shelf_of
from hotline.records.bus import EventBus
from telephony.ari.client import Ari, AriError, part
from telephony.calls import names
from telephony.calls.copies import recorder

log = logging.getLogger(__name__)

LOOK_S = 10.0
"""Asterisk writes 32 KiB at once, four seconds: a file that did not grow meanwhile is written no more."""
SWEEP_S = 3600.0
WRITTEN_S, WRITTEN_TRIES = 0.1, 50
"""How long Asterisk may take to close a file."""

WhyOver = Literal["over", "queue", "failed"]
Result = TypeVar("Result")


class Recordings:
    """Implements hotline.calls.call.parts.CallRecordings."""

    def __init__(
        self,
        settings: RecordingSettings,
        shelf: Shelf,
        written: Path,
        ari: Ari,
        publish: Callable[[Event], None],
    ) -> None:
        """`written`: Asterisk's folder of recordings."""
        self._settings = settings
        self.shelf = shelf
        self._written = written
        self._ari = ari
        self._publish = publish
        self._running: dict[str, str] = {}
        """Name of the recording by call."""
        self._finishing: set[str] = set()
        self._told: set[str] = set()
        """Those that cannot be kept yet, of which it was told."""
        self._sizes: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._swept = -math.inf

    @classmethod
    @asynccontextmanager
    async def opened(
        cls, settings: RecordingSettings, state: State, ari: Ari, bus: EventBus
    ) -> AsyncIterator[Recordings]:
        """Watches over them for as long as the context lasts."""
        shelf, written = shelf_of(settings, state), recorder.written(state.asterisk)
        found = cls(settings, shelf, written, ari, bus.publish)
        bus.listen(found.take)
        async with background(found.run(), "recordings"):
            yield found
        await asyncio.gather(*found._tasks, return_exceptions=True)

    @property
    def announce(self) -> str:
        """What is said before a recording begins."""
        return self._settings.announce

    def wanted(self, queue: str | None) -> bool:
        """Whether conversations of that queue are recorded."""
        return self._settings.wanted(queue)

    async def obstacle(self) -> str:
        """Why none may be begun now; empty when one may."""
        settings = self._settings
        try:
            return await asyncio.to_thread(self.shelf.obstacle, settings.most_gb, settings.keep_free_gb)
        except OSError as error:
            return str(error)

    def began(self, call: str, name: str) -> None:
        """That call is recorded from now on."""
        self._running[call] = name

    def runs(self, call: str) -> bool:
        """Whether that call is recorded."""
        return call in self._running

    def over(self, call: str, why: WhyOver) -> None:
        """That call is not recorded any more. Does not block."""
        name = self._running.pop(call, None)
        if name is not None:
            self._later(name, why)

    def take(self, event: Event) -> None:
        """Hears of every event of the bus."""
        if isinstance(event, CallEnded):
            self.over(event.call, "over")

    async def run(self) -> None:
        """Looks after what was written, and after what was kept long enough."""
        while True:
            try:
                await self._look()
                await self._sweep()  # also where nothing is recorded any more: what is kept grows old
            except (AriError, OSError) as error:
                log.warning("recordings are not looked after: %s", error)
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        running, finishing = dict(self._running), set(self._finishing)
        # First the files: one whose recorder is gone afterwards is written no more.
        sizes = await asyncio.to_thread(self._files)
        if sizes or running:
            await self._look_at(running, finishing, sizes)
        self._sizes = sizes

    async def _look_at(
        self, running: Mapping[str, str], finishing: Collection[str], sizes: Mapping[str, int]
    ) -> None:
        live = await self._live()
        full = await self._full() if running else ""
        for call, name in running.items():
            grew = sizes.get(name, 0) > self._sizes.get(name, -1)
            why = full or ("" if call in live and grew else "Asterisk does not write it any more")
            if why and self._running.get(call) == name:
                self.fails(call, why)
        # Also those of the beginning: what was put on the shelf meanwhile is not to be finished once more.
        known = {*running.values(), *finishing, *self._running.values(), *self._finishing}
        for name in sizes:
            call, _ = parts_of(name) or ("", 0)
            if name not in known and call not in live:
                self._later(name, "over")

    async def _live(self) -> set[str | None]:
        """The calls of which Asterisk has copies, or stand-ins while these are made anew."""
        channels = await self._ari.get("/channels")
        return {names.recorded_call(names.stood_in_for(str(channel["id"]))) for channel in channels}

    def fails(self, call: str, why: str) -> None:
        """A recording that runs is given up; what there is of it is kept."""
        self._publish(RecordingRefused(call=call, reason=why))
        done = "通话继续，不再录音 / the conversation goes on and is not recorded any more"
        self._publish(Fault(call=call, part="recording", message=why, done=done))
        self.over(call, "failed")

    async def _full(self) -> str:
        try:
            return await asyncio.to_thread(self.shelf.obstacle, math.inf, self._settings.keep_free_gb)
        except OSError:
            return ""  # what runs is not in that folder yet

    async def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._swept > SWEEP_S:
            self._swept = now
            await asyncio.to_thread(self._delete_old)
        for gone in await asyncio.to_thread(self.shelf.deleted):
            event = RecordingDeleted(call=gone.call, recording=gone.name, why=gone.why, at=gone.at)
            self._publish(event)

    def _delete_old(self) -> None:
        for one in self.shelf.too_old(self._settings.keep_days, time.time()):
            self.shelf.delete(one, "age")

    def _files(self) -> dict[str, int]:
        """Size in bytes of all that Asterisk has written of each recording."""
        sizes: dict[str, int] = {}
        for file in self._written.glob(f"*.{recorder.FORMAT}"):
            name = file.stem.rpartition(".")[0]
            if parts_of(name) is not None:
                with contextlib.suppress(FileNotFoundError):  # put on the shelf just now
                    sizes[name] = sizes.get(name, 0) + file.stat().st_size
        return sizes

    def _later(self, name: str, why: WhyOver) -> None:
        self._finishing.add(name)
        start_task(self._finish(name, why), self._tasks, name=f"recording {name}")

    async def _finish(self, name: str, why: WhyOver) -> None:
        call, _ = parts_of(name) or ("", 0)
        said, heard = (self._written / recorder.file_name(name, side) for side in recorder.SIDES)
        try:
            await recorder.end(self._ari, call)
            await self._until_written(name)
            kept = await asyncio.to_thread(self.shelf.put, name, said, heard)
            seconds = await asyncio.to_thread(lambda: kept.seconds)
        except OSError as error:
            if name not in self._told:
                self._told.add(name)
                done = f"it stays in {self._written} and is tried again"
                self._publish(Fault(call=call, part="recording", message=str(error), done=done))
            return
        finally:
            self._finishing.discard(name)
        self._told.discard(name)
        ended = RecordingEnded(call=call, recording=name, reason=why, seconds=seconds, bytes=kept.bytes)
        self._publish(ended)

    async def _until_written(self, name: str) -> None:
        for side in recorder.SIDES:
            for _ in range(WRITTEN_TRIES):
                try:
                    await self._ari.get(f"/recordings/live/{part(f'{name}.{side}')}")
                except AriError:
                    break  # closed, or Asterisk is gone
                await asyncio.sleep(WRITTEN_S)
