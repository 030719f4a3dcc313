"""Recordings of a voice that starts anew: they hear it, go on, or end and say so."""

from __future__ import annotations

import asyncio
import itertools

from contracts import Leg, RecordingRefused
from hotline.calls.control.requests import (
    HandOn,
    Hold,
    Retrieve,
    Target,
)
from telephony.ari.client import AriError
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from telephony.calls.copies.snoop import CopiesLost
from telephony.calls.media.reception import Arrived
from tests.unit.hotline.calls.control.recording_parts import (
    HELD,
    Recorded,
)
from tests.virtualtime import at_virtual_time

COPIED = "copy_anew caller"


def copied_after(call: Recorded, step: str) -> bool:
    """Whether the copies were made anew after that, and before anybody else was heard."""
    did = call.line.call.did[call.line.call.did.index(step) :]
    heard = [did.index(one) for one in ("connect", "retrieve caller", "join agent") if one in did]
    return COPIED in did[: min(heard, default=len(did))]


@at_virtual_time
async def test_a_recording_hears_whoever_speaks_next_as_from_the_first_packet() -> None:
    """The same agent after a hold, or on another line; the next agent."""
    call = Recorded()
    await call.talk()
    await call.said()
    assert COPIED not in call.line.call.did
    await call.ask(Hold())
    await call.ask(Retrieve())
    assert copied_after(call, "hold caller")

    lost = call.line.call.legs["agent"]
    call.line.session.on_ari(ChannelDestroyed(Channel(lost), 38, "Network out of order"))
    await asyncio.sleep(1)
    call.line.session.on_ari(StasisStart(Channel(call.line.call.legs["agent"]), ("agent",)))
    await asyncio.sleep(1)
    assert copied_after(call, "dismiss agent")

    call.line.floor.device("PJSIP/1002", "NOT_INUSE")
    await call.ask(HandOn(Target(agent="li")))
    await call.line.agent_answers()
    await asyncio.sleep(0.1)
    assert copied_after(call, "part")
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_that_may_be_deaf_ends_and_who_has_hung_up_meanwhile_costs_none() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    errors = AriError(404, "gone"), AriError(500, "not now")
    call.line.call.fails["copy_anew"] = [CopiesLost(error) for error in errors]
    await call.ask(Hold())
    assert call.recorder.writes == HELD
    await call.ask(Retrieve())
    await call.ask(Hold())
    assert (call.recorder.writes, call.all.ended) == (None, ["failed"])
    assert "not now" in call.of(RecordingRefused)[0].reason
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_of_which_nothing_was_touched_goes_on() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    call.line.call.fails["copy_anew"] = [AriError(500, "nobody stands in"), TimeoutError()]
    await call.ask(Hold())
    await call.ask(Retrieve())
    await call.ask(Hold())
    assert (call.recorder.writes, call.all.ended) == (HELD, [])
    assert not call.of(RecordingRefused)
    await call.line.hang_up()


@at_virtual_time
async def test_a_recording_that_is_lost_with_a_voice_that_starts_anew_ends_and_that_is_told() -> None:
    call = Recorded()
    await call.talk()
    await call.said()
    packets = itertools.count(step=3)

    async def sends(_leg: Leg) -> Arrived:
        return Arrived(1, next(packets), 0)

    call.line.call.arrived = sends  # type: ignore[method-assign]
    call.line.call.fails["copy_anew"] = [CopiesLost(AriError(500, "not now"))]
    call.line.call.taps["caller"].on_silence(1)
    await asyncio.sleep(1)
    assert (call.recorder.writes, call.all.ended) == (None, ["failed"])
    assert "not now" in call.of(RecordingRefused)[0].reason
    await call.line.hang_up()
