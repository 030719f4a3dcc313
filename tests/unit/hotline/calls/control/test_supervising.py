"""Supervisors in whole calls at virtual time: whoever fails or hangs up, the conversation goes on."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentMuted, Bridged, CallEnded, SupervisionMode, SupervisorChanged
from hotline.calls.control.requests import (
    Asked,
    Consult,
    Hold,
    Mute,
    Refused,
    Request,
    StopSupervising,
    Supervise,
    TakeOver,
    Target,
)
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from tests.unit.hotline.calls.asterisk_doubles import REFUSED
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

MODES: tuple[SupervisionMode, ...] = ("listen", "whisper", "barge")


async def ask(line: Hotline, request: Request, agent: str = "sun") -> None:
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.session.inbox.put(Asked(request, agent, reply))
    await asyncio.wait_for(reply, 1)
    await asyncio.sleep(0.1)


async def supervised(line: Hotline, mode: SupervisionMode) -> None:
    await ask(line, Supervise(mode, "1009"))
    line.session.on_ari(StasisStart(Channel(line.call.legs["supervisor"]), ("agent",)))
    await asyncio.sleep(0.1)


async def hangs_up(line: Hotline, channel: str) -> None:
    line.session.on_ari(ChannelDestroyed(Channel(channel), 16, "hung up"))
    await asyncio.sleep(0.1)


def states(line: Hotline) -> list[str]:
    return [event.state for event in line.of(SupervisorChanged) if isinstance(event, SupervisorChanged)]


@pytest.mark.parametrize("mode", MODES)
@at_virtual_time
async def test_a_supervisor_comes_and_goes_and_the_talk_is_as_before(mode: SupervisionMode) -> None:
    line = Hotline()
    await line.talk()
    await supervised(line, mode)
    assert states(line) == ["ringing", mode]
    await ask(line, StopSupervising())
    assert states(line)[-1] == "ended"
    assert set(line.call.legs) == {"caller", "agent"}
    await supervised(line, mode)
    await hangs_up(line, line.call.legs["supervisor"])
    assert states(line)[-1] == "ended"
    assert line.floor.phase("wang") == "talking"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_listens_is_muted_before_anybody_could_hear_them() -> None:
    line = Hotline()
    await line.talk()
    await supervised(line, "listen")
    assert line.call.did.index("mute True supervisor") < line.call.did.index("watch_agent")
    await ask(line, Supervise("whisper", "1009"))
    assert line.call.did[-1] == "mute False supervisor"
    assert "join supervisor" not in line.call.did
    await line.hang_up()


@at_virtual_time
async def test_a_supervisor_who_takes_over_has_the_caller_and_the_others_are_out() -> None:
    line = Hotline()
    await line.talk()
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await ask(line, Consult(Target(agent="li")), "wang")
    await supervised(line, "listen")
    await ask(line, TakeOver())
    assert line.session.agent is not None
    assert (line.floor.phase("wang"), line.floor.phase("li")) == ("wrap_up", "available")
    last = line.of(Bridged)[-1]
    assert isinstance(last, Bridged)
    assert last.agent == "sun"
    assert "retrieve caller" in line.call.did
    await ask(line, Hold())
    await hangs_up(line, line.call.legs["agent"])
    assert not line.of(CallEnded), "who is on hold is not dropped when the supervisor hangs up either"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_the_mute_of_an_agent_ends_when_the_supervisor_takes_over() -> None:
    line = Hotline()
    await line.talk()
    await ask(line, Mute(True), "wang")
    await supervised(line, "barge")
    await ask(line, TakeOver())
    told = [event for event in line.of(AgentMuted) if isinstance(event, AgentMuted)]
    assert [(event.agent, event.muted) for event in told] == [("wang", True), ("wang", False)]
    await ask(line, Mute(True))
    await line.hang_up()


@pytest.mark.parametrize("mode", MODES)
@at_virtual_time
async def test_an_agent_who_hangs_up_leaves_the_caller_to_who_barges_in(mode: SupervisionMode) -> None:
    line = Hotline()
    leg = await line.talk()
    await supervised(line, mode)
    await hangs_up(line, leg)
    assert bool(line.of(CallEnded)) == (mode != "barge")
    if mode == "barge":
        await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_one_supervisor_at_a_time_and_no_stranger() -> None:
    line = Hotline()
    await line.talk()
    for request in (TakeOver(), StopSupervising()):
        with pytest.raises(Refused):
            await ask(line, request)
    await supervised(line, "listen")
    for request in (Supervise("listen", "1008"), TakeOver(), StopSupervising()):
        with pytest.raises(Refused):
            await ask(line, request, "zhou")
    await line.hang_up()


@pytest.mark.parametrize("fails", ["ring", "watch_agent"])
@at_virtual_time
async def test_a_supervisor_who_cannot_be_reached_costs_nothing(fails: str) -> None:
    line = Hotline()
    await line.talk()
    line.call.fails[fails] = [REFUSED]
    if fails == "ring":
        with pytest.raises(Refused):
            await ask(line, Supervise("listen", "1009"))
    else:
        await supervised(line, "listen")
    assert states(line)[-1] == "ended"
    assert line.floor.phase("wang") == "talking"
    await supervised(line, "listen")
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_supervisor_whom_a_restart_let_go_is_told_as_gone_and_may_come_again() -> None:
    line = Hotline()
    call = line.call.id
    past = [
        SupervisorChanged(call=call, agent="sun", state="ringing"),
        SupervisorChanged(call=call, agent="sun", state="whisper"),
    ]
    await line.adopt(past=past)
    await asyncio.sleep(0.1)
    assert states(line) == ["ended"]
    await supervised(line, "listen")
    assert states(line) == ["ended", "ringing", "listen"]
    await line.hang_up()
    over = Hotline()
    await over.adopt(past=[*past, SupervisorChanged(call=call, agent="sun", state="ended")])
    await asyncio.sleep(0.1)
    assert states(over) == []
    await over.hang_up()
