"""Offices outside in whole calls at virtual time: whatever becomes of them, the caller is not lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from contracts import CallEnded, TransferChanged
from hotline.calls.control.partners import Partners
from hotline.calls.control.requests import Asked, Complete, Consult, HandOn, Join, Refused, Request, Target
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from telephony.calls.dialler import Dialler
from telephony.outbound.partners import PartnerSettings
from telephony.outbound.settings import DialSettings
from telephony.settings import TelephonySettings, TrunkSettings
from tests.unit.hotline.calls.asterisk_doubles import FakeAri
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

POLICE = Target(partner="police")
SETTINGS = (
    PartnerSettings(id="police", name="110", number="110"),
    PartnerSettings(id="premium", name="x", number="16012345678"),
)


class OutAri(FakeAri):
    """Remembers whom it dialled; `busy`: all lines are up."""

    def __init__(self) -> None:
        super().__init__()
        self.dialled: list[str] = []

    async def request(self, method: str, path: str, **params: Any) -> Any:
        if "endpoint" in params:
            self.dialled.append(str(params["endpoint"]))
        return await super().request(method, path, **params)


class Outside:
    """wang talks; offices are dialled over a trunk."""

    def __init__(self) -> None:
        self.ari = OutAri()
        dial = DialSettings(address="203.0.113.7", prefixes=("0775", "110"), calls=1)
        trunk = TrunkSettings(id="local", match=("203.0.113.7/32",), dial=dial)
        self.line = Hotline(
            partners=Partners(SETTINGS, Dialler(self.ari, TelephonySettings(trunks=(trunk,))))
        )

    async def ask(self, request: Request) -> None:
        reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.line.session.inbox.put(Asked(request, "wang", reply))
        await asyncio.wait_for(reply, 1)
        await asyncio.sleep(0.1)

    async def consulted(self) -> str:
        await self.line.talk()
        await self.ask(Consult(POLICE))
        return self.line.call.legs["consulted"]

    async def answered(self) -> str:
        leg = await self.consulted()
        self.line.session.on_ari(StasisStart(Channel(leg), ("dialled",)))
        await asyncio.sleep(0.1)
        return leg

    async def gone(self, leg: str, cause: int = 16) -> None:
        self.line.session.on_ari(ChannelDestroyed(Channel(leg), cause, "gone"))
        await asyncio.sleep(0.1)

    def states(self) -> list[tuple[str, str | None, str | None]]:
        told = self.line.of(TransferChanged)
        return [(e.state, e.partner, e.agent) for e in told if isinstance(e, TransferChanged)]


@at_virtual_time
async def test_an_office_is_rung_briefed_joined_and_given_the_call() -> None:
    out = Outside()
    leg = await out.answered()
    assert out.ari.dialled == ["PJSIP/110@local-out"]
    await out.ask(Join())
    assert [state for state, *_ in out.states()] == [
        *("requested", "ringing"),
        *("accepted", "briefing", "bridged"),
    ]
    assert {(partner, agent) for _, partner, agent in out.states()} == {("police", None)}
    await out.ask(Complete())
    assert out.line.floor.phase("wang") == "wrap_up"
    await out.gone(leg)
    assert out.line.of(CallEnded), "nobody is left whom the caller could talk to"
    out.line.nothing_left()


@pytest.mark.parametrize(
    ("cause", "state", "reason"),
    [(17, "failed", "busy"), (21, "rejected", "rejected"), (19, "failed", "no answer")],
)
@at_virtual_time
async def test_who_does_not_come_gives_the_caller_back(cause: int, state: str, reason: str) -> None:
    out = Outside()
    await out.gone(await out.consulted(), cause)
    last = out.line.of(TransferChanged)[-1]
    assert isinstance(last, TransferChanged)
    assert (last.state, last.reason) == (state, reason)
    assert out.line.call.did[-1] == "retrieve caller"
    await out.line.hang_up()
    out.line.nothing_left()


@at_virtual_time
async def test_an_agent_who_hangs_up_while_it_rings_puts_the_caller_back_in_line() -> None:
    out = Outside()
    await out.consulted()
    agent = out.line.call.agent_channel
    assert agent is not None
    await out.gone(agent)
    assert not out.line.of(CallEnded)
    assert out.line.floor.position(out.line.call.id) == 1
    await out.line.hang_up()
    out.line.nothing_left()


@at_virtual_time
async def test_nobody_is_handed_blindly_to_an_office_and_nothing_else_is_dialled() -> None:
    out = Outside()
    await out.line.talk()
    with pytest.raises(Refused, match="先咨询"):
        await out.ask(HandOn(POLICE))
    for unknown in ("110", "premium2", "", "police "):
        with pytest.raises(Refused):
            await out.ask(Consult(Target(partner=unknown)))
    with pytest.raises(Refused, match="没有一条中继"):
        await out.ask(Consult(Target(partner="premium")))
    assert not out.ari.dialled
    assert set(out.line.call.legs) == {"caller", "agent"}
    await out.line.hang_up()
    out.line.nothing_left()


@at_virtual_time
async def test_lines_that_are_busy_and_an_asterisk_that_is_away_are_told() -> None:
    out = Outside()
    await out.line.talk()
    out.ari.channels = [{"id": "x", "name": "PJSIP/local-out-0001"}]
    with pytest.raises(Refused, match="都在忙"):
        await out.ask(Consult(POLICE))
    out.ari.away = True
    with pytest.raises(Refused):
        await out.ask(Consult(POLICE))
    assert not out.states()
    await out.line.hang_up()
    out.line.nothing_left()


@at_virtual_time
async def test_an_office_that_was_in_a_three_way_is_known_again_after_a_restart() -> None:
    out = Outside()
    await out.line.adopt(consulted="police")
    await asyncio.sleep(0.1)
    assert out.states()[-1] == ("bridged", "police", None)
    await out.ask(Complete())
    assert out.states()[-1][0] == "completed"
    await out.line.hang_up()
    out.line.nothing_left()
