"""Nuisance callers: proposed at the desk, decided by a supervisor, met at the start of a call."""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from typer.testing import CliRunner

from agent_assist.refusal import ActionRefused
from contracts import AgentAnswered, CallStarted, Event, KeyPressed, Screened, Standing
from contracts.dialogue import Answered, Route, Say
from hotline.calls.screening import REMEMBERED, ScreeningList
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import State
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.database.screening import store as store_module
from hotline.records.database.screening.store import PURPOSE, NotPossible, ScreeningStore
from hotline.records.database.screening.table import SCREENING, Entry, caller_key
from hotline.records.sealing import Seal
from ivr.settings.callers.screening import ScreeningSettings

NUMBER = "13800138000"
SEAL = Seal("secret", PURPOSE)
TUESDAY = datetime(2026, 11, 24, 10)
CONFIG = str(Path(__file__).parents[4] / "config.yaml")


@pytest.fixture
async def store(tmp_path: Path, database: str) -> AsyncIterator[ScreeningStore]:
    async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as opened:
        yield opened


class Service:
    """A gate and what it published."""

    def __init__(self, store: ScreeningStore, **settings: object) -> None:
        self.events: list[Event] = []
        self.settings = ScreeningSettings.model_validate(settings)
        self.gate = ScreeningList(store, lambda: self.settings, self.events.append)


@pytest.fixture
def service(store: ScreeningStore) -> Service:
    return Service(store)


@pytest.mark.parametrize(
    "number", [NUMBER, "+8613800138000", "013800138000", "8613800138000", "138 0013-8000"]
)
def test_a_number_is_the_same_however_it_is_written(number: str) -> None:
    assert caller_key(number) == NUMBER


@pytest.mark.parametrize(
    ("numbers", "key"),
    [
        (("010-12345678", "+861012345678", "8601012345678", "00861012345678"), "01012345678"),
        (("0571 8765 4321", "+8657187654321", "+86 571 8765 4321"), "057187654321"),
        (("0931-8888888", "+869318888888"), "09318888888"),
        (("400-123-4567", "+864001234567", "04001234567"), "4001234567"),
    ],
)
def test_a_landline_is_the_same_with_its_area_code_and_from_abroad(
    numbers: tuple[str, ...], key: str
) -> None:
    assert [caller_key(number) for number in numbers] == [key] * len(numbers)


@pytest.mark.parametrize("number", ["+1 310 555 1234", "0013105551234", "+0013105551234"])
def test_a_number_of_another_country_is_nobody_elses_mobile(number: str) -> None:
    assert caller_key(number) == "+13105551234"
    assert caller_key("13105551234") == "13105551234"


@pytest.mark.parametrize("number", ["", "anonymous", "unknown", "110", "12345", "8001", "alice", "张三", "+"])
def test_withheld_and_short_numbers_are_never_on_the_list(number: str) -> None:
    assert caller_key(number) is None


@given(st.text(max_size=60) | st.from_regex(r"(\+|00){0,2}(86|1|44)?0?[1-9][0-9]{5,11}", fullmatch=True))
def test_any_caller_has_a_key_or_none(number: str) -> None:
    key = caller_key(number)
    assert key is None or caller_key(key) == key


async def test_a_proposal_has_no_effect_before_a_supervisor_confirms_it(service: Service) -> None:
    gate = service.gate
    assert gate.meet("c1", NUMBER) is None
    await gate.propose("c1", "辱骂坐席", "8001")
    await gate.look()
    assert gate.meet("c2", NUMBER) is None
    (entry,) = await gate.listed()
    assert (entry.proposed, entry.reason, entry.by, entry.call) == (True, "辱骂坐席", "8001", "c1")
    assert entry.number == "138****8000"

    await gate.decide(entry.id, "black", "9001")
    assert gate.meet("c3", "+86" + NUMBER) == "black"
    assert service.events == [
        Screened(call="c3", at=service.events[0].at, standing="black", reason="辱骂坐席")
    ]
    assert gate.meet("c4", "13900139000") is None
    assert gate.meet("c5", "anonymous") is None


async def test_what_was_rejected_or_removed_has_no_effect(service: Service) -> None:
    gate = service.gate
    gate.meet("c1", NUMBER)
    await gate.propose("c1", "打错了", "8001")
    (entry,) = await gate.listed()
    await gate.decide(entry.id, "reject", "9001")
    assert await gate.listed() == []
    await gate.propose("c1", "又来了", "8001")
    (entry,) = await gate.listed()
    await gate.decide(entry.id, "grey", "9001")
    assert gate.meet("c2", NUMBER) == "grey"
    await gate.decide(entry.id, "remove", "9001")
    assert gate.meet("c3", NUMBER) is None
    with pytest.raises(ActionRefused, match="已被处理"):
        await gate.decide(entry.id, "remove", "9001")


async def test_a_number_is_proposed_once(service: Service) -> None:
    service.gate.meet("c1", NUMBER)
    service.gate.meet("c2", NUMBER)
    await service.gate.propose("c1", "辱骂", "8001")
    await service.gate.propose("c2", "占线", "8002")
    (entry,) = await service.gate.listed()
    assert entry.reason == "辱骂"


@pytest.mark.parametrize(("call", "why"), [("hidden", "匿名"), ("agent", "短号"), ("never seen", "已不可查")])
async def test_an_agent_learns_why_a_caller_cannot_be_marked(service: Service, call: str, why: str) -> None:
    service.gate.meet("hidden", "anonymous")
    service.gate.meet("agent", "8001")
    with pytest.raises(ActionRefused, match=why):
        await service.gate.propose(call, "辱骂", "8001")


async def test_a_list_that_is_switched_off_has_no_effect(store: ScreeningStore) -> None:
    await store.add(NUMBER, "black", "占线", "admin", 30)
    service = Service(store, enabled=False)
    await service.gate.look()
    assert service.gate.meet("c", NUMBER) is None
    with pytest.raises(ActionRefused, match="停用"):
        await service.gate.propose("c", "占线", "8001")


async def test_an_entry_ends_by_itself(store: ScreeningStore, service: Service) -> None:
    entry = await store.add(NUMBER, "grey", "占线", "admin", 1)
    assert entry.until is not None
    assert entry.until - entry.proposed_at == pytest.approx(
        86400, abs=60
    )  # two clocks, read one after the other
    await service.gate.look()
    assert service.gate.meet("c1", NUMBER) == "grey"
    async with store._transaction() as connection:
        await connection.execute(update(SCREENING).values(until=entry.proposed_at - 1))
    await service.gate.look()
    assert service.gate.meet("c2", NUMBER) is None
    assert await store.listed() == []


async def test_a_new_entry_replaces_the_earlier_one(store: ScreeningStore) -> None:
    await store.add(NUMBER, "grey", "占线", "admin", 30)
    await store.add("+86" + NUMBER, "black", "还在占线", "admin", 30)
    (entry,) = await store.listed()
    assert entry.standing == "black"
    assert [one.state for one in await store.listed(("active", "removed"))] == ["removed", "active"]


async def test_two_supervisors_do_not_decide_twice(store: ScreeningStore) -> None:
    entry = await store.propose(NUMBER, "辱骂", "8001", "c")
    await store.confirm(entry.id, "grey", "9001", 30)
    with pytest.raises(NotPossible):
        await store.reject(entry.id, "9002")


@pytest.mark.parametrize("second", ["confirm", "reject"])
async def test_of_two_supervisors_at_the_same_moment_the_second_is_told(
    tmp_path: Path, store: ScreeningStore, monkeypatch: pytest.MonkeyPatch, second: str
) -> None:
    entry = await store.propose(NUMBER, "辱骂", "8001", "c")
    find = store_module._find

    async def slow(*asked: Any) -> Entry:
        """The other supervisor decides after this one has read the entry."""
        monkeypatch.setattr(store_module, "_find", find)
        found = await find(*asked)
        async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as other:
            await other.confirm(entry.id, "black", "9001", 30)
        return found

    monkeypatch.setattr(store_module, "_find", slow)
    with pytest.raises(NotPossible, match="已被处理"):
        await (
            store.confirm(entry.id, "grey", "9002", 7)
            if second == "confirm"
            else store.reject(entry.id, "9002")
        )
    (now,) = await store.listed()
    assert (now.state, now.standing, now.decided_by) == ("active", "black", "9001")


async def test_of_two_agents_at_the_same_moment_one_proposal_comes(
    tmp_path: Path, store: ScreeningStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = store_module._proposed

    async def slow(*asked: Any) -> Entry | None:
        """The other agent marks the caller after this one has looked."""
        monkeypatch.setattr(store_module, "_proposed", find)
        found = await find(*asked)
        async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as other:
            await other.propose(NUMBER, "占线", "8002", "c2")
        return found

    monkeypatch.setattr(store_module, "_proposed", slow)
    entry = await store.propose(NUMBER, "辱骂", "8001", "c1")
    assert (entry.reason, entry.proposed_by) == ("占线", "8002")
    assert await store.listed() == [entry]


async def test_a_number_that_was_rejected_can_be_proposed_again(store: ScreeningStore) -> None:
    for _ in range(2):
        entry = await store.propose(NUMBER, "辱骂", "8001", "c")
        await store.reject(entry.id, "9001")
    assert [one.state for one in await store.listed(("rejected",))] == ["rejected"] * 2


async def test_while_the_database_is_away_the_last_list_counts(
    store: ScreeningStore, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.add(NUMBER, "grey", "占线", "admin", 30)
    await service.gate.look()

    async def away(*_: object) -> None:
        raise RecordsUnavailable("away")

    monkeypatch.setattr(store, "listed", away)
    await service.gate.look()
    assert service.gate.meet("c", NUMBER) == "grey"
    with pytest.raises(ActionRefused, match="数据库"):
        await service.gate.listed()


async def test_numbers_are_not_in_the_log(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    service.gate.meet("c", NUMBER)
    await service.gate.propose("c", "辱骂", "8001")
    (entry,) = await service.gate.listed()
    await service.gate.decide(entry.id, "black", "9001")
    service.gate.meet("d", NUMBER)
    assert "138****8000" in caplog.text
    assert NUMBER not in caplog.text


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_no_full_number_lies_on_the_disk(tmp_path: Path) -> None:
    async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as store:
        await store.propose(NUMBER, f"用 {NUMBER} 反复拨打", "8001", "c")
        await store.add("+86" + NUMBER, "black", "占线", "admin", 30)
        assert NUMBER.encode() not in on_disk(tmp_path)
    assert NUMBER.encode() not in on_disk(tmp_path)


async def test_reading_a_full_number_is_recorded_also_when_there_is_none(store: ScreeningStore) -> None:
    entry = await store.add(NUMBER, "grey", "占线", "admin", 30)
    assert await store.full_number(entry.id, "9001", "公安调取") == NUMBER
    with pytest.raises(NotPossible):
        await store.full_number(77, "9002", "好奇")
    assert [(one.by, one.what, one.why) for one in await store.openings()] == [
        ("9002", "screening 77", "好奇"),
        ("9001", f"screening {entry.id}", "公安调取"),
    ]


@pytest.mark.parametrize("end", ["rejected", "removed", "replaced", "expired"])
async def test_a_number_is_deleted_with_its_purpose(store: ScreeningStore, end: str) -> None:
    entry = await store.propose(NUMBER, "占线", "8001", "c")
    if end == "rejected":
        await store.reject(entry.id, "9001")
    else:
        await store.confirm(entry.id, "grey", "9001", 30)
    if end == "removed":
        await store.remove(entry.id, "9001")
    if end == "replaced":
        await store.add(NUMBER, "black", "占线", "9001", 30)
    if end == "expired":
        async with store._transaction() as connection:
            await connection.execute(update(SCREENING).values(until=0))
    await store.listed()
    with pytest.raises(NotPossible):
        await store.full_number(entry.id, "9001", "看看")
    async with store._transaction() as connection:
        row = (await connection.execute(select(SCREENING).where(SCREENING.c.id == entry.id))).one()
    assert (row.name, row.sealed, row.masked) == (None, None, "138****8000")


async def test_a_list_of_an_earlier_version_is_sealed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / "hotline.db")) as old, old:
        old.execute(
            "CREATE TABLE screening (id INTEGER PRIMARY KEY, number VARCHAR(40), standing VARCHAR(8), state "
            "VARCHAR(16), reason TEXT, call TEXT, proposed_by TEXT, proposed_at DOUBLE, decided_by TEXT, "
            "decided_at DOUBLE, until DOUBLE)"
        )
        for state in ("active", "rejected"):
            row = (NUMBER, "black", state, "占线", None, "8001", 1.0, "9001", 2.0, 9e9)
            old.execute(
                "INSERT INTO screening (number, standing, state, reason, call, proposed_by, proposed_at, "
                "decided_by, decided_at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
    assert NUMBER.encode() in on_disk(tmp_path)
    async with ScreeningStore.opened(State(tmp_path).database_url, SEAL) as store:
        service = Service(store)
        await service.gate.look()
        assert service.gate.meet("c", NUMBER) == "black"
        assert [one.sealed is None for one in await store.listed(("active", "rejected"))] == [False, True]
    assert NUMBER.encode() not in on_disk(tmp_path)


async def test_calls_of_listed_callers_can_be_reviewed(tmp_path: Path, store: ScreeningStore) -> None:
    records = Records(State(tmp_path).database_url, spill=State(tmp_path).spill)
    await records.open()
    for event in (
        CallStarted(call="blocked", at=1, caller="138****8000", dialled="12345"),
        Screened(call="blocked", at=2, standing="black", reason="占线"),
        CallStarted(call="served", at=3, caller="139****9000", dialled="12345"),
        Screened(call="served", at=4, standing="grey", reason="辱骂"),
        AgentAnswered(call="served", at=5, agent="8001"),
        CallStarted(call="other", at=6, caller="137****7000", dialled="12345"),
    ):
        records.write(event)
    await records.close()
    assert [(one.call, one.standing, one.agent) for one in await store.met()] == [
        ("served", "grey", "8001"),
        ("blocked", "black", None),
    ]


async def test_only_so_many_calls_are_remembered(service: Service) -> None:
    for index in range(REMEMBERED + 1):
        service.gate.meet(f"c{index}", NUMBER)
    with pytest.raises(ActionRefused, match="已不可查"):
        await service.gate.propose("c0", "辱骂", "8001")


def test_supervisors_work_at_a_terminal_too(tmp_path: Path) -> None:
    run = CliRunner()
    common = ["--config", CONFIG, "--state", str(tmp_path)]

    def screening(*words: str) -> tuple[int, str]:
        result = run.invoke(app, ["screening", *words, *common])
        return result.exit_code, result.output

    assert screening("add", NUMBER, "--reason", "多次占线", "--black", "--days", "7", "--by", "赵敏")[0] == 0
    code, output = screening("list", "--json")
    (entry,) = json.loads(output)
    assert code == 0
    assert (entry["number"], entry["standing"], entry["state"]) == ("138****8000", "black", "active")
    assert entry["decided_by"] == "赵敏"
    assert NUMBER not in output
    assert "138****8000" in screening("list")[1]
    assert screening("confirm", "1")[0] == 2
    assert screening("remove", "1")[0] == 0
    assert json.loads(screening("list", "--json")[1]) == []
    (entry,) = json.loads(screening("list", "--all", "--json")[1])
    assert entry["state"] == "removed"
    assert json.loads(screening("calls", "--json")[1]) == []
    code, output = screening("add", "110", "--reason", "x")
    assert code == 2
    assert "短号" in output


SMALL = HotlineConfig.model_validate(
    {
        "queues": [{"id": "general", "name": "综合"}, {"id": "emergency", "name": "应急", "priority": 100}],
        "intents": [
            {"id": "fire", "name": "火灾", "queue": "emergency", "sayings": ["家里着火了"], "urgent": True},
            {"id": "noise", "name": "噪声", "queue": "general", "sayings": ["楼上太吵"]},
        ],
        "agents": [{"id": "8001", "name": "王芳", "extension": "8001"}],
    }
)  # fmt: skip


@pytest.mark.parametrize("standing", [None, "grey", "black"])
def test_each_caller_gets_their_conversation(standing: Standing | None) -> None:
    machine = CallGuide.of(SMALL).machine("c", NUMBER, TUESDAY, standing)
    said = [action.text for action in machine.handle(Answered(), 0.0) if isinstance(action, Say)]
    prompts = SMALL.ivr.dialogue.prompts
    assert said == [SMALL.ivr.screening.black_prompt if standing == "black" else prompts.greeting]
    actions = machine.handle(KeyPressed(call="c", digit="0"), 0.0)
    (route,) = [action for action in actions if isinstance(action, Route)]
    assert (route.queue, route.priority < 0) == ("general", standing == "grey")
