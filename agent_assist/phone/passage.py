"""The way of one page's SIP: from the desk's own origin to Asterisk, which others do not reach."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import WSMsgType, web

from agent_assist.access.sessions import LoginSession
from agent_assist.phone import sip
from agent_assist.phone.port import BrowserPhones

log = logging.getLogger(__name__)

PROTOCOL = "sip"
"""RFC 7118."""

HEARTBEAT_S = 8.0
"""A page that does not answer a ping within half of this is gone: at most 12 s after it vanished."""

CONNECT_S = 5.0

ELSEWHERE = 4409
"""Close code: another tab of the same log-in is the telephone now."""
NO_ASTERISK = 4503
"""Close code: Asterisk is away, or has gone."""
FORBIDDEN = 4403
"""Close code: the page sent what no page sends."""
LOGGED_OUT = 4401
"""Close code: the log-in has ended."""


class Passages:
    """Of all pages; a log-in has one at most."""

    def __init__(self, phones: BrowserPhones) -> None:
        self._phones = phones
        self._open: dict[str, web.WebSocketResponse] = {}
        self._http: aiohttp.ClientSession | None = None
        self._closing: set[asyncio.Task[bool]] = set()

    async def lasting(self, _app: web.Application) -> AsyncIterator[None]:
        """For as long as the desk is served."""
        async with aiohttp.ClientSession() as self._http:
            yield

    async def stop(self, _app: web.Application) -> None:
        """Ends every page's passage, so that the service can stop."""
        await asyncio.gather(*(socket.close(code=1001) for socket in list(self._open.values())))

    def close(self, session: LoginSession, code: int) -> None:
        """Ends that log-in's passage, if it has one."""
        if (socket := self._open.pop(session.id, None)) is not None:
            closing = asyncio.create_task(socket.close(code=code))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def serve(self, request: web.Request, session: LoginSession) -> web.WebSocketResponse:
        """Until either side closes it."""
        assert self._http is not None, "use it while the desk is served"
        page = web.WebSocketResponse(
            protocols=(PROTOCOL,), heartbeat=HEARTBEAT_S, max_msg_size=sip.LARGEST, timeout=1
        )
        await page.prepare(request)
        self.close(session, ELSEWHERE)
        self._open[session.id] = page
        try:
            async with asyncio.timeout(CONNECT_S):
                asterisk = await self._http.ws_connect(
                    self._phones.url, protocols=(PROTOCOL,), max_msg_size=sip.LARGEST
                )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("no telephone for the page of %s: %s", session.agent, error)
            await page.close(code=NO_ASTERISK)
        else:
            async with asterisk:
                await self._carry(page, asterisk, session)
        finally:
            if self._open.get(session.id) is page:
                del self._open[session.id]
                self._phones.gone(session)
        return page

    async def _carry(
        self, page: web.WebSocketResponse, asterisk: aiohttp.ClientWebSocketResponse, session: LoginSession
    ) -> None:
        out = asyncio.create_task(self._to_asterisk(page, asterisk, session))
        back = asyncio.create_task(_to_page(page, asterisk))
        try:
            await asyncio.wait({out, back}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (out, back):
                task.cancel()
            await asyncio.gather(out, back, return_exceptions=True)
        await page.close(code=NO_ASTERISK)

    async def _to_asterisk(
        self, page: web.WebSocketResponse, asterisk: aiohttp.ClientWebSocketResponse, session: LoginSession
    ) -> None:
        account = self._phones.name(session)
        async for message in page:
            if message.type is not WSMsgType.TEXT:
                await page.close(code=FORBIDDEN)
                return
            if (why := sip.refusal(message.data, account)) is not None:
                log.warning("the page of %s may not send this to Asterisk: %s", session.agent, why)
                await page.close(code=FORBIDDEN)
                return
            await asterisk.send_str(message.data)


async def _to_page(page: web.WebSocketResponse, asterisk: aiohttp.ClientWebSocketResponse) -> None:
    async for message in asterisk:
        if message.type is WSMsgType.TEXT:
            await page.send_str(message.data)
        elif message.type is WSMsgType.BINARY:
            await page.send_bytes(message.data)
