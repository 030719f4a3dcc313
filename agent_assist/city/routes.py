"""The routes for what is more than usual and what callers are told of it, for supervisors."""

from __future__ import annotations

from aiohttp import web
from pydantic import ValidationError

from agent_assist.access import guard
from agent_assist.city.port import AnnouncementDraft, City

LATEST = 4e9
"""Seconds since the Unix epoch: no announcement ends after the year 2096."""


def add_city(app: web.Application, city: City) -> None:
    """Adds the routes; log-in and rights are those of the desk."""
    routes = _Routes(city)
    app.router.add_get("/api/surges", routes.surges)
    app.router.add_get("/api/surges/{id}/draft", routes.draft)
    app.router.add_post("/api/surges/{id}/announcement", routes.publish)
    app.router.add_post("/api/announcements/{id}/end", routes.end)


class _Routes:
    def __init__(self, city: City) -> None:
        self._city = city

    async def surges(self, _request: web.Request) -> web.Response:
        """GET /api/surges."""
        return web.json_response(
            {"surges": [one.model_dump(mode="json") for one in await self._city.surges()]}
        )

    async def draft(self, request: web.Request) -> web.Response:
        """GET /api/surges/{id}/draft, with `ends` (seconds since the Unix epoch) where that is known."""
        try:
            ends = float(request.query["ends"]) if "ends" in request.query else None
        except ValueError:
            return _bad_request()
        if ends is not None and not 0 < ends < LATEST:
            return _bad_request()
        draft = await self._city.draft(request.match_info["id"], ends)
        return web.json_response(draft.model_dump(mode="json"))

    async def publish(self, request: web.Request) -> web.Response:
        """POST /api/surges/{id}/announcement with an `AnnouncementDraft`."""
        try:
            draft = AnnouncementDraft.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return _bad_request()
        await self._city.publish(request.match_info["id"], draft, guard.agent_of(request))
        return web.Response(status=204)

    async def end(self, request: web.Request) -> web.Response:
        """POST /api/announcements/{id}/end."""
        number = request.match_info["id"]
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            return _bad_request()
        await self._city.end(int(number), guard.agent_of(request))
        return web.Response(status=204)


def _bad_request() -> web.Response:
    return guard.problem(400, "bad_request", "请填写公告内容和结束时间 / Fill in what is said and until when")
