"""The routes for the calendar of concerns, the weeks ahead and the big screen."""

from __future__ import annotations

import re
from datetime import date
from typing import cast, get_args

from aiohttp import web
from pydantic import BaseModel

from agent_assist.access import guard
from agent_assist.reports.calendar_port import CalendarSource
from agent_assist.reports.port import Language
from contracts import calendar_day

MOST_WEEKS = 13
WRONG = (
    "month 写成 2026-11，year 写成 2026，weeks 从 1 到 13，language 写 zh 或 en / "
    "month as 2026-11, year as 2026, weeks from 1 to 13, language zh or en"
)


def add_calendar(app: web.Application, source: CalendarSource) -> None:
    """Adds the routes; log-in and rights are those of the desk."""

    async def calendar(request: web.Request) -> web.Response:
        """GET /api/calendar?month=2026-11 or ?year=2026; without either this month."""
        year, month = request.query.get("year"), request.query.get("month", f"{date.today():%Y-%m}")
        try:
            first = calendar_day(f"{year}-01-01" if year else f"{month}-01")
        except ValueError:
            return guard.problem(400, "bad_request", WRONG)
        return _json(await source.year(first.year) if year else await source.month(first))

    async def ahead(request: web.Request) -> web.Response:
        """GET /api/ahead?weeks=4&language=zh."""
        weeks, language = request.query.get("weeks", "4"), request.query.get("language", "zh")
        if not re.fullmatch("[0-9]{1,2}", weeks) or not 1 <= int(weeks) <= MOST_WEEKS:
            return guard.problem(400, "bad_request", WRONG)
        if language not in get_args(Language):
            return guard.problem(400, "bad_request", WRONG)
        return _json(await source.ahead(int(weeks), cast(Language, language)))

    async def today(_request: web.Request) -> web.Response:
        """GET /api/today."""
        return _json(await source.today())

    app.router.add_get("/api/calendar", calendar)
    app.router.add_get("/api/ahead", ahead)
    app.router.add_get("/api/today", today)


def _json(view: BaseModel) -> web.Response:
    return web.json_response(view.model_dump(mode="json"))
