"""A synthetic month of a city in a records' database: planted numbers and names."""

from __future__ import annotations

import functools
import random
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from contracts import AgentAnswered, Bridged, CallEnded, CallQueued, CallStarted, Event
from hotline.cases.changes import CASE_CHANGES
from hotline.cases.table import CASES
from hotline.city.kept.tables import CITY_CALLS, CITY_TOPICS, CITY_WARNINGS
from hotline.city.kept.written import warning_json
from hotline.city.surges.warning import Warning
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.figures.settings import FiguresSettings
from hotline.machine.paths import DEFAULT_CONFIG
from hotline.records.database.connection import connected, usable_url
from hotline.records.database.tables import EVENTS, METADATA, StoredEvent
from hotline.reports.book import ReportBook
from hotline.reports.kept.past import Past
from ivr.settings.settings import IvrSettings

SECRET = "for tests"
TELEPHONE, NAME, ID_NUMBER = "13912345678", "欧阳铁柱", "440301199001011234"
PERSONAL = (TELEPHONE, NAME, ID_NUMBER, "139****5678", "幸福路12号")
DISTRICTS = ("东城区", "西城区")
MONTH = date(2026, 10, 1)
NOW = datetime(2026, 11, 1, 9).timestamp()

UNITS = {"供水/停水": "自来水公司", "城管/噪声": "城市管理局", "劳动/欠薪": "人社局", "交通/停车": "交通局"}
CASE_PLAN = {"供水/停水": 40, "城管/噪声": 25, "劳动/欠薪": 12, "交通/停车": 3}
"""Opened in the month; 停车 is of three people."""


class Settings:
    """Of the configuration."""

    def __init__(self, districts: Collection[str] = DISTRICTS) -> None:
        self._districts = districts

    def ivr(self) -> IvrSettings:
        return _shipped().ivr

    def districts(self) -> Collection[str]:
        return self._districts

    def unit_names(self) -> Mapping[str, str]:
        return {"water": "自来水公司"}


@functools.cache
def _shipped() -> HotlineConfig:
    return load(DEFAULT_CONFIG, HotlineConfig)


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'hotline.db'}"


async def put(folder: Path, rows: dict[Any, list[dict[str, Any]]]) -> None:
    """Into the database, as it is."""
    async with connected(usable_url(url(folder))) as engine, engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        for table, values in rows.items():
            if values:
                await connection.execute(insert(table), values)


@asynccontextmanager
async def book(folder: Path, districts: Collection[str] = DISTRICTS) -> AsyncIterator[ReportBook]:
    """Makes reports of that database."""
    async with Past.opened(url(folder), SECRET, Settings(districts)) as past:
        yield ReportBook(past, FiguresSettings())


async def fill(folder: Path, *, seed: int = 1, back_days: int = 60, month: date = MONTH) -> None:
    """The month, and the days before it out of which it is learned what is usual."""
    dice = random.Random(seed)
    calls = [row for at in range(-back_days, 31) for row in _calls(dice, month + timedelta(days=at), month)]
    rows = {
        CITY_CALLS: calls,
        CITY_TOPICS: [
            topic_row(1, "停水 供水", f"{NAME}家停水了，电话{TELEPHONE}"),
            topic_row(2, "噪声 施工", "半夜施工"),
            topic_row(3, f"{NAME} {TELEPHONE}", f"我是{NAME}"),
        ],
        CITY_WARNINGS: [_warning(month)],
        EVENTS: [row for at in (2, 3) for row in _events(month + timedelta(days=at))],
    }
    await put(folder, rows | _cases(dice, month))


def _calls(dice: random.Random, day: date, month: date) -> list[dict[str, Any]]:
    """Twenty or thirty contacts a day by day; two people alone speak of the third topic."""
    found = []
    for at in range(dice.randint(20, 30)):
        moment = datetime(day.year, day.month, day.day, dice.randint(8, 20), dice.randint(0, 59))
        found.append(city_call(f"{day}-{at}", moment, f"hash-{dice.randint(1, 400)}", dice.choice((1, 1, 2))))
    if day in (month, month + timedelta(days=1)):
        moment = datetime(day.year, day.month, day.day, 10)
        found.append(city_call(f"{day}-x", moment, f"of {day}", 3))
    return found


def city_call(call: str, moment: datetime, caller: str, topic: int) -> dict[str, Any]:
    return {
        "call": call,
        "at": moment.timestamp(),
        "caller": caller,
        "topic": topic,
        "distance": 0.1,
        "district": DISTRICTS[topic % 2],
        "place": f"幸福路12号{NAME}家",
        "queue": "utilities",
    }


def topic_row(id: int, words: str, sentence: str) -> dict[str, Any]:
    when = {"first": 0.0, "last": NOW, "calls": 10}
    return {"id": id, **when, "words": words, "sentence": sentence, "state": "{}"}


def _warning(day: date) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, 12).timestamp()
    told = Warning("w1", 1, "东城区", at, at + 60, expected=0.4, odds=500.0, humble=False, last=at + 90)
    told.callers, told.people = {"hash-1", "hash-2"}, 7
    told.places[f"{NAME}家"] = 7
    return {"id": "w1", "told_at": at + 60, "last": at + 90, "json": warning_json(told)}


def _events(day: date) -> list[dict[str, Any]]:
    """Ten calls: eight are answered after ten seconds, one after two minutes, one is given up."""
    begin = datetime(day.year, day.month, day.day, 9).timestamp()
    found: list[Event] = []
    for at in range(10):
        call, moment = f"e-{day}-{at}", begin + 60 * at
        found.append(CallStarted(call=call, caller=TELEPHONE, dialled="12345", at=moment))
        found.append(CallQueued(call=call, queue="utilities", position=1, at=moment))
        if at < 9:
            waited = 120 if at == 8 else 10
            found.append(AgentAnswered(call=call, agent="8001", at=moment + waited))
            found.append(Bridged(call=call, agent="8001", at=moment + waited))
        found.append(CallEnded(call=call, by="caller", at=moment + 300))
    return [StoredEvent.of(event, int(event.at * 1e9) + at)._asdict() for at, event in enumerate(found)]


def _cases(dice: random.Random, month: date) -> dict[Any, list[dict[str, Any]]]:
    cases, changes = [], []
    number = 261001000000
    for category, count in CASE_PLAN.items():
        for at in range(count):
            number += 1
            opened = datetime(month.year, month.month, 1 + at % 28, 10).timestamp()
            state = ("open", "answered", "closed")[at % 3]
            cases.append(
                case_row(str(number), category, opened, state, f"person {category} {at}")
                | {"due": opened + 2 * 86_400 if at % 2 else None}
            )
            if state != "open":
                done = opened + dice.choice((1, 3)) * 86_400
                changed = {"kind": "changed", "at": done, "by": NAME, "told": False}
                changes.append({"number": str(number), "state": state, **changed})
    return {CASES: cases, CASE_CHANGES: changes}


def case_row(number: str, category: str, opened: float, state: str, person: str) -> dict[str, Any]:
    texts = {"place": "幸福路12号", "place_said": NAME, "happened": "", "said": f"{NAME} {TELEPHONE}"}
    return {
        "number": number,
        "name": person,
        "sealed": "x",
        "masked": "139****5678",
        "intent": "outage",
        "topic": "停水",
        "queue": "utilities",
        **texts,
        "secret": False,
        "complete": True,
        "state": state,
        "opened": opened,
        "opened_by": "8001",
        "changed": opened,
        "changed_by": NAME,
        "called": NAME,
        "organisation": NAME,
        "appeal": NAME,
        "category": category,
        "category_name": category,
        "unit": UNITS[category],
        "unit_name": UNITS[category],
        "district": DISTRICTS[len(category) % 2] if category != "交通/停车" else NAME,
    }
