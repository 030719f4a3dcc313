"""The desk's web application: log-in, the live connection, one call's record, the page itself."""

from __future__ import annotations

import logging
from pathlib import Path

from aiohttp import web
from pydantic import ValidationError

from agent_assist.access import guard
from agent_assist.access.accounts import Accounts, Busy
from agent_assist.access.sessions import LoginSession, Sessions
from agent_assist.access.throttle import Throttle
from agent_assist.admin.port import Administration
from agent_assist.admin.routes import add_administration
from agent_assist.board.board import Board
from agent_assist.board.views import CallView
from agent_assist.desk.hub import Hub
from agent_assist.desk.live import LiveDesk
from agent_assist.desk.pages import add_pages
from agent_assist.desk.ports import DeskActions, History, SeenHook
from agent_assist.desk.wire import LogIn
from agent_assist.screening.port import Screening
from agent_assist.screening.routes import add_screening
from agent_assist.settings import DeskSettings

log = logging.getLogger(__name__)

WEB_DIST = Path(__file__).parents[1] / "web" / "dist"

LARGEST_BODY = 4096
"""Bytes of a request body; a log-in is far smaller."""


def create_desk(
    settings: DeskSettings,
    accounts: Accounts,
    hub: Hub,
    actions: DeskActions,
    history: History,
    *,
    sessions: Sessions | None = None,
    throttle: Throttle | None = None,
    on_seen: SeenHook | None = None,
    administration: Administration | None = None,
    screening: Screening | None = None,
    dist: Path = WEB_DIST,
) -> web.Application:
    """The application, to be served by the root, which also gives the events to `hub.publish`.

    With `administration` it serves the administrators' page too, with `screening` the nuisance callers.
    """
    sessions = sessions or Sessions(settings.session_hours * 3600)
    live = LiveDesk(hub, actions, on_seen)
    desk = _Desk(settings, accounts, hub, live, history, sessions, throttle or Throttle())
    app = web.Application(middlewares=[guard.same_origin], client_max_size=LARGEST_BODY)
    app.on_response_prepare.append(guard.add_headers)
    app.on_shutdown.append(desk.stop)
    app.router.add_post("/api/login", desk.log_in)
    app.router.add_post("/api/logout", desk.log_out)
    app.router.add_get("/api/me", desk.me)
    app.router.add_get("/api/calls/{id}", desk.call)
    app.router.add_get("/api/live", desk.live)
    if administration is not None:
        add_administration(app, administration, sessions, hub.board)
    if screening is not None:
        add_screening(app, screening, sessions, hub.board)
    add_pages(app, dist)
    return app


class _Desk:
    def __init__(
        self,
        settings: DeskSettings,
        accounts: Accounts,
        hub: Hub,
        live: LiveDesk,
        history: History,
        sessions: Sessions,
        throttle: Throttle,
    ) -> None:
        self._settings = settings
        self._accounts = accounts
        self._hub = hub
        self._live = live
        self._history = history
        self._sessions = sessions
        self._throttle = throttle

    async def log_in(self, request: web.Request) -> web.Response:
        """POST /api/login with `{"agent", "password"}`: sets the cookie, answers who one is."""
        try:
            given = LogIn.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "请填写工号和密码 / Give agent and password")
        key = f"{given.agent}@{request.remote}"
        if (wait := self._throttle.wait_s(key)) > 0:
            return _wait(wait)
        # Counted before the check, so that many guesses at once do not slip through together.
        self._throttle.failed(key)
        try:
            right = await self._accounts.check(given.agent, given.password)
        except Busy:
            return _wait(1)
        if not right or given.agent not in self._hub.board.agents:
            log.warning("refused log-in as %.64r from %s", given.agent, request.remote)
            return guard.problem(401, "wrong_password", "工号或密码不正确 / Wrong agent or password")
        self._throttle.succeeded(key)
        token, session = self._sessions.begin(given.agent)
        response = web.json_response(self._identity(session))
        response.set_cookie(
            guard.COOKIE, token, max_age=int(self._sessions.remaining(session)), path="/",
            httponly=True, samesite="Strict", secure=self._settings.secure_cookie,
        )  # fmt: skip
        return response

    async def log_out(self, request: web.Request) -> web.Response:
        """POST /api/logout: ends the session and its tabs."""
        if session := self._session(request):
            self._sessions.end(session)
            self._hub.close_session(session.id, "logged out")
        response = web.Response(status=204)
        response.del_cookie(guard.COOKIE, path="/", httponly=True, samesite="Strict")
        return response

    async def me(self, request: web.Request) -> web.Response:
        """GET /api/me: who is logged in."""
        session = self._session(request)
        return web.json_response(self._identity(session)) if session else guard.log_in_first()

    async def call(self, request: web.Request) -> web.Response:
        """GET /api/calls/{id}: one call in full, running or past."""
        session = self._session(request)
        if session is None:
            return guard.log_in_first()
        view = await self._find_call(request.match_info["id"], session.agent)
        if view is None:
            return guard.problem(404, "no_such_call", "没有这通电话，或不是您接的 / No such call of yours")
        return web.json_response(view.model_dump(mode="json"))

    async def live(self, request: web.Request) -> web.StreamResponse:
        """GET /api/live: the WebSocket."""
        session = self._session(request)
        if session is None:
            return guard.log_in_first()
        return await self._live.serve(request, session, self._sessions.remaining(session))

    async def stop(self, _app: web.Application) -> None:
        """Ends every tab's connection, so that the service can stop."""
        self._hub.close_all("stopping")
        self._sessions.close()

    async def _find_call(self, call: str, agent: str) -> CallView | None:
        board = self._hub.board
        if call not in board.calls:
            # The same projection shows a call of last month as one that is running.
            board = Board(board.agents.values())
            for event in await self._history.events(call):
                board.apply(event)
        return board.calls[call] if call in board.calls and board.sight(agent, call) == "full" else None

    def _session(self, request: web.Request) -> LoginSession | None:
        return guard.session_of(request, self._sessions, self._hub.board)

    def _identity(self, session: LoginSession) -> dict[str, object]:
        agent = self._hub.board.agents[session.agent]
        return {"id": agent.id, "name": agent.name, "role": agent.role, "queues": agent.queues}


def _wait(seconds: float) -> web.Response:
    whole = str(int(seconds) + 1)
    message = f"尝试次数过多，请 {whole} 秒后再试 / Too many attempts, wait {whole} s"
    return guard.problem(429, "too_many_attempts", message, Retry_After=whole)
