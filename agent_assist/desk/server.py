"""The desk's web application: log-in, the live connection, one call's record, the page itself."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web
from pydantic import ValidationError

from agent_assist.access import guard
from agent_assist.access.accounts import Accounts
from agent_assist.access.client import Clients
from agent_assist.access.door import Door, TooManyAttempts
from agent_assist.access.sessions import LoginSession, Sessions
from agent_assist.admin.port import Administration
from agent_assist.admin.routes import add_administration
from agent_assist.board.board import Board
from agent_assist.callbacks.port import CallbackList
from agent_assist.callbacks.routes import add_callbacks
from agent_assist.cases.port import Cases
from agent_assist.cases.routes import add_cases
from agent_assist.city.port import City
from agent_assist.city.routes import add_city
from agent_assist.desk.hub import Hub
from agent_assist.desk.live import LiveDesk
from agent_assist.desk.overview import NONE, Overview
from agent_assist.desk.pages import add_pages
from agent_assist.desk.ports import DeskActions, History, SeenHook
from agent_assist.desk.wire import CorrectLine, LogIn, LogOut
from agent_assist.figures.port import FiguresSource
from agent_assist.figures.routes import add_figures
from agent_assist.guests.port import Guests
from agent_assist.guests.routes import add_guests
from agent_assist.history.port import PastCalls
from agent_assist.history.routes import add_history
from agent_assist.log_ins.port import LogInTrace
from agent_assist.log_ins.routes import add_log_ins
from agent_assist.phone.port import BrowserPhones
from agent_assist.phone.routes import add_phones
from agent_assist.recordings.port import Recordings
from agent_assist.recordings.routes import add_recordings
from agent_assist.screening.port import Screening
from agent_assist.screening.routes import add_screening
from agent_assist.settings import DeskSettings
from agent_assist.traces.port import Traces
from agent_assist.traces.routes import add_traces

log = logging.getLogger(__name__)

WEB_DIST = Path(__file__).parents[1] / "web" / "dist"

PASSWORDS_S = 1.0
"""How often it is looked whose log-in is over."""

LARGEST_BODY = 32_768
"""Bytes of a request body: what an agent may write of a case, every character of it escaped, has 28 KiB."""


def create_desk(
    settings: DeskSettings,
    accounts: Accounts,
    hub: Hub,
    actions: DeskActions,
    history: History,
    *,
    sessions: Sessions | None = None,
    clock: Callable[[], float] = time.monotonic,
    on_seen: SeenHook | None = None,
    administration: Administration | None = None,
    screening: Screening | None = None,
    cases: Cases | None = None,
    figures: FiguresSource | None = None,
    guests: Guests | None = None,
    callbacks: CallbackList | None = None,
    recordings: Recordings | None = None,
    phones: BrowserPhones | None = None,
    past: PastCalls | None = None,
    log_ins: LogInTrace | None = None,
    traces: Traces | None = None,
    city: City | None = None,
    overview: Overview = NONE,
    dist: Path = WEB_DIST,
) -> web.Application:
    """The application, to be served by the root, which also gives the events to `hub.publish`.

    `clock` counts the seconds that guessers wait. With each of the others it serves what it is for:
    nuisance callers, cases, figures, guests, call-backs, the page as a telephone, log-ins, traces ...
    """
    sessions = sessions or Sessions(settings.session_hours * 3600)
    sessions.follow(accounts.password_since, lambda session: hub.close_session(session.id, "logged out"))
    live = LiveDesk(hub, actions, on_seen)
    desk = _Desk(settings, Door(accounts, clock), hub, live, history, actions, sessions, phones)
    app = web.Application(middlewares=guard.guards(sessions, hub.board), client_max_size=LARGEST_BODY)
    app.on_response_prepare.append(guard.add_headers)
    desk.add_to(app)
    if administration is not None:
        add_administration(app, administration, hub.board)
    if screening is not None:
        add_screening(app, screening, hub.board)
    if cases is not None:
        add_cases(app, cases, hub.board)
    if figures is not None:
        add_figures(app, figures)
    if guests is not None:
        add_guests(app, guests)
    if callbacks is not None:
        add_callbacks(app, callbacks)
    if recordings is not None:
        add_recordings(app, recordings)
    if phones is not None:
        add_phones(app, phones, sessions)
    if past is not None:
        add_history(app, past, hub.board)
    if log_ins is not None:
        add_log_ins(app, sessions, hub.board, hub.is_open, log_ins)
    _add_overviews(app, traces, city, overview, hub.board)
    add_pages(app, dist)
    return app


def _add_overviews(
    app: web.Application,
    traces: Traces | None,
    city: City | None,
    overview: Overview,
    board: Board,
) -> None:
    """What no single call is shown in."""
    if traces is not None:
        add_traces(app, traces)
    if city is not None:
        add_city(app, city)

    overview.add_to(app, board)


class _Desk:
    def __init__(
        self,
        settings: DeskSettings,
        door: Door,
        hub: Hub,
        live: LiveDesk,
        history: History,
        actions: DeskActions,
        sessions: Sessions,
        phones: BrowserPhones | None,
    ) -> None:
        self._settings = settings
        self._phone = phones is not None
        self._door = door
        self._clients = Clients(settings.trusted_proxies)
        self._hub = hub
        self._live = live
        self._history = history
        self._actions = actions
        self._sessions = sessions

    def add_to(self, app: web.Application) -> None:
        """What every desk answers and does, for as long as it is served."""
        app.on_shutdown.append(self.stop)
        app.cleanup_ctx.append(self.watch)
        routes = [
            web.post("/api/login", self.log_in),
            web.post("/api/logout", self.log_out),
            web.get("/api/me", self.me),
            web.get("/api/calls/{id}", self.call),
            web.get("/api/calls/{id}/unmasked", self.unmasked),
            web.post("/api/calls/{id}/lines", self.correct_line),
            web.get("/api/colleagues", self.colleagues),
            web.get("/api/live", self.live),
        ]
        app.add_routes(routes)

    async def log_in(self, request: web.Request) -> web.Response:
        """POST /api/login with `{"agent", "password"}`: sets the cookie, answers who one is."""
        try:
            given = LogIn.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "请填写工号和密码 / Give agent and password")
        address = self._clients.address(request)
        exists = given.agent in self._hub.board.agents
        try:
            opens = await self._door.opens(given.agent, given.password, address, exists=exists)
        except TooManyAttempts as refused:
            return _wait(refused.wait_s)
        if not opens:
            log.warning("refused log-in as %.64r from %s", given.agent, address)
            return guard.problem(401, "wrong_password", "工号或密码不正确 / Wrong agent or password")
        browser = request.headers.get("User-Agent", "")
        token, session = self._sessions.begin(given.agent, browser, address)
        response = web.json_response(self._identity(session))
        response.set_cookie(
            guard.COOKIE, token, max_age=int(self._sessions.remaining(session)), path="/",
            httponly=True, samesite="Strict", secure=self._settings.cookie_is_secure,
        )  # fmt: skip
        return response

    async def log_out(self, request: web.Request) -> web.Response:
        """POST /api/logout: ends the session and its tabs; with `{"everywhere": true}` all of the agent's."""
        try:
            asked = LogOut.model_validate_json(await request.text() or "{}")
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "请重新退出 / Log out again")
        if session := guard.session_of(request, self._sessions, self._hub.board):
            if asked.everywhere:
                self._sessions.end_all(session.agent)
            else:
                self._sessions.end(session)
        response = web.Response(status=204)
        response.del_cookie(guard.COOKIE, path="/", httponly=True, samesite="Strict")
        return response

    async def me(self, request: web.Request) -> web.Response:
        """GET /api/me: who is logged in."""
        return web.json_response(self._identity(guard.login_of(request)))

    async def call(self, request: web.Request) -> web.Response:
        """GET /api/calls/{id}: one call in full; what is over and not of the agent's own shift is masked."""
        call, agent = request.match_info["id"], guard.agent_of(request)
        board = self._hub.board
        if call not in board.calls:
            return await self._from_record(call, agent, masked=True)
        if board.sight(agent, call) != "full":
            return _no_such_call()
        if not board.is_at_work(agent, call):
            self._history.looked_up(call, agent, masked=True)
        return web.json_response(board.shown(agent, call).model_dump(mode="json"))

    async def unmasked(self, request: web.Request) -> web.Response:
        """GET /api/calls/{id}/unmasked: the record of a call as it was said."""
        return await self._from_record(request.match_info["id"], guard.agent_of(request), masked=False)

    async def correct_line(self, request: web.Request) -> web.Response:
        """POST /api/calls/{id}/lines with `{"line", "text"}`: what was really said, running or past."""
        try:
            said = CorrectLine.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "更正 1 到 500 字 / 1 to 500 characters")
        call, agent = request.match_info["id"], guard.agent_of(request)
        board = await self._board_with(call, agent)
        if board is None:
            return _no_such_call()
        await self._actions.correct_line(board.line_correction(agent, call, said.line, said.text))
        return web.Response(status=204)

    async def colleagues(self, request: web.Request) -> web.Response:
        """GET /api/colleagues: to whom a call may be given, as they are now."""
        found = self._hub.board.colleagues(guard.agent_of(request))
        return web.json_response({"agents": [one.model_dump(mode="json") for one in found]})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """GET /api/live: the WebSocket."""
        session = guard.login_of(request)
        return await self._live.serve(request, session, self._sessions.remaining(session))

    async def watch(self, _app: web.Application) -> AsyncIterator[None]:
        """Tabs of those who got a new password are closed, too: looked at once a second."""

        async def look() -> None:
            while True:
                await asyncio.sleep(PASSWORDS_S)
                self._sessions.end_over()

        looking = asyncio.create_task(look(), name="log-ins that are over")
        yield
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)

    async def stop(self, _app: web.Application) -> None:
        """Ends every tab's connection, so that the service can stop."""
        self._hub.close_all("stopping")
        self._sessions.close()

    async def _board_with(self, call: str, agent: str) -> Board | None:
        """The board that shows the call: the desk's, or one of its own. None: the agent may not see it."""
        board = self._hub.board
        if call not in board.calls:
            board = await self._recorded(call)
        return board if board.sight(agent, call) == "full" else None

    async def _recorded(self, call: str) -> Board:
        """The same projection shows a call of last month as one that is running."""
        board = Board(self._hub.board.agents.values())
        for event in await self._history.events(call):
            board.apply(event)
        return board

    async def _from_record(self, call: str, agent: str, *, masked: bool) -> web.Response:
        board = await self._recorded(call)
        if board.sight(agent, call) != "full":
            return _no_such_call()
        self._history.looked_up(call, agent, masked=masked)
        view = board.calls[call]
        return web.json_response((self._hub.board.masked(view) if masked else view).model_dump(mode="json"))

    def _identity(self, session: LoginSession) -> dict[str, object]:
        agent = self._hub.board.agents[session.agent]
        who = {"id": agent.id, "name": agent.name, "role": agent.role, "queues": agent.queues}
        return {**who, "phone": self._phone}


def _no_such_call() -> web.Response:
    return guard.problem(404, "no_such_call", "没有这通电话，或不是您接的 / No such call of yours")


def _wait(seconds: float) -> web.Response:
    whole = str(int(seconds) + 1)
    message = f"尝试次数过多，请 {whole} 秒后再试 / Too many attempts, wait {whole} s"
    return guard.problem(429, "too_many_attempts", message, Retry_After=whole)
