"""The routes for guests, all of them for supervisors."""

from __future__ import annotations

from aiohttp import web
from pydantic import ValidationError

from agent_assist.access import guard
from agent_assist.access.sessions import Sessions
from agent_assist.board.board import Board
from agent_assist.guests.port import Guests, Invitation


def add_guests(app: web.Application, guests: Guests, sessions: Sessions, board: Board) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(guests, sessions, board)
    app.router.add_get("/api/guests", routes.listed)
    app.router.add_post("/api/guests", routes.invite)
    app.router.add_post("/api/guests/{id}/end", routes.end)


class _Routes:
    def __init__(self, guests: Guests, sessions: Sessions, board: Board) -> None:
        self._guests = guests
        self._sessions = sessions
        self._board = board

    async def listed(self, request: web.Request) -> web.Response:
        """GET /api/guests."""
        if isinstance(refused := self._overseer(request), web.Response):
            return refused
        found = await self._guests.listed()
        return web.json_response({"guests": [guest.model_dump(mode="json") for guest in found]})

    async def invite(self, request: web.Request) -> web.Response:
        """POST /api/guests: answers the passwords, which are shown once."""
        if isinstance(by := self._overseer(request), web.Response):
            return by
        try:
            invitation = Invitation.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "请填写工号、姓名、分机和结束时间 / Fill in the form")
        invited = await self._guests.invite(invitation, by)
        return web.json_response(invited.model_dump(mode="json"))

    async def end(self, request: web.Request) -> web.Response:
        """POST /api/guests/{id}/end."""
        if isinstance(by := self._overseer(request), web.Response):
            return by
        await self._guests.end(request.match_info["id"], by)
        return web.Response(status=204)

    def _overseer(self, request: web.Request) -> str | web.Response:
        refusal = "只有班长可以邀请来宾 / Only supervisors invite guests"
        return guard.overseer_of(request, self._sessions, self._board, refusal)
