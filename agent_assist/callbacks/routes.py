"""The routes for call-backs, for supervisors."""

from __future__ import annotations

from aiohttp import web

from agent_assist.access import guard
from agent_assist.callbacks.port import CallbackList


def add_callbacks(app: web.Application, callbacks: CallbackList) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(callbacks)
    app.router.add_get("/api/callbacks", routes.listed)
    app.router.add_post(r"/api/callbacks/{id:\d{1,9}}/cancel", routes.cancel)


class _Routes:
    def __init__(self, callbacks: CallbackList) -> None:
        self._callbacks = callbacks

    async def listed(self, _request: web.Request) -> web.Response:
        """GET /api/callbacks."""
        found = await self._callbacks.listed()
        return web.json_response({"callbacks": [one.model_dump(mode="json") for one in found]})

    async def cancel(self, request: web.Request) -> web.Response:
        """POST /api/callbacks/{id}/cancel."""
        await self._callbacks.cancel(int(request.match_info["id"]), guard.agent_of(request))
        return web.Response(status=204)
