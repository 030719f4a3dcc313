"""The routes for log-ins, for those who oversee."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from agent_assist.access import guard
from agent_assist.access.sessions import LoginSession, Sessions
from agent_assist.board.board import Board
from agent_assist.log_ins.port import LogInTrace, LogInView


def add_log_ins(
    app: web.Application,
    sessions: Sessions,
    board: Board,
    is_open: Callable[[str], bool],
    ended: LogInTrace,
) -> None:
    """Adds the routes; `is_open`: whether a tab of the session of that id is open."""
    routes = _Routes(sessions, board, is_open, ended)
    app.router.add_get("/api/agents/{agent}/sessions", routes.listed)
    app.router.add_post("/api/agents/{agent}/sessions/{id}/end", routes.end)


class _Routes:
    def __init__(
        self, sessions: Sessions, board: Board, is_open: Callable[[str], bool], ended: LogInTrace
    ) -> None:
        self._sessions = sessions
        self._board = board
        self._is_open = is_open
        self._ended = ended

    async def listed(self, request: web.Request) -> web.Response:
        """GET /api/agents/{agent}/sessions: where the agent is logged in, the latest log-in first."""
        if (refused := self._refused(request)) is not None:
            return refused
        mine = guard.login_of(request).id
        found = sorted(self._of(request), key=lambda one: one.begun, reverse=True)
        views = [self._view(one, here=one.id == mine) for one in found]
        return web.json_response({"sessions": [view.model_dump(mode="json") for view in views]})

    async def end(self, request: web.Request) -> web.Response:
        """POST /api/agents/{agent}/sessions/{id}/end: logs the agent out there. A call goes on."""
        if (refused := self._refused(request)) is not None:
            return refused
        found = next((one for one in self._of(request) if one.id == request.match_info["id"]), None)
        if found is None:
            return guard.problem(404, "no_such_session", "这次登录已经结束 / That log-in is over")
        self._sessions.end(found)
        self._ended(agent=found.agent, by=guard.agent_of(request), begun=found.begun)
        return web.Response(status=204)

    def _refused(self, request: web.Request) -> web.Response | None:
        """Supervisors look after those who take calls, and themselves; administrators after everybody."""
        people, by = self._board.agents, guard.agent_of(request)
        agent = people.get(request.match_info["agent"])
        if agent is None:
            return guard.problem(404, "no_such_agent", "没有这位坐席 / No such agent")
        if agent.takes_calls or agent.id == by or people[by].role == "administrator":
            return None
        return guard.problem(403, "not_allowed", "只有管理员可以看 / For administrators only")

    def _of(self, request: web.Request) -> list[LoginSession]:
        self._sessions.end_over()
        return self._sessions.of(request.match_info["agent"])

    def _view(self, one: LoginSession, *, here: bool) -> LogInView:
        return LogInView(
            id=one.id,
            begun=one.begun,
            expires=one.expires,
            browser=one.browser,
            address=one.address,
            open=self._is_open(one.id),
            here=here,
        )
