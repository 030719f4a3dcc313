"""A hotline of two machines, each with Asterisk and service under `hotline run`, on one PostgreSQL and one
Mosquitto, behind Kamailio; agents and citizens with real telephones."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import ChainMap
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from contracts import Bridged, CallEnded, CallQueued, Event, PromptStarted
from hotline.bench.baresip import RATE
from hotline.bench.demo.stage import with_free_ports
from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.machine.paths import State
from hotline.machine.postgresql.server import Server
from hotline.nodes.settings import NodesSettings
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.databases import PostgresqlDatabases, a_server
from tests.e2e.folders import stage_folder
from tests.e2e.losses.broker import Reader, lasting, reading
from tests.e2e.losses.proxy import Proxy, a_proxy
from tests.e2e.phones.carrier import Carrier, carrier
from tests.e2e.phones.tones import HEARD, listen, strength, tone
from tests.e2e.town import SEAL, Town, nobody_left, prepared, process
from tests.mosquitto import Broker, serving
from tests.waiting import PATIENCE_S, eventually, in_time

EACH = int(os.environ.get("HOTLINE_LOSSES", "1"))
"""So many talk, and so many wait, at each of the two machines; HOTLINE_LOSSES=5 for ten and ten, on a machine
that bears thirty telephones."""
NODES = ("north", "south")
KEY = "1"
AGENT_HZ = 700.0
QUIET = np.zeros(400 * RATE, dtype="<i2")
"""So that a telephone that says nothing does not hang up."""
VOICE = np.concatenate([tone(AGENT_HZ, 6.0), QUIET])
FIRST_PORT = 46000


def configuration() -> str:
    people = "".join(
        f'  - {{id: {node}{n}, name: 坐席{n}, extension: "{20 + at}{n:02}"}}\n'
        for at, node in enumerate(NODES)
        for n in range(EACH)
    )
    return f"""\
telephony: {{wrap_up_s: 1, announce_s: 600, voice: espeak-ng}}
meaning: {{enabled: false}}
cases: {{messages: false}}
callbacks: {{offer_after_s: 3600, missed_after_s: 3600}}
dialogue: {{human_queue: general}}
agents:
{people}  - {{id: sun, name: 孙莉, extension: "1009", role: supervisor}}
queues:
  - {{id: general, name: 综合, key: "{KEY}"}}
intents:
  - {{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名, 学区是怎么划分的]}}
  - {{id: wage, name: 欠薪, queue: general, sayings: [老板拖欠工资不发, 干完活不给工钱]}}
"""


@dataclass(slots=True)
class Citizen:
    """Somebody with a telephone, who calls by the proxy."""

    number: str
    phone: Softphone
    call: str = ""

    @property
    def node(self) -> str:
        """Where the call came in."""
        return self.call.partition("-")[0]

    @property
    def on_the_line(self) -> bool:
        """Whoever was refused before counts as nothing."""
        changes = [one.kind for one in self.phone.events if one.kind in ("CALL_ESTABLISHED", "CALL_CLOSED")]
        return changes[-1:] == ["CALL_ESTABLISHED"]

    async def hang_up(self) -> None:
        if self.on_the_line:
            closed = self.phone.count("CALL_CLOSED")
            await self.phone.hang_up()
            await self.phone.wait_for("CALL_CLOSED", PATIENCE_S, times=closed + 1)


@dataclass(slots=True)
class City:
    """What a test kills, and who calls."""

    server: Server
    url: str
    """Of the nodes' database."""
    broker: Broker
    reader: Reader
    outside: Carrier
    towns: Mapping[str, Town]
    running: dict[str, asyncio.subprocess.Process]
    """`hotline run`, by node."""
    proxy: Proxy
    stack: AsyncExitStack
    citizens: list[Citizen] = field(default_factory=list)

    @property
    def agents(self) -> ChainMap[str, Softphone]:
        """Their telephones, of all machines."""
        return ChainMap(*(town.phones for town in self.towns.values()))

    async def dials(self, citizen: Citizen) -> None:
        """Until the call is at a node and hears something. Raises TimeoutError."""
        before, phone = len(self.reader.calls_of(citizen.number)), citizen.phone
        established = phone.count("CALL_ESTABLISHED")
        await phone.dial("12345")
        await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S, times=established + 1)
        calls = await eventually(
            lambda: (found := self.reader.calls_of(citizen.number)) and len(found) > before and found
        )
        citizen.call = calls[-1]
        await eventually(
            lambda: any(isinstance(one, PromptStarted) for one in self.reader.of(citizen.call)),
            seen=lambda: (self.reader.of(citizen.call), phone.events[-5:]),
        )
        await phone.say(QUIET)

    async def comes_to(self, citizen: Citizen, node: str, bears_s: float = PATIENCE_S) -> None:
        """Dials until the proxy brings the call to that node; asks for a person there. Who is refused, or
        hears nothing of the hotline for `bears_s`, dials again."""

        async def there() -> None:
            while True:
                with contextlib.suppress(TimeoutError):
                    await in_time(self.dials(citizen), bears_s)
                    if citizen.node == node:
                        return
                await citizen.phone.hang_up()  # also what only rings
                await citizen.hang_up()

        await in_time(there(), seen=lambda: citizen.call)
        await self.asks(citizen)

    async def new_calls(self, citizens: Sequence[Citizen]) -> tuple[list[str], list[float]]:
        """Each calls: at which nodes they are, and how long each took, in seconds."""
        took = []
        for citizen in citizens:
            at = time.monotonic()
            await self.dials(citizen)
            took.append(round(time.monotonic() - at, 1))
        return [one.node for one in citizens], took

    async def asks(self, citizen: Citizen) -> None:
        """For a person."""
        await citizen.phone.press(KEY)
        await eventually(
            lambda: any(isinstance(one, CallQueued) for one in self.reader.of(citizen.call)),
            seen=lambda: self.reader.of(citizen.call),
        )

    async def fill(self) -> tuple[list[Citizen], list[Citizen]]:
        """`EACH` talk and `EACH` wait at each node: both lists in the order in which they came."""
        everybody = iter(self.citizens)
        came: list[Citizen] = []
        for round_ in range(2 * EACH):
            for node in NODES:
                citizen = next(everybody)
                await self.comes_to(citizen, node)
                came.append(citizen)
            if round_ == EACH - 1:
                await eventually(lambda: len(self.talks()) == 2 * EACH, seen=self.talks)
        talk = self.talks()
        assert len(talk) == 2 * EACH
        talking = [one for one in came if one.call in talk]
        return talking, [one for one in came if one.call not in talk]

    def talks(self) -> dict[str, str]:
        """Agents by the calls in which they talk, as these came in, by what the reader was told."""
        agents: dict[str, str] = {}
        for one in self.reader.arrived:
            match one.event:
                case Bridged(call=call, agent=agent):
                    agents[call] = agent
                case CallEnded(call=call) | CallQueued(call=call):
                    agents.pop(call, None)
        return {self.reader.first(call): agent for call, agent in agents.items()}

    def answered(self) -> int:
        """Calls that agents have answered since the beginning."""
        return sum(town.answered() for town in self.towns.values())

    async def bridged(self, calls: Sequence[str]) -> None:
        """Until all of them talk, or have talked."""
        wanted = set(calls)

        def so() -> bool:
            bridged = (one.event for one in self.reader.arrived if isinstance(one.event, Bridged))
            return wanted <= {self.reader.first(event.call) for event in bridged}

        await eventually(so, seen=lambda: (wanted, self.talks()))

    async def go_on(self, talking: Sequence[Citizen], talks: Mapping[str, str]) -> int:
        """How many of these talks go on: the citizen hears the agent say something now."""

        async def hears(citizen: Citizen) -> bool:
            if not citizen.on_the_line:
                return False
            await self.agents[talks[citizen.call]].say(VOICE)
            try:
                await eventually(lambda: _heard(citizen.phone), timeout_s=20)
            except TimeoutError:
                return False
            return True

        return [await hears(one) for one in talking].count(True)

    async def at_rest(self) -> None:
        """Everybody hangs up, and no call is left anywhere."""
        for citizen in self.citizens:
            await citizen.hang_up()
        for call in self.outside.calls:
            if call.up:
                self.outside.hang_up(call)
        await nobody_left(*self.towns.values())

    def events_since(self, since: float) -> list[Event]:
        """As the reader was told them."""
        return [one.event for one in self.reader.arrived if one.event.at >= since]


async def _heard(phone: Softphone) -> bool:
    return strength(await listen(phone), AGENT_HZ) > HEARD


@asynccontextmanager
async def opened() -> AsyncIterator[City]:
    """With all telephones: `EACH` agents at each node, and as many citizens as talk and wait."""
    async with AsyncExitStack() as stack:
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv("TZ", f"TEST{datetime.now(UTC).hour - 12:+d}")  # citizens are not called at night
        server = stack.enter_context(a_server(synchronous_commit="on"))
        folder = Path(stack.enter_context(stage_folder()))
        url = PostgresqlDatabases(server).url(folder)
        broker = await stack.enter_async_context(serving(lasting(folder / "broker")))
        outside = await stack.enter_async_context(carrier())
        towns = {node: await _town(stack, node, url, broker.url, outside) for node in NODES}
        nodes = [town.server for town in towns.values()]
        proxy = await stack.enter_async_context(a_proxy(folder / "proxy", nodes))
        reader = await stack.enter_async_context(reading(broker.port))
        starts = [stack.enter_async_context(process(town, "run")) for town in towns.values()]
        running = dict(zip(NODES, [await one for one in starts], strict=True))
        city = City(server, url, broker, reader, outside, towns, running, proxy, stack)
        await _people(city, stack, folder)
        yield city


async def _town(stack: AsyncExitStack, node: str, url: str, mqtt: str, outside: Carrier) -> Town:
    """One machine, prepared; nothing runs on it yet."""
    state = State(Path(stack.enter_context(stage_folder())))
    file = state.root / "config.yaml"
    file.write_text(configuration(), encoding="utf-8")
    config = with_free_ports(load(file, HotlineConfig))
    dial = DialSettings(address=outside.address, prefixes=("139",))
    trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
    telephony = config.telephony.model_copy(update={"node": node, "trunks": (trunk,)})
    changed = {
        "telephony": telephony,
        "nodes": NodesSettings(enabled=True),
        "records": config.records.model_copy(update={"url": url}),
        "events": config.events.model_copy(update={"mqtt_url": mqtt}),
    }
    town = await prepared(config.model_copy(update=changed), state, SEAL)
    stack.push_async_callback(town.station.asterisk.stop)
    return town


async def _people(city: City, stack: AsyncExitStack, folder: Path) -> None:
    ports = iter(range(FIRST_PORT, FIRST_PORT + 20 * 8 * (EACH + 1), 20))

    async def phone(name: str, server: str, **more: object) -> Softphone:
        first = next(ports)
        made = Softphone(folder / name, server, rtp_ports=(first, first + 19), **more)  # type: ignore[arg-type]
        return await stack.enter_async_context(made)

    for node, town in city.towns.items():
        for agent in town.config.agents:
            if agent.id.startswith(node):
                account = (agent.extension, town.station.secrets.sip[agent.extension])
                town.phones[agent.id] = await phone(agent.id, town.server, account=account, auto_answer=True)
    for n in range(4 * EACH + 2):
        number = f"1391234{5600 + n}"
        city.citizens.append(Citizen(number, await phone(f"citizen{n}", city.proxy.address, number=number)))
