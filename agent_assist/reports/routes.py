"""The routes for reports, for those who oversee."""

from __future__ import annotations

from typing import cast, get_args

from aiohttp import web

from agent_assist.access import guard
from agent_assist.reports.port import FileFormat, Language, ReportKind, Reports, WantedReport
from contracts import calendar_day

WRONG = (
    "kind 写 day、week 或 month，day 写成 2026-11-29，language 写 zh 或 en，"
    "format 写 page、csv、xlsx、pdf 或 json / kind is day, week or month, "
    "day as 2026-11-29, language zh or en, format page, csv, xlsx, pdf or json"
)


def add_reports(app: web.Application, reports: Reports) -> None:
    """Adds the routes; log-in and rights are those of the desk."""

    async def show(request: web.Request) -> web.Response:
        """GET /api/reports?kind=month&day=2026-11-01&public=true&language=zh: without a day the last one."""
        wanted = _wanted(request)
        if wanted is None:
            return guard.problem(400, "bad_request", WRONG)
        return web.json_response((await reports.show(wanted)).model_dump(mode="json"))

    async def file(request: web.Request) -> web.Response:
        """GET /api/reports/file?format=pdf and the same as above."""
        wanted, form = _wanted(request), request.query.get("format", "xlsx")
        if wanted is None or form not in get_args(FileFormat):
            return guard.problem(400, "bad_request", WRONG)
        made = await reports.file(wanted, cast(FileFormat, form), guard.agent_of(request))
        return web.Response(
            body=made.body,
            content_type=made.content_type,
            headers={"Content-Disposition": f'attachment; filename="{made.name}"'},
        )

    app.router.add_get("/api/reports", show)
    app.router.add_get("/api/reports/file", file)


def _wanted(request: web.Request) -> WantedReport | None:
    """None: nobody can tell which."""
    kind, language = request.query.get("kind", "month"), request.query.get("language", "zh")
    day, public = request.query.get("day"), request.query.get("public", "false")
    if (
        kind not in get_args(ReportKind)
        or language not in get_args(Language)
        or public not in ("true", "false")
    ):
        return None
    try:
        when = calendar_day(day) if day else None
    except ValueError:
        return None
    return WantedReport(cast(ReportKind, kind), when, public == "true", cast(Language, language))
