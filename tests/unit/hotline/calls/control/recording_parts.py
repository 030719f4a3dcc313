"""A call that is recorded, at virtual time, and a recorder that does what a test says."""

from __future__ import annotations

import asyncio
from typing import Any, Literal

from hotline.calls.control.requests import (
    Asked,
    Request,
)
from telephony.ari.client import AriError
from telephony.ari.events import PlaybackFinished
from telephony.calls.copies.recorder import RecordingNote
from tests.unit.hotline.calls.asterisk_doubles import ID
from tests.unit.hotline.calls.session_hotline import Hotline

SOUND = (False, False)
SILENCE = (True, True)
HELD = (True, False)


class Everything:
    """Records every queue but `except_queue`."""

    announce = "本次通话将被录音。"

    def __init__(self) -> None:
        self.except_queue = ""
        self.full = ""
        self.running: dict[str, str] = {}
        self.ended: list[str] = []

    def wanted(self, queue: str | None) -> bool:
        return queue != self.except_queue

    async def obstacle(self) -> str:
        return self.full

    def began(self, call: str, name: str) -> None:
        self.running[call] = name

    def runs(self, call: str) -> bool:
        return call in self.running

    def over(self, call: str, why: Literal["over", "queue", "failed"]) -> None:
        if self.running.pop(call, None):
            self.ended.append(why)


class FakeRecorder:
    """What is written now, as (whether said is silent, whether heard is)."""

    def __init__(self) -> None:
        self.note = RecordingNote()
        self.before = RecordingNote()
        self.writes: tuple[bool, bool] | None = None
        self.did: list[str] = []
        self.fails = False
        self.refuses = self.loses = False

    async def begin(self) -> str:
        if self.fails:
            raise AriError(500, "no room")
        if self.before.name:
            raise AriError(409, "a channel of that name is there")
        await self.keep(self.note.model_copy(update={"name": f"{ID}.1", "announced": True}))
        self.writes = SOUND
        return self.note.name

    async def silence(self, *, said: bool, heard: bool) -> None:
        self.did.append("silence")
        if self.loses:
            await self.end()
            raise AriError(0, "whether it is silent is not known")
        if self.refuses:
            raise AriError(500, "not now")
        self.writes = (said, heard)

    async def keep(self, note: RecordingNote) -> None:
        self.did.append("keep")
        self.note = self.before = note

    async def found(self) -> None:
        self.note = self.before

    async def end(self) -> None:
        self.note = self.before = self.note.model_copy(update={"name": ""})
        self.writes = None


class Recorded:
    """A call in a hotline that records."""

    def __init__(self) -> None:
        self.all, self.recorder = Everything(), FakeRecorder()
        self.line = Hotline(recordings=self.all)
        self.line.call.recorder = self.recorder  # type: ignore[assignment]

    async def ask(self, request: Request, agent: str = "wang") -> None:
        reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.line.session.inbox.put(Asked(request, agent, reply))
        await asyncio.wait_for(reply, 1)
        await asyncio.sleep(0.1)

    async def said(self, *, failed: bool = False) -> None:
        """The announcement is over."""
        said = [did.split()[-1] for did in self.line.call.did if did.startswith("say_to_all")]
        self.line.session.on_ari(PlaybackFinished(said[-1], failed))
        await asyncio.sleep(0.1)

    async def talk(self) -> None:
        await self.line.talk()
        await asyncio.sleep(0.1)

    def of(self, kind: type[Any]) -> list[Any]:
        return self.line.of(kind)
