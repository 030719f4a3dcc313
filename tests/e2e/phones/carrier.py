"""The carrier that the hotline dials over: for each number it does what a test says.

Loopback and UDP only, PCMA and telephone-event; a citizen who answers is a `Voice`.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from typing import Literal, cast

from tests.e2e.phones.rtp import Voice
from tests.waiting import eventually

Behaviour = int | Literal["ring", "early media", "answer", "dead"]
"""A final SIP status; rings, or speaks, for ever; somebody answers; nothing comes back at all."""
HOST = "127.0.0.1"


@dataclass(slots=True)
class Dialled:
    """One call that the hotline has made."""

    number: str
    shown: str
    """The number that the citizen sees."""
    invite: Message
    voice: Voice
    tag: str = field(default_factory=lambda: secrets.token_hex(4))
    up: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Cancelled, hung up or refused."""


class Carrier(asyncio.DatagramProtocol):
    """`async with carrier() as found`, then `found.does["13912345678"] = 486`."""

    def __init__(self) -> None:
        self.does: dict[str, Behaviour] = {}
        self.usually: Behaviour = "answer"
        self.calls: list[Dialled] = []
        self._hotline = (HOST, 0)
        self._stack = AsyncExitStack()
        self._transport: asyncio.DatagramTransport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        assert self._transport is not None
        return f"{HOST}:{self._transport.get_extra_info('sockname')[1]}"

    def dialled(self, number: str) -> list[Dialled]:
        """The calls that were made to that number."""
        return [call for call in self.calls if call.number == number]

    async def call(self, times: int = 1) -> Dialled:
        """The `times`-th call that was made. Raises TimeoutError."""
        await eventually(lambda: len(self.calls) >= times, seen=lambda: self.calls)
        return self.calls[times - 1]

    async def answered(self, times: int = 1) -> Dialled:
        """The same once it is up."""
        found = await self.call(times)
        await eventually(lambda: found.up, seen=lambda: found)
        return found

    def hang_up(self, call: Dialled) -> None:
        """The citizen does."""
        call.up = False
        call.voice.end()
        call.over.set()
        target = re.search("<(.*?)>", call.invite["Contact"])
        assert target is not None
        lines = [
            f"BYE {target[1]} SIP/2.0",
            f"Via: SIP/2.0/UDP {self.address};rport;branch=z9hG4bK{secrets.token_hex(6)}",
            "Max-Forwards: 70",
            f"From: {call.invite['To']};tag={call.tag}",
            f"To: {call.invite['From']}",
            f"Call-ID: {call.invite['Call-ID']}",
            "CSeq: 1 BYE",
        ]
        self._write(lines)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._hotline = addr
        head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        first, _, lines = head.partition("\r\n")
        fields = HeaderParser().parsestr(lines)
        method = first.split()[0]
        known = next((one for one in self.calls if one.invite["Call-ID"] == fields["Call-ID"]), None)
        match method:
            case "INVITE" if known is None:
                task = asyncio.create_task(self._invited(first, fields, body))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            case "INVITE" if known is not None and known.up:
                self._answer(200, fields, known, sdp=True)
            case "CANCEL" if known is not None:
                self._answer(200, fields, known)
                self._answer(487, known.invite, known)
                known.over.set()
            case "BYE" if known is not None:
                known.up = False
                known.voice.end()
                self._answer(200, fields, known)
                known.over.set()
            case "OPTIONS" | "UPDATE":
                self._answer(200, fields, known)

    async def _invited(self, first: str, fields: Message, body: str) -> None:
        user = re.search(r"sip:(\d+)@", first)
        shown = re.search(r"sip:([^@>]+)@", fields["From"])
        port = re.search(r"m=audio (\d+)", body)
        assert user, first
        assert shown, first
        assert port, first
        does = self.does.get(user[1], self.usually)
        found = Dialled(user[1], shown[1], fields, await self._stack.enter_async_context(Voice.opened(HOST)))
        self.calls.append(found)
        match does:
            case "dead":
                pass
            case "ring":
                self._answer(180, fields, found)
            case "early media":
                self._answer(183, fields, found, sdp=True)
                found.voice.begin((HOST, int(port[1])))
            case "answer":
                self._answer(180, fields, found)
                self._answer(200, fields, found, sdp=True)
                found.voice.begin((HOST, int(port[1])))
                found.up = True
            case int():
                found.over.set()
                self._answer(does, fields, found)

    def _answer(self, status: int, fields: Message, call: Dialled | None, *, sdp: bool = False) -> None:
        tag = "" if call is None or "tag=" in fields["To"] else f";tag={call.tag}"
        kept = [f"{name}: {fields[name]}" for name in ("Via", "From", "Call-ID", "CSeq")]
        lines = [f"SIP/2.0 {status} Test", *kept, f"To: {fields['To']}{tag}"]
        lines.append(f"Contact: <sip:carrier@{self.address}>")
        self._write(lines, self._sdp(call.voice.port) if sdp and call is not None else "")

    @staticmethod
    def _sdp(port: int) -> str:
        lines = ["v=0", f"o=- 1 1 IN IP4 {HOST}", "s=-", f"c=IN IP4 {HOST}", "t=0 0"]
        lines += [f"m=audio {port} RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000"]
        lines += ["a=rtpmap:101 telephone-event/8000", "a=sendrecv", ""]
        return "\r\n".join(lines)

    def _write(self, lines: list[str], body: str = "") -> None:
        assert self._transport is not None
        if body:
            lines = [*lines, "Content-Type: application/sdp"]
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n" + body
        self._transport.sendto(text.encode(), self._hotline)


@asynccontextmanager
async def carrier() -> AsyncIterator[Carrier]:
    """On a free port of loopback."""
    found = Carrier()
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: found, local_addr=(HOST, 0)
    )
    async with found._stack:
        try:
            yield found
        finally:
            transport.close()
