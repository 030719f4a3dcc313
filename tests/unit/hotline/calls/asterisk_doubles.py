"""Doubles of Asterisk and of a call in it, at virtual time: they do what a test tells them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from contracts import Leg
from telephony.ari.client import Ari, AriAccess, AriError
from telephony.calls.aloud import Aloud
from telephony.calls.call import Call
from telephony.calls.media.reception import Arrived
from telephony.calls.media.server import MediaServer
from telephony.calls.media.socket import MediaSocket
from telephony.calls.place import Place
from telephony.calls.ways import Ways

ID = "n1-1.1"
RATE = 8000
HANGS_S = 3600.0
REFUSED = AriError(500, "Allocation failed")


class Wire:
    """Asterisk's end of a media socket: plays what it is sent in real (virtual) time."""

    def __init__(self) -> None:
        self.closed = False
        self.commands: list[str] = []
        self._messages: asyncio.Queue[Any] = asyncio.Queue()
        self.silent_until = 0.0

    def __aiter__(self) -> Wire:
        return self

    async def __anext__(self) -> Any:
        message = await self._messages.get()
        if message is None:
            raise StopAsyncIteration
        return message

    async def send_bytes(self, data: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self.silent_until = max(now, self.silent_until) + len(data) / (2 * RATE)

    async def send_str(self, text: str) -> None:
        command = json.loads(text)
        self.commands.append(command["command"])
        loop = asyncio.get_running_loop()
        if command["command"] == "FLUSH_MEDIA":
            self.silent_until = loop.time()
        if command["command"] == "MARK_MEDIA":
            mark = json.dumps({"event": "MEDIA_MARK_PROCESSED", "correlation_id": command["correlation_id"]})
            loop.call_at(self.silent_until, self._messages.put_nowait, Text(mark))

    async def close(self, **_: object) -> None:
        self.drop()

    def drop(self) -> None:
        """The connection is gone."""
        self.closed = True
        self._messages.put_nowait(None)


class Text:
    def __init__(self, data: str) -> None:
        from aiohttp import WSMsgType

        self.type = WSMsgType.TEXT
        self.data = data


class FakeAri(Ari):
    """An Asterisk that stands as a test says: it has these channels and bridges, and agrees to everything."""

    def __init__(self) -> None:
        super().__init__(AriAccess("http://asterisk.invalid", "hotline", ""))
        self.channels: list[dict[str, Any]] = []
        self.bridges: list[dict[str, Any]] = []
        self.endpoints: dict[str, dict[str, Any]] = {}
        """By the name of the phone; others are refused."""
        self.notes: dict[str, str] = {}
        """What is noted at a channel."""
        self.asked: list[str] = []
        self.refuses: dict[str, AriError] = {}
        """By path."""
        self.away = False
        self.began = "2026-11-30T08:00:00"
        self.hangs = ""
        """A path whose requests are never answered."""

    async def request(self, method: str, path: str, **params: object) -> Any:
        await asyncio.sleep(HANGS_S if path == self.hangs else 0.01)
        if self.away:
            raise AriError(0, path)
        if method != "GET":
            self.asked.append(f"{method} {path} {params.get('eventSource', '')}".strip())
        if path in self.refuses:
            raise self.refuses[path]
        if path.startswith("/endpoints/"):
            if (phone := path.rpartition("/")[2]) not in self.endpoints:
                raise AriError(404, path)
            return self.endpoints[phone]
        if method == "GET" and path.endswith("/variable"):
            if (call := path.split("/")[2]) not in self.notes:
                raise AriError(404, path)
            return {"value": self.notes[call]}
        info = {"status": {"startup_time": self.began}}
        return {"/channels": self.channels, "/bridges": self.bridges, "/asterisk/info": info}.get(path)


class FakeEarly:
    """What is said before the answer; noted with the call's verbs."""

    def __init__(self, call: FakeCall) -> None:
        self._call = call

    async def attach(self, channel: str) -> None:
        self._call._do("hear early", f"hear early {channel}")

    async def detach(self) -> None:
        self._call.did.append("hear early no more")


class FakeAloud(Aloud):
    """Notes what is played to all."""

    def __init__(self, did: Callable[[str, str], None]) -> None:
        self._did = did

    async def say(self, sound: str, playback: str) -> None:
        self._did("say_to_all", f"say_to_all {Path(sound).name} {playback}")

    async def sign(self, playback: str) -> None:
        self._did("sign", f"sign {playback}")

    async def silence(self, playback: str) -> None:
        self._did("silence", f"silence {playback}")


class FakeWays(Ways):
    """Notes where the caller goes."""

    def __init__(self, did: Callable[[str, str], None]) -> None:
        self._did = did
        self.has_left = True

    async def to_human(self) -> None:
        self._did("to_human", "")

    async def to_machine(self, node: str, address: str, mark: str) -> None:
        self._did("to_machine", f"to_machine {node} {address} {mark}")

    async def left(self) -> bool:
        self._did("left", "")
        return self.has_left

    async def let_in(self) -> None:
        self._did("let_in", "")

    async def refuse(self) -> None:
        self._did("refuse", "")


class FakeCall(Call):
    """A call that notes its verbs; `fails["ring"]` is a list of errors to raise."""

    def __init__(self, channel: str = ID, rate: int = RATE) -> None:
        self.ari = FakeAri()
        super().__init__(self.ari, MediaServer("", ""), _nobody_arrives, channel, rate)
        self.early = FakeEarly(self)  # type: ignore[assignment]
        self.did: list[str] = []
        self.aloud = FakeAloud(self._do)
        self.ways = FakeWays(self._do)
        self.fails: dict[str, list[Exception | None]] = {}
        self.wires: list[Wire] = []
        self.places: list[Place] = []
        self.tasks: set[asyncio.Task[None]] = set()
        self.tapping_s = 0.0
        """So long Asterisk needs to make a tap."""
        self._attempts = 0
        self.tones: list[bool] = []
        """The agent hears the ringing tone, or not any more."""
        self.ended: list[Leg] = []
        """Legs that are gone when the call is adopted."""
        self.left: dict[str, object] = {}
        """What had to be put right when the service left the conversation."""

    def _do(self, verb: str, note: str = "") -> None:
        self.did.append(note or verb)
        if self.fails.get(verb):
            error = self.fails[verb].pop(0)
            if error is not None:
                raise error

    def _socket(self, name: str) -> MediaSocket:
        media = MediaSocket(name, self.rate)
        wire = Wire()
        self.wires.append(wire)
        task = asyncio.create_task(media.serve(wire))  # type: ignore[arg-type]
        self.tasks.add(task)
        return media

    async def open_media(self) -> MediaSocket:
        self._do("open_media")
        self.media = self._socket("media")
        await self.media.ready.wait()
        return self.media

    async def note_place(self, place: Place) -> None:
        self.places.append(place)

    async def close_media(self) -> None:
        self.did.append("close_media")
        if self.media is not None:
            media, self.media = self.media, None
            await media.close()

    async def start_music(self) -> None:
        self._do("start_music")

    async def stop_music(self) -> None:
        self._do("stop_music")

    async def announce(self, sounds: Sequence[str], playback: str) -> None:
        self._do("announce", f"announce {'+'.join(Path(sound).name for sound in sounds)} {playback}")

    async def ring(
        self,
        agent: str,
        phone: str,
        ring_s: float,
        caller: str,
        own: Callable[[str], None],
        leg: Leg = "agent",
        *,
        answers: bool = False,
    ) -> str:
        self._attempts += 1
        self.phones[leg] = phone
        channel = f"agent.{agent}.{self._attempts}.{self.id}"
        own(channel)
        self._do("ring", f"ring {agent}, who answers at once" if answers else f"ring {agent}")
        self.legs[leg] = channel
        return channel

    async def stop_ringing(self, leg: Leg = "agent") -> None:
        self.did.append("stop_ringing" if leg == "agent" else f"stop_ringing {leg}")
        self.legs.pop(leg, None)

    async def let_agent_hear_ringing(self) -> None:
        self._do("let_agent_hear_ringing")

    async def hang_up(self) -> None:
        self._do("hang_up")

    async def connect(self) -> None:
        self._do("connect")

    async def arrived(self, leg: Leg) -> Arrived:
        return Arrived(0, 0, 0)

    async def tap(self, leg: Leg) -> MediaSocket:
        self._do("tap", f"tap {leg}")
        if self.tapping_s:
            try:
                await asyncio.sleep(self.tapping_s)
            except asyncio.CancelledError:
                self.did.append(f"no tap {leg}")
                raise
        self.taps[leg] = self._socket(f"tap.{leg}")
        return self.taps[leg]

    async def copy_anew(self, leg: Leg = "caller") -> None:
        self._do("copy_anew", f"copy_anew {leg}")

    async def adopt(self, agent_channel: str, consulted: str | None = None) -> list[Leg]:
        self.legs["agent"] = agent_channel
        if consulted is not None:
            self.legs["consulted"] = consulted
        self._do("adopt")
        return self.ended

    async def release(self, *, caller: bool = True) -> None:
        self.did.append(f"release caller={caller}")
        for media in (self.media, *self.taps.values()):
            if media is not None:
                await media.close()

    async def join(self, leg: Leg) -> None:
        self._do("join", f"join {leg}")

    async def hold(self, leg: Leg = "caller") -> None:
        self._do("hold", f"hold {leg}")

    async def retrieve(self, leg: Leg = "caller") -> None:
        self._do("retrieve", f"retrieve {leg}")

    async def leave_to(self, leg: Leg) -> None:
        self.did.append(f"leave_to {leg}")
        self.phones["agent"] = self.phones.pop(leg, "")
        self.legs["agent"] = self.legs.pop(leg)
        self._taps.hand_on(leg, "agent")

    async def leave(self, leg: Leg) -> None:
        self._do("leave", f"leave {leg}")

    async def untap(self, leg: Leg) -> None:
        self.did.append(f"untap {leg}")

    async def watch_agent(self) -> None:
        self._do("watch_agent")

    async def dismiss(self, leg: Leg) -> None:
        self.did.append(f"dismiss {leg}")
        self.legs.pop(leg, None)

    async def mute(self, muted: bool, leg: Leg = "agent") -> None:
        self._do("mute", f"mute {muted}" if leg == "agent" else f"mute {muted} {leg}")

    async def ringing_tone(self, on: bool) -> None:
        self.tones.append(on)

    async def remind(self, sound: str) -> None:
        self._do("remind", f"remind {Path(sound).name}")

    async def part(self) -> None:
        self.did.append("part")
        for leg in [leg for leg in self.legs if leg != "caller"]:
            del self.legs[leg]

    async def leave_running(self, held: Collection[Leg] = (), *, muted: bool = False) -> None:
        self.did.append("leave_running")
        self.left = {"held": list(held), "muted": muted}


def _nobody_arrives(channel: str) -> asyncio.Future[None]:
    raise NotImplementedError
