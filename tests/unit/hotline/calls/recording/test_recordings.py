"""All recordings of a node at virtual time: none of what was written is lost, whoever died meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts import CallEnded, Event, Fault, RecordingDeleted, RecordingEnded, RecordingRefused
from hotline.calls.recording.recordings import LOOK_S, Recordings
from hotline.machine.paths import State
from hotline.recordings.settings import RecordingSettings
from hotline.recordings.shelf import Shelf
from hotline.records.bus import EventBus
from telephony.ari.client import AriError
from telephony.calls import names
from telephony.calls.copies.recorder import SIDES, file_name, written
from tests.unit.hotline.calls.asterisk_doubles import FakeAri
from tests.virtualtime import at_virtual_time

CALL = "n1-1.1"
NAME = f"{CALL}.1764400000000"
SETTINGS = RecordingSettings(enabled=True, keep_free_gb=0)


class RecordingAri(FakeAri):
    """No recording is live longer than its channel."""

    on_channels: Callable[[], None] | None = None
    """What happens while it lists the channels, which takes a while then."""

    async def request(self, method: str, path: str, **params: object) -> Any:
        if (method, path) == ("GET", "/channels") and self.on_channels is not None:
            happens, self.on_channels = self.on_channels, None
            happens()
            await asyncio.sleep(5)
        if method == "GET" and path.startswith("/recordings/live/"):
            raise AriError(404, path)
        if method == "DELETE" and path.startswith("/channels/"):
            gone = path.rpartition("/")[2]
            self.channels = [one for one in self.channels if one["id"] != gone]
        return await super().request(method, path, **params)


@dataclass
class Node:
    shelf: Shelf
    written: Path
    ari: RecordingAri = field(default_factory=RecordingAri)
    events: list[Event] = field(default_factory=list)

    def write(self, size: int = 8000, name: str = NAME) -> None:
        for side in SIDES:
            (self.written / file_name(name, side)).write_bytes(bytes(size))

    def records(self, call: str = CALL) -> None:
        self.ari.channels = [{"id": names.recorder(call, side)} for side in SIDES]

    def of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


@asynccontextmanager
async def node(
    tmp_path: Path, *, written_before: bool = False, settings: RecordingSettings = SETTINGS
) -> AsyncIterator[tuple[Node, Recordings]]:
    state = State(tmp_path)
    found = Node(Shelf(state.recordings), written(state.asterisk))
    found.written.mkdir(parents=True)
    if written_before:
        found.write()
    bus = EventBus()
    bus.listen(found.events.append)
    async with Recordings.opened(settings, state, found.ari, bus) as recordings:
        yield found, recordings


@at_virtual_time
async def test_a_call_that_is_over_has_one_file_and_nothing_is_left_with_asterisk(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        at.records()
        at.write()
        recordings.began(CALL, NAME)
        recordings.take(CallEnded(call=CALL, by="caller", cause=""))
        await asyncio.sleep(1)
        [ended] = at.of(RecordingEnded)
        assert (ended.reason, ended.seconds) == ("over", 1.0)
        assert not at.ari.channels, "nobody goes on being recorded who was handed to the plain queue"
        assert not list(at.written.iterdir())
        assert not recordings.runs(CALL)


@at_virtual_time
async def test_what_a_service_before_us_left_is_kept_unless_it_goes_on(tmp_path: Path) -> None:
    async with node(tmp_path, written_before=True) as (at, _):
        at.records()
        await asyncio.sleep(1)
        assert not at.events, "it goes on: whoever adopts the call sees to it"
        at.ari.channels = []
        await asyncio.sleep(2 * LOOK_S)
        assert [ended.recording for ended in at.of(RecordingEnded)] == [NAME]
        assert len(at.shelf.kept(CALL)) == 1


@at_virtual_time
async def test_a_file_that_does_not_grow_is_a_recording_that_has_failed(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        at.records()
        recordings.began(CALL, NAME)
        for size in (8000, 16000, 24000):
            at.write(size)
            await asyncio.sleep(LOOK_S)
            assert recordings.runs(CALL)
        await asyncio.sleep(2 * LOOK_S)
        assert at.of(RecordingRefused)
        assert [ended.reason for ended in at.of(RecordingEnded)] == ["failed"]
        assert at.shelf.kept(CALL)[0].seconds == 3.0, "what there is of it is kept"


@at_virtual_time
async def test_a_recording_whose_copies_are_made_anew_goes_on(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        at.records()
        recordings.began(CALL, NAME)
        at.write(8000)
        await asyncio.sleep(LOOK_S / 2)
        copies = [names.recorder(CALL, side) for side in SIDES]
        at.ari.channels = [{"id": names.stand_in(copy, 1)} for copy in copies]
        at.write(16000)
        await asyncio.sleep(LOOK_S / 2 + 2)
        at.records()
        await asyncio.sleep(LOOK_S / 2)
        assert recordings.runs(CALL)
        at.ari.channels = []
        at.write(24000)
        await asyncio.sleep(2 * LOOK_S)
        assert at.of(RecordingRefused), "nobody makes them anew"


@at_virtual_time
async def test_what_cannot_be_put_into_the_folder_stays_and_is_tried_again(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        at.shelf.folder.write_bytes(b"not a folder")
        at.write()
        recordings.began(CALL, NAME)
        recordings.over(CALL, "over")
        await asyncio.sleep(3 * LOOK_S)
        assert [fault.part for fault in at.of(Fault)] == ["recording"], "told once"
        assert not at.of(RecordingEnded)
        at.shelf.folder.unlink()
        await asyncio.sleep(2 * LOOK_S)
        assert len(at.of(RecordingEnded)) == 1
        assert len(at.shelf.kept(CALL)) == 1


@at_virtual_time
async def test_why_nothing_can_be_recorded_is_said(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        assert await recordings.obstacle() == ""
        at.shelf.folder.rmdir()
        at.shelf.folder.write_bytes(b"not a folder")
        assert await recordings.obstacle()


@at_virtual_time
async def test_what_is_too_old_is_deleted_and_told(tmp_path: Path) -> None:
    async with node(tmp_path, written_before=True) as (at, _):
        await asyncio.sleep(2 * LOOK_S)  # of 2025: kept once, and then too old
        assert at.shelf.kept(CALL)
        await asyncio.sleep(3700)
        assert [(gone.call, gone.why) for gone in at.of(RecordingDeleted)] == [(CALL, "age")]
        assert not at.shelf.kept()


@at_virtual_time
async def test_an_asterisk_that_is_away_ends_nothing(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        recordings.began(CALL, NAME)
        at.ari.away = True
        await asyncio.sleep(5 * LOOK_S)
        assert recordings.runs(CALL)
        at.ari.away = False


@at_virtual_time
async def test_what_was_recorded_is_deleted_in_time_where_nothing_is_recorded_any_more(
    tmp_path: Path,
) -> None:
    async with node(tmp_path, written_before=True, settings=RecordingSettings(enabled=False)) as (at, _):
        await asyncio.sleep(2 * LOOK_S + 3700)
        assert [gone.why for gone in at.of(RecordingDeleted)] == ["age"]
        assert not at.shelf.kept()


@at_virtual_time
async def test_what_is_kept_while_we_look_stays_whole(tmp_path: Path) -> None:
    async with node(tmp_path) as (at, recordings):
        await asyncio.sleep(1)
        at.records()
        at.write()
        recordings.began(CALL, NAME)
        at.ari.on_channels = lambda: recordings.over(CALL, "over")
        await asyncio.sleep(3 * LOOK_S)
        assert len(at.of(RecordingEnded)) == 1
        assert at.shelf.kept(CALL)[0].seconds == 1.0
