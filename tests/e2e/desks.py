"""A person at a desk, without a browser: sees what the page is sent, and presses its buttons."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from hotline.bench.demo.deskclient import DeskClient
from tests.waiting import eventually

Shown = dict[str, Any]


class Desk:
    """What is shown now, put together from the messages as the page does it."""

    def __init__(self, client: DeskClient) -> None:
        self._client = client
        self.me: Shown = {}
        self.agents: dict[str, Shown] = {}
        self.calls: dict[str, Shown] = {}
        self.waiting: dict[str, Shown] = {}
        self.queues: dict[str, Shown] = {}
        self.faults: list[Shown] = []
        self.errors: list[str] = []
        self.states: list[str] = []
        """Every phase of one's own since the desk was opened."""

    def take(self, message: Shown, _at: float) -> None:
        match message["type"]:
            case "snapshot":
                self.me = message["me"]
                self.agents = {one["id"]: one for one in message["agents"]}
                self.calls = {one["id"]: one for one in message["calls"]}
                self.waiting = {one["id"]: one for one in message["waiting"]}
                self.queues = {one["queue"]: one for one in message["queues"]}
                self.faults = message["faults"]
            case "queue":
                self.queues[message["queue"]["queue"]] = message["queue"]
            case "agent":
                agent = message["agent"]
                self.agents[agent["id"]] = agent
                if agent["id"] == self.me["id"]:
                    self.me = agent
                    self.states.append(agent["phase"])
            case "call":
                self.waiting.pop(message["call"]["id"], None)
                self.calls[message["call"]["id"]] = message["call"]
            case "changed" if message["call"] in self.calls:
                self.calls[message["call"]].update(message["fields"])
            case "waiting":
                self.calls.pop(message["call"]["id"], None)
                self.waiting[message["call"]["id"]] = message["call"]
            case "gone":
                self.calls.pop(message["call"], None)
                self.waiting.pop(message["call"], None)
            case "fault":
                self.faults.append(message["fault"])
            case "error":
                self.errors.append(message["message"])

    async def press(self, kind: str, **fields: Any) -> None:
        """One of the page's buttons."""
        await self._client.send({"type": kind, **fields})

    async def post(self, path: str, **body: Any) -> Shown:
        """What a form of the page sends."""
        return await self._client.post(path, body)

    async def get(self, path: str) -> Any:
        """What a panel of the page shows."""
        return await self._client.get(path)

    async def until(self, **shown: Any) -> None:
        """One's own state has these values. Raises TimeoutError."""
        await eventually(
            lambda: all(self.me[name] == value for name, value in shown.items()),
            seen=lambda: (self.states, self.me),
        )

    async def rung(self) -> Shown:
        """The call that rings at one's own phone. Raises TimeoutError."""

        def ringing() -> Shown | None:
            return next((call for call in self.own() if call["phase"] == "ringing"), None)

        found: Shown = await eventually(ringing, seen=lambda: (self.me, self.calls))
        return found

    def own(self) -> list[Shown]:
        return [call for call in self.calls.values() if call["agent"] == self.me["id"]]

    def in_phase(self, phase: str) -> list[Shown]:
        """Calls that are shown in full, first come first."""
        found = [call for call in self.calls.values() if call["phase"] == phase]
        return sorted(found, key=lambda call: call["started"])


@asynccontextmanager
async def desk(
    url: str, agent: str, password: str, trusted: ssl.SSLContext | None = None
) -> AsyncIterator[Desk]:
    """Logged in, and shown everything; `trusted` as for `DeskClient`."""
    arrived: list[Desk] = []
    client = DeskClient(url, agent, password, lambda message, at: arrived[0].take(message, at), trusted)
    arrived.append(found := Desk(client))
    async with client:
        reading = asyncio.create_task(client.run(), name=f"desk of {agent}")
        try:
            await eventually(lambda: found.me)
            yield found
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading
