"""The route for traces."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import get_args

from aiohttp import web

from agent_assist.access import guard
from agent_assist.traces.port import SoughtTraces, TraceKind, Traces
from contracts import calendar_day

LIMIT = 500
"""Traces that one look shows."""
LONGEST = 100
"""Characters of a person's id."""


def add_traces(app: web.Application, traces: Traces) -> None:
    """Adds the route; who may is said by `agent_assist.rights`."""

    async def find(request: web.Request) -> web.Response:
        """GET /api/traces?first=2026-11-29&last=2026-11-29&person=&kind=: by days of this machine's zone."""
        sought = _sought(request)
        if sought is None:
            return guard.problem(
                400,
                "bad_request",
                "first、last 写成 2026-11-29，kind 是 seen、heard、exported、changed、deleted / "
                "write first and last as 2026-11-29, kind as seen, heard, exported, changed or deleted",
            )
        found = await traces.find(sought, guard.agent_of(request))
        return web.json_response({"traces": [one.model_dump(mode="json") for one in found]})

    app.router.add_get("/api/traces", find)


def _sought(request: web.Request) -> SoughtTraces | None:
    """None for what is not as agreed."""
    person, wanted = request.query.get("person", "").strip(), request.query.get("kind", "")
    kind: TraceKind | None = next((one for one in get_args(TraceKind) if one == wanted), None)
    try:
        first, last = (calendar_day(request.query.get(name, "")) for name in ("first", "last"))
    except ValueError:
        return None
    if last < first or len(person) > LONGEST or (wanted and kind is None):
        return None
    since, until = (
        datetime.combine(day, time.min).astimezone().timestamp() for day in (first, last + timedelta(days=1))
    )
    return SoughtTraces(person or None, kind, since, until, LIMIT)
