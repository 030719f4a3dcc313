"""The connection to Asterisk: agents are rung when their phones are known, and faults are told once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from contracts import CallEnded, Event, Fault
from hotline.calls.call.parts import CallParts
from hotline.calls.connection import Connection
from hotline.calls.phones.states import PhoneStates
from hotline.calls.running_calls import RunningCalls
from hotline.calls.unended import Unended
from telephony.ari.client import AriError
from telephony.ari.events import AriEvent, Channel, StasisStart
from telephony.calls.media.server import MediaServer
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.asterisk_doubles import FakeAri
from tests.unit.hotline.calls.doubles import FakeGuide, FakeHearings, FakePrompts
from tests.unit.hotline.calls.test_unended import Past
from tests.unit.telephony.distributor.seats import seated
from tests.virtualtime import at_virtual_time

SEATS = {"wang": ("1001", "*"), "li": ("1002", "*"), "sun": ("1003", "*")}
FREE, BUSY = {"state": "online"}, {"state": "online", "channel_ids": ["elsewhere"]}


class Asterisk(FakeAri):
    """Comes and goes as a test says."""

    def __init__(self) -> None:
        super().__init__()
        self.listening = False
        self.listened_when_left: list[bool] = []
        self.looks = 0
        """At what stands."""

    async def request(self, method: str, path: str, **params: object) -> Any:
        self.looks += path == "/channels"
        if path.endswith("/continue"):
            self.listened_when_left.append(self.listening)
        return await super().request(method, path, **params)

    async def listen(
        self,
        on_event: Callable[[AriEvent], None],
        on_connected: Callable[[], None],
        on_lost: Callable[[str], None],
    ) -> None:
        self.says, self.comes, self.goes = on_event, on_connected, on_lost
        self.listening = True
        try:
            await asyncio.Event().wait()
        finally:
            self.listening = False


class Node:
    """A service of one call centre with three agents."""

    def __init__(self, *open_calls: str) -> None:
        """`open_calls`: those whose record has no end."""
        self.ari = Asterisk()
        self.ari.endpoints = {"1001": FREE, "1002": BUSY}
        self.events: list[Event] = []
        self.floor = Floor(*seated(SEATS, ["general"], 10), self.events.append)
        parts = CallParts(
            floor=self.floor,
            prompts=FakePrompts(),
            telephony=TelephonySettings(),
            hearings=FakeHearings(),
            guide=FakeGuide({}),
            publish=self.events.append,
        )
        self.lines = RunningCalls(self.ari, MediaServer("media", "secret"), parts)
        unended = Unended(Past(*open_calls), "n1", self.events.append)
        phones = PhoneStates(self.ari, self.floor)
        self.connection = Connection(self.ari, self.lines, phones, self._past, unended, self.events.append)
        self.asked: list[str] = []

    async def _past(self, call: str) -> list[Event]:
        self.asked.append(call)
        return []

    async def come(self) -> None:
        await asyncio.sleep(0)
        self.ari.connected.set()
        self.ari.comes()
        await asyncio.sleep(1)

    def faults(self) -> list[str]:
        return [event.part for event in self.events if isinstance(event, Fault)]


async def test_nobody_is_asked_for_a_phone_before_asterisk_is_there() -> None:
    """As when a desk or the people who work here ask first: then all are looked at."""
    node = Node()
    await PhoneStates(node.ari, node.floor).look_at("1001")
    assert not node.ari.asked


@at_virtual_time
async def test_the_service_is_ready_when_every_phone_was_looked_at() -> None:
    node = Node()
    async with node.connection.open():
        assert not node.lines.ready.is_set()
        await node.come()
        assert node.lines.ready.is_set()
        assert [node.floor.phase(agent) for agent in ("wang", "li", "sun")] == [
            "available",
            "offline",
            "offline",
        ]
        subscribed = [asked.rpartition(":")[2] for asked in node.ari.asked if "deviceState" in asked]
        assert subscribed == ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003"]


@at_virtual_time
async def test_an_asterisk_that_is_away_is_a_fault_once_and_ready_again_when_it_is_back() -> None:
    node = Node()
    async with node.connection.open():
        await node.come()
        for _ in range(3):
            node.ari.goes("connection refused")
        assert not node.lines.ready.is_set()
        assert node.faults() == ["ari"]
        await node.come()
        assert node.lines.ready.is_set()


@at_virtual_time
async def test_calls_come_by_it_and_are_in_safe_hands_before_it_ends() -> None:
    node = Node()
    async with node.connection.open():
        await node.come()
        node.ari.says(StasisStart(Channel("c1"), ("caller", "12345", "ulaw")))
        await asyncio.sleep(5)
        assert set(node.lines.sessions) == {"c1"}
    assert not node.lines.sessions
    assert "POST /channels/c1/continue" in node.ari.asked
    assert node.ari.listened_when_left == [True], "a call that is left waits for what Asterisk says"
    assert not node.ari.listening


@at_virtual_time
async def test_a_conversation_that_is_found_is_asked_about() -> None:
    node = Node()
    node.ari.channels = [{"id": "talking"}, {"id": "agent.wang.1.talking"}]
    node.ari.bridges = [{"id": "call.talking", "channels": ["talking", "agent.wang.1.talking"]}]
    async with node.connection.open():
        await node.come()
        assert node.asked == ["talking"]
        assert set(node.lines.sessions) == {"talking"}


@at_virtual_time
async def test_an_asterisk_that_does_not_answer_at_once_is_asked_again() -> None:
    """As on a machine that is very busy: the conversation is found all the same, and so are the phones."""
    node = Node()
    node.ari.channels = [{"id": "talking"}, {"id": "agent.wang.1.talking"}]
    node.ari.bridges = [{"id": "call.talking", "channels": ["talking", "agent.wang.1.talking"]}]
    node.ari.away = True
    async with node.connection.open():
        await node.come()
        assert not node.lines.ready.is_set()
        assert not node.lines.sessions
        node.ari.away = False
        await asyncio.sleep(2)
        assert node.lines.ready.is_set()
        assert set(node.lines.sessions) == {"talking"}
        assert node.floor.phase("li") == "offline"


@at_virtual_time
async def test_a_phone_of_which_asterisk_does_not_tell_keeps_nobody_waiting_and_is_asked_for_again() -> None:
    node = Node()
    node.ari.refuses["/endpoints/PJSIP/1001"] = AriError(0, "no answer")
    node.ari.channels = [{"id": "talking"}, {"id": "agent.li.1.talking"}]
    node.ari.bridges = [{"id": "call.talking", "channels": ["talking", "agent.li.1.talking"]}]
    async with node.connection.open():
        await node.come()
        assert node.lines.ready.is_set()
        assert node.floor.phase("wang") == "offline"
        del node.ari.refuses["/endpoints/PJSIP/1001"]
        await asyncio.sleep(2)
        assert node.floor.phase("wang") == "available"
        assert node.ari.looks == 1, "what stands is put right once"


@at_virtual_time
async def test_who_looked_through_a_connection_that_is_gone_looks_no_more() -> None:
    node = Node("n1-1.1")
    node.ari.away = True
    async with node.connection.open():
        await node.come()
        node.ari.goes("gone")
        node.ari.away = False
        looks = node.ari.looks
        await asyncio.sleep(5)
        assert node.ari.looks == looks
        await node.come()
        assert node.lines.ready.is_set()


@at_virtual_time
async def test_records_that_the_service_before_left_open_end_when_we_come() -> None:
    node = Node("n1-1.1")
    async with node.connection.open():
        await node.come()
        assert [event.call for event in node.events if isinstance(event, CallEnded)] == ["n1-1.1"]
        await node.come()
        assert len([event for event in node.events if isinstance(event, CallEnded)]) == 1
