"""The city's view of a running service: fed by events, kept in the database, told once over restarts."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agent_assist.refusal import ActionRefused
from contracts import (
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    PersonDeleted,
    Slot,
    SurgeTold,
    TranscriptFinal,
)
from hotline.administration.persons.deleting import PersonDeleter
from hotline.city.announcements.book import AnnouncementBook
from hotline.city.book import CityBook
from hotline.city.kept.store import PURPOSE
from hotline.city.settings import CitySettings
from hotline.desk.overview.city import DeskCity
from hotline.machine.paths import State
from hotline.records.bus import EventBus
from hotline.records.database.outbox import Left
from hotline.records.database.records import Records
from hotline.records.masking.outbound import outbound
from hotline.records.sealing import Seal
from tests.databases import dump
from tests.shipped import shipped_config
from tests.waiting import eventually

pytestmark = pytest.mark.usefixtures("database")

CONFIG = shipped_config()
SECRET = "of the test"
NUMBER = "138001380{:02}"


class Live:
    """The configuration that is live."""

    def ivr(self) -> object:
        return CONFIG.ivr

    def districts(self) -> tuple[str, ...]:
        return ("东城区", "西城区")

    def communities(self) -> tuple[str, ...]:
        return ("青竹苑", "人民路")

    def units(self) -> dict[str, str]:
        return {"water_outage": "water"}

    def city(self) -> CitySettings:
        return CONFIG.city


class Running:
    """The part of a service that the city's view sees."""

    def __init__(self, bus: EventBus, book: CityBook, numbers: dict[str, str], records: Records) -> None:
        self.bus = bus
        self.records = records
        self.book = book
        self.numbers = numbers
        self.told: list[SurgeTold] = []
        bus.listen(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, SurgeTold):
            self.told.append(event)

    def says(self, call: str, number: str, text: str, place: str = "") -> None:
        """A whole call, at once."""
        self.begins(call, number, text, place)
        self.ends(call)

    def begins(self, call: str, number: str, text: str, place: str = "") -> None:
        """A call that has said what it is about, and waits for an agent."""
        self.comes_in(call, number)
        self.is_heard(call, text)
        address = next(one.id for one in CONFIG.ivr.questions if one.kind == "address")
        slots = (Slot(id=address, label="地址", value=place),) if place else ()
        self.bus.publish(Decided(call=call, outcome="ask", heard=text, slots=slots))
        self.bus.publish(CallQueued(call=call, queue="utilities", position=1))

    def comes_in(self, call: str, number: str, moved_from: str | None = None) -> None:
        self.numbers[call] = number
        self.bus.publish(CallStarted(call=call, caller=number, dialled="12345", moved_from=moved_from))

    def is_heard(self, call: str, text: str) -> None:
        words = {"leg": "caller", "utterance": 0, "start_ms": 0, "end_ms": 900, "confidence": 0.9}
        self.bus.publish(TranscriptFinal(call=call, text=text, **words))  # type: ignore[arg-type]

    def ends(self, call: str) -> None:
        self.bus.publish(CallEnded(call=call, by="caller", cause="normal"))


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    bus, numbers = EventBus(), dict[str, str]()
    state = State(folder)
    async with Records.opened(state.database_url, bus, state.spill) as records:
        live = Live()
        opened = CityBook.opened(
            state.database_url,
            SECRET,
            live,
            lambda call: numbers.get(call, ""),
            bus,  # type: ignore[arg-type]
        )
        async with opened as book:
            yield Running(bus, book, numbers, records)


def water(service: Running, first: int, last: int) -> None:
    for number in range(first, last):
        text = ("青竹苑停水了", "我们青竹苑小区没有水了")[number % 2]
        service.says(f"call-{number}", NUMBER.format(number), text, "东城区青竹苑3栋201室")


async def says_all(texts: Sequence[str]) -> list[str]:
    return []


async def announces(desk: DeskCity, told: SurgeTold) -> None:
    """What a supervisor does with a warning."""
    draft = await desk.draft(told.surge, None)
    assert "东城区" in draft.text
    assert "青竹苑" in draft.text
    assert "201" not in draft.text
    assert draft.places[0] == "东城区"
    with pytest.raises(ActionRefused, match="没有这条预警"):
        await desk.draft("1-*-1", None)
    with pytest.raises(ActionRefused, match="6 到 300"):
        await desk.publish(told.surge, draft.model_copy(update={"text": "短"}), "9001")
    await desk.publish(told.surge, draft, "9001")


async def test_a_surge_is_an_event_with_words_and_calls_and_nothing_personal(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        water(service, 0, 12)
        await eventually(lambda: service.told)
        await service.book.settled()
        (told,) = service.told
        assert told.people >= 4
        assert told.humble
        assert "青竹苑" in told.words
        assert told.district == "东城区"
        assert set(told.calls) <= {f"call-{number}" for number in range(12)}
        assert told.topic == "city/surge_told"
        (row,) = await service.book.store.topics(0.0, 10)
        assert (row.people, row.calls) == (12, 12)
        announcements = AnnouncementBook.opened(
            State(tmp_path).database_url,
            Live(),  # type: ignore[arg-type]
            says_all,
            service.bus,
        )
        async with announcements as announced:
            await announces(DeskCity(service.book, announced, lambda: CONFIG.city), told)
            (shown,) = await DeskCity(service.book, announced, lambda: CONFIG.city).surges()
        assert (shown.id, shown.people, len(shown.calls)) == (told.surge, 12, 12)
        assert "13800138" not in shown.model_dump_json()
        (made,) = shown.announcements
        assert (made.by, made.told, made.ended_at) == ("9001", 0, None)
        written = json.dumps(outbound(told).model_dump(), ensure_ascii=False)
        assert "13800138" not in written
        assert "201" not in written


async def test_one_caller_who_calls_often_raises_no_alarm_and_counts_once(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        for number in range(40):
            service.says(f"call-{number}", NUMBER.format(1), "青竹苑停水了")
        await service.book.settled()
        assert service.told == []
        (row,) = await service.book.store.topics(0.0, 10)
        assert (row.people, row.calls) == (1, 40)


@pytest.mark.parametrize("before", [2, 9])
async def test_after_a_restart_in_a_surge_nothing_is_lost_nor_told_twice(tmp_path: Path, before: int) -> None:
    async with running(tmp_path) as service:
        water(service, 0, before)
        await service.book.settled()
        first = list(service.told)
    async with running(tmp_path) as service:
        water(service, before, 14)
        await service.book.settled()
        assert len(first) + len(service.told) == 1
        (warning,) = await service.book.store.warnings(0.0)
        assert sorted(warning.calls) == sorted(f"call-{number}" for number in range(14))
        assert [row.people for row in await service.book.store.topics(0.0, 10)] == [14]


def topic_state(kept: str) -> str:
    return next(line for line in kept.splitlines() if line.startswith("city_topics"))


async def test_who_was_deleted_is_written_down_no_more_by_what_runs(tmp_path: Path) -> None:
    words, url = "青竹苑停水了，老人小孩三天没有水喝", State(tmp_path).database_url
    name = Seal(SECRET, PURPOSE).name(NUMBER.format(50))
    async with running(tmp_path) as service:
        water(service, 0, 8)
        service.says("mine", NUMBER.format(50), words, "东城区青竹苑3栋201室")
        await service.book.settled()
        assert await service.records.flush()
        assert name in dump(url)
        gone = PersonDeleted(person="", agent="8001", case="", calls=1, cases=0, recordings=0)
        async with PersonDeleter.opened(url, SECRET) as store:
            await store.delete(await store.find(NUMBER.format(50)), "8001", Left("hotline1", gone))
        service.bus.publish(gone)
        water(service, 8, 10)
        await service.book.settled()
        (warning,) = await service.book.store.warnings(0.0)
        (topic,) = await service.book.store.topics(0.0, 10)
    assert (len(warning.callers), "mine" in warning.calls) == (11, False), "how many called stays"
    assert "没有水" in topic.sentence or "停水" in topic.sentence, "of those who called since"
    kept = dump(url)
    assert name not in kept
    assert "老人小孩三天" not in kept
    assert "老人" not in topic_state(kept)


async def test_hours_are_known_after_a_restart_and_after_a_kill(tmp_path: Path) -> None:
    for kept in (True, False):
        folder = tmp_path / str(kept)
        async with running(folder) as service:
            water(service, 0, 5)
            await service.book.settled()
            if not kept:
                service.book._view = None  # killed: nothing is kept at the end
        async with running(folder) as service:
            water(service, 5, 8)
            await service.book.settled()
            view = await eventually(lambda book=service.book: book._view)
            assert sum(view.hours.values()) == 8


async def test_a_call_that_ended_while_nobody_was_there_is_taken_in_later(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        service.begins("call-1", NUMBER.format(1), "青竹苑停水了")
        await service.book.settled()
        assert await service.book.store.topics(0.0, 10) == []
        service.book._calls._hand_on = lambda call, heard: None  # type: ignore[method-assign]
        service.ends("call-1")
    async with running(tmp_path) as service:
        await eventually(lambda: service.book._view)
        await service.book.settled()
        assert [row.sentence for row in await service.book.store.topics(0.0, 10)] == ["青竹苑停水了"]


async def test_what_a_person_names_pins_hides_and_merges_is_so(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        for number, text in enumerate(("路灯坏了", "公交站牌倒了", "垃圾没人收")):
            service.says(f"call-{number}", NUMBER.format(number), text)
        await service.book.settled()
        store = service.book.store
        lamp, sign, waste = sorted(row.id for row in await store.topics(0.0, 10))
        assert await store.mark(lamp, name="路灯", pinned=True)
        assert await store.mark(sign, hidden=True)
        assert not await store.mark(999, name="没有")
        assert [row.name for row in await store.topics(0.0, 10)] == ["路灯", ""]
        assert len(await store.topics(0.0, 10, hidden=True)) == 3
        assert await store.mark(waste, into=lamp)
        (row,) = await store.topics(0.0, 10)
        assert (row.id, row.people, row.pinned) == (lamp, 2, True)
        assert await store.named() == {lamp}


async def test_a_call_that_goes_on_at_another_machine_counts_where_it_came_in(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        service.comes_in("s-1", NUMBER.format(1), moved_from="n-1")
        service.is_heard("s-1", "青竹苑停水了")
        service.ends("s-1")
        service.says("n-1", NUMBER.format(1), "青竹苑停水了")
        await service.book.settled()
        (row,) = await service.book.store.topics(0.0, 10)
        assert row.calls == 1


async def test_it_does_so_after_a_restart_of_the_other_machine_too(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        service.says("n-1", NUMBER.format(1), "青竹苑停水了")
        service.comes_in("s-1", NUMBER.format(1), moved_from="n-1")
        await service.records.flush()
        await service.book.settled()
    async with running(tmp_path) as service:
        service.is_heard("s-1", "青竹苑停水了")
        service.ends("s-1")
        await service.book.settled()
        (row,) = await service.book.store.topics(0.0, 10)
        assert row.calls == 1
