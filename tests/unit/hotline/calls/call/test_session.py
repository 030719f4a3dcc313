"""Whole lives of calls at virtual time: whatever fails, the caller is with a human and nothing is left."""

from __future__ import annotations

import asyncio

import pytest

from contracts import (
    CALLED_BACK,
    AgentLeg,
    Bridged,
    CallEnded,
    CallQueued,
    CallStarted,
    Choice,
    Fault,
    KeyPressed,
    TapStarted,
)
from contracts.dialogue import Answered, CallBack, HangUp, Route
from hotline.calls.call.inbox import EndCall, Leave
from telephony.ari.events import Channel, ChannelDestroyed, DtmfReceived, HangupRequested, StasisEnd
from telephony.calls.place import Place
from telephony.distributor.people.state import Lease
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.doubles import PROMPT_S
from tests.unit.hotline.calls.session_hotline import GREET, ROUTE_AT_ONCE, Hotline
from tests.virtualtime import at_virtual_time


@at_virtual_time
async def test_a_good_call() -> None:
    line = Hotline(GREET)
    await line.start("1001")
    await asyncio.sleep(PROMPT_S + 0.1)
    leg = await line.agent_answers()
    assert line.call.did.index("ring wang") < line.call.did.index("connect")
    assert len(line.of(TapStarted)) == 2
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()
    assert line.ended.by == "agent"
    [started] = line.of(CallStarted)
    assert isinstance(started, CallStarted)
    assert "13800138000" not in started.caller
    assert "release caller=True" in line.call.did
    line.nothing_left()


@at_virtual_time
async def test_the_machine_may_end_the_call() -> None:
    line = Hotline({Answered: [HangUp("done")]})
    await line.start()
    await line.ends()
    assert line.ended.by == "service"
    line.nothing_left()


@pytest.mark.parametrize("state", ["asking", "waiting", "ringing", "connecting prompt", "talking"])
@pytest.mark.parametrize("how", ["destroyed", "left"])
@at_virtual_time
async def test_the_caller_hangs_up_in_any_state(state: str, how: str) -> None:
    line = Hotline(GREET if state in ("asking", "connecting prompt") else ROUTE_AT_ONCE)
    if state == "talking":
        await line.talk()
    else:
        await line.start(*(["1001"] if state == "ringing" else []))
    if state == "connecting prompt":
        await asyncio.sleep(PROMPT_S + 0.5)
    channel = Channel(ID)
    line.session.on_ari(ChannelDestroyed(channel, 16, "") if how == "destroyed" else StasisEnd(channel))
    await line.ends()
    assert line.ended.by == "caller"
    assert [verb for verb in line.call.did if verb.startswith("release")] == ["release caller=True"]
    line.nothing_left()
    await asyncio.sleep(20)
    assert not asyncio.all_tasks() - {asyncio.current_task()}


@at_virtual_time
async def test_a_failing_machine_sends_the_caller_to_a_human() -> None:
    line = Hotline({Answered: RuntimeError("a bug")})
    await line.start()
    await line.ends()
    assert "to_human" in line.call.did
    assert "release caller=False" in line.call.did
    assert line.of(Fault)
    assert line.ended.by == "network"
    line.nothing_left()


@at_virtual_time
async def test_an_unknown_queue_is_no_dead_end_the_caller_waits_in_the_fallback() -> None:
    line = Hotline({Answered: [Route("nowhere")]})
    await line.start("1001")
    [queued] = line.of(CallQueued)
    assert isinstance(queued, CallQueued)
    assert queued.queue == "urban"
    await line.agent_answers()
    assert line.of(Bridged)
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_an_agent_who_is_gone_before_the_bridge_does_not_cost_the_caller_the_call() -> None:
    line = Hotline()
    line.call.fails["connect"] = [REFUSED]
    await line.start("1001")
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await line.agent_answers()
    await asyncio.sleep(1)
    assert "release caller=True" not in line.call.did
    assert line.call.did.count("start_music") == 2, "back to the music"
    assert line.call.did.count("ring li") == 1
    leg = await line.agent_answers()
    assert line.of(Bridged)
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await line.ends()
    line.nothing_left()


@at_virtual_time
async def test_a_conversation_that_cannot_be_adopted_is_not_ended() -> None:
    line = Hotline()
    line.call.fails["adopt"] = [REFUSED]
    await line.adopt()
    await asyncio.sleep(1)
    assert "release caller=True" not in line.call.did


@at_virtual_time
async def test_the_desk_may_end_the_call() -> None:
    line = Hotline()
    await line.talk()
    line.session.inbox.put(EndCall())
    await line.ends()
    assert line.ended.by == "agent"
    assert "release caller=True" in line.call.did


@pytest.mark.parametrize("state", ["asking", "waiting", "ringing"])
@at_virtual_time
async def test_shutdown_gives_everybody_without_an_agent_to_a_human(state: str) -> None:
    line = Hotline(GREET if state == "asking" else ROUTE_AT_ONCE)
    await line.start(*(["1001"] if state == "ringing" else []))
    line.session.inbox.put(Leave())
    await line.ends()
    assert "to_human" in line.call.did
    assert "release caller=False" in line.call.did
    line.nothing_left()


@at_virtual_time
async def test_shutdown_leaves_conversations_running() -> None:
    line = Hotline()
    await line.talk()
    line.session.inbox.put(Leave())
    await line.ends()
    assert "leave_running" in line.call.did
    assert not [verb for verb in line.call.did if verb.startswith("release")]
    assert not line.of(CallEnded)


@at_virtual_time
async def test_an_adopted_conversation_is_heard_again_and_its_end_is_seen() -> None:
    line = Hotline()
    await line.adopt()
    [bridged] = line.of(Bridged)
    assert isinstance(bridged, Bridged)
    assert bridged.adopted
    assert "connect" not in line.call.did
    await line.hang_up()
    assert line.ended.by == "caller"
    line.nothing_left()


@at_virtual_time
async def test_an_agent_who_left_the_configuration_can_be_adopted() -> None:
    line = Hotline()
    await line.adopt("former")
    await line.hang_up()
    assert line.ended.by == "caller"


class NextCaller:
    """A caller whose call is led by nobody."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def offered(self, lease: Lease, _choice: Choice) -> None:
        self.rung.append(lease.agent)

    def withdrawn(self, lease: Lease, why: str) -> None:
        self.rung.remove(lease.agent)


@at_virtual_time
async def test_the_agent_is_free_again_after_wrap_up() -> None:
    line = Hotline()
    await line.talk()
    await line.hang_up()
    next_one = NextCaller()
    line.floor.enqueue("next", "urban", 0, next_one)
    assert not next_one.rung
    await asyncio.sleep(11)
    assert next_one.rung == ["wang"]


@at_virtual_time
async def test_a_key_that_is_none_is_no_harm_to_the_call() -> None:
    line = Hotline(GREET)
    await line.start()
    line.session.on_ari(DtmfReceived(Channel(ID), "5"))
    line.session.on_ari(DtmfReceived(Channel(ID), "f"))
    assert [event.digit for event in line.events if isinstance(event, KeyPressed)] == ["5"]
    await line.hang_up()


@pytest.mark.parametrize(
    ("request_", "by"),
    [
        (HangupRequested(Channel(ID), 0, 0), "caller"),
        (HangupRequested(Channel(ID), 16, 0), "caller"),
        (HangupRequested(Channel(ID), 16, 408), "network"),
        (HangupRequested(Channel(ID), 41, 0), "network"),
        (None, "caller"),
    ],
)
@pytest.mark.parametrize("talking", [False, True])
@at_virtual_time
async def test_who_ended_the_call_is_asterisk_s_to_say(
    talking: bool, request_: HangupRequested | None, by: str
) -> None:
    line = Hotline()
    await (line.talk() if talking else line.start())
    if request_ is not None:
        line.session.on_ari(request_)
    line.session.on_ari(StasisEnd(Channel(ID)))
    await line.ends()
    assert line.ended.by == by


@at_virtual_time
async def test_an_agent_s_phone_that_dies_did_not_hang_up() -> None:
    line = Hotline()
    leg = await line.talk()
    line.session.on_ari(HangupRequested(Channel(leg), 16, 408))
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, "Normal Clearing"))
    await asyncio.sleep(1)
    [lost] = line.of(AgentLeg)
    assert isinstance(lost, AgentLeg)
    assert (lost.state, lost.reason) == ("lost", "SIP 408: the phone did not answer any more")
    await line.hang_up()
    assert line.ended.by == "caller"
    line.nothing_left()


@at_virtual_time
async def test_who_is_booked_and_hangs_up_before_they_are_told_is_called_back() -> None:
    line = Hotline()
    line.callbacks.answers = {KeyPressed: [CallBack("13912345678")]}
    await line.start()
    for _ in range(2):
        line.session.on_ari(DtmfReceived(Channel(ID), "1"))
        await asyncio.sleep(0.1)
    assert line.callbacks.kept
    await line.hang_up()
    assert (line.ended.by, line.ended.cause) == ("caller", CALLED_BACK)
    line.nothing_left()


@pytest.mark.parametrize("waits", [False, True])
@at_virtual_time
async def test_a_call_that_is_found_has_the_number_by_which_its_cases_are(waits: bool) -> None:
    line = Hotline()
    if waits:
        await line.waits_on(Place(queue="urban", since=0.0))
    else:
        await line.adopt()
    assert line.guide.known == {ID: "13800138000"}
    await line.hang_up()
