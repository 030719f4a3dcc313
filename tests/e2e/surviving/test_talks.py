"""The service is killed while it talks with a citizen itself: in a follow-up call, in a message."""

from __future__ import annotations

import contextlib
import json
import signal
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from hotline.records.database.followups.store import PURPOSE, FollowupStore, Wanted
from hotline.records.sealing import Seal
from ivr.settings.after.followups import FollowupSettings
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.e2e.conftest import HERE
from tests.e2e.phones.carrier import Carrier, carrier
from tests.e2e.town import Town, nobody_left, opened, process
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NUMBER = "13912345679"
QUEUE = "legal"


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the services that are started: citizens are not called at night."""
    monkeypatch.setenv("TZ", f"TEST{datetime.now(UTC).hour - 12:+d}")


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig, noon: None) -> AsyncIterator[tuple[Town, Carrier]]:
    """The first agent serves the queue of follow-ups alone, the second another one; nobody the usual one."""
    async with carrier() as outside, opened(config, lambda config: _changed(config, outside)) as place:
        yield place, outside


def _changed(config: HotlineConfig, outside: Carrier) -> HotlineConfig:
    first, second, *_ = config.agents
    agents = (
        first.model_copy(update={"queues": [QUEUE]}),
        second.model_copy(update={"queues": ["urban"]}),
    )
    dial = DialSettings(address=outside.address, prefixes=("139",))
    trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
    telephony = config.telephony.model_copy(update={"trunks": (trunk,)})
    cases = config.ivr.cases.model_copy(update={"messages": True, "nobody_after_s": 2, "pause_s": 1})
    after = {"followups": FollowupSettings(enabled=True, queue=QUEUE), "cases": cases}
    ivr = config.ivr.model_copy(update=after)
    return config.model_copy(update={"telephony": telephony, "ivr": ivr, "agents": agents})


def events(town: Town, kind: str) -> list[dict[str, Any]]:
    """Of that type, as they are written down."""
    with contextlib.closing(sqlite3.connect(town.state.database)) as database:
        try:
            rows = database.execute("SELECT json FROM events WHERE type = ? ORDER BY seq", (kind,)).fetchall()
        except sqlite3.OperationalError:
            return []
    return [json.loads(row[0]) for row in rows]


async def told(town: Town, text: str, times: int = 1) -> None:
    """The hotline has begun to say that."""

    def said() -> bool:
        return sum(text in one["text"] for one in events(town, "prompt_started")) >= times

    await eventually(said, seen=lambda: events(town, "prompt_started"))


async def add(town: Town) -> None:
    seal = Seal(town.station.secrets.seal, PURPOSE)
    async with FollowupStore.opened(town.state.database_url, seal) as store:
        await store.add(town.config.telephony.node, [Wanted(NUMBER, "default", "GD-1", "路灯不亮")])


async def test_who_is_being_followed_up_waits_for_an_agent_of_the_follow_ups(
    town: tuple[Town, Carrier],
) -> None:
    place, outside = town
    mine, other = (place.phones[agent.id] for agent in place.config.agents)
    async with process(place, "serve") as service:
        await add(place)
        citizen = await outside.answered()
        await told(place, "回访")
        service.send_signal(signal.SIGKILL)
        await service.wait()
        assert not mine.count("CALL_ESTABLISHED")
        async with process(place, "serve"):
            await mine.wait_for("CALL_ESTABLISHED", PATIENCE_S)
            assert not other.count("CALL_INCOMING")
            queued = await eventually(lambda: events(place, "call_queued"))
            assert {one["queue"] for one in queued} == {QUEUE}
            heard = citizen.voice.packets_in
            await eventually(lambda: citizen.voice.packets_in > heard + 50)
            outside.hang_up(citizen)
            await nobody_left(place)
            assert len(outside.calls) == 1, "they are not called once more"


async def test_who_leaves_a_message_waits_on_and_what_was_said_is_kept(town: tuple[Town, Carrier]) -> None:
    place, _ = town
    folder = place.state.root / "phones" / "citizen"
    async with Softphone(folder, place.server, number=NUMBER, rtp_ports=(48000, 48019)) as phone:
        async with process(place, "serve") as service:
            await phone.dial(place.config.telephony.number)
            await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
            await told(place, "请问您要反映什么事")
            await phone.press("0")
            await told(place, "没有接线员在岗")
            await phone.press("1")
            await told(place, "什么事，说完停一下")
            await phone.say(HERE / "recordings" / "lamps.wav")
            await eventually(lambda: events(place, "case_opened"))
            service.send_signal(signal.SIGKILL)
            await service.wait()
        async with process(place, "serve"):
            await told(place, "没有接线员在岗", times=2)
            assert not phone.count("CALL_CLOSED")
            assert len(events(place, "call_started")) == len(events(place, "case_opened")) == 1
            await phone.hang_up()
            await nobody_left(place)
