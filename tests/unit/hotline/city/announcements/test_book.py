"""Announcements of a running service: published by people, counted, ended, kept over restarts."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts import AnnouncementEnded, AnnouncementHeard, AnnouncementPublished, Event, Fault
from contracts.events.city import AnnouncementOutcome
from hotline.city.announcements import book as book_module
from hotline.city.announcements.announcement import AnnouncementError, Effect, Wording
from hotline.city.announcements.book import OTHERS_S, AnnouncementBook
from hotline.city.announcements.store import AnnouncementStore
from hotline.city.settings import CitySettings
from hotline.cli.app import app
from hotline.machine.paths import State
from hotline.machine.postgresql.server import Server
from hotline.records.bus import EventBus
from hotline.records.database.outbox import Outbox, OutboxReader
from hotline.records.database.records import Records, RecordsUnavailable
from tests.databases import PostgresqlDatabases
from tests.shipped import shipped_config
from tests.waiting import eventually

CONFIG = shipped_config()
SURGE = "1-东城区-1"
WORDING = Wording("东城区停水，晚上来水。", ("停水",), ("water",), ("东城区",), False, time.time() + 3600)


class Live:
    def ivr(self) -> object:
        return CONFIG.ivr

    def districts(self) -> tuple[str, ...]:
        return ("东城区", "西城区")

    def city(self) -> CitySettings:
        return CitySettings(numbers={"87120001": "东城区", "87120002": "西城区"})


class Running:
    """The part of a service that announcements see."""

    def __init__(self, bus: EventBus, book: AnnouncementBook, outbox: OutboxReader) -> None:
        self.bus = bus
        self.outbox = outbox
        self.book = book
        self.seen: list[Event] = []
        bus.listen(self.seen.append)

    def hears(self, call: str, *outcomes: AnnouncementOutcome, id: int = 1) -> None:
        for outcome in outcomes:
            self.bus.publish(AnnouncementHeard(call=call, announcement=id, outcome=outcome))

    async def effect(self, id: int = 1) -> Effect:
        await self.book.settled()
        return (await self.book.store.effects([id]))[id]


@asynccontextmanager
async def running(folder: Path, mute: Sequence[str] = ()) -> AsyncIterator[Running]:
    """`mute`: texts that no voice can say."""

    async def speak(texts: Sequence[str]) -> list[str]:
        return [one for one in texts if one in mute]

    bus, state = EventBus(), State(folder)
    opened = AnnouncementBook.opened(state.database_url, Live(), speak, bus)  # type: ignore[arg-type]
    async with (
        Records.opened(state.database_url, EventBus(), state.spill),
        Outbox.opened(state.database_url) as outbox,
        opened as book,
    ):
        yield Running(bus, book, OutboxReader(outbox, CONFIG.telephony.node, bus.publish))


async def test_callers_hear_what_a_supervisor_publishes_until_it_is_ended(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        assert service.book.notices() == []
        made = await service.book.publish(SURGE, "东城区", WORDING, "9001")
        (notice,) = service.book.notices()
        assert (notice.id, notice.text, notice.places) == (made.id, WORDING.text, ("东城区",))
        assert notice.elsewhere == ("西城区",)
        await service.book.end(made.id, "9002")
        assert service.book.notices() == []
        published, over = service.seen
        assert isinstance(published, AnnouncementPublished)
        assert (published.by, published.surge, published.district) == ("9001", SURGE, "东城区")
        assert isinstance(over, AnnouncementEnded)
        assert (over.by, over.announcement) == ("9002", made.id)
        with pytest.raises(AnnouncementError, match="已经结束"):
            await service.book.end(made.id, "9002")


async def test_who_calls_the_number_of_the_district_hears_it_without_naming_a_place(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "东城区", WORDING, "9001")
        told = [service.book.notices(dialled)[0].unplaced for dialled in ("87120001", "87120002", "12345")]
        assert told == [True, False, False]


async def test_what_becomes_of_it_is_counted_once_a_call(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "东城区", WORDING, "9001")
        service.hears("a", "told", "answered")
        service.hears("b", "told", "human")
        service.hears("c", "told")
        service.hears("a", "told")
        effect = await service.effect()
        assert (effect.told, effect.answered, effect.human, effect.left) == (3, 1, 1, 1)
        await service.book.end(1, "9001")
        (over,) = (one for one in service.seen if isinstance(one, AnnouncementEnded))
        assert (over.told, over.answered, over.human) == (3, 1, 1)


@pytest.mark.parametrize(("first", "last"), [("human", "answered"), ("answered", "human")])
async def test_what_a_caller_said_last_counts_though_it_was_written_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: AnnouncementOutcome, last: AnnouncementOutcome
) -> None:
    write, away = AnnouncementStore.heard, ["told", first]

    async def heard(
        store: AnnouncementStore, id: int, call: str, outcome: AnnouncementOutcome, at: float
    ) -> None:
        if outcome in away:
            away.remove(outcome)
            raise RecordsUnavailable("away for a moment")
        await write(store, id, call, outcome, at)

    monkeypatch.setattr(AnnouncementStore, "heard", heard)
    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "东城区", WORDING, "9001")
        service.hears("a", "told", first, last)
        effect = await service.effect()
        assert not away
        assert (effect.told, effect.answered, effect.human) == (1, last == "answered", last == "human")


async def test_after_a_restart_it_is_still_heard_and_counted(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "东城区", WORDING, "9001")
        service.hears("a", "told", "answered")
    async with running(tmp_path) as service:
        await eventually(service.book.notices)
        service.hears("b", "told", "human")
        assert await service.effect() == Effect(2, 1, 1)
        assert not [one for one in service.seen if isinstance(one, AnnouncementPublished)]


async def test_it_ends_by_itself_and_that_is_told_once(tmp_path: Path) -> None:
    async with running(tmp_path) as service, running(tmp_path) as other:
        soon = replace(WORDING, ends=time.time() + 0.3)
        await service.book.publish(SURGE, "东城区", soon, "9001")

        def over() -> list[AnnouncementEnded]:
            found = [one for node in (service, other) for one in node.seen]
            return [one for one in found if isinstance(one, AnnouncementEnded)]

        await eventually(over)
        assert service.book.notices() == []
        await service.book.look()
        await other.book.look()
        (told,) = over()
        assert told.by == ""


async def test_what_one_node_publishes_the_callers_of_another_hear_until_either_ends_it(
    tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = PostgresqlDatabases(postgresql)
    monkeypatch.setattr(State, "database_url", property(lambda state: made.url(tmp_path)))
    async with running(tmp_path / "a") as one, running(tmp_path / "b") as other:
        assert other.book._pause_s() <= OTHERS_S == 2.0
        first = await one.book.publish(SURGE, "东城区", WORDING, "9001")
        (notice,) = await eventually(other.book.notices)
        assert (notice.id, notice.text, notice.places) == (first.id, WORDING.text, ("东城区",))
        assert other.seen == [], "it is told once, by the node that published it"
        one.hears("a", "told", "answered", id=first.id)
        other.hears("b", "told", "human", id=first.id)
        await other.book.settled()
        assert await one.effect(first.id) == Effect(2, 1, 1)
        with pytest.raises(AnnouncementError, match="先结束"):
            await other.book.publish(SURGE, "东城区", WORDING, "9002")
        await other.book.end(first.id, "9002")
        await eventually(lambda: not one.book.notices())
        ended = [
            event for node in (one, other) for event in node.seen if isinstance(event, AnnouncementEnded)
        ]
        assert [(event.by, event.told) for event in ended] == [("9002", 2)]


async def test_without_a_voice_nothing_is_published(tmp_path: Path) -> None:
    async with running(tmp_path, mute=[WORDING.text]) as service:
        with pytest.raises(AnnouncementError, match="读不出"):
            await service.book.publish(SURGE, "东城区", WORDING, "9001")
        assert await service.book.store.running() == []
        assert service.seen == []


async def test_a_node_without_a_voice_puts_its_callers_through_and_says_so_once(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "东城区", WORDING, "9001")
    async with running(tmp_path, mute=[WORDING.text]) as service:
        await eventually(lambda: service.seen)
        await service.book.look()
        await service.book.look()
        assert service.book.notices() == []
        (fault,) = service.seen
        assert isinstance(fault, Fault)


async def test_one_warning_has_one_announcement_at_a_time(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        done = await asyncio.gather(
            *(service.book.publish(SURGE, "东城区", WORDING, "9001") for _ in range(3)),
            return_exceptions=True,
        )
        assert sum(isinstance(one, AnnouncementError) for one in done) == 2
        await service.book.end(1, "9001")
        again = await service.book.publish(SURGE, "东城区", WORDING, "9001")
        assert [one.id for one in await service.book.store.of([SURGE])] == [1, again.id]


async def test_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_module, "MOST_RUNNING", 2)
    async with running(tmp_path) as service:
        for number in range(2):
            await service.book.publish(f"{number}", "", WORDING, "9001")
        with pytest.raises(AnnouncementError, match="太多"):
            await service.book.publish("2", "", WORDING, "9001")


async def test_what_is_too_old_is_deleted_with_its_calls(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "", WORDING, "9001")
        await service.book.publish("2", "", WORDING, "9001")
        service.hears("a", "told")
        service.hears("b", "told", id=2)
        await service.book.settled()
        await service.book.end(1, "9001")
        await service.book.store.forget(time.time() + 60)
        assert [one.id for one in await service.book.store.listed(0.0)] == [2]
        assert (await service.effect()).told == 0
        assert (await service.effect(2)).told == 1


async def test_the_command_line_lists_and_ends(tmp_path: Path) -> None:
    def command(*arguments: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["announcements", *arguments, "--state", str(tmp_path)])
        assert result.exit_code == code, result.output
        return result.output

    async with running(tmp_path) as service:
        await service.book.publish(SURGE, "东城区", WORDING, "9001")
        service.hears("a", "told", "answered")
        await service.book.settled()
        (shown,) = json.loads(await asyncio.to_thread(command, "--json"))
        assert (shown["id"], shown["told"], shown["answered"], shown["ended_at"]) == (1, 1, 1, None)
        assert "晚上来水" in await asyncio.to_thread(command)
        await asyncio.to_thread(command, "end", "1")
        await asyncio.to_thread(command, "end", "1", code=2)
        await service.outbox.look()
        await eventually(lambda: not service.book.notices())
        (told,) = (one for one in service.seen if isinstance(one, AnnouncementEnded))
        assert told.answered == 1


def test_without_any_records_the_command_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["announcements", "--state", str(tmp_path)])
    assert result.exit_code == 2
