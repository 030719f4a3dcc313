"""Transfers and consultations in whole calls at virtual time: whoever fails or hangs up, nobody is stuck."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentMuted, Bridged, CallEnded, Leg, TapStarted, TranscriptFinal, TransferChanged
from hotline.calls.control.requests import (
    Asked,
    Complete,
    Consult,
    HandOn,
    Hold,
    Join,
    Leave,
    Mute,
    Refused,
    Request,
    Retrieve,
    Swap,
    TakeBack,
    Target,
)
from telephony.ari.events import Channel, ChannelDestroyed, EarlySound, StasisEnd, StasisStart
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.session_hotline import SEATS, Hotline
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

LI = Target(agent="li")
GENERAL = Target(queue="general")
WRAP_UP_S = 10


async def ask(line: Hotline, request: Request, agent: str = "wang") -> None:
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.session.inbox.put(Asked(request, agent, reply))
    await asyncio.wait_for(reply, 1)
    await asyncio.sleep(0.1)


async def talking() -> Hotline:
    """wang talks, li is free."""
    line = Hotline()
    await line.talk()
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await asyncio.sleep(0.1)
    return line


async def other_answers(line: Hotline) -> None:
    line.session.on_ari(StasisStart(Channel(line.call.legs["consulted"]), ("agent",)))
    await asyncio.sleep(0.1)


async def hangs_up(line: Hotline, leg: str) -> None:
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, "hung up"))
    await asyncio.sleep(0.1)


def states(line: Hotline) -> list[str]:
    return [event.state for event in line.of(TransferChanged) if isinstance(event, TransferChanged)]


def phases(line: Hotline) -> tuple[str, str]:
    return line.floor.phase("wang"), line.floor.phase("li")


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


@pytest.mark.parametrize("what", ["answers", "does not", "taken back", "the caller is back"])
@at_virtual_time
async def test_the_agent_hears_the_ringing_tone_while_they_are_alone_and_the_other_rings(what: str) -> None:
    line = await talking()
    await ask(line, Consult(LI))
    assert line.call.tones == [True]
    match what:
        case "answers":
            await other_answers(line)
        case "does not":
            await hangs_up(line, line.call.legs["consulted"])
        case "taken back":
            await ask(line, TakeBack())
        case "the caller is back":
            await ask(line, Retrieve())
    assert line.call.tones == [True, False]
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("what", ["answers", "does not", "the caller is back"])
@at_virtual_time
async def test_what_is_said_before_the_answer_takes_the_place_of_the_tone(what: str) -> None:
    line = await talking()
    await ask(line, Consult(LI))
    other = line.call.legs["consulted"]
    for channel in ("another", other, other):
        line.session.on_ari(EarlySound(Channel(channel)))
    await asyncio.sleep(0.1)
    assert [did for did in line.call.did if "early" in did] == [f"hear early {other}"]
    assert line.call.tones == [True, False]
    match what:
        case "answers":
            await other_answers(line)
        case "does not":
            await hangs_up(line, other)
        case "the caller is back":
            await ask(line, Retrieve())
    assert [did for did in line.call.did if "early" in did][1:] == ["hear early no more"]
    assert line.call.tones == [True, False]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_where_it_cannot_be_heard_the_tone_goes_on() -> None:
    line = await talking()
    await ask(line, Consult(LI))
    line.call.fails["hear early"] = [REFUSED]
    line.session.on_ari(EarlySound(Channel(line.call.legs["consulted"])))
    await asyncio.sleep(0.1)
    assert line.call.tones == [True]
    await line.hang_up()
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


@pytest.mark.parametrize("to", [LI, GENERAL], ids=["agent", "queue"])
@at_virtual_time
async def test_a_blind_transfer_keeps_the_place_in_time_and_goes_on_without_the_agent(to: Target) -> None:
    line = await talking()
    await ask(line, HandOn(to))
    assert phases(line) == ("wrap_up", "ringing")
    assert line.call.did[-1] == "ring li"
    assert states(line) == ["requested", "ringing"]
    await line.agent_answers()
    assert line.session.agent == "li"
    assert states(line) == ["requested", "ringing", "accepted", "completed"]
    told = [event for event in line.of(TransferChanged) if isinstance(event, TransferChanged)]
    assert {(one.kind, one.by, one.queue) for one in told} == {("blind", "wang", to.queue)}
    assert told[-1].agent == "li"
    await line.hang_up()
    assert states(line)[-1] == "completed"
    line.nothing_left()


@at_virtual_time
async def test_a_caller_who_hangs_up_before_the_next_agent_answers_cancels_the_transfer() -> None:
    line = await talking()
    await ask(line, HandOn(LI))
    line.session.on_ari(StasisEnd(Channel(ID)))
    await line.ends()
    assert states(line) == ["requested", "ringing", "cancelled"]
    assert line.events.index(line.of(TransferChanged)[-1]) < line.events.index(line.ended)
    line.nothing_left()


@at_virtual_time
async def test_who_is_handed_on_hears_music_while_the_last_sentence_is_still_read() -> None:
    line = await talking()
    last = TranscriptFinal(
        call=ID, leg="agent", utterance=0, text="我给您转过去", start_ms=0, end_ms=900, confidence=1
    )
    for hearing in line.hearings:
        hearing.finishing_s = 5
        hearing.last = last if hearing.leg == "agent" else None
    await ask(line, HandOn(LI))
    assert line.call.did[line.call.did.index("part") + 1] == "start_music"
    assert phases(line) == ("wrap_up", "ringing")
    assert not line.of(TranscriptFinal)
    await line.hang_up()
    [told] = line.of(TranscriptFinal)
    assert isinstance(told, TranscriptFinal)
    assert (told.agent, told.text) == ("wang", last.text)
    assert line.events.index(told) < line.events.index(line.ended)
    line.nothing_left()


@pytest.mark.parametrize("how", ["completed", "blind"])
@at_virtual_time
async def test_the_mute_of_one_agent_does_not_follow_the_caller_to_the_next(how: str) -> None:
    line = await talking()
    await ask(line, Mute(True))
    if how == "blind":
        await ask(line, HandOn(LI))
        await line.agent_answers()
    else:
        await ask(line, Consult(LI))
        await other_answers(line)
        await ask(line, Complete())
    told = [event for event in line.of(AgentMuted) if isinstance(event, AgentMuted)]
    assert [(event.agent, event.muted) for event in told] == [("wang", True), ("wang", False)]
    assert line.events.index(told[-1]) < line.events.index(line.of(Bridged)[-1])
    await ask(line, Mute(True), "li")
    await line.hang_up()


@pytest.mark.parametrize(("state", "reason"), [("failed", "no answer"), ("rejected", "declined")])
@at_virtual_time
async def test_a_caller_who_was_given_to_somebody_who_does_not_come_goes_to_anybody(
    state: str, reason: str
) -> None:
    line = await talking()
    await ask(line, HandOn(LI))
    leg = line.call.agent_channel
    assert leg is not None
    if state == "rejected":
        assert line.floor.decline(ID, "li")
    else:
        await hangs_up(line, leg)
    await asyncio.sleep(0.1)
    assert states(line) == ["requested", "ringing", "requested"]
    await asyncio.sleep(3)
    line.floor.pause("li", True)
    await asyncio.sleep(WRAP_UP_S)
    assert phases(line)[0] == "available", "li alone is to take them for a while"
    await asyncio.sleep(10)
    assert phases(line)[0] == "ringing"
    last = line.of(TransferChanged)[-1]
    assert isinstance(last, TransferChanged)
    assert (last.state, last.agent, last.reason) == (state, "li", reason)
    await line.agent_answers()
    assert states(line)[-1] == state, "who takes them now was not asked for"
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


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("gone", ["agent", "consulted"])
@at_virtual_time
async def test_one_of_three_who_left_while_no_service_was_there_does_not_cost_the_caller(
    gone: Leg, held: bool
) -> None:
    line = Hotline()
    for phone in ("1001", "1002"):
        line.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
    line.call.ended = [gone]
    await line.adopt(held=held, consulted="li")
    await asyncio.sleep(0.1)
    assert not line.of(CallEnded)
    assert ("retrieve caller" in line.call.did) == held
    stays = "wang" if gone == "consulted" else "li"
    assert line.floor.phase(stays) == "talking"
    assert phases(line)[stays == "wang"] == "wrap_up"
    assert set(line.call.legs) == {"caller", "agent"}
    taps = [(tap.leg, tap.agent) for tap in line.of(TapStarted) if isinstance(tap, TapStarted)]
    assert taps == [("caller", ""), ("agent", stays)]
    await ask(line, Hold(), stays)
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_was_on_hold_waits_again_when_the_agent_left_while_no_service_was_there() -> None:
    line = Hotline()
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    line.call.ended = ["agent"]
    await line.adopt(held=True)
    await asyncio.sleep(0.1)
    assert line.call.did[-1] == "ring li"
    await line.agent_answers()
    assert line.session.agent == "li"
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("gone", ["caller", "agent"])
@at_virtual_time
async def test_two_who_talked_and_one_is_gone_after_a_restart_ends_the_call(gone: Leg) -> None:
    line = Hotline()
    line.call.ended = [gone]
    await line.adopt()
    await line.ends()
    assert line.ended.by == gone
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
