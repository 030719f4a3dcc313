"""All calls of a node: what becomes of them when ARI comes back, and when the service leaves."""

from __future__ import annotations

import asyncio
import time

import pytest

from contracts import Bridged, CallEnded, CallQueued, CallStarted, CameBack, Event
from hotline.calls import running_calls as lines_module
from hotline.calls.call.parts import CallParts, Elsewhere, NoElsewhere
from hotline.calls.running_calls import RunningCalls
from telephony.ari.client import AriError
from telephony.ari.events import (
    AriEvent,
    Channel,
    ChannelDestroyed,
    DialAnswered,
    PlaybackFinished,
    StasisStart,
)
from telephony.ari.switchboard import Incoming
from telephony.calls import names
from telephony.calls.media.server import MediaServer
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.asterisk_doubles import FakeAri
from tests.unit.hotline.calls.doubles import FakeGuide, FakeHearings, FakePrompts
from tests.unit.hotline.calls.moving.others import Others
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

SETTLED_S = 5.0
"""So long after its ring a call waits in the queue: Asterisk's media never comes here."""


class Node:
    """A node with an Asterisk that agrees to everything and no agent at work."""

    def __init__(self, elsewhere: Elsewhere | None = None) -> None:
        self.ari = FakeAri()
        self.events: list[Event] = []
        self.floor = Floor(*seated({"wang": ("1001", "*")}, ["general"], 10), self.events.append)
        self.lines = RunningCalls(
            self.ari,
            MediaServer("media", "secret"),
            CallParts(
                floor=self.floor,
                prompts=FakePrompts(),
                telephony=TelephonySettings(announce_s=600),
                hearings=FakeHearings(),
                guide=FakeGuide({}),
                publish=self.events.append,
                elsewhere=elsewhere or NoElsewhere(),
            ),
        )
        self.board = self.lines.switchboard
        self.past: list[str] = []

    def channel(self, id_: str, app: str = "Stasis") -> None:
        self.ari.channels.append({"id": id_, "dialplan": {"app_name": app, "app_data": "hotline,caller"}})

    def conversation(self, call: str, agent: str = "wang") -> str:
        leg = names.agent_leg(call, agent, 1)
        self.channel(call)
        self.channel(leg)
        self.ari.bridges.append({"id": names.bridge(call), "channels": [call, leg]})
        return leg

    async def incoming(self, call: str, rate: int = 8000) -> None:
        self.lines.incoming(Incoming(call, "138", "12345", rate))
        await asyncio.sleep(0)

    async def reconcile(self) -> None:
        async def past(call: str) -> list[Event]:
            self.past.append(call)
            await asyncio.sleep(0.01)
            return []

        await self.lines.reconcile(past)
        await asyncio.sleep(0)

    def ended(self) -> dict[str, str]:
        """By whom each call was ended."""
        return {event.call: event.by for event in self.events if isinstance(event, CallEnded)}

    def bridged(self) -> list[Bridged]:
        return [event for event in self.events if isinstance(event, Bridged)]

    def to_a_human(self) -> set[str]:
        """The calls that were given to the dialplan's own queue."""
        asked = (path.split("/") for path in self.ari.asked if path.endswith("/continue"))
        return {parts[2] for parts in asked}


@pytest.fixture
def node() -> Node:
    return Node()


@at_virtual_time
async def test_a_call_is_known_until_it_ends(node: Node) -> None:
    await node.incoming("c1")
    await asyncio.sleep(SETTLED_S)
    assert set(node.lines.sessions) == {"c1"}
    node.board.handle(ChannelDestroyed(Channel("c1"), 16, "Normal Clearing"))
    await asyncio.sleep(0.1)
    assert not node.lines.sessions
    assert node.ended() == {"c1": "caller"}


@at_virtual_time
async def test_a_call_is_ended_from_the_desk_while_it_runs(node: Node) -> None:
    """Whether the agent or a supervisor may is the desk's to check."""
    await node.incoming("c1")
    assert not node.lines.end("c2", "wang")
    assert node.lines.end("c1", "sun")
    await asyncio.sleep(SETTLED_S)
    assert node.ended() == {"c1": "agent"}
    assert not node.lines.end("c1", "sun")


@at_virtual_time
async def test_what_nobody_serves_is_saved_swept_or_adopted(node: Node) -> None:
    node.channel("stranded")
    node.channel(names.snoop("old", "caller"))
    leg = node.conversation("talking")
    await node.reconcile()
    assert node.to_a_human() == {"stranded"}
    assert [a for a in node.ari.asked if a.startswith("DELETE")] == ["DELETE /channels/snoop.caller.old"]
    assert set(node.lines.sessions) == {"talking"}
    assert node.past == ["talking"]
    assert {"talking", leg} <= set(node.board.owned())
    await asyncio.sleep(SETTLED_S)
    [bridged] = node.bridged()
    assert (bridged.call, bridged.agent, bridged.adopted) == ("talking", "wang", True)


@at_virtual_time
async def test_who_waited_waits_on_in_the_same_place(node: Node) -> None:
    now = time.time()
    for call, since in (("second", now - 2000), ("first", now - 3000)):
        node.channel(call)
        node.ari.notes[call] = Place(queue="general", priority=0, since=since).model_dump_json()
    await node.reconcile()
    await node.incoming("newcomer")
    await asyncio.sleep(SETTLED_S)
    assert node.to_a_human() == set()
    assert set(node.lines.sessions) == {"first", "second", "newcomer"}
    assert [node.floor.position(call) for call in ("first", "second", "newcomer")] == [1, 2, 3]
    assert node.past == ["first", "second"]
    node.board.handle(ChannelDestroyed(Channel("first"), 16, "Normal Clearing"))
    await asyncio.sleep(0.1)
    assert node.ended() == {"first": "caller"}
    assert [node.floor.position(call) for call in ("second", "newcomer")] == [1, 2]


@at_virtual_time
async def test_our_own_calls_are_left_alone_and_heard_again(node: Node) -> None:
    await node.incoming("c1")
    await asyncio.sleep(SETTLED_S)
    node.ari.asked.clear()
    node.channel("c1")
    node.channel(names.media("c1", 1))
    node.ari.bridges.append({"id": names.bridge("c1"), "channels": ["c1"]})
    await node.reconcile()
    assert node.ari.asked == ["POST /applications/hotline/subscription channel:c1"]
    await asyncio.sleep(SETTLED_S)
    assert set(node.lines.sessions) == {"c1"}
    assert not node.ended()


@at_virtual_time
async def test_a_call_whose_id_ends_like_anothers_is_another(node: Node) -> None:
    await node.incoming("1.1")
    node.channel("1.1")
    node.channel(names.media("11.1", 1))
    await node.reconcile()
    assert f"DELETE /channels/{names.media('11.1', 1)}" in node.ari.asked


@at_virtual_time
async def test_a_call_that_ended_while_ari_was_away_ends_here(node: Node) -> None:
    await node.incoming("c1")
    await asyncio.sleep(SETTLED_S)
    await node.reconcile()
    await asyncio.sleep(0.1)
    assert node.ended() == {"c1": "caller"}


@at_virtual_time
async def test_a_call_that_was_in_an_asterisk_that_died_is_not_the_callers_end(node: Node) -> None:
    await node.reconcile()
    await node.incoming("c1")
    await asyncio.sleep(SETTLED_S)
    node.ari.began = "2026-11-30T09:00:00"
    await node.reconcile()
    await asyncio.sleep(0.1)
    assert node.ended() == {"c1": "network"}
    await node.incoming("c2")
    await asyncio.sleep(SETTLED_S)
    await node.reconcile()
    await asyncio.sleep(0.1)
    assert node.ended() == {"c1": "network", "c2": "caller"}


@at_virtual_time
async def test_an_announcement_that_ended_while_ari_was_away_is_told(node: Node) -> None:
    told: list[AriEvent] = []
    node.board.own("announce.1.c1", told.append)
    await node.reconcile()
    assert told
    assert isinstance(told[0], PlaybackFinished)


@at_virtual_time
async def test_a_caller_who_comes_while_we_look_is_not_taken_for_gone(node: Node) -> None:
    told: list[AriEvent] = []
    looking = asyncio.create_task(node.reconcile())
    await asyncio.sleep(0.015)
    node.board.own("new", told.append)
    await looking
    assert not told


@at_virtual_time
async def test_an_asterisk_that_cannot_be_asked_changes_nothing(node: Node) -> None:
    told: list[AriEvent] = []
    node.board.own("c1", told.append)
    node.ari.away = True
    await node.reconcile()
    assert not told
    assert not node.ari.asked


@at_virtual_time
async def test_a_conversation_is_adopted_once_however_often_we_reconnect(node: Node) -> None:
    node.conversation("talking")
    await node.reconcile()
    await node.reconcile()
    await asyncio.sleep(SETTLED_S)
    assert len(node.bridged()) == 1


@at_virtual_time
async def test_two_reconnections_in_a_row_adopt_once(node: Node) -> None:
    node.conversation("talking")
    await asyncio.gather(node.reconcile(), node.reconcile())
    await asyncio.sleep(SETTLED_S)
    assert len(node.bridged()) == 1


@at_virtual_time
async def test_leaving_tells_every_call_and_waits_for_them(node: Node) -> None:
    for call in ("a", "b"):
        await node.incoming(call)
    await asyncio.sleep(SETTLED_S)
    await node.lines.leave()
    assert node.to_a_human() == {"a", "b"}
    assert node.ended() == {"a": "service", "b": "service"}
    assert not node.lines.sessions
    await node.lines.leave()


@at_virtual_time
async def test_a_call_that_does_not_end_does_not_hold_up_the_shutdown(node: Node) -> None:
    node.ari.hangs = "/channels/a/continue"
    await node.incoming("a")
    await node.lines.leave()
    assert asyncio.get_running_loop().time() == pytest.approx(lines_module.LEAVE_TIMEOUT_S)


@at_virtual_time
async def test_a_call_that_comes_during_shutdown_goes_to_a_human_too(node: Node) -> None:
    node.ari.hangs = "/channels/a/continue"
    await node.incoming("a")
    leaving = asyncio.create_task(node.lines.leave())
    await asyncio.sleep(1)
    await node.incoming("b")
    await leaving
    assert "b" in node.to_a_human()
    assert node.ended()["b"] == "service"


@pytest.mark.parametrize("noted", [True, False])
@at_virtual_time
async def test_whom_a_service_before_us_sent_to_another_machine_is_back_in_the_old_place(
    node: Node, noted: bool
) -> None:
    """Asterisk dialled for eight seconds, and was told no; without a note they are asked anew."""
    if noted:
        place = Place(queue="general", priority=3, since=time.time() - 40)
        node.ari.notes["c1"] = place.model_dump_json()
    node.lines.incoming(Incoming("c1", "138", "", 8000, "returned"))
    await asyncio.sleep(SETTLED_S)
    queued = next(event for event in node.events if isinstance(event, CallQueued))
    assert (queued.queue, queued.priority) == (("general", 3) if noted else ("general", 5))
    assert queued.queued_at is not None
    assert (queued.at - queued.queued_at > 39) == noted
    assert any(isinstance(event, CallStarted) for event in node.events) != noted


@at_virtual_time
async def test_who_is_given_back_while_asterisk_does_not_say_their_place_goes_to_a_human(node: Node) -> None:
    node.ari.refuses["/channels/c1/variable"] = AriError(0, "timeout")
    node.lines.incoming(Incoming("c1", "138", "", 8000, "returned"))
    await asyncio.sleep(1)
    assert node.to_a_human() == {"c1"}
    assert not node.lines.sessions
    assert not node.board.owned()


@at_virtual_time
async def test_who_is_back_before_their_call_has_come_to_its_end_here_is_not_left_in_silence() -> None:
    others = Others()
    node = Node(others)
    node.ari.notes["c1"] = Place(queue="general", since=time.time() - 40).model_dump_json()
    await node.incoming("c1", 16000)
    await asyncio.sleep(SETTLED_S)
    others.tell["c1"]()
    await asyncio.sleep(0.1)
    node.board.handle(DialAnswered(Channel("c1")))
    node.board.handle(StasisStart(Channel("c1"), ("returned", "ANSWER 16", "south")))
    await asyncio.sleep(SETTLED_S)
    told = [type(event) for event in node.events if isinstance(event, CallEnded | CameBack | CallQueued)]
    assert told[-3:] == [CallEnded, CameBack, CallQueued]
    assert set(node.lines.sessions) == {"c1"}
    assert node.lines.sessions["c1"].call.rate == 16000, "their telephone is the same"


@at_virtual_time
async def test_who_comes_from_another_machine_without_a_claim_is_not_let_in(node: Node) -> None:
    node.lines.incoming(Incoming("c1", "138", "", 8000, "moved", mark="c0"))
    await asyncio.sleep(1)
    assert not node.lines.sessions
    assert [path for path in node.ari.asked if "c1" in path] == ["DELETE /channels/c1"]
    assert not node.events or not any(isinstance(event, CallStarted | CallEnded) for event in node.events)
