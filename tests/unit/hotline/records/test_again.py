"""What is written beside the records is written again while the database is busy, and not for ever."""

from __future__ import annotations

import asyncio
import logging

import pytest

from hotline.records import again as again_module
from hotline.records.again import Again
from hotline.records.database.records import RecordsUnavailable
from tests.virtualtime import at_virtual_time
from tests.waiting import eventually


class Busy:
    """A database that refuses so many times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.written: list[str] = []

    async def write(self, text: str) -> None:
        await asyncio.sleep(0)
        if self.left:
            self.left -= 1
            raise RecordsUnavailable("database is locked")
        self.written.append(text)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again_module, "FIRST_PAUSE_S", 0.001)


async def test_what_was_refused_is_written_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    again, database = Again(), Busy(3)
    again.put(lambda: database.write("a"), "a is lost")
    await again.settled()
    assert database.written == ["a"]
    assert caplog.text == ""


async def test_who_does_not_want_to_wait_goes_on_and_the_end_tries_once_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(again_module, "FIRST_PAUSE_S", 1e6)
    again, database = Again(), Busy(1)
    again.put(lambda: database.write("a"), "a is lost")
    await eventually(lambda: not database.left)
    await again.settled(0)
    assert database.written == []
    await again.end()
    assert database.written == ["a"]


async def test_what_is_given_up_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(again_module, "PATIENCE_S", 0.0)
    again, database = Again(), Busy(10)
    with caplog.at_level(logging.ERROR):
        again.put(lambda: database.write("a"), "call a is lost")
        await again.settled()
    assert database.written == []
    assert "call a is lost: database is locked" in caplog.text


async def test_no_more_wait_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(again_module, "MOST", 1)
    again, database = Again(), Busy(0)
    for text in ("a", "b"):
        again.put(lambda text=text: database.write(text), f"{text} is lost")  # type: ignore[misc]
    await again.settled()
    assert database.written == ["a"]
    assert "b is lost: too many wait for the database" in caplog.text


@at_virtual_time
async def test_the_end_does_not_wait_for_a_database_that_hangs(caplog: pytest.LogCaptureFixture) -> None:
    again = Again()

    async def hang() -> None:
        await asyncio.Event().wait()

    again.put(hang, "a is lost")
    await asyncio.sleep(0)
    async with asyncio.timeout(again_module.END_S + 1):
        await again.end()
    assert "1 writings were given up" in caplog.text
