"""An agent's telephone is lost in mid-call, at virtual time: it is back, or the caller is first in line."""

from __future__ import annotations

import asyncio

import pytest

from contracts import AgentLeg, CallQueued, TapStarted
from hotline.calls.call.inbox import EndTalk, Leave, PhoneGone, PutBackOver
from hotline.calls.control.put_back import LOST, NOT_BACK, PATIENCE_S
from hotline.calls.control.requests import Hold, Mute, Retrieve, Supervise, TakeOver
from telephony.ari.events import Channel, ChannelDestroyed, PlaybackFinished, StasisStart
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.control.test_holding import ask
from tests.unit.hotline.calls.control.test_supervising import supervised
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time


def states(line: Hotline) -> list[str]:
    return [event.state for event in line.of(AgentLeg) if isinstance(event, AgentLeg)]


def dies(line: Hotline, leg: str, cause: int = 38) -> None:
    line.session.on_ari(ChannelDestroyed(Channel(leg), cause, "Network out of order"))


def device(line: Hotline, state: str) -> None:
    line.floor.device(f"PJSIP/{line.floor.phone('wang')}", state)


@at_virtual_time
async def test_whose_telephone_is_back_is_rung_answers_by_itself_and_is_heard_again() -> None:
    line = Hotline()
    leg = await line.talk()
    await ask(line, Mute(True))
    device(line, "UNAVAILABLE")
    dies(line, leg)
    await asyncio.sleep(5)
    assert states(line) == ["lost"]
    assert f"say_to_all {LOST} announce.putback.1.{ID}" in line.call.did
    line.session.on_ari(PlaybackFinished(f"announce.putback.1.{ID}", failed=False))
    await asyncio.sleep(1)
    assert line.call.did[-1] == f"sign putback.2.{ID}"
    taps = len(line.of(TapStarted))
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    assert line.call.did[-1] == "ring wang, who answers at once"
    line.session.on_ari(StasisStart(Channel(line.call.legs["agent"]), ("agent",)))
    await asyncio.sleep(1)
    did = line.call.did[line.call.did.index("ring wang, who answers at once") :]
    assert did[1:4] == [f"silence putback.2.{ID}", "join agent", "mute True"]
    assert states(line) == ["lost", "back"]
    assert len(line.of(TapStarted)) == taps + 1
    assert line.floor.phase("wang") == "talking"
    await asyncio.sleep(2 * PATIENCE_S)
    assert states(line) == ["lost", "back"]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_who_does_not_come_back_leaves_the_caller_first_in_line() -> None:
    line = Hotline()
    leg = await line.talk()
    device(line, "UNAVAILABLE")
    dies(line, leg)
    await asyncio.sleep(PATIENCE_S + 1)
    assert states(line) == ["lost", "given up"]
    assert any(did.startswith(f"say_to_all {NOT_BACK}") for did in line.call.did)
    queued = len(line.of(CallQueued))
    line.session.on_ari(PlaybackFinished(f"announce.putback.2.{ID}", failed=False))
    await asyncio.sleep(1)
    assert len(line.of(CallQueued)) == queued + 1
    assert line.floor.phase("wang") == "offline"
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    assert line.call.did[-1] == "ring wang", "the same agent, who is back now"
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_telephone_that_seems_to_be_there_is_rung_again_and_again() -> None:
    line = Hotline()
    leg = await line.talk()
    for _ in range(3):
        dies(line, leg)
        await asyncio.sleep(1)
        leg = line.call.legs["agent"]
    assert line.call.did.count("ring wang, who answers at once") == 3
    assert states(line) == ["lost"]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_page_that_is_gone_takes_its_leg_with_it_and_no_other() -> None:
    line = Hotline()
    await line.talk()
    line.session.inbox.put(PhoneGone("web-other"))
    await asyncio.sleep(1)
    assert states(line) == []
    line.session.inbox.put(PhoneGone(line.floor.phone("wang")))
    await asyncio.sleep(1)
    assert states(line) == ["lost"]
    assert "dismiss agent" in line.call.did
    await line.hang_up()
    line.nothing_left()


@pytest.mark.parametrize("how", ["button", "telephone"])
@at_virtual_time
async def test_who_hangs_up_ends_the_call_as_before(how: str) -> None:
    line = Hotline()
    leg = await line.talk()
    if how == "button":
        line.session.inbox.put(EndTalk())
    else:
        dies(line, leg, cause=16)
    await line.ends()
    assert states(line) == []
    assert line.ended.by == "agent"


@at_virtual_time
async def test_who_is_missed_may_still_end_the_call_from_the_desk() -> None:
    line = Hotline()
    leg = await line.talk()
    device(line, "UNAVAILABLE")
    dies(line, leg)
    await asyncio.sleep(1)
    line.session.inbox.put(EndTalk())
    await line.ends()
    assert states(line) == ["lost"]
    line.nothing_left()


async def lost(line: Hotline) -> None:
    """Whoever leads is lost in mid-call."""
    device(line, "UNAVAILABLE")
    dies(line, line.call.legs["agent"])
    await asyncio.sleep(1)


async def rings_again(line: Hotline) -> str:
    device(line, "NOT_INUSE")
    await asyncio.sleep(1)
    return line.call.legs["agent"]


@at_virtual_time
async def test_who_answers_too_late_does_not_keep_the_caller_waiting_in_silence() -> None:
    line = Hotline()
    await line.talk()
    await lost(line)
    again = await rings_again(line)
    # Both in one moment: the end of the patience comes first.
    line.session.inbox.put(PutBackOver(1))
    line.session.on_ari(StasisStart(Channel(again), ("agent",)))
    await asyncio.sleep(1)
    assert states(line) == ["lost", "given up"]
    queued = len(line.of(CallQueued))
    said = next(did for did in line.call.did if did.startswith(f"say_to_all {NOT_BACK}")).split()[-1]
    line.session.on_ari(PlaybackFinished(said, failed=False))
    await asyncio.sleep(1)
    assert len(line.of(CallQueued)) == queued + 1
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_supervisor_who_takes_over_meanwhile_keeps_the_call() -> None:
    line = Hotline()
    await line.talk()
    await supervised(line, "listen")
    await lost(line)
    await ask(line, TakeOver(), "sun")
    leads = line.call.legs["agent"]
    device(line, "NOT_INUSE")
    await asyncio.sleep(2 * PATIENCE_S)
    assert line.call.legs["agent"] == leads, "nobody else is rung for it"
    assert "ring wang, who answers at once" not in line.call.did
    assert states(line) == ["lost"]
    assert line.session.talks
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_supervisor_who_barges_in_meanwhile_leads() -> None:
    line = Hotline()
    await line.talk()
    await supervised(line, "listen")
    await lost(line)
    await ask(line, Supervise("barge", "1009"), "sun")
    await asyncio.sleep(2 * PATIENCE_S)
    assert "leave_to supervisor" in line.call.did
    assert line.session.talks
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_supervisor_who_leads_and_is_lost_leaves_the_caller_in_line() -> None:
    line = Hotline()
    await line.talk()
    await supervised(line, "barge")
    await ask(line, TakeOver(), "sun")
    queued = len(line.of(CallQueued))
    dies(line, line.call.legs["agent"])
    await asyncio.sleep(1)
    assert len(line.of(CallQueued)) == queued + 1
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_caller_taken_off_hold_meanwhile_is_told() -> None:
    line = Hotline()
    await line.talk()
    await ask(line, Hold())
    await lost(line)
    assert not [did for did in line.call.did if LOST in did]
    await ask(line, Retrieve())
    await asyncio.sleep(1)
    assert [did for did in line.call.did if LOST in did]
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_a_service_that_leaves_meanwhile_sends_the_caller_to_a_human() -> None:
    line = Hotline()
    await line.talk()
    await lost(line)
    line.session.inbox.put(Leave())
    await line.ends()
    assert "to_human" in line.call.did
    assert "leave_running" not in line.call.did


@at_virtual_time
async def test_after_a_restart_the_caller_is_first_in_line_too() -> None:
    line = Hotline()
    line.floor.device("PJSIP/1001", "INUSE")
    await line.adopt()
    await lost(line)
    await asyncio.sleep(PATIENCE_S)
    said = next(did for did in line.call.did if did.startswith(f"say_to_all {NOT_BACK}")).split()[-1]
    line.session.on_ari(PlaybackFinished(said, failed=False))
    await asyncio.sleep(1)
    assert line.floor.phase("wang") == "offline", "the talk was cut off: there is no wrap-up"
    assert line.of(CallQueued)
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_nobody_is_waited_for_when_the_call_is_over() -> None:
    line = Hotline()
    await line.talk()
    dies(line, line.call.legs["agent"])
    await asyncio.sleep(1)
    dies(line, line.call.legs["agent"])  # rung, and lost again: the next try is due in a moment
    await asyncio.sleep(0.1)
    device(line, "UNAVAILABLE")
    before = asyncio.all_tasks()
    await line.hang_up()
    await asyncio.sleep(2)
    assert not asyncio.all_tasks() - before
    line.nothing_left()
