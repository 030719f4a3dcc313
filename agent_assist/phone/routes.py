"""The routes by which a page becomes a telephone."""

from __future__ import annotations

from aiohttp import web

from agent_assist.access import guard
from agent_assist.access.sessions import LoginSession, Sessions
from agent_assist.phone.passage import LOGGED_OUT, PROTOCOL, Passages
from agent_assist.phone.port import BrowserPhones


def add_phones(app: web.Application, phones: BrowserPhones, sessions: Sessions) -> None:
    """Adds the routes; log-in is that of the desk. Whose log-in ends has no telephone any more."""
    routes = _Routes(phones)
    sessions.on_end(routes.end)
    app.cleanup_ctx.append(routes.passages.lasting)
    app.on_shutdown.append(routes.passages.stop)
    app.router.add_post("/api/phone", routes.account)
    app.router.add_get("/phone", routes.passage)


class _Routes:
    def __init__(self, phones: BrowserPhones) -> None:
        self._phones = phones
        self.passages = Passages(phones)

    def end(self, session: LoginSession) -> None:
        """The log-in is over."""
        self.passages.close(session, LOGGED_OUT)
        self._phones.end(session)

    async def account(self, request: web.Request) -> web.Response:
        """POST /api/phone: what this page logs in with, at /phone; made anew each time."""
        made = await self._phones.account(guard.login_of(request))
        return web.json_response({"account": made.name, "password": made.password, "domain": made.domain})

    async def passage(self, request: web.Request) -> web.StreamResponse:
        """GET /phone: SIP over WebSocket, to Asterisk and back."""
        asked = request.headers.get("Sec-WebSocket-Protocol", "")
        if PROTOCOL not in (one.strip() for one in asked.split(",")):
            return guard.problem(400, "bad_request", "这里只走 SIP / Only SIP over WebSocket comes here")
        return await self.passages.serve(request, guard.login_of(request))
