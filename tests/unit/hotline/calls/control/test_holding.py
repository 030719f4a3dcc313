"""Hold and mute in whole calls at virtual time: whatever fails or ends, nobody is forgotten on hold."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentMuted, CallerHeld, CallQueued, Event, HoldReminded
from hotline.calls.call.inbox import EndCall, Leave
from hotline.calls.control.requests import Asked, Hold, Mute, Refused, Request, Retrieve
from telephony.ari.events import Channel, ChannelDestroyed, StasisEnd
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time


async def ask(line: Hotline, request: Request, agent: str = "wang") -> None:
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.session.inbox.put(Asked(request, agent, reply))
    await asyncio.wait_for(reply, 1)


@at_virtual_time
async def test_hold_and_back_is_told_and_shown_as_the_agent_s_phase() -> None:
    line = Hotline()
    await line.talk()
    await ask(line, Hold())
    assert line.call.did[-1] == "hold caller"
    assert line.floor.phase("wang") == "on_hold"
    await ask(line, Retrieve())
    assert line.call.did[-1] == "retrieve caller"
    assert line.floor.phase("wang") == "talking"
    assert [event.held for event in line.of(CallerHeld) if isinstance(event, CallerHeld)] == [True, False]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_an_agent_who_forgets_the_caller_is_reminded_until_they_are_back() -> None:
    line = Hotline()
    await line.talk()
    await ask(line, Hold())
    await asyncio.sleep(59)
    assert not line.of(HoldReminded)
    await asyncio.sleep(62)
    assert len(line.of(HoldReminded)) == 2
    assert line.call.did[-2:] == ["remind 市民还在等您。"] * 2
    await ask(line, Retrieve())
    await ask(line, Hold())
    await asyncio.sleep(59)
    assert len(line.of(HoldReminded)) == 2, "the time begins anew with each hold"
    await ask(line, Retrieve())
    await asyncio.sleep(120)
    assert len(line.of(HoldReminded)) == 2
    await line.hang_up()


@at_virtual_time
async def test_an_agent_who_hangs_up_on_hold_does_not_drop_the_caller() -> None:
    line = Hotline()
    leg = await line.talk()
    await ask(line, Hold())
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await asyncio.sleep(0.1)
    assert line.floor.phase("wang") == "wrap_up"
    queued = line.of(CallQueued)
    assert len(queued) == 2
    assert isinstance(queued[0], CallQueued)
    assert isinstance(queued[1], CallQueued)
    assert queued[1].queued_at == pytest.approx(queued[0].queued_at, abs=1), "the place in time is kept"
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await asyncio.sleep(0.1)
    await line.agent_answers()
    assert line.session.agent == "li"
    assert line.floor.phase("li") == "talking"
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("how", ["caller", "desk"])
@at_virtual_time
async def test_a_call_that_ends_on_hold_leaves_nothing(how: str) -> None:
    line = Hotline()
    await line.talk()
    await ask(line, Hold())
    if how == "caller":
        line.session.on_ari(StasisEnd(Channel(ID)))
    else:
        line.session.inbox.put(EndCall())
    await line.ends()
    assert line.ended.by == ("caller" if how == "caller" else "agent")
    assert line.floor.phase("wang") == "wrap_up"
    line.nothing_left()
    await asyncio.sleep(300)
    assert not line.of(HoldReminded)


@at_virtual_time
async def test_a_hold_that_asterisk_refuses_leaves_the_talk_and_says_so() -> None:
    line = Hotline()
    await line.talk()
    line.call.fails["hold"] = [REFUSED]
    with pytest.raises(Refused):
        await ask(line, Hold())
    assert line.floor.phase("wang") == "talking"
    await ask(line, Hold())
    with pytest.raises(Refused):
        await ask(line, Hold())
    await line.hang_up()


@at_virtual_time
async def test_only_the_agent_of_the_call_may() -> None:
    line = Hotline()
    await line.talk()
    with pytest.raises(Refused):
        await ask(line, Hold(), "li")
    assert "hold caller" not in line.call.did
    await line.hang_up()


@at_virtual_time
async def test_mute_is_told_and_ends_with_the_service() -> None:
    line = Hotline()
    await line.talk()
    await ask(line, Mute(True))
    assert [event.muted for event in line.of(AgentMuted) if isinstance(event, AgentMuted)] == [True]
    line.session.inbox.put(Leave())
    await line.ends()
    assert line.call.left == {"held": [], "muted": True}


@at_virtual_time
async def test_a_hold_that_is_found_after_a_restart_goes_on_and_is_reminded_of() -> None:
    line = Hotline()
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await line.adopt(held=True)
    await asyncio.sleep(0.1)
    assert line.floor.phase("wang") == "on_hold"
    await asyncio.sleep(60)
    assert line.of(HoldReminded)
    await ask(line, Retrieve())
    assert line.floor.phase("wang") == "talking"
    await line.hang_up()


@at_virtual_time
async def test_who_was_muted_before_a_restart_is_muted_after_it() -> None:
    line = Hotline()
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await line.adopt(past=[AgentMuted(call=ID, agent="wang", muted=True)])
    await asyncio.sleep(0.1)
    assert "mute True" in line.call.did
    with pytest.raises(Refused):
        await ask(line, Mute(True))
    await line.hang_up()


MUTED = AgentMuted(call=ID, agent="wang", muted=True)


@pytest.mark.parametrize(
    "past",
    [
        [AgentMuted(call=ID, agent="li", muted=True)],
        [MUTED, CallQueued(call=ID, queue="urban", priority=5, position=1)],
        [MUTED, AgentMuted(call=ID, agent="wang", muted=False)],
    ],
    ids=["another agent", "before they were handed on and came back", "not any more"],
)
@at_virtual_time
async def test_a_mute_that_is_not_of_this_conversation_is_not_put_back_after_a_restart(
    past: list[Event],
) -> None:
    line = Hotline()
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await line.adopt(past=past)
    await asyncio.sleep(0.1)
    assert "mute True" not in line.call.did
    await ask(line, Mute(True))
    await line.hang_up()
