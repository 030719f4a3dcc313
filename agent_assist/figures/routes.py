"""The routes for figures."""

from __future__ import annotations

from aiohttp import web

from agent_assist.access import guard
from agent_assist.figures.port import FiguresSource
from contracts import AgentDay, DayFigures, calendar_day

BOM = "\ufeff"
"""Spreadsheets take a file without it for another encoding than UTF-8."""


def add_figures(app: web.Application, source: FiguresSource) -> None:
    """Adds the routes; log-in is that of the desk."""
    routes = _Routes(source)
    app.router.add_get("/api/figures", routes.all)
    app.router.add_get("/api/figures/me", routes.own)
    app.router.add_get("/api/figures/{what:queues|agents}.csv", routes.csv)


class _Routes:
    def __init__(self, source: FiguresSource) -> None:
        self._source = source

    async def all(self, request: web.Request) -> web.Response:
        """GET /api/figures?day=2026-11-29: every queue and agent, for overseers; today without a day."""
        found = await self._figures(request)
        return found if isinstance(found, web.Response) else web.json_response(found.model_dump(mode="json"))

    async def csv(self, request: web.Request) -> web.Response:
        """GET /api/figures/queues.csv and agents.csv: the same as tables."""
        found = await self._figures(request)
        if isinstance(found, web.Response):
            return found
        what = request.match_info["what"]
        text = BOM + self._source.csv(found, agents=what == "agents", by=guard.agent_of(request))
        name = f"{what}-{found.day}.csv"
        return web.Response(
            text=text,
            content_type="text/csv",
            charset="utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def own(self, request: web.Request) -> web.Response:
        """GET /api/figures/me: the day of who asks."""
        agent = guard.agent_of(request)
        found = await self._figures(request)
        if isinstance(found, web.Response):
            return found
        mine = next((one for one in found.agents if one.agent == agent), AgentDay(agent=agent))
        return web.json_response({"day": found.day, **mine.model_dump(mode="json")})

    async def _figures(self, request: web.Request) -> DayFigures | web.Response:
        wanted = request.query.get("day")
        try:
            day = None if wanted is None else calendar_day(wanted)
        except ValueError:
            return guard.problem(
                400,
                "bad_request",
                "日期写成 2026-11-29，1971 年到 9998 年 / Write the day as 2026-11-29, from 1971 to 9998",
            )
        return await self._source.day(day)
