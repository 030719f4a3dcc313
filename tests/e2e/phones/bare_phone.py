"""A SIP phone of bare bones, for what no proper phone does: falling mute, dying, sending what it should not.

Loopback and UDP only, PCMA and telephone-event. It answers every request of the other side with 200
until it is `dead`.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from email.message import Message
from email.parser import HeaderParser
from typing import cast

from tests.e2e.phones.rtp import Voice
from tests.waiting import in_time

_numbers = itertools.count(1)


class BarePhone(asyncio.DatagramProtocol):
    """One call at most. `async with bare_phone(...) as phone`, then `invite`."""

    def __init__(self, server: tuple[str, int], number: str, voice: Voice) -> None:
        self.voice = voice
        self.dead = False
        """Answers nothing any more, as a phone whose battery is empty; end its voice as well."""
        self.hung_up = asyncio.Event()
        """The other side has ended the call; `reason` has its Reason header."""
        self.reason = ""
        self.refreshes = 0
        """How often the other side has asked whether we are still there (re-INVITE or UPDATE)."""
        self._up = False
        self._server = server
        self._target = f"sip:12345@{server[0]}:{server[1]}"
        self._from = f"<sip:{number}@127.0.0.1>;tag={secrets.token_hex(4)}"
        self._to = f"<{self._target}>"
        self._call = secrets.token_hex(8)
        self._responses: dict[int, asyncio.Future[tuple[int, Message, str]]] = {}
        self._transport: asyncio.DatagramTransport | None = None

    async def invite(self, *, user: str = "12345") -> int:
        """Calls; returns the final status. With 200 the voice (silence at first) begins."""
        self._target = f"sip:{user}@{self._server[0]}:{self._server[1]}"
        self._to = f"<{self._target}>"
        number, answer = self._ask("INVITE", body=self._offer())
        status, head, body = await in_time(answer)
        self._to = head["To"]
        if status == 200:
            self._target = re.search("<(.*?)>", head["Contact"])[1]  # type: ignore[index]
            port = re.search(r"m=audio (\d+)", body)
            assert port is not None
            self.voice.begin((self._server[0], int(port[1])))
            self._up = True
        self._send("ACK", number)
        return status

    async def asks(self, user: str = "") -> int:
        """OPTIONS to that user, or to the machine itself; returns the final status."""
        host = f"{self._server[0]}:{self._server[1]}"
        self._target = f"sip:{user}@{host}" if user else f"sip:{host}"
        self._to = f"<{self._target}>"
        return await self.request("OPTIONS", {})

    async def request(self, method: str, headers: Mapping[str, str]) -> int:
        """A request in the dialog, or (before the call) outside of any; returns its final status."""
        _, answer = self._ask(method, headers)
        status, _, _ = await in_time(answer)
        return status

    async def hang_up(self) -> None:
        self._up = False
        self.voice.end()
        status = await self.request("BYE", {})
        assert status == 200, f"BYE was answered with {status}"

    async def leave(self) -> None:
        """Hangs up unless that is done: a test that failed leaves nobody behind."""
        if self._up and not self.dead and not self.hung_up.is_set():
            await self.hang_up()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
        first, _, lines = head.partition("\r\n")
        fields = HeaderParser().parsestr(lines)
        number, method = fields["CSeq"].split()
        if first.startswith("SIP/2.0 "):
            status = int(first.split()[1])
            answer = self._responses.get(int(number))
            if status >= 200 and answer is not None and not answer.done():
                answer.set_result((status, fields, body))
        elif not self.dead and method != "ACK":
            self._answer(method, fields)

    def _answer(self, method: str, fields: Message) -> None:
        self.refreshes += method in ("INVITE", "UPDATE")
        if method == "BYE":
            self.reason = fields.get("Reason", "")
            self.voice.end()
            self.hung_up.set()
        kept = [
            f"{name}: {value}"
            for name, value in fields.items()
            if name.lower() in ("via", "from", "to", "call-id", "cseq")
        ]
        body = self._offer() if method == "INVITE" else ""
        self._write(["SIP/2.0 200 OK", *kept, f"Contact: <sip:bare@{self._here}>"], body)

    def _ask(
        self, method: str, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> tuple[int, asyncio.Future[tuple[int, Message, str]]]:
        number = next(_numbers)
        self._responses[number] = asyncio.get_running_loop().create_future()
        self._send(method, number, headers, body)
        return number, self._responses[number]

    def _send(
        self, method: str, number: int, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> None:
        lines = [
            f"{method} {self._target} SIP/2.0",
            f"Via: SIP/2.0/UDP {self._here};rport;branch=z9hG4bK{secrets.token_hex(6)}",
            "Max-Forwards: 70",
            f"From: {self._from}",
            f"To: {self._to}",
            f"Call-ID: {self._call}",
            f"CSeq: {number} {method}",
            f"Contact: <sip:bare@{self._here}>",
            *(f"{name}: {value}" for name, value in (headers or {}).items()),
        ]
        self._write(lines, body)

    def _write(self, lines: list[str], body: str) -> None:
        assert self._transport is not None
        if body:
            lines = [*lines, "Content-Type: application/sdp"]
        text = "\r\n".join([*lines, f"Content-Length: {len(body)}"]) + "\r\n\r\n" + body
        self._transport.sendto(text.encode(), self._server)

    @property
    def _here(self) -> str:
        assert self._transport is not None
        host, port = self._transport.get_extra_info("sockname")[:2]
        return f"{host}:{port}"

    def _offer(self) -> str:
        host = self._here.partition(":")[0]
        lines = ["v=0", f"o=- 1 1 IN IP4 {host}", "s=-", f"c=IN IP4 {host}", "t=0 0"]
        lines += [f"m=audio {self.voice.port} RTP/AVP 8 101", "a=rtpmap:8 PCMA/8000"]
        lines += ["a=rtpmap:101 telephone-event/8000", "a=sendrecv", ""]
        return "\r\n".join(lines)


@asynccontextmanager
async def bare_phone(
    server: str, *, number: str = "13900001234", address: str = "127.0.0.1"
) -> AsyncIterator[BarePhone]:
    """A phone at `address` of this machine; `server` is host:port of a hotline."""
    host, port = server.split(":")
    loop = asyncio.get_running_loop()
    async with Voice.opened(address) as voice:
        phone = BarePhone((host, int(port)), number, voice)
        transport, _ = await loop.create_datagram_endpoint(lambda: phone, local_addr=(address, 0))
        try:
            yield phone
        finally:
            await phone.leave()
            transport.close()
