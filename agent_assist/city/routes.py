"""The route for what is more than usual, for supervisors."""

from __future__ import annotations

from aiohttp import web

from agent_assist.city.port import City


def add_city(app: web.Application, city: City) -> None:
    """Adds the route; log-in and rights are those of the desk."""

    async def surges(_request: web.Request) -> web.Response:
        """GET /api/surges."""
        return web.json_response({"surges": [one.model_dump(mode="json") for one in await city.surges()]})

    app.router.add_get("/api/surges", surges)
