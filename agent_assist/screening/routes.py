"""The routes for nuisance callers: agents mark them, supervisors decide."""

from __future__ import annotations

from collections.abc import Awaitable

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_assist.access import guard
from agent_assist.board.board import Board
from agent_assist.screening.port import Screening, Verdict


class _Mark(BaseModel):
    """Body of POST /api/calls/{id}/nuisance."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    reason: str = Field(min_length=2, max_length=200)


class _Decision(BaseModel):
    """Body of POST /api/screening/{entry}."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    verdict: Verdict


def add_screening(app: web.Application, screening: Screening, board: Board) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(screening, board)
    app.router.add_post("/api/calls/{id}/nuisance", routes.mark)
    app.router.add_get("/api/screening", routes.listed)
    app.router.add_post(r"/api/screening/{entry:\d{1,9}}", routes.decide)


class _Routes:
    def __init__(self, screening: Screening, board: Board) -> None:
        self._screening = screening
        self._board = board

    async def mark(self, request: web.Request) -> web.Response:
        """POST /api/calls/{id}/nuisance with `{"reason"}`: proposes the caller for the list."""
        call = request.match_info["id"]
        agent = guard.agent_of(request)
        if self._board.sight(agent, call) != "full":
            return guard.problem(404, "no_such_call", "没有这通电话，或不是您接的 / No such call of yours")
        try:
            mark = _Mark.model_validate_json(await request.text())
            reason = mark.reason.strip()
        except (ValidationError, UnicodeDecodeError):
            reason = ""
        if not reason:
            return guard.problem(400, "bad_request", "请写明原因（2 到 200 字）/ Give a reason")
        return await self._done(self._screening.propose(call, reason, agent))

    async def listed(self, _request: web.Request) -> web.Response:
        """GET /api/screening: proposals and the list, for those who oversee."""
        entries = await self._screening.listed()
        return web.json_response({"entries": [entry.model_dump(mode="json") for entry in entries]})

    async def decide(self, request: web.Request) -> web.Response:
        """POST /api/screening/{entry} with `{"verdict"}`, for those who oversee."""
        try:
            decision = _Decision.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "verdict: grey, black, reject, remove")
        return await self._done(
            self._screening.decide(
                int(request.match_info["entry"]), decision.verdict, guard.agent_of(request)
            )
        )

    async def _done(self, work: Awaitable[None]) -> web.Response:
        await work
        return web.Response(status=204)
