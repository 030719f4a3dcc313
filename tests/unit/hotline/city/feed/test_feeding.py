"""Messages of other channels in the city's view: once each, masked, and no alarm of what is long past."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from contracts import Event, SurgeTold
from hotline.city import book as book_module
from hotline.city.book import CityBook
from hotline.city.feed import inbox as inbox_module
from hotline.city.feed.inbox import FeedFull, FeedInbox
from hotline.city.feed.message import Message
from hotline.city.feed.subscriber import FeedSubscriber
from hotline.city.feed.table import CITY_FED
from hotline.city.kept.store import PURPOSE
from hotline.cli.app import app
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.broker import EventsSettings
from hotline.records.bus import EventBus
from hotline.records.database.records import Records
from hotline.records.sealing import Seal
from tests.unit.hotline.city.test_book import CONFIG, NUMBER, Live
from tests.waiting import eventually

NODE = CONFIG.telephony.node


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_module, "FETCH_S", 0.05)


class Running:
    def __init__(self, bus: EventBus, book: CityBook, inbox: FeedInbox) -> None:
        self.bus = bus
        self.book = book
        self.inbox = inbox
        self.told: list[SurgeTold] = []
        bus.listen(self._hear)

    def _hear(self, event: Event) -> None:
        if isinstance(event, SurgeTold):
            self.told.append(event)

    async def topics(self, people: int) -> list[tuple[int, int]]:
        """People and calls of each, as soon as there are so many people."""

        async def there() -> list[tuple[int, int]] | None:
            rows = await self.book.store.topics(0.0, 10)
            return (
                [(row.people, row.calls) for row in rows]
                if sum(row.people for row in rows) >= people
                else None
            )

        found: list[tuple[int, int]] = await eventually(there)
        return found


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Running]:
    bus, state = EventBus(), State(folder)
    secret = load_or_create(state.secrets, ()).seal
    url = state.database_url
    records = Records.opened(url, bus, state.spill)  # makes the tables
    async with records, FeedInbox.opened(url, Seal(secret, PURPOSE)) as inbox:
        opened = CityBook.opened(url, secret, Live(), lambda _call: "", bus, inbox, NODE)  # type: ignore[arg-type]
        async with opened as book:
            yield Running(bus, book, inbox)


def message(number: int, at: float, text: str = "青竹苑停水了，电话13800138000") -> Message:
    return Message(f"{number}", at, text, "app", NUMBER.format(number % 100), place="东城区青竹苑3栋201室")


async def waiting(inbox: FeedInbox) -> list[str]:
    async with inbox._transaction() as connection:
        return [f"{row.text} {row.place} {row.caller}" for row in await connection.execute(select(CITY_FED))]


async def test_messages_of_now_raise_a_warning_like_calls(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        now = time.time()
        await service.inbox.put([message(n, now - 60 + n) for n in range(10)], NODE, Live().districts())
        await eventually(lambda: service.told)
        assert service.told[0].district == "东城区"
        assert await service.topics(10) == [(10, 10)]
        await eventually(lambda: _count(service.inbox, 0))


async def test_each_is_taken_in_once_and_masked(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        now = time.time()
        some = [message(n, now - 10) for n in range(3)]
        assert await service.inbox.put([*some, some[0]], "other", ()) == 3
        assert await service.inbox.put(some, "other", ()) == 0
        for kept in await waiting(service.inbox):
            assert "13800138" not in kept
            assert "201" not in kept
        assert await service.inbox.put([message(7, now - 5)], NODE, ()) == 1
        assert await service.topics(1) == [(1, 1)]
        assert await service.inbox.put([message(7, now - 5)], NODE, ()) == 0


async def test_a_year_that_is_filled_in_raises_no_alarm_and_teaches_what_is_usual(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        year_ago = time.time() - 365 * 86_400
        past = [message(n, year_ago + 3600 * n) for n in range(60)]
        past += [message(100 + n, year_ago + 86_400 * 30 + n) for n in range(60)]
        await service.inbox.put(past, NODE, ())
        await service.topics(60)
        assert service.told == []
        view = await eventually(lambda: service.book._view)
        assert sum(view.hours.values()) == 120


async def test_what_a_killed_process_had_taken_in_does_not_come_twice(tmp_path: Path) -> None:
    async with running(tmp_path) as service:
        await service.inbox.put([message(1, time.time() - 5)], NODE, ())
        await service.topics(1)
        service.inbox.taken = hangs  # type: ignore[method-assign]
        await service.inbox.put([message(2, time.time() - 5)], NODE, ())
        await service.topics(2)
    async with running(tmp_path) as service:
        view = await eventually(lambda: service.book._view)
        await service.inbox.put([message(3, time.time() - 5)], NODE, ())
        await service.topics(3)
        assert sum(topic.calls for topic in view.topics.all()) == 3


async def hangs(_calls: Collection[str]) -> None:
    await asyncio.Event().wait()


async def test_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "MOST_WAITING", 2)
    async with FeedInbox.opened(State(tmp_path).database_url, Seal("x", PURPOSE)) as inbox:
        with pytest.raises(FeedFull):
            await inbox.put([message(n, time.time()) for n in range(3)], NODE, ())


async def test_mqtt_messages_are_written_down_and_wrong_ones_counted(tmp_path: Path) -> None:
    async with FeedInbox.opened(State(tmp_path).database_url, Seal("x", PURPOSE)) as inbox:
        reader = FeedSubscriber(inbox, NODE, tuple)
        writing = asyncio.create_task(reader.write())
        at = datetime.now().timestamp()
        for number in range(3):
            reader.take(json.dumps({"id": number, "at": at, "text": "停水了"}).encode())
        for wrong in (b"{", b"[]", None, b"\xff", json.dumps({"id": 1}).encode()):
            reader.take(wrong)
        await eventually(lambda: _count(inbox, 3))
        assert reader.refused == 5
        writing.cancel()


async def _count(inbox: FeedInbox, wanted: int) -> bool:
    return len(await waiting(inbox)) == wanted


async def test_without_a_broker_or_a_topic_nothing_is_read(tmp_path: Path) -> None:
    async with FeedInbox.opened(State(tmp_path).database_url, Seal("x", PURPOSE)) as inbox:
        for settings, topic in (
            (EventsSettings(), "city"),
            (EventsSettings(mqtt_url="mqtt://127.0.0.1"), None),
        ):
            async with FeedSubscriber.opened(settings, topic, tmp_path, inbox, NODE, tuple):
                pass


def fed(folder: Path, file: Path, code: int) -> dict[str, int]:
    result = CliRunner().invoke(
        app, ["topics", "feed", str(file), "--state", str(folder / "state"), "--json"]
    )
    assert result.exit_code == code, result.output
    told: dict[str, int] = json.loads(result.stdout)
    return told


def test_a_file_at_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("编号,时间,内容\n1,2026-01-02 08:00,停水了\n2,2026-01-02,停水了\n2,2026-01-02,停水了\n")
    assert fed(tmp_path, file, 0) == {"lines": 3, "new": 2, "known": 1, "refused": 0}
    file.write_text("编号,时间,内容\n1,2026-01-02 08:00,停水了\n3,gestern,停水了\n")
    assert fed(tmp_path, file, 1) == {"lines": 2, "new": 0, "known": 1, "refused": 1}
    shown = CliRunner().invoke(app, ["topics", "feed", str(file), "--state", str(tmp_path / "state")])
    assert "line 3: at is no time" in shown.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("text\n停水了\n", "第 1 行：缺少列 id (编号), at (时间)"),
        ("编号,时间,内容\n3,gestern,停水了\n", "第 2 行：at（时间）不是时间：'gestern'"),
        ("编号,时间,内容\n3,2026-01-02,\n", "第 2 行：text（内容）是空的"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_the_terminal_s_language(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "other.csv"
    file.write_text(text)
    chinese = {"LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh"}
    shown = CliRunner().invoke(app, ["topics", "feed", str(file), "--state", str(tmp_path)], env=chinese)
    assert told in shown.output


def test_a_file_that_is_none(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["topics", "feed", str(tmp_path / "no.csv"), "--state", str(tmp_path)])
    assert result.exit_code == 2
    assert "cannot be read" in result.output
