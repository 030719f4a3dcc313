"""Two machines on one PostgreSQL, each with its Asterisk and service: each sees the other's queues; when one
is lost the other calls back who waited there, or gives them their place when they call again."""

from __future__ import annotations

import functools
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from hotline.bench.demo.stage import with_free_ports
from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.nodes.left_behind import SILENT_S
from hotline.nodes.settings import NodesSettings
from ivr.settings.distribution.callbacks import CallbackSettings
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.databases import PostgresqlDatabases, a_server, sql
from tests.e2e.carrier import Carrier, carrier
from tests.e2e.desks import Desk, desk
from tests.e2e.town import Town, opened, process
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

FIRST, SECOND = "13912345601", "13912345602"


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
        opened(config, north_change, phones=0) as north,
        opened(config, south_change, phones=1) as south,
    ):
        own, other = (json.loads(town.state.secrets.read_text()) for town in (south, north))
        south.state.secrets.write_text(json.dumps({**own, "seal": other["seal"]}))
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
                # As if it had been silent for long, and south had been there for an hour.
                sql(url, f"UPDATE shared_nodes SET until = 0, heard = heard - {SILENT_S} WHERE id = 'north'",
                    "UPDATE shared_nodes SET since = since - 3600 WHERE id = 'south'")  # fmt: skip
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
