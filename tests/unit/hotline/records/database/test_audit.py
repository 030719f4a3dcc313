"""The chain over the traces: whole after all that is allowed, broken after all that is not."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import ColumnElement, delete, insert, update
from typer.testing import CliRunner

from contracts import CallEnded, CallLookedUp, CallStarted, Event, HistorySearched, KeyPressed
from hotline.cli.app import app
from hotline.desk.past.traces import TRACE_TYPES
from hotline.instance.audit_ends import AuditEnds, audit_ends
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.database import retention as rules
from hotline.records.database.audit.chain import PURPOSE
from hotline.records.database.audit.checking import AuditCheck, Checked
from hotline.records.database.audit.keeper import AuditChain
from hotline.records.database.audit.table import AUDIT, AUDIT_HEADS, Head
from hotline.records.database.records import Records
from hotline.records.database.retention import Retention
from hotline.records.database.tables import EVENTS
from hotline.records.sealing import Seal
from tests.databases import execute

pytestmark = pytest.mark.usefixtures("database")

SEAL = Seal("of this test", PURPOSE)
DAY = 1_700_000_000.0
HOTLINE = """\
agents: [{{id: wang, name: 王芳, extension: "1001"}}]
desk: {{emergency_queues: []}}
dialogue: {{human_queue: general}}
queues: [{{id: general, name: 综合}}]
intents: [{{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}}]
records: {{url: "{url}"}}
"""


def chain(node: str = "n1", witness: Callable[[Head], None] = lambda _head: None) -> AuditChain:
    return AuditChain(node, SEAL, TRACE_TYPES, witness)


@asynccontextmanager
async def records(folder: Path, audit: AuditChain | None = None) -> AsyncIterator[Records]:
    one = Records(State(folder).database_url, spill=folder / "spill.jsonl", audit=audit or chain())
    await one.open()
    try:
        yield one
    finally:
        await one.close()


async def written(folder: Path, *events: Event, node: str = "n1") -> None:
    async with records(folder, chain(node)) as one:
        for event in events:
            one.write(event)


async def check(folder: Path, witnessed: list[tuple[str, Head]] | None = None, seal: Seal = SEAL) -> Checked:
    async with AuditCheck.opened(State(folder).database_url) as store:
        return await store.check(seal, TRACE_TYPES, witnessed or [])


def looked(number: int) -> CallLookedUp:
    return CallLookedUp(at=DAY + number, agent="9001", call=f"call-{number}")


def three_traces() -> list[Event]:
    return [
        looked(1),
        KeyPressed(call="call-1", digit="1"),
        looked(2),
        HistorySearched(agent="9001", words="路", found=1),
    ]


async def test_traces_are_chained_over_restarts_and_other_events_are_not(tmp_path: Path) -> None:
    await written(tmp_path, *three_traces())
    first = await check(tmp_path)
    assert (first.entries, first.traces, first.deleted, first.amiss) == (3, 3, 0, [])
    await written(tmp_path, looked(3))
    again = await check(tmp_path, [("n1", first.heads["n1"])])
    assert (again.entries, again.amiss) == (4, [])


async def test_every_node_has_a_chain_of_its_own(tmp_path: Path) -> None:
    for node in ("n1", "n2", "n1"):
        await written(tmp_path, looked(1), node=node)
    found = await check(tmp_path)
    assert ({node: head.n for node, head in found.heads.items()}, found.amiss) == ({"n1": 2, "n2": 1}, [])


def second(column: ColumnElement[int]) -> ColumnElement[bool]:
    return column == 2


@pytest.mark.parametrize(
    ("meddling", "says"),
    [
        (
            update(EVENTS).where(EVENTS.c.call == "call-2").values(json='{"agent": "8001"}'),
            "n1 2: .* was changed",
        ),
        (delete(EVENTS).where(EVENTS.c.call == "call-2"), "n1 2: the trace call_looked_up was taken away"),
        (
            insert(EVENTS).values(call="call-7", seq=2**62, at=DAY, type=CallLookedUp.TYPE, json="{}"),
            f"the trace call_looked_up of {2**62} is in no chain",
        ),
        (update(AUDIT).where(second(AUDIT.c.n)).values(at=DAY), "n1 2: the entry was changed"),
        (delete(AUDIT).where(second(AUDIT.c.n)), "n1 2: the entry is missing"),
        (update(AUDIT).where(second(AUDIT.c.n)).values(gone="no JSON"), "n1 2: the entry was changed"),
        (delete(AUDIT).where(AUDIT.c.n == 3), "n1: the chain was cut off .* 3 entries"),
        (update(AUDIT_HEADS).values(n=2), "n1: the chain was cut off"),
        (delete(AUDIT), "n1: the chain was cut off"),
    ],
)
async def test_whatever_is_changed_added_or_taken_away_is_named(
    tmp_path: Path, meddling: object, says: str
) -> None:
    await written(tmp_path, *three_traces())
    execute(State(tmp_path).database_url, lambda connection: connection.execute(meddling))  # type: ignore[arg-type]
    found = await check(tmp_path)
    assert re.search(says, "\n".join(found.amiss)), found.amiss


async def test_a_chain_that_is_cut_off_and_its_end_with_it_shows_by_what_was_noted_outside(
    tmp_path: Path,
) -> None:
    ends = AuditEnds(tmp_path / "audit.json", "n1")
    async with records(tmp_path, chain(witness=ends.note)) as one:
        for event in three_traces():
            one.write(event)
        await one.flush()
    before = await check(tmp_path)
    assert audit_ends(tmp_path / "audit.json") == before.heads

    async def cut(connection: object) -> None:
        mark = (await connection.execute(AUDIT.select().where(AUDIT.c.n == 1))).one().mark  # type: ignore[attr-defined]
        for work in (
            delete(AUDIT).where(AUDIT.c.n > 1),
            delete(EVENTS).where(EVENTS.c.call != "call-1"),
            update(AUDIT_HEADS).values(n=1, mark=mark),
        ):
            await connection.execute(work)  # type: ignore[attr-defined]

    execute(State(tmp_path).database_url, cut)
    assert (await check(tmp_path)).amiss == []
    found = await check(tmp_path, list(audit_ends(tmp_path / "audit.json").items()))
    assert found.amiss == ["n1: the chain was cut off or made anew; once it had 3 entries"]
    await written(tmp_path, looked(4), looked(5))
    assert (await check(tmp_path, list(before.heads.items()))).amiss, "and stays found out"


async def test_who_has_not_the_key_can_make_no_chain(tmp_path: Path) -> None:
    await written(tmp_path, looked(1))
    assert (await check(tmp_path, seal=Seal("another", PURPOSE))).amiss


async def test_what_is_deleted_because_it_is_old_leaves_the_chain_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PAUSE_S", 0.0)
    await written(
        tmp_path,
        *(
            CallStarted(call=call, at=DAY, caller="138****8000", dialled="12345")
            for call in ("call-1", "call-2")
        ),
        *(looked(1), looked(2), looked(1)),
        CallEnded(call="call-1", at=DAY + 9, by="caller"),
        CallEnded(call="call-2", at=DAY + 99, by="caller"),
    )
    async with Retention.opened(State(tmp_path).database_url, chain()) as retention:
        assert await retention.forget(DAY + 50) == 1
    found = await check(tmp_path)
    assert (found.entries, found.traces, found.deleted, found.amiss) == (4, 1, 2, [])
    await written(tmp_path, looked(2))
    assert (await check(tmp_path)).amiss == []


async def test_an_event_that_comes_twice_is_chained_once(tmp_path: Path) -> None:
    async with records(tmp_path) as one:
        one.write(looked(1))
        [row] = list(one._queue)
        await one.flush()
        await one._store([row])
    found = await check(tmp_path)
    assert (found.entries, found.amiss) == (1, [])


async def test_service_and_commands_add_to_one_chain_at_once(tmp_path: Path) -> None:
    await written(tmp_path, looked(0))

    async def delete_some(number: int) -> None:
        opened = Retention.opened(State(tmp_path).database_url, chain())
        async with opened as store, store._transaction() as connection:
            await store._audit.delete(connection, EVENTS.c.call == f"call-{number}")

    async with records(tmp_path) as one:
        for number in range(1, 9):
            one.write(looked(number))
            await asyncio.gather(one.flush(), delete_some(number - 1))
    found = await check(tmp_path)
    assert found.amiss == []
    assert (found.entries, found.traces) == (9 + 8, 1)


def test_the_command_says_whether_the_chain_is_whole(tmp_path: Path) -> None:
    state = State(tmp_path)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    (tmp_path / "config.yaml").write_text(HOTLINE.format(url=state.database_url), "utf-8")

    async def write() -> None:
        async with records(tmp_path, AuditChain("n1", seal, TRACE_TYPES)) as one:
            one.write(looked(1))

    def run(*words: str) -> tuple[int, str]:
        where = ("--config", str(tmp_path / "config.yaml"), "--state", str(tmp_path))
        done = CliRunner().invoke(app, ["audit", *words, *where], env={"LC_ALL": "C.UTF-8", "COLUMNS": "300"})
        return done.exit_code, done.output

    asyncio.run(write())
    code, output = run()
    assert (code, "the chain is whole" in output) == (0, True)
    [end] = [line.removeprefix("--end ") for line in output.splitlines() if line.startswith("--end")]
    told = json.loads(run("--json", "--end", end)[1])
    assert (told["whole"], told["traces"]) == (True, 1)
    assert run("--end", "n1:9:0000")[0] == 1
    assert run("--end", "n1")[0] == 2
    execute(state.database_url, lambda connection: connection.execute(delete(EVENTS)))
    code, output = run()
    assert (code, "was taken away" in output, "the chain is broken" in output) == (1, True, True)
