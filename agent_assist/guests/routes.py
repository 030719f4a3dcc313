"""The routes for guests, all of them for supervisors."""

from __future__ import annotations

from aiohttp import web
from pydantic import ValidationError

from agent_assist.access import guard
from agent_assist.guests.port import Guests, Invitation


def add_guests(app: web.Application, guests: Guests) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(guests)
    app.router.add_get("/api/guests", routes.listed)
    app.router.add_post("/api/guests", routes.invite)
    app.router.add_post("/api/guests/{id}/end", routes.end)


class _Routes:
    def __init__(self, guests: Guests) -> None:
        self._guests = guests

    async def listed(self, _request: web.Request) -> web.Response:
        """GET /api/guests."""
        found = await self._guests.listed()
        return web.json_response({"guests": [guest.model_dump(mode="json") for guest in found]})

    async def invite(self, request: web.Request) -> web.Response:
        """POST /api/guests: answers the passwords, which are shown once."""
        try:
            invitation = Invitation.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "请填写工号、姓名、分机和结束时间 / Fill in the form")
        invited = await self._guests.invite(invitation, guard.agent_of(request))
        return web.json_response(invited.model_dump(mode="json"))

    async def end(self, request: web.Request) -> web.Response:
        """POST /api/guests/{id}/end."""
        await self._guests.end(request.match_info["id"], guard.agent_of(request))
        return web.Response(status=204)
