"""What the pages of the city's view cost with a year of calls in the database, on one core: time of this
process, so that what else runs here does not count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import insert

from hotline.bench.city.planted import Progress
from hotline.city.kept.store import PURPOSE, CityStore
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import DEFAULT_CONFIG
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.tables import METADATA
from hotline.records.sealing import Seal
from hotline.reports.book import ReportBook
from hotline.reports.calendar.book import CalendarBook
from hotline.reports.kept.past import Past
from hotline.reports.period import last_period

CALLS = 1_000_000
DAYS = 400
"""So that last year's weeks are among them."""
TOPICS = 20_000
DISTRICTS = 12
CALLERS = 300_000
AT_ONCE = 20_000
SECRET = "of the measurement"  # noqa: S105 - nothing real is sealed with it
AGAIN = 5
"""How often each page is asked for once it was seen."""
DAY_S = 86_400.0

Page = Callable[[], Awaitable[object]]


class _Settings:
    """Of the configuration that ships, in a city with districts."""

    def __init__(self, config: HotlineConfig) -> None:
        self.ivr = lambda: config.ivr
        self.districts = lambda: [f"第{at}区" for at in range(DISTRICTS)]
        self.unit_names = dict[str, str]


def pages(seed: int, progress: Progress) -> dict[str, Any]:
    """Milliseconds of each page: for who is the first to ask, and then (the worst of some)."""
    with TemporaryDirectory() as folder:
        return asyncio.run(_measured(Path(folder), Random(seed), progress))


async def _measured(folder: Path, random: Random, progress: Progress) -> dict[str, Any]:
    url = f"sqlite:///{folder / 'hotline.db'}"
    now = datetime.now().replace(hour=15, minute=30).timestamp()
    await _filled(url, now, random, progress)
    config = load(DEFAULT_CONFIG, HotlineConfig)
    first: dict[str, float] = {}
    then: dict[str, float] = {}
    async with (
        Past.opened(url, SECRET, _Settings(config), lambda: now) as past,
        CityStore.opened(url, Seal(SECRET, PURPOSE)) as store,
    ):
        for name, page in _pages(past, store, config, now).items():
            first[name] = await _spent(page)
            then[name] = max([await _spent(page) for _ in range(AGAIN)])
    return {"calls": CALLS, "first_ms": first, "page_ms": then, "worst_page_ms": max(then.values())}


def _pages(past: Past, store: CityStore, config: HotlineConfig, now: float) -> dict[str, Page]:
    calendar, reports = CalendarBook(past), ReportBook(past, config.figures)
    today = datetime.fromtimestamp(now).date()
    return {
        "topics": lambda: store.topics(now - DAY_S, 30),
        "screen": calendar.today,
        "month": lambda: calendar.month(today),
        "year": lambda: calendar.year(today.year),
        "ahead": lambda: calendar.ahead(4),
        "report": lambda: reports.make(last_period("month", today), now),
    }


async def _spent(page: Page) -> float:
    before = time.process_time()
    await page()
    return round(1000 * (time.process_time() - before), 1)


async def _filled(url: str, now: float, random: Random, progress: Progress) -> None:
    calls = _calls(now, random)
    async with connected(usable_url(url)) as engine:
        async with engine.begin() as connection:
            await connection.run_sync(METADATA.create_all)
            await connection.execute(insert(CITY_TOPICS), list(_topics(now)))
        done = 0
        while some := list(islice(calls, AT_ONCE)):
            async with engine.begin() as connection:
                await connection.execute(insert(CITY_CALLS), some)
            done += len(some)
            progress(done, CALLS)


def _calls(now: float, random: Random) -> Iterator[dict[str, Any]]:
    """Of working hours, the matters as unlike in size as those of a city are."""
    midnight = datetime.fromtimestamp(now).replace(hour=0, minute=0)
    for number in range(CALLS):
        day = midnight - timedelta(days=DAYS - number * DAYS // CALLS)
        hour = min(23.9, max(0.0, random.gauss(13, 4)))
        district = random.randrange(DISTRICTS)
        yield {
            "call": str(number),
            "at": day.timestamp() + 3600 * hour,
            "caller": f"{random.randrange(CALLERS):016x}",
            "topic": min(TOPICS, int(random.paretovariate(0.35))),
            "distance": 0.5,
            "district": f"第{district}区",
            "place": "",
            "queue": "general",
        }


def _topics(now: float) -> Iterator[dict[str, Any]]:
    for number in range(1, TOPICS + 1):
        when = {"first": now - DAYS * DAY_S, "last": now, "calls": CALLS // TOPICS}
        yield {
            "id": number,
            **when,
            "words": f"事项 {number}",
            "sentence": f"反映事项{number}",
            "state": "{}",
        }
