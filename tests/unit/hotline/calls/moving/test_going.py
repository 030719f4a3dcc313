"""A caller who waits is sent to another machine: taken in there, or back in the place they had."""

from __future__ import annotations

import asyncio
import time

import pytest

from contracts import GONE_ON, CallQueued, Fault
from hotline.calls.call.inbox import CallerGone, EndCall, Leave, WaitedBefore
from hotline.calls.moving.going import PAUSE_S
from hotline.nodes.moves import CLAIM_S
from telephony.ari.client import AriError
from telephony.ari.events import AriEvent, Channel, DialAnswered, HangupRequested, StasisEnd, StasisStart
from telephony.calls.place import Place
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED, FakeWays
from tests.unit.hotline.calls.moving.others import CLAIMED, Others
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

SENT = "to_machine south 10.0.0.2:5060 c1"


class Sending(Hotline):
    """A caller who waits while an agent of another machine is free."""

    def __init__(self) -> None:
        self.others = Others()
        super().__init__(elsewhere=self.others)

    async def free_elsewhere(self) -> None:
        self.others.tell[ID]()
        await asyncio.sleep(0.001)

    async def on_the_way(self) -> None:
        await self.start()
        await self.free_elsewhere()
        assert SENT in self.call.did
        await self.happens(StasisEnd(Channel(ID)))
        assert not self.task or not self.task.done(), "who is on the way has not hung up"

    async def happens(self, event: AriEvent) -> None:
        self.session.on_ari(event)
        await asyncio.sleep(0.001)

    @property
    def placed(self) -> list[CallQueued]:
        return [one for one in self.of(CallQueued) if isinstance(one, CallQueued)]


@at_virtual_time
async def test_who_is_taken_in_there_is_gone_on_and_not_hung_up() -> None:
    line = Sending()
    await line.on_the_way()
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await asyncio.sleep(0.1)
    assert "ring wang" not in line.call.did, "nobody here is offered to who is on the way"
    await line.happens(DialAnswered(Channel(ID)))
    await line.ends()
    assert (line.ended.by, line.ended.cause) == ("service", f"{GONE_ON}: south")
    assert "release caller=False" in line.call.did
    assert not line.others.tell
    line.nothing_left()


@pytest.mark.parametrize(
    ("why", "there"),
    [("CHANUNAVAIL 20", False), ("CONGESTION 34", False), ("NOANSWER 0", False), ("BUSY 17", True)],
)
@at_virtual_time
async def test_who_is_not_taken_in_waits_where_they_waited(why: str, there: bool) -> None:
    line = Sending()
    await line.start()
    await asyncio.sleep(40)
    await line.free_elsewhere()
    await line.happens(StasisEnd(Channel(ID)))
    await asyncio.sleep(8)
    music = line.call.did.count("start_music")
    await line.happens(StasisStart(Channel(ID), ("returned", why)))
    assert line.others.refused == [(why, there)]
    assert line.call.did.count("start_music") == music + 1, "never into silence"
    first, again = line.placed[0], line.placed[-1]
    assert (again.queue, again.priority, again.position) == (first.queue, first.priority, first.position)
    assert again.queued_at is not None
    assert again.at - again.queued_at == pytest.approx(48, abs=0.5), "since they first came into a queue"
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await asyncio.sleep(0.1)
    assert "ring wang" in line.call.did
    await line.hang_up()
    line.nothing_left()


@at_virtual_time
async def test_an_emergency_that_is_back_in_an_ordinary_queue_is_one_still() -> None:
    """Overflow had brought them there."""
    line = Sending()
    await line.waits_on(Place(queue="urban", since=time.time() - 9, emergency=True))
    await line.free_elsewhere()
    assert line.others.places[0].emergency
    await line.happens(StasisStart(Channel(ID), ("returned", "BUSY 17")))
    (caller,) = line.floor.standing().callers
    assert (caller.queue, caller.emergency) == ("urban", True)
    await line.hang_up()


@at_virtual_time
async def test_what_was_due_on_the_way_is_not_forgotten() -> None:
    """A place that was to be announced then, as all later ones."""
    line = Sending()
    await line.start()
    await asyncio.sleep(line.parts.telephony.announce_s - 4)
    await line.free_elsewhere()
    await asyncio.sleep(8)
    await line.happens(StasisStart(Channel(ID), ("returned", "NOANSWER 0")))
    await asyncio.sleep(0.1)
    announced = [verb for verb in line.call.did if verb.startswith("announce")]
    assert len(announced) == 1
    await asyncio.sleep(line.parts.telephony.announce_s + 1)
    assert len([verb for verb in line.call.did if verb.startswith("announce")]) > 1
    await line.hang_up()


@at_virtual_time
async def test_who_is_found_on_the_way_to_have_waited_before_is_in_line_by_that_when_they_are_back() -> None:
    line = Sending()
    await line.on_the_way()
    line.session.inbox.put(WaitedBefore(time.time() - 100))
    await line.happens(StasisStart(Channel(ID), ("returned", "BUSY 17")))
    assert line.placed[-1].queued_at == pytest.approx(time.time() - 100, abs=1)
    await line.hang_up()


@at_virtual_time
async def test_who_waits_for_those_elsewhere_is_not_told_that_nobody_is_at_work() -> None:
    line = Sending()
    await line.start()
    await asyncio.sleep(line.parts.telephony.announce_s + 1)
    line.others.claimed = None
    await asyncio.sleep(line.parts.telephony.announce_s)
    assert line.guide.staffed == [True, False]
    await line.hang_up()


@at_virtual_time
async def test_whom_our_own_asterisk_does_not_send_has_stayed_and_nobody_there_is_blamed() -> None:
    line = Sending()
    line.call.fails["to_machine"] = [REFUSED]
    await line.start()
    await line.free_elsewhere()
    assert line.floor.position(ID) == 1
    assert (line.others.refused, line.others.given_back, line.of(Fault)) == ([], [CLAIMED], [])
    assert not line.others.tell[ID](), "it is not tried again at once"
    await asyncio.sleep(PAUSE_S)
    await line.free_elsewhere()
    await line.happens(DialAnswered(Channel(ID)))
    await line.ends()
    assert line.ended.cause == f"{GONE_ON}: south"


@at_virtual_time
async def test_who_hangs_up_while_somebody_is_claimed_is_not_sent() -> None:
    line = Sending()
    await line.start()
    line.others.claiming = lambda: line.session.inbox.put(CallerGone("hung up"))
    await line.free_elsewhere()
    await line.ends()
    assert SENT not in line.call.did
    assert (line.others.refused, line.others.given_back) == ([], [CLAIMED])
    assert line.ended.by == "caller"
    line.nothing_left()


@at_virtual_time
async def test_who_hangs_up_while_they_are_sent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """They were in the application still, and Asterisk says no more of them than that they have left it."""
    line = Sending()

    async def hangs_up(node: str, address: str, mark: str) -> None:
        line.session.on_ari(HangupRequested(Channel(ID), 16, 0))
        line.session.on_ari(StasisEnd(Channel(ID)))
        raise AriError(404, "Channel not found")

    monkeypatch.setattr(line.call.ways, "to_machine", hangs_up)
    await line.start()
    await line.free_elsewhere()
    await line.ends()
    assert line.ended.by == "caller"
    assert (line.others.refused, line.others.given_back) == ([], [CLAIMED])
    line.nothing_left()


@at_virtual_time
async def test_who_hangs_up_on_the_way_has_given_up_here() -> None:
    line = Sending()
    await line.on_the_way()
    await line.hang_up()
    assert (line.ended.by, GONE_ON in line.ended.cause) == ("caller", False)
    assert line.others.given_back == [CLAIMED]
    assert [place.queue for _, place in line.callbacks.missed_calls] == ["urban"]
    line.nothing_left()


@at_virtual_time
async def test_a_service_that_stops_leaves_who_is_on_the_way_to_asterisk() -> None:
    line = Sending()
    await line.on_the_way()
    line.session.inbox.put(Leave())
    await line.ends()
    assert "release caller=False" in line.call.did
    assert "to_human" not in line.call.did
    assert line.ended.cause == f"{GONE_ON}: south", "counted once, where they come in"
    assert not line.others.given_back, "it is what they bring there"


@at_virtual_time
async def test_a_supervisor_who_ends_the_call_ends_it_on_the_way_too() -> None:
    line = Sending()
    await line.on_the_way()
    line.session.inbox.put(EndCall())
    await line.ends()
    assert "release caller=True" in line.call.did


@at_virtual_time
async def test_without_a_word_of_asterisks_they_were_taken_in() -> None:
    """Its connection was lost meanwhile, and they are not in the application."""
    line = Sending()
    await line.on_the_way()
    await line.ends(CLAIM_S + 1)
    assert line.ended.cause == f"{GONE_ON}: south"
    assert "release caller=False" in line.call.did


@at_virtual_time
async def test_who_is_in_the_application_still_waits_on() -> None:
    """Asterisk did not answer the request, and has not obeyed it either."""
    line = Sending()
    assert isinstance(line.call.ways, FakeWays)
    line.call.ways.has_left = False
    await line.start()
    await line.free_elsewhere()
    await asyncio.sleep(CLAIM_S + 1)
    assert line.floor.position(ID) == 1
    assert (line.others.refused, line.others.given_back) == ([], [CLAIMED])
    await line.hang_up()
    assert (line.ended.by, GONE_ON in line.ended.cause) == ("caller", False)


@at_virtual_time
async def test_where_asterisk_cannot_be_asked_nobody_is_hung_up() -> None:
    line = Sending()
    line.call.fails["left"] = [REFUSED]
    await line.on_the_way()
    await line.ends(CLAIM_S + 1)
    assert "release caller=False" in line.call.did


@at_virtual_time
async def test_nobody_is_sent_for_whom_nobody_could_be_claimed_nor_who_is_rung_for_here() -> None:
    line = Sending()
    line.others.claimed = None
    await line.start()
    await line.free_elsewhere()
    assert len(line.others.places) == 1
    assert line.floor.position(ID) == 1
    line.others.claimed = Others().claimed
    line.floor.device("PJSIP/1001", "NOT_INUSE")
    await asyncio.sleep(0.1)
    await line.free_elsewhere()
    assert SENT not in line.call.did, "somebody here is rung for them"
    await line.hang_up()


@at_virtual_time
async def test_whom_agents_here_have_had_is_theirs() -> None:
    line = Sending()
    line.call.fails["connect"] = [REFUSED]
    await line.start("1001")
    await line.agent_answers()
    assert line.floor.position(ID) == 1, "they wait again"
    await line.free_elsewhere()
    assert not line.others.places
    await line.hang_up()
