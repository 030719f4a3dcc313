"""All calls of a node: what becomes of them when ARI comes back, and when the service leaves."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from contracts import Event
from hotline.calls import lines as lines_module
from hotline.calls.inbox import CallEndedError, EndCall, Inbox, Leave
from hotline.calls.lines import Lines
from telephony.ari.client import AriError
from telephony.ari.events import AriEvent, ChannelDestroyed, PlaybackFinished
from telephony.ari.switchboard import Incoming, Switchboard
from telephony.calls import names
from telephony.calls.inventory import Conversation
from tests.virtualtime import at_virtual_time


class FakeSession:
    """Lives until its inbox says that the call is over."""

    def __init__(self, house: Any, channel: str, _rate: int) -> None:
        self.id = channel
        self.agent: str | None = None
        self.inbox = Inbox()
        self.ended: object = None
        self.stubborn = False
        self.adopted: Conversation | None = None
        house.made.append(self)

    async def run(self, _incoming: Incoming) -> None:
        await self._live()

    async def run_adopted(self, conversation: Conversation, _past: Sequence[Event]) -> None:
        self.adopted = conversation
        await self._live()

    async def _live(self) -> None:
        try:
            while True:
                await self.inbox.get()
        except CallEndedError as end:
            self.ended = end.message
        if self.stubborn:
            await asyncio.sleep(3600)


class FakeAri:
    app = "hotline"

    def __init__(self) -> None:
        self.channels: list[dict[str, Any]] = []
        self.bridges: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self.away = False

    async def get(self, path: str) -> list[dict[str, Any]]:
        await asyncio.sleep(0.01)
        if self.away:
            raise AriError(0, path)
        return {"/channels": self.channels, "/bridges": self.bridges}[path]

    async def post(self, path: str, **params: object) -> None:
        await asyncio.sleep(0.01)
        self.asked.append(f"POST {path} {params.get('eventSource', '')}".strip())

    async def discard(self, path: str) -> None:
        self.asked.append(f"DELETE {path}")


class Node:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lines_module, "Session", FakeSession)
        self.ari = FakeAri()
        self.board = Switchboard(lambda _incoming: None, lambda _device, _state: None)
        self.made: list[FakeSession] = []
        house = SimpleNamespace(ari=self.ari, switchboard=self.board, made=self.made)
        self.lines = Lines(house)  # type: ignore[arg-type]
        self.past: list[str] = []

    def channel(self, id_: str, app: str = "Stasis") -> None:
        self.ari.channels.append({"id": id_, "dialplan": {"app_name": app, "app_data": "hotline,caller"}})

    def conversation(self, call: str, agent: str = "wang") -> str:
        leg = names.agent_leg(call, agent, 1)
        self.channel(call)
        self.channel(leg)
        self.ari.bridges.append({"id": names.bridge(call), "channels": [call, leg]})
        return leg

    async def incoming(self, call: str) -> FakeSession:
        self.lines.incoming(Incoming(call, "138", "12345", 8000))
        await asyncio.sleep(0)
        return self.made[-1]

    async def reconcile(self) -> None:
        async def past(call: str) -> list[Event]:
            self.past.append(call)
            await asyncio.sleep(0.01)
            return []

        await self.lines.reconcile(past)
        await asyncio.sleep(0)


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Node:
    return Node(monkeypatch)


@at_virtual_time
async def test_a_call_is_known_until_it_ends(node: Node) -> None:
    session = await node.incoming("c1")
    assert set(node.lines.sessions) == {"c1"}
    session.inbox.put(EndCall())
    await asyncio.sleep(0.1)
    assert not node.lines.sessions


@at_virtual_time
async def test_a_call_is_ended_from_the_desk_while_it_runs(node: Node) -> None:
    """Whether the agent or a supervisor may is the desk's to check."""
    session = await node.incoming("c1")
    session.agent = "wang"
    assert not node.lines.end("c2", "wang")
    assert node.lines.end("c1", "sun")
    await asyncio.sleep(0.1)
    assert session.ended == EndCall()


@at_virtual_time
async def test_what_nobody_serves_is_saved_swept_or_adopted(node: Node) -> None:
    node.channel("stranded")
    node.channel(names.snoop("old", "caller"))
    leg = node.conversation("talking")
    await node.reconcile()
    assert "POST /channels/stranded/continue" in node.ari.asked
    assert [a for a in node.ari.asked if a.startswith("DELETE")] == ["DELETE /channels/snoop.caller.old"]
    [session] = node.made
    assert session.adopted == Conversation("talking", "wang", leg)
    assert node.past == ["talking"]


@at_virtual_time
async def test_our_own_calls_are_left_alone_and_heard_again(node: Node) -> None:
    session = await node.incoming("c1")
    told: list[AriEvent] = []
    node.board.own("c1", told.append)
    node.channel("c1")
    node.channel(names.media("c1", 1))
    node.ari.bridges.append({"id": names.bridge("c1"), "channels": ["c1"]})
    await node.reconcile()
    assert node.ari.asked == ["POST /applications/hotline/subscription channel:c1"]
    assert session.ended is None
    assert not told


@at_virtual_time
async def test_a_call_whose_id_ends_like_anothers_is_another(node: Node) -> None:
    await node.incoming("1.1")
    node.channel("1.1")
    node.channel(names.media("11.1", 1))
    await node.reconcile()
    assert f"DELETE /channels/{names.media('11.1', 1)}" in node.ari.asked


@at_virtual_time
async def test_calls_that_ended_while_ari_was_away_are_told(node: Node) -> None:
    told: list[AriEvent] = []
    node.board.own("c1", told.append)
    await node.reconcile()
    assert isinstance(told[0], ChannelDestroyed)


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
    assert len(node.made) == 1


@at_virtual_time
async def test_two_reconnections_in_a_row_adopt_once(node: Node) -> None:
    node.conversation("talking")
    await asyncio.gather(node.reconcile(), node.reconcile())
    assert len(node.made) == 1


@at_virtual_time
async def test_leaving_tells_every_call_and_waits_for_them(node: Node) -> None:
    sessions = [await node.incoming(call) for call in ("a", "b")]
    await node.lines.leave()
    assert [session.ended for session in sessions] == [Leave(), Leave()]
    assert not node.lines.sessions
    await node.lines.leave()


@at_virtual_time
async def test_a_call_that_does_not_end_does_not_hold_up_the_shutdown(node: Node) -> None:
    session = await node.incoming("a")
    session.stubborn = True
    await node.lines.leave()
    assert asyncio.get_running_loop().time() == pytest.approx(lines_module.LEAVE_TIMEOUT_S)


@at_virtual_time
async def test_a_call_that_comes_during_shutdown_goes_to_a_human_too(node: Node) -> None:
    first = await node.incoming("a")
    first.stubborn = True
    leaving = asyncio.create_task(node.lines.leave())
    await asyncio.sleep(1)
    late = await node.incoming("b")
    await leaving
    assert late.ended == Leave()
