"""The routes for call-backs, for supervisors."""

from __future__ import annotations

from aiohttp import web

from agent_assist.access import guard
from agent_assist.access.sessions import Sessions
from agent_assist.board.board import Board
from agent_assist.callbacks.port import CallbackList


def add_callbacks(app: web.Application, callbacks: CallbackList, sessions: Sessions, board: Board) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(callbacks, sessions, board)
    app.router.add_get("/api/callbacks", routes.listed)
    app.router.add_post(r"/api/callbacks/{id:\d{1,9}}/cancel", routes.cancel)


class _Routes:
    def __init__(self, callbacks: CallbackList, sessions: Sessions, board: Board) -> None:
        self._callbacks = callbacks
        self._sessions = sessions
        self._board = board

    async def listed(self, request: web.Request) -> web.Response:
        """GET /api/callbacks."""
        if isinstance(refused := self._overseer(request), web.Response):
            return refused
        found = await self._callbacks.listed()
        return web.json_response({"callbacks": [one.model_dump(mode="json") for one in found]})

    async def cancel(self, request: web.Request) -> web.Response:
        """POST /api/callbacks/{id}/cancel."""
        if isinstance(by := self._overseer(request), web.Response):
            return by
        await self._callbacks.cancel(int(request.match_info["id"]), by)
        return web.Response(status=204)

    def _overseer(self, request: web.Request) -> str | web.Response:
        refusal = "只有班长可以看回电名单 / Only supervisors see call-backs"
        return guard.overseer_of(request, self._sessions, self._board, refusal)
