"""A call at a scripted Asterisk, for the tests of its verbs."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

from telephony.ari.client import Ari
from telephony.ari.events import Channel, StasisStart
from telephony.ari.switchboard import Switchboard
from telephony.calls.call import Call
from telephony.calls.media.server import MediaServer
from tests.fakeasterisk import FakeAsterisk, Request, dialled

ID = "hotline1-1700000000.1"
BRIDGE = f"call.{ID}"
MEDIA = f"media.1.{ID}"


@dataclass
class Node:
    """One Asterisk, one media server, one switchboard, and a call."""

    asterisk: FakeAsterisk
    switchboard: Switchboard
    server: MediaServer
    media_url: str
    ari: Ari
    call: Call
    dials: bool = True
    enters: bool = True
    packets: int = 0
    order: list[str] = field(default_factory=list)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def script(self) -> None:
        self.asterisk.answers["POST /channels/externalMedia"] = self._external
        for leg, channel in (("caller", ID), ("agent", f"agent.wang.1.{ID}")):
            self.asterisk.answers[f"POST /channels/{channel}/snoop/snoop.{leg}.{ID}"] = self._snoop
        for side in ("said", "heard"):
            self.asterisk.answers[f"POST /channels/{ID}/snoop/record.{side}.{ID}"] = self._snoop
        for channel in (ID, f"agent.wang.1.{ID}"):
            self.asterisk.answers[f"GET /channels/{channel}/rtp_statistics"] = self._packets

    async def _external(self, request: Request) -> None:
        channel = request.query["channelId"]
        if self.dials:
            task = asyncio.create_task(self._dial(channel))
            self.tasks.add(task)
        if self.enters:
            self._arrive(channel)

    async def _snoop(self, request: Request) -> None:
        self._arrive(request.path.rsplit("/", 1)[1])

    async def _packets(self, _request: Request) -> tuple[int, object]:
        self.packets += 3
        return 200, {"rxcount": self.packets, "txcount": 0}

    def _arrive(self, channel: str) -> None:
        def enter() -> None:
            self.order.append(f"StasisStart {channel}")
            self.asterisk.requests.append(Request("EVENT", channel, {}))
            self.switchboard.handle(StasisStart(Channel(channel), ()))

        asyncio.get_running_loop().call_later(0.02, enter)

    async def _dial(self, channel: str) -> None:
        with contextlib.suppress(Exception):
            async with dialled(self.media_url, channel, "media", "secret") as media:
                await media.gone.wait()

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


def before(story: list[str], first: str, then: str) -> bool:
    return story.index(first) < story.index(then)
