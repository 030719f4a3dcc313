"""The routes for past calls. Agents search their own; who sees a call sees what came before it."""

from __future__ import annotations

import time

from aiohttp import web

from agent_assist.access import guard
from agent_assist.board.board import Board
from agent_assist.history.port import PastCall, PastCalls, Sought
from agent_assist.rights.table import HISTORY

DAY_S = 86_400.0
DAYS = 7
"""How far a search goes back unless it says otherwise."""
MOST_DAYS = 366
LIMIT = 50
"""Calls that one search shows."""
LONGEST = 100
"""Characters that are sought."""


def add_history(app: web.Application, past: PastCalls, board: Board) -> None:
    """Adds the routes; log-in is that of the desk."""
    routes = _Routes(past, board)
    app.router.add_get("/api/history", routes.search)
    app.router.add_get("/api/calls/{call}/earlier", routes.earlier)


class _Routes:
    def __init__(self, past: PastCalls, board: Board) -> None:
        self._past = past
        self._board = board

    async def search(self, request: web.Request) -> web.Response:
        """GET /api/history?words=&days=7&agent=: an agent's own calls, or anybody's for overseers."""
        me = guard.agent_of(request)
        words, days = request.query.get("words", "").strip(), request.query.get("days", str(DAYS))
        wanted = request.query.get("agent") or None
        if len(words) > LONGEST or not days.isascii() or not days.isdigit() or len(days) > 3:
            return _bad()
        if not 1 <= int(days) <= MOST_DAYS:
            return _bad()
        if HISTORY.reach(self._board.agents[me].role) == "own":
            if wanted not in (None, me):
                return guard.problem(403, "not_allowed", "只能查自己接过的来电 / Only calls of your own")
            wanted = me
        sought = Sought(words, time.time() - int(days) * DAY_S, wanted, LIMIT)
        return _listed(await self._past.search(sought, me))

    async def earlier(self, request: web.Request) -> web.Response:
        """GET /api/calls/{call}/earlier: what the same telephone called for before."""
        me, call = guard.agent_of(request), request.match_info["call"]
        if self._board.sight(me, call) != "full":
            return guard.problem(404, "no_such_call", "没有这通电话，或不是您接的 / No such call of yours")
        return _listed(await self._past.earlier(call, me))


def _listed(calls: list[PastCall]) -> web.Response:
    return web.json_response({"calls": [one.model_dump(mode="json") for one in calls]})


def _bad() -> web.Response:
    return guard.problem(
        400,
        "bad_request",
        f"words 至多 {LONGEST} 字，days 是 1 到 {MOST_DAYS} / words up to {LONGEST}, days 1 to {MOST_DAYS}",
    )
