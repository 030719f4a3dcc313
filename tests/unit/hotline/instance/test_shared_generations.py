"""What is published on one machine is taken by all, as one generation; each keeps what is its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from contracts import Event, Fault
from hotline.configuration.generations.effective import at_start, of
from hotline.configuration.generations.publisher import Publisher, check
from hotline.configuration.generations.service_state import ServiceStateFile
from hotline.configuration.generations.store import Generations
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import read_sources
from hotline.instance.shared_generations import SharedGenerations
from hotline.instance.this_node import among_others
from hotline.machine.paths import State
from hotline.machine.postgresql.server import Server
from hotline.nodes.member import Outlets
from hotline.nodes.mirror import Floors
from hotline.nodes.moves import Moves
from hotline.nodes.node import Node, Told
from hotline.nodes.publications import Publications
from hotline.nodes.register import Register
from hotline.nodes.settings import NodesSettings
from hotline.nodes.standings import QueueThere
from hotline.records.database.records import RecordsUnavailable
from telephony.distributor.standing import Standing
from tests.databases import PostgresqlDatabases, sql
from tests.shipped import copied, shipped_config
from tests.unit.hotline.nodes.wires import STATEMENT, wire
from tests.waiting import eventually

CONFIG = """
include: [node.yaml]
agents:
  - {id: wang, name: 王芳, extension: "1001", queues: ["*"]}
queues:
  - {id: urban, name: 城市管理, key: "2"}
  - {id: general, name: 综合}
intents:
  - {id: noise, name: 噪声, queue: urban, sayings: [楼上装修声音太大了, 楼下广场舞太吵了]}
  - {id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}
"""


@pytest.fixture
def url(postgresql: Server, tmp_path: Path) -> str:
    return PostgresqlDatabases(postgresql).url(tmp_path)


class NoBook:
    """Calls nobody."""

    able = False

    def take_over(self, left: object) -> None:
        raise AssertionError("nobody is left behind")


class NoMachines:
    """Nobody goes to another machine."""

    def join(self, shared: Moves) -> None:
        pass

    def look(self, queues: Sequence[QueueThere]) -> None:
        pass


NOBODY = Floors(
    lambda: Standing(0.0, (), ()), str, lambda _queues: None, NoBook(), lambda: True, NoMachines()
)


class Machine:
    """One with a configuration of its own, and what it tells."""

    def __init__(self, folder: Path, node: str, shared: Publications, *, within: bool) -> None:
        """`within`: which node it is stands in the main file."""
        self.file, self.state, self.events = folder / "config.yaml", State(folder / "var"), list[Event]()
        self.own = folder / "node.yaml"
        folder.mkdir()
        self.own.write_text("asr: {engine: none}\n" if within else f"telephony: {{node: {node}}}\n")
        self.write("12345", node if within else "")
        number = at_start(self.file, self.store).generation.number
        self.service = ServiceStateFile(self.state.running_generation, number)
        self.shared = SharedGenerations(shared, self.state, node, "node.yaml", self.events.append)

    @property
    def store(self) -> Generations:
        return Generations(self.state.generations)

    @property
    def live(self) -> HotlineConfig:
        active = self.store.active()
        assert active is not None
        return of(active, self.store)

    @property
    def number(self) -> str:
        """That citizens dial, as this machine has it live."""
        return self.live.telephony.number

    def write(self, number: str, node: str = "") -> None:
        """`number` is what citizens dial; with `node` the main file says which node it is."""
        told = {"node": node, "number": number}
        lines = [f"  {name}: '{value}'\n" for name, value in told.items() if value]
        text = CONFIG + ("telephony:\n" + "".join(lines) if lines else "")
        self.file.write_text(text, encoding="utf-8")

    def publish(self, number: str, node: str = "") -> None:
        self.write(number, node)
        Publisher(self.file, self.state).publish(check(read_sources(self.file)), "li", f"to {number}")

    async def look(self) -> None:
        """And the service takes what is live in its store."""
        await self.shared.look()
        active = self.store.active()
        assert active is not None
        self.service.took(active.number)
        await self.shared.look()

    def faults(self) -> list[str]:
        return [one.message for one in self.events if isinstance(one, Fault)]


@asynccontextmanager
async def machines(url: str, folder: Path, *names: str, within: bool = False) -> AsyncIterator[list[Machine]]:
    async with AsyncExitStack() as stack:
        found = []
        for name in names:
            shared = await stack.enter_async_context(Publications.opened(url, name, 600.0))
            await shared.enter()
            found.append(Machine(folder / name, name, shared, within=within))
        for one in found:
            await one.look()
        yield found


async def test_a_publication_reaches_all_with_its_files_and_each_stays_the_node_it_is(
    url: str, tmp_path: Path
) -> None:
    async with machines(url, tmp_path, "a", "b", "c") as (a, b, c):
        b.publish("12315")
        for one in (b, a, c):
            await one.look()
        for one, name in ((a, "a"), (b, "b"), (c, "c")):
            assert one.number == "12315"
            assert one.live.telephony.node == name
            assert one.file.read_text() == b.file.read_text()
            assert one.shared.running == 2
            assert one.faults() == []
        taken = c.store.active()
        assert taken is not None
        assert (taken.by, taken.why) == ("li", "to 12315 (b, 2)")
        Publisher(a.file, a.state).rollback("zhang", "a mistake")
        for one in (a, b, c):
            await one.look()
        assert [one.number for one in (a, b, c)] == ["12345"] * 3
        assert [one.shared.running for one in (a, b, c)] == [3] * 3


async def test_of_two_who_publish_at_once_one_counts_and_the_other_is_told(url: str, tmp_path: Path) -> None:
    async with machines(url, tmp_path, "a", "b") as (a, b):
        a.publish("12315")
        b.publish("12366")
        await a.look()
        await b.look()
        await a.look()
        assert (a.number, b.number) == ("12315", "12315")
        (told,) = b.faults()
        assert "generation 2, published here, is not taken by the others: li has published" in told
        assert "12366" in b.store.sources(2).files["config.yaml"].decode(), "it stays in the history"
        assert a.faults() == []
        b.publish("12366")
        await b.look()
        await a.look()
        assert (a.number, b.number) == ("12366", "12366")


async def test_a_publication_whose_answer_is_lost_on_the_way_is_no_other_machines(
    url: str, tmp_path: Path
) -> None:
    async with wire(url) as to, machines(to.url, tmp_path, "a", "b") as (a, b):
        a.publish("12315")
        to.lose(STATEMENT + rb".*to 12315")
        with pytest.raises(RecordsUnavailable):
            await a.look()
        await a.look()
        await b.look()
        assert to.lost == 1
        assert (a.number, b.number) == ("12315", "12315")
        assert (a.shared.running, b.shared.running) == (2, 2)
        assert a.faults() == []


async def test_a_machine_that_cannot_take_it_says_why_and_goes_on(url: str, tmp_path: Path) -> None:
    async with machines(url, tmp_path, "a", "b") as (a, b):
        b.own.write_text("telephony: {node: b, number: '12399'}\n")
        b.publish("")
        await b.look()
        await a.look()
        assert (a.number, b.number) == ("12345", "12399")
        a.publish("12315")
        await a.look()
        await b.look()
        await b.look()
        assert b.number == "12399"
        assert "this stands in two files" in b.shared.refused
        assert len(b.faults()) == 1, "said once"
        assert (a.shared.running, b.shared.running) == (3, 2)
        a.publish("")
        await a.look()
        await b.look()
        assert (b.shared.refused, b.shared.running) == ("", 4)


async def test_a_machine_without_a_file_of_its_own_is_told_what_belongs_there(
    url: str, tmp_path: Path
) -> None:
    async with machines(url, tmp_path, "a") as (a,):
        a.own.write_text("asr: {engine: none}\n")
        a.publish("12315", node="a")
        await a.look()
        async with machines(url, tmp_path, "b", within=True) as (b,):
            assert b.number == "12345"
            assert "telephony.node, and what else is each machine's own, belongs into node.yaml" in str(
                b.faults()
            )


async def test_what_the_service_refuses_is_told_and_what_ran_is_shown(url: str, tmp_path: Path) -> None:
    async with machines(url, tmp_path, "a", "b") as (a, b):
        a.publish("12315")
        await a.look()
        await b.shared.look()
        b.service.refused(2, "no voice for it")
        await b.shared.look()
        assert (b.shared.running, b.shared.refused) == (1, "no voice for it")
        a.publish("12316")
        await a.look()
        await b.look()
        assert (b.shared.running, b.shared.refused) == (3, "")


async def test_edits_that_were_not_published_are_kept_as_a_copy(url: str, tmp_path: Path) -> None:
    async with machines(url, tmp_path, "a", "b") as (a, b):
        b.write("12300")
        a.publish("12315")
        await a.look()
        await b.look()
        assert b.number == "12315"
        (kept,) = b.file.parent.glob("config.yaml.before-*")
        assert "12300" in kept.read_text()


async def test_a_machine_that_comes_late_or_starts_again_has_what_all_have(url: str, tmp_path: Path) -> None:
    async with machines(url, tmp_path, "a") as (a,):
        a.publish("12315")
        await a.look()
        async with machines(url, tmp_path, "b") as (b,):
            assert (b.number, b.faults()) == ("12315", [])
            again = SharedGenerations(b.shared._shared, b.state, "b", "node.yaml", b.events.append)
            await again.look()
            assert again.running == b.shared.running == 2
        assert [one.number for one in a.store.history()] == [2, 1], "nothing is published for nothing"


async def test_a_node_that_is_passed_over_publishes_when_it_is_back(url: str, tmp_path: Path) -> None:
    async with machines(url, tmp_path, "a", "b") as (a, b):
        sql(url, "UPDATE shared_nodes SET until = 0 WHERE id = 'a'")
        a.publish("12315")
        await a.look()
        await b.look()
        assert (b.number, a.faults()) == ("12345", [])
        await a.shared._shared.enter()
        await a.look()
        await b.look()
        assert b.number == "12315"


async def test_a_service_among_others_tells_which_generation_runs_and_that_it_drains(
    url: str, tmp_path: Path
) -> None:
    shipped = shipped_config()
    records = shipped.records.model_copy(update={"url": url})
    config = shipped.model_copy(update={"nodes": NodesSettings(enabled=True), "records": records})
    state, events = State(tmp_path / "var"), list[Event]()
    number = at_start(copied(tmp_path), Generations(state.generations)).generation.number
    ServiceStateFile(state.running_generation, number)
    told = Told(draining=True, calls=2)
    outlets = Outlets(events.append, lambda _counts: None)

    async def shown() -> list[Node]:
        async with Register.opened(url, "who-looks") as register:
            return list(await register.nodes())

    async with among_others(config, state, lambda: told, NOBODY, outlets):

        async def seen() -> bool:
            return (await shown())[0].generation == 1

        await eventually(seen, seen=lambda: events)
        (one,) = await shown()
        assert (one.id, one.state, one.calls, one.refused) == ("hotline1", "draining", 2, "")
        assert one.address == f"127.0.0.1:{config.telephony.sip_port}"
    assert [one.state for one in await shown()] == ["stopped"]


async def test_one_machine_is_among_no_others(tmp_path: Path) -> None:
    """And asks no database."""
    outlets = Outlets(lambda _event: None, lambda _counts: None)
    async with among_others(shipped_config(), State(tmp_path / "var"), Told, NOBODY, outlets):
        assert not (tmp_path / "var").exists()
