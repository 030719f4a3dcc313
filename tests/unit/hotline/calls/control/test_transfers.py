"""Transfers and consultations in whole calls at virtual time: whoever fails or hangs up, nobody is stuck."""

from __future__ import annotations

import asyncio

import pytest

from contracts import Bridged, CallEnded, Leg, TapStarted
from hotline.calls.control.requests import (
    Asked,
    Complete,
    Consult,
    HandOn,
    Hold,
    Join,
    Leave,
    Refused,
    Retrieve,
    Swap,
    TakeBack,
    Target,
)
from telephony.ari.events import Channel, ChannelDestroyed, StasisEnd
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.control.transfer_parts import (
    GENERAL,
    LI,
    WRAP_UP_S,
    ask,
    hangs_up,
    other_answers,
    phases,
    states,
    talking,
)
from tests.unit.hotline.calls.session_hotline import SEATS
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time


@at_virtual_time
async def test_a_consulted_transfer_from_request_to_the_end() -> None:
    line = await talking()
    await ask(line, Consult(LI))
    assert states(line) == ["requested", "ringing"]
    assert phases(line) == ("consulting", "ringing")
    await other_answers(line)
    assert states(line)[2:] == ["accepted", "briefing"]
    assert phases(line) == ("consulting", "talking")
    await ask(line, Swap())
    assert line.call.did[-2:] == ["hold consulted", "retrieve caller"]
    assert phases(line) == ("talking", "talking")
    await ask(line, Join())
    assert states(line)[-1] == "bridged"
    await ask(line, Complete())
    assert states(line)[-1] == "completed"
    assert phases(line) == ("wrap_up", "talking")
    last = line.of(Bridged)[-1]
    assert isinstance(last, Bridged)
    assert last.agent == "li"
    taps = [(tap.leg, tap.agent) for tap in line.of(TapStarted) if isinstance(tap, TapStarted)]
    assert taps == [("caller", ""), ("agent", "wang"), ("consulted", "li"), ("agent", "li")]
    assert line.call.did.count("tap consulted") == 1, "the tap goes on, no word is lost"
    await ask(line, Hold(), "li")
    with pytest.raises(Refused):
        await ask(line, Hold(), "wang")
    await line.hang_up()
    assert phases(line)[1] == "wrap_up"
    line.nothing_left()


@pytest.mark.parametrize("leg", ["wang's", "li's", "the caller's"])
@pytest.mark.parametrize("state", ["ringing", "briefing", "swapped", "three-way"])
@at_virtual_time
async def test_whoever_hangs_up_nobody_is_stuck(leg: str, state: str) -> None:
    line = await talking()
    await ask(line, Consult(LI))
    wang, li = line.call.legs["agent"], line.call.legs["consulted"]
    if state != "ringing":
        await other_answers(line)
    if state == "swapped":
        await ask(line, Swap())
    if state == "three-way":
        await ask(line, Join())
    if leg == "the caller's":
        line.session.on_ari(StasisEnd(Channel(ID)))
        await line.ends()
        assert line.ended.by == "caller"
        await asyncio.sleep(WRAP_UP_S + 1)
        assert phases(line) == ("available", "available")
        line.nothing_left()
        return
    await hangs_up(line, wang if leg == "wang's" else li)
    assert not line.of(CallEnded)
    if leg == "li's":
        assert line.session.agent == "wang"
        assert phases(line)[0] == "talking"
        assert line.call.did[-1] == (
            "retrieve caller" if state in ("ringing", "briefing") else "dismiss consulted"
        )
    elif state == "ringing":
        assert phases(line) == ("wrap_up", "ringing"), "given to li blindly"
        await line.agent_answers()
        assert phases(line)[1] == "talking"
    else:
        assert phases(line) == ("wrap_up", "talking")
        await hangs_up(line, li)
        assert line.ended.by == "agent", "both others have hung up"
        return
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("first", ["agent", "consulted"])
@at_virtual_time
async def test_both_others_who_hang_up_at_once_in_a_three_way_end_the_call(first: Leg) -> None:
    line = await talking()
    await ask(line, Consult(LI))
    await other_answers(line)
    await ask(line, Join())
    legs = [line.call.legs["agent"], line.call.legs["consulted"]]
    for leg in legs if first == "agent" else reversed(legs):
        line.session.on_ari(ChannelDestroyed(Channel(leg), 16, "hung up"))
    await line.ends()
    assert line.ended.by == "agent"
    assert states(line)[-1] == "completed"
    assert phases(line) == ("wrap_up", "wrap_up")
    line.nothing_left()


@at_virtual_time
async def test_who_does_not_answer_gives_the_caller_back() -> None:
    line = await talking()
    await ask(line, Consult(LI))
    await hangs_up(line, line.call.legs["consulted"])
    assert states(line) == ["requested", "ringing", "failed"]
    assert line.call.did[-1] == "retrieve caller"
    assert phases(line)[0] == "talking"
    await line.hang_up()


@at_virtual_time
async def test_who_declines_gives_the_caller_back() -> None:
    line = await talking()
    await ask(line, Consult(LI))
    assert line.floor.decline(ID, "li")
    await asyncio.sleep(0.1)
    assert states(line)[-1] == "rejected"
    assert "stop_ringing" not in line.call.did[-3:], "the agent's own leg is not touched"
    assert phases(line)[0] == "talking"
    await line.hang_up()


@at_virtual_time
async def test_a_consultation_is_taken_back_while_it_rings() -> None:
    line = await talking()
    await ask(line, Consult(LI))
    await ask(line, TakeBack())
    assert states(line)[-1] == "cancelled"
    assert phases(line) == ("talking", "available")
    with pytest.raises(Refused):
        await ask(line, TakeBack())
    await ask(line, Consult(LI))
    await other_answers(line)
    await ask(line, Leave(), "li")
    assert states(line)[-1] == "rejected"
    assert phases(line) == ("talking", "wrap_up")
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("request_", [Consult, HandOn])
@pytest.mark.parametrize(
    "to",
    [Target(agent="wang"), Target(agent="nobody"), Target(queue="nothing")],
    ids=["oneself", "nobody", "no queue"],
)
@at_virtual_time
async def test_whom_nobody_can_give_a_call_to_is_refused(
    request_: type[Consult] | type[HandOn], to: Target
) -> None:
    line = await talking()
    with pytest.raises(Refused):
        await ask(line, request_(to))
    line.floor.pause("li", True)
    with pytest.raises(Refused):
        await ask(line, request_(LI))
    assert phases(line)[0] == "talking"
    assert "hold caller" not in line.call.did
    await line.hang_up()


@pytest.mark.parametrize("to", [LI, GENERAL], ids=["agent", "queue"])
@pytest.mark.parametrize("fails", ["join", "hold"])
@at_virtual_time
async def test_who_answers_and_cannot_be_bridged_or_parked_is_let_go_and_the_caller_is_back(
    fails: str, to: Target
) -> None:
    line = await talking()
    await ask(line, Consult(to))
    if fails == "hold":
        await ask(line, Retrieve())
    line.call.fails[fails] = [REFUSED]
    await other_answers(line)
    assert phases(line) == ("talking", "wrap_up")
    assert states(line)[-1] == "failed"
    assert "consulted" not in line.call.legs
    await asyncio.sleep(WRAP_UP_S)
    assert phases(line) == ("talking", "available")
    await ask(line, Consult(to))
    await other_answers(line)
    assert states(line)[-1] == "briefing"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_request_whose_asker_was_told_to_try_again_is_not_carried_out_later() -> None:
    line = await talking()
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.session.inbox.put(Asked(HandOn(LI), "wang", reply))
    reply.cancel()
    await asyncio.sleep(0.1)
    assert phases(line) == ("talking", "available")
    await line.hang_up()


@at_virtual_time
async def test_somebody_of_a_queue_is_looked_for_until_one_comes() -> None:
    line = await talking()
    await ask(line, Consult(GENERAL))
    await hangs_up(line, line.call.legs["consulted"])
    assert states(line) == ["requested", "ringing", "requested"]
    await asyncio.sleep(6)
    assert states(line)[-1] == "ringing", "after the rest, li is asked again"
    await other_answers(line)
    assert states(line)[-1] == "briefing"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_queue_that_is_deleted_while_it_is_asked_gives_the_caller_back() -> None:
    line = await talking()
    await ask(line, Consult(GENERAL))
    await hangs_up(line, line.call.legs["consulted"])
    assert states(line)[-1] == "requested", "the next of the queue is looked for"
    line.floor.set_plan(*seated(SEATS, ["urban", "emergency"], WRAP_UP_S))
    await asyncio.sleep(0.1)
    assert states(line)[-1] == "failed"
    assert line.call.did[-1] == "retrieve caller"
    assert phases(line) == ("talking", "wrap_up"), "li rests after the missed call"
