"""The service is killed while a call-back rings: the next one takes that call down, and calls once more."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio

from hotline.bench.softphone import Softphone
from hotline.configuration.schema import HotlineConfig
from ivr.settings.distribution.callbacks import CallbackSettings
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.e2e.phones.carrier import Carrier, carrier
from tests.e2e.town import Town, nobody_left, opened, process
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

NUMBER = "13912345678"


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the services that are started: citizens are not called at night."""
    monkeypatch.setenv("TZ", f"TEST{datetime.now(UTC).hour - 12:+d}")


@pytest_asyncio.fixture(loop_scope="session")
async def town(config: HotlineConfig, noon: None) -> AsyncIterator[tuple[Town, Carrier]]:
    """Nobody at work yet."""
    async with carrier() as outside, opened(config, lambda one: _changed(one, outside), phones=0) as place:
        yield place, outside


def _changed(config: HotlineConfig, outside: Carrier) -> HotlineConfig:
    dial = DialSettings(address=outside.address, prefixes=("139",))
    trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
    telephony = config.telephony.model_copy(update={"trunks": (trunk,)})
    ivr = config.ivr.model_copy(update={"callbacks": CallbackSettings(retry_s=600)})
    return config.model_copy(update={"telephony": telephony, "ivr": ivr})


def asked(town: Town, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(town.state.database)) as database:
        try:
            return database.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []


def kept(town: Town) -> list[tuple[str, str | None]]:
    """State and result of each call-back."""
    return asked(town, "SELECT state, result FROM callbacks")


def in_queue(town: Town) -> float | None:
    """When the caller came into a queue, by the record."""
    told = asked(town, "SELECT json FROM events WHERE type = 'call_queued'")
    return json.loads(told[0][0])["queued_at"] if told else None


def lost(town: Town) -> list[float]:
    """The places that are kept of those who were lost."""
    return [at for (at,) in asked(town, "SELECT queued_at FROM callbacks WHERE kind = 'lost'")]


async def book(town: Town) -> None:
    """A citizen waits, and presses the key until they are booked; then the hotline hangs up."""
    folder = town.state.root / "phones" / "citizen"
    async with Softphone(folder, town.server, number=NUMBER, rtp_ports=(48000, 48019)) as phone:
        await phone.dial(town.config.telephony.number)
        await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
        await eventually(lambda: phone.hears_since, seen=lambda: phone.events)
        await phone.press("0")

        async def booked() -> bool:
            if not kept(town):
                await phone.press("1")
            return bool(kept(town))

        await eventually(booked)
        await phone.wait_for("CALL_CLOSED", PATIENCE_S)


async def test_who_waits_when_asterisk_is_killed_is_called_back_in_the_place_they_had(
    town: tuple[Town, Carrier],
) -> None:
    place, outside = town
    folder = place.state.root / "phones" / "citizen"
    async with process(place, "serve"):
        async with Softphone(folder, place.server, number=NUMBER, rtp_ports=(48200, 48219)) as phone:
            await phone.dial(place.config.telephony.number)
            await phone.wait_for("CALL_ESTABLISHED", PATIENCE_S)
            await eventually(lambda: phone.hears_since, seen=lambda: phone.events)
            await phone.press("0")
            queued = await eventually(lambda: in_queue(place))
            pid = place.station.asterisk.pid()
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        await place.station.asterisk.start()
        (row,) = await eventually(lambda: lost(place))
        assert row == pytest.approx(queued, abs=1)
        agent = place.config.agents[0]
        account = agent.extension, place.station.secrets.sip[agent.extension]
        folder = place.state.root / "phones" / agent.id
        async with Softphone(
            folder, place.server, account=account, auto_answer=True, rtp_ports=(48220, 48239)
        ):
            called = await outside.answered()
            called.voice.press("1")
            await eventually(lambda: kept(place) == [("closed", "reached")], seen=lambda: kept(place))
            outside.hang_up(called)


async def test_a_call_back_that_rings_when_the_service_is_killed_is_made_anew(
    town: tuple[Town, Carrier],
) -> None:
    place, outside = town
    outside.does[NUMBER] = "ring"
    agent = place.config.agents[0]
    phone = Softphone(
        place.state.root / "phones" / agent.id,
        place.server,
        account=(agent.extension, place.station.secrets.sip[agent.extension]),
        auto_answer=True,
        rtp_ports=(48100, 48119),
    )
    async with process(place, "serve") as service:
        await book(place)
        async with phone:
            first = await outside.call()
            service.send_signal(signal.SIGKILL)
            await service.wait()
            outside.does[NUMBER] = "answer"
            async with process(place, "serve"):
                await first.over.wait()
                second = await outside.answered(2)
                second.voice.press("1")
                await eventually(lambda: kept(place) == [("closed", "reached")], seen=lambda: kept(place))
                heard = second.voice.packets_in
                await eventually(lambda: second.voice.packets_in > heard + 50)
                outside.hang_up(second)
                await nobody_left(place)
                assert len(outside.calls) == 2
