"""Open311: what others read of cases, who may, how often, and what they never see."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import aiohttp
import pytest

from hotline.bench.softphone import free_port
from hotline.cases.table import CaseRow
from hotline.configuration.delivery import Open311Settings, SecretUnreadable
from hotline.configuration.schema import HotlineConfig
from hotline.delivery.open311.limit import Limit
from hotline.delivery.open311.report import xml_of
from hotline.delivery.open311.reporting import reporting
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from tests.shipped import shipped_config
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened

KEY = "a-key-that-nobody-guesses"
KNOWN = replace(OUTAGE, secret=False, intent="water_outage", topic="停水水压")


@pytest.fixture(scope="module")
def config() -> HotlineConfig:
    return shipped_config()


class Reader:
    """Asks a server of the test."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._base = f"http://127.0.0.1:{port}"

    async def get(
        self, path: str, key: str | None = KEY, method: str = "GET", **query: str
    ) -> tuple[int, Any]:
        query |= {} if key is None else {"api_key": key}
        async with self._session.request(method, self._base + path, params=query) as answer:
            if answer.content_type == "application/json":
                return answer.status, await answer.json()
            return answer.status, await answer.text()


@asynccontextmanager
async def reading(folder: Path, config: HotlineConfig, **more: Any) -> AsyncIterator[Reader]:
    (folder / "reader.key").write_text(KEY + "\n")
    port = free_port()
    configured = Open311Settings(port=port, key_files=("reader.key",), **more)
    state = State(folder)
    secret = load_or_create(state.secrets, ()).seal
    async with (
        reporting(configured, state.database_url, secret, lambda: config.ivr, folder),
        aiohttp.ClientSession() as session,
    ):
        yield Reader(session, port)


async def cases(folder: Path, *secrets: bool | None, complete: bool = True) -> list[CaseRow]:
    async with opened(folder) as store:
        return [
            await store.open(f"call-{n}", NUMBER, replace(KNOWN, secret=secret), complete=complete)
            for n, secret in enumerate(secrets)
        ]


async def test_services_are_the_intents_by_their_queue(tmp_path: Path, config: HotlineConfig) -> None:
    async with reading(tmp_path, config) as reader:
        status, services = await reader.get("/services.json")
        assert (status, len(services)) == (200, len(config.ivr.intents))
        outage = next(one for one in services if one["service_code"] == "water_outage")
        assert (outage["service_name"], outage["group"]) == ("停水水压", "水电气暖")
        assert outage["metadata"] is False
        tree = ElementTree.fromstring((await reader.get("/services.xml"))[1])
        assert tree.tag == "services"
        assert [one.findtext("service_code") for one in tree] == [one["service_code"] for one in services]
        assert tree[0].findtext("metadata") == "false"
        assert (await reader.get("/services/water_outage.json"))[0] == 404


async def test_a_case_is_read_without_anything_of_persons(tmp_path: Path, config: HotlineConfig) -> None:
    [row] = await cases(tmp_path, False)
    async with reading(tmp_path, config) as reader:
        status, [one] = await reader.get(f"/requests/{row.number}.json")
        assert status == 200
        assert one["service_request_id"] == row.number
        assert (one["status"], one["status_notes"]) == ("open", "待办理")
        assert (one["service_code"], one["agency_responsible"]) == ("water_outage", "水电气暖")
        assert datetime.fromisoformat(one["requested_datetime"]).tzinfo is not None
        assert "翠竹小区" in one["address"]
        assert "12" not in one["address"]
        everything = str(one) + (await reader.get(f"/requests/{row.number}.xml"))[1]
        for personal in (NUMBER, "5678", "停水三天", "我的电话"):
            assert personal not in everything


@pytest.mark.parametrize("secret", [True, None])
async def test_cases_of_who_wants_secrecy_or_was_not_asked_are_not_there(
    tmp_path: Path, config: HotlineConfig, secret: bool | None
) -> None:
    [hidden, shown] = await cases(tmp_path, secret, False)
    async with reading(tmp_path, config) as reader:
        assert (await reader.get(f"/requests/{hidden.number}.json"))[0] == 404
        assert [one["service_request_id"] for one in (await reader.get("/requests.json"))[1]] == [
            shown.number
        ]
        both = f"{hidden.number},{shown.number}"
        found = (await reader.get("/requests.json", service_request_id=both))[1]
        assert [one["service_request_id"] for one in found] == [shown.number]


async def test_a_message_that_was_told_half_way_is_not_there(tmp_path: Path, config: HotlineConfig) -> None:
    await cases(tmp_path, False, complete=False)
    async with reading(tmp_path, config) as reader:
        assert await reader.get("/requests.json") == (200, [])


async def test_requests_are_found_by_status_service_and_days(tmp_path: Path, config: HotlineConfig) -> None:
    [first, second] = await cases(tmp_path, False, False)
    async with opened(tmp_path) as store:
        await store.set_state(first.number, "closed", "wang")
    now = datetime.now(UTC)
    before, after = (now - timedelta(days=2)).isoformat(), (now + timedelta(days=1)).isoformat()
    async with reading(tmp_path, config) as reader:

        async def found(**query: str) -> set[str]:
            status, rows = await reader.get("/requests.json", **query)
            assert status == 200, rows
            return {one["service_request_id"] for one in rows}

        both = {first.number, second.number}
        assert await found() == await found(status="open,closed") == both
        assert await found(status="open") == {second.number}
        assert await found(status="closed") == {first.number}
        assert await found(service_code="water_outage,fire") == both
        assert await found(service_code="fire") == set()
        assert await found(start_date=before) == both
        assert await found(start_date=before, end_date=before) == set()
        assert await found(start_date=now.isoformat(), end_date=after) == set()
        assert await found(end_date=before) == set()


@pytest.mark.parametrize(
    "query",
    [
        {"status": "lost"},
        {"start_date": "yesterday"},
        {"start_date": "0001-01-01"},
        {"end_date": "9999-12-31T23:59:59Z"},
        {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"},
        {"service_request_id": ",".join(["1"] * 101)},
    ],
)
async def test_a_question_that_is_none_is_told_so(
    tmp_path: Path, config: HotlineConfig, query: dict[str, str]
) -> None:
    async with reading(tmp_path, config) as reader:
        status, [error] = await reader.get("/requests.json", **query)
        assert (status, error["code"]) == (400, 400)
        assert error["description"]


async def test_who_has_no_key_gets_nothing(tmp_path: Path, config: HotlineConfig) -> None:
    async with reading(tmp_path, config) as reader:
        for key in (None, "", "wrong", KEY + "x", KEY[:-1], "密钥"):
            status, [error] = await reader.get("/services.json", key=key)
            assert (status, error["code"]) == (403, 403)
        status, text = await reader.get("/requests/1.xml", key="wrong")
        assert ElementTree.fromstring(text).findtext("error/code") == "403"


async def test_it_is_for_reading(tmp_path: Path, config: HotlineConfig) -> None:
    async with reading(tmp_path, config) as reader:
        assert (await reader.get("/requests.json", method="POST"))[0] == 405
        for path in ("/", "/requests", "/requests.html", "/requests/%27%20OR%201.json", "/requests/x.json"):
            assert (await reader.get(path))[0] == 404


async def test_who_asks_too_often_waits(tmp_path: Path, config: HotlineConfig) -> None:
    async with reading(tmp_path, config, per_minute=2) as reader:
        statuses = [(await reader.get("/services.json"))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_limit_fills_up_again_and_each_key_has_its_own() -> None:
    now = [0.0]
    limit = Limit(60, lambda: now[0])
    assert [limit.wait_s(b"a") for _ in range(60)] == [0.0] * 60
    assert limit.wait_s(b"a") == pytest.approx(1.0)
    assert limit.wait_s(b"b") == 0.0
    now[0] = 1.0
    assert limit.wait_s(b"a") == 0.0
    assert limit.wait_s(b"a") > 0


def test_what_cannot_stand_in_xml_is_left_out() -> None:
    tree = ElementTree.fromstring(xml_of("a", "b", [{"c": "路\x00灯\x0b<&>\ud800"}]))
    assert tree.findtext("b/c") == "路灯<&>"


async def test_without_a_key_it_does_not_start(tmp_path: Path, config: HotlineConfig) -> None:
    configured = Open311Settings(key_files=("none.key",))
    with pytest.raises(SecretUnreadable):
        async with reporting(configured, "sqlite://", "x" * 40, lambda: config.ivr, tmp_path):
            pass
