"""Nuisance callers: proposed at the desk, decided by a supervisor, met at the start of a call."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from agent_assist.refusal import ActionRefused
from contracts import AgentAnswered, CallStarted, KeyPressed, Screened, Standing
from contracts.dialogue import Answered, Route, Say
from hotline.calls.screening import REMEMBERED
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import State
from hotline.records.database.records import Records, RecordsUnavailable
from hotline.records.database.screening import store as store_module
from hotline.records.database.screening.store import NotPossible, ScreeningStore
from hotline.records.database.screening.table import SCREENING, Entry
from tests.unit.hotline.calls.screening.parts import NUMBER, SEAL, Service

TUESDAY = datetime(2026, 11, 24, 10)
CONFIG = str(Path(__file__).parents[5] / "config.yaml")


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
