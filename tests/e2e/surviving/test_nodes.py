"""Two machines on one PostgreSQL, each with its Asterisk and service: each sees the other's queues; when one
is lost the other calls back who waited there, or gives them their place when they call again."""

from __future__ import annotations

import asyncio
import functools
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts import GONE_ON
from hotline.bench.demo.stage import with_free_ports
from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.figures.day import day_figures
from hotline.figures.half_hours import day_of
from hotline.figures.recorded import RecordedDay
from hotline.figures.settings import FiguresSettings
from hotline.machine.tasks import background
from hotline.nodes.left_behind import SILENT_S
from hotline.nodes.settings import NodesSettings
from ivr.settings.distribution.callbacks import CallbackSettings
from telephony.ari.client import Ari
from telephony.ari.events import AriEvent, ChannelDestroyed
from telephony.calls.names import CLAIM, OTHER_MACHINES
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.databases import PostgresqlDatabases, a_server, sql_beside
from tests.e2e.desks import Desk, desk
from tests.e2e.phones.bare_phone import bare_phone
from tests.e2e.phones.carrier import Carrier, carrier
from tests.e2e.phones.tones import hears_only, hears_something, tone
from tests.e2e.town import SEAL, Town, nobody_left, opened, process
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

FIRST, SECOND, OTHER = "13912345601", "13912345602", "13912345603"
CITIZEN_HZ, AGENT_HZ = 440.0, 700.0
LONG_S = 8.0
"""Longer than a machine may send another one nothing (`rtp_timeout` of its endpoint)."""
NO_URL = "postgresql://nobody@127.0.0.1/nothing"
UNAUTHORIZED = 401
AWAY = 34
"""ITU-T Q.850: what Asterisk makes of 503."""
ELSEWHERE = "127.0.0.2"
"""An address of this machine that no trunk has."""


def machine(config: HotlineConfig, node: str, url: str, outside: Carrier) -> HotlineConfig:
    dial = DialSettings(address=outside.address, prefixes=("139",))
    trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
    own = with_free_ports(config)
    return own.model_copy(
        update={
            "telephony": own.telephony.model_copy(update={"node": node, "trunks": (trunk,)}),
            "ivr": own.ivr.model_copy(update={"callbacks": CallbackSettings()}),
            "nodes": NodesSettings(enabled=True),
            "records": own.records.model_copy(update={"url": url}),
        }
    )


@asynccontextmanager
async def two(config: HotlineConfig, url: str, outside: Carrier) -> AsyncIterator[tuple[Town, Town]]:
    """North has no agents' telephones, south one."""
    north_change = functools.partial(machine, node="north", url=url, outside=outside)
    south_change = functools.partial(machine, node="south", url=url, outside=outside)
    async with (
        opened(config, north_change, phones=0, seal=SEAL) as north,
        opened(config, south_change, phones=1, seal=SEAL) as south,
    ):
        yield north, south


async def waits(town: Town, stack: AsyncExitStack, number: str, ports: int) -> Softphone:
    """A citizen who dials and asks for a person."""
    folder = town.state.root / "phones" / f"citizen{ports}"
    phone = Softphone(folder, town.server, number=number, rtp_ports=(ports, ports + 19))
    await stack.enter_async_context(phone)
    await phone.dial(town.config.telephony.number)
    await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
    await eventually(lambda: phone.hears_since, seen=lambda: phone.events)
    await phone.press("0")
    return phone


def supervisor(town: Town) -> Any:
    who = next(one.id for one in town.config.agents if one.role == "supervisor")
    return desk(town.desk_url, who, town.passwords[who])


def free_there(shown: Desk) -> int:
    """Agents at the other machine."""
    return sum(one["agents_available"] for one in shown.queues["general"]["there"])


def queued(shown: Desk) -> list[dict[str, Any]]:
    return [one for one in shown.calls.values() if one["queued_at"] and one["phase"] == "queued"]


async def test_who_waited_at_a_lost_machine_is_called_back_by_the_other_or_keeps_the_place(
    config: HotlineConfig,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("TZ", f"TEST{datetime.now(UTC).hour - 12:+d}")  # citizens are not called at night
    with a_server() as server:
        url = PostgresqlDatabases(server).url(tmp_path_factory.mktemp("shared"))
        async with AsyncExitStack() as stack:
            outside = await stack.enter_async_context(carrier())
            north, south = await stack.enter_async_context(two(config, url, outside))
            lost = await stack.enter_async_context(process(north, "serve"))
            await stack.enter_async_context(process(south, "serve"))
            agent = next(iter(south.phones))
            async with supervisor(north) as at_north, supervisor(south) as at_south:
                await at_south.press("set_phase", phase="available")
                await eventually(
                    lambda: at_south.agents[agent]["phase"] == "available", seen=lambda: at_south.agents
                )
                await eventually(lambda: at_north.queues["general"]["there"], seen=lambda: at_north.queues)
                (there,) = at_north.queues["general"]["there"]
                assert (there["node"], there["agents_available"]) == ("south", 1)
                await at_south.press("set_phase", phase="paused", reason="用餐", agent=agent)  # or takes them
                await eventually(lambda: free_there(at_north) == 0, seen=lambda: at_north.queues)
                await waits(north, stack, FIRST, 52000)
                await eventually(lambda: len(queued(at_north)) == 1, seen=lambda: at_north.calls)
                await waits(north, stack, SECOND, 52020)
                places = await eventually(lambda: len(queued(at_north)) == 2 and queued(at_north))
                first_at, second_at = sorted(one["queued_at"] for one in places)

                def north_waits() -> int:
                    there = at_south.queues["general"]["there"]
                    return sum(one["waiting"] for one in there if one["node"] == "north")

                await eventually(lambda: north_waits() == 2, seen=lambda: at_south.queues)
                lost.send_signal(signal.SIGKILL)
                asterisk = north.station.asterisk.pid()
                assert asterisk is not None
                os.kill(asterisk, signal.SIGKILL)
                at = time.monotonic()
                await lost.wait()
                await at_south.press("set_phase", phase="available", agent=agent)
                # As if it had been silent for long, and south had been there for an hour.
                long_ago = f"until = 0, heard = heard - {SILENT_S}"
                await sql_beside(url, f"UPDATE shared_nodes SET {long_ago} WHERE id = 'north'")
                await sql_beside(url, "UPDATE shared_nodes SET since = since - 3600 WHERE id = 'south'")
                called = await outside.answered()
                called_s = time.monotonic() - at
                assert called.number == FIRST, "the one who came first"
                called.voice.press("1")
                await eventually(lambda: len(at_south.in_phase("talking")) == 1, seen=lambda: at_south.calls)
                (talk,) = at_south.in_phase("talking")
                assert (talk["agent"], talk["callback"]) == (agent, True)
                assert talk["queued_at"] == pytest.approx(first_at, abs=2)
                assert north_waits() == 0

                await waits(south, stack, SECOND, 52040)

                def again() -> float | None:
                    """The place of who calls again."""
                    own = [one["queued_at"] for one in queued(at_south) if not one["callback"]]
                    return own[0] if own else None

                assert await eventually(again, seen=lambda: at_south.calls) == pytest.approx(second_at, abs=2)
                outside.hang_up(called)
                await eventually(
                    lambda: [one["callback"] for one in at_south.in_phase("talking")] == [False],
                    seen=lambda: at_south.calls,
                )
                assert [one.number for one in outside.calls] == [FIRST], "who called again is not called"
    with capsys.disabled():
        print(
            f"\nkill -9 of a machine: called back {called_s:.1f} s after its silence was {SILENT_S:g} s long"
        )


async def test_a_caller_is_put_through_to_an_agent_of_the_other_machine_or_keeps_the_place(
    config: HotlineConfig,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with a_server() as server:
        url = PostgresqlDatabases(server).url(tmp_path_factory.mktemp("moved"))
        async with AsyncExitStack() as stack:
            outside = await stack.enter_async_context(carrier())
            north, south = await stack.enter_async_context(two(config, url, outside))
            await stack.enter_async_context(process(north, "serve"))
            await stack.enter_async_context(process(south, "serve"))
            (agent, telephone), *_ = south.phones.items()
            async with supervisor(north) as at_north, supervisor(south) as at_south:
                await at_south.press("set_phase", phase="available")
                await eventually(lambda: at_north.queues["general"]["there"], seen=lambda: at_north.queues)
                citizen = await waits(north, stack, FIRST, 52000)
                await eventually(lambda: len(at_south.in_phase("talking")) == 1, seen=lambda: at_south.calls)
                (talk,), (came,) = at_south.in_phase("talking"), at_north.calls
                await eventually(
                    lambda: at_north.calls[came]["phase"] == "ended", seen=lambda: at_north.calls
                )
                begun = at_north.calls[came]
                assert begun["cause"] == f"{GONE_ON}: south"
                assert (talk["agent"], talk["caller"]) == (agent, begun["caller"])
                assert (talk["started"], talk["decision"]) == (begun["started"], begun["decision"])
                assert talk["queued_at"] == pytest.approx(begun["queued_at"], abs=1)
                through_s = talk["talking_since"] - talk["queued_at"]
                await citizen.say(tone(CITIZEN_HZ))
                await telephone.say(tone(AGENT_HZ))
                await hears_only(citizen, AGENT_HZ, of=(CITIZEN_HZ, AGENT_HZ))
                await hears_only(telephone, CITIZEN_HZ, of=(CITIZEN_HZ, AGENT_HZ))
                await telephone.hang_up()
                await citizen.wait_for("CALL_CLOSED", PATIENCE_S)
                await nobody_left(north, south)
                assert await offered_and_answered(url, talk["queued_at"]) == (1, 1), "in the city's figures"

                await eventually(
                    lambda: at_south.agents[agent]["phase"] == "available", seen=lambda: at_south.agents
                )
                other = await waits(north, stack, OTHER, 52040)
                await eventually(lambda: len(at_south.in_phase("talking")) == 1, seen=lambda: at_south.calls)
                await other.hang_up()
                await telephone.wait_for("CALL_CLOSED", PATIENCE_S, times=2)
                await nobody_left(north, south)

                await sql_beside(url, "UPDATE shared_nodes SET address = '127.0.0.1:9' WHERE id = 'south'")
                second = await waits(north, stack, SECOND, 52020)
                await eventually(lambda: queued(at_north), seen=lambda: at_north.calls)
                place = queued(at_north)[0]["queued_at"]
                await eventually(lambda: of_nodes(at_north), seen=lambda: at_north.faults)
                await eventually(lambda: queued(at_north), seen=lambda: at_north.calls)
                assert queued(at_north)[0]["queued_at"] == place
                await hears_something(second)
                await second.hang_up()
                await nobody_left(north, south)
    with capsys.disabled():
        print(
            f"\nput through to an agent of the other machine {through_s:.1f} s after they came into the queue"
        )


async def test_a_caller_whose_agents_machine_dies_is_taken_back_and_nobody_is_who_only_hears_nothing(
    config: HotlineConfig,
    tmp_path_factory: pytest.TempPathFactory,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with a_server() as server:
        url = PostgresqlDatabases(server).url(tmp_path_factory.mktemp("taken-back"))
        async with AsyncExitStack() as stack:
            outside = await stack.enter_async_context(carrier())
            north, south = await stack.enter_async_context(two(config, url, outside))
            await stack.enter_async_context(process(north, "serve"))
            service = await stack.enter_async_context(process(south, "serve"))
            ((agent, telephone),) = south.phones.items()
            at_north = await stack.enter_async_context(supervisor(north))
            async with desk(south.desk_url, agent, south.passwords[agent]) as at_south:
                await at_south.press("set_phase", phase="available")
                await eventually(lambda: free_there(at_north), seen=lambda: at_north.queues)
                citizen = await waits(north, stack, FIRST, 52000)
                await at_south.until(phase="talking")
                (talk,), (came,) = at_south.own(), at_north.calls
                queued_at = at_north.calls[came]["queued_at"]
                await telephone.say(tone(AGENT_HZ))
                await hears_only(citizen, AGENT_HZ, of=(AGENT_HZ,))
                with telephone.silent():
                    await asyncio.sleep(LONG_S)
                    before = await received(north)
                    await eventually(lambda: grows(north, before))
                await hears_only(citizen, AGENT_HZ, of=(AGENT_HZ,))
                await at_south.press("hold", call=talk["id"])
                await at_south.until(phase="on_hold")
                await asyncio.sleep(LONG_S)
                await hears_something(citizen)
                await at_south.press("retrieve", call=talk["id"])
                await at_south.until(phase="talking")
                await telephone.say(tone(AGENT_HZ))
                await hears_only(citizen, AGENT_HZ, of=(AGENT_HZ,))
            service.send_signal(signal.SIGKILL)
            await service.wait()
            await asyncio.sleep(LONG_S)
            await telephone.say(tone(AGENT_HZ))
            await hears_only(citizen, AGENT_HZ, of=(AGENT_HZ,))
            asterisk = south.station.asterisk.pid()
            assert asterisk is not None
            os.kill(asterisk, signal.SIGKILL)
            at = time.monotonic()
            await eventually(lambda: queued(at_north), seen=lambda: (at_north.calls, at_north.faults))
            back_s = time.monotonic() - at
            await hears_something(citizen)
            back = at_north.calls[came]
            assert (back["queued_at"], back["ended_at"]) == (queued_at, None)
            assert [one["part"] for one in back["faults"]] == ["nodes"]
            await citizen.hang_up()
            await eventually(lambda: at_north.calls[came]["phase"] == "ended", seen=lambda: at_north.calls)
            assert await offered_and_answered(url, queued_at) == (1, 1), "once, where they were answered"
    with capsys.disabled():
        print(f"\nkill -9 of the Asterisk to which a caller had gone: back in line after {back_s:.1f} s")


async def received(town: Town) -> int:
    """Packets of voice that this machine has got from the other one, for the one caller who is there."""
    async with Ari(town.station.asterisk.access) as ari:
        names = {str(one["name"]): str(one["id"]) for one in await ari.get("/channels")}
        (there,) = (id_ for name, id_ in names.items() if name.startswith(f"PJSIP/{OTHER_MACHINES}-"))
        return int((await ari.get(f"/channels/{there}/rtp_statistics"))["rxcount"])


async def grows(town: Town, before: int) -> bool:
    """Something comes, though nobody says anything."""
    return await received(town) > before


async def offered_and_answered(url: str, at: float) -> tuple[int, int]:
    """Calls of that day, out of the records of all machines."""
    day = day_of(at)
    async with RecordedDay.opened(url, day, FiguresSettings()) as recorded:
        await recorded.read()
    whole = day_figures(recorded.tally, day, ["general"], time.time()).queues[0].day
    return whole.offered, whole.answered


def of_nodes(shown: Desk) -> list[dict[str, Any]]:
    return [one for one in shown.faults if one["part"] == "nodes"]


async def test_machines_know_one_another_by_their_seal_and_by_nothing_else(config: HotlineConfig) -> None:
    """Their Asterisks alone: the application that would look at the claim is away, which is 503."""
    async with carrier() as outside, AsyncExitStack() as stack:

        async def asterisk(node: str, seal: str) -> Town:
            change = functools.partial(machine, node=node, url=NO_URL, outside=outside)
            return await stack.enter_async_context(opened(config, change, phones=0, seal=seal))

        north, south = await asterisk("north", SEAL), await asterisk("south", SEAL)
        stranger = await asterisk("stranger", SEAL[::-1])
        assert await cause_of(north, f"sip:{CLAIM}0@{south.server}") == AWAY, "let in, nobody looks at it"
        assert await cause_of(north, f"sip:12345@{south.server}") != AWAY, "they dial no numbers"
        assert await cause_of(stranger, f"sip:{CLAIM}0@{south.server}") != AWAY
        for address in (ELSEWHERE, "127.0.0.1"):  # the second is the trunk's
            async with bare_phone(south.server, number=OTHER_MACHINES, address=address) as nobody:
                assert await nobody.invite(user=f"{CLAIM}0") == UNAUTHORIZED


async def cause_of(town: Town, address: str) -> int:
    """Why (ITU-T Q.850) a call from that machine to another one has ended."""
    causes: list[int] = []
    connected = asyncio.Event()

    def note(event: AriEvent) -> None:
        if isinstance(event, ChannelDestroyed):
            causes.append(event.cause)

    async with (
        Ari(town.station.asterisk.access) as ari,
        background(ari.listen(note, connected.set, lambda why: None), "events"),
    ):
        await connected.wait()
        await ari.post("/channels", endpoint=f"PJSIP/{OTHER_MACHINES}/{address}", app=ari.app, timeout=5)
        return (await eventually(lambda: causes))[0]
