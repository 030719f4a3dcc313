"""GeoReport v2 on a port of its own: services, requests and one request, as JSON and XML."""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.typedefs import Handler

from contracts import CASE_STATES, RUNNING_STATES, CaseState
from contracts.errors import HotlineError
from hotline.cases.store import CaseStore
from hotline.configuration.delivery import Open311Settings
from hotline.delivery.open311.limit import Limit
from hotline.delivery.open311.report import Rows, public, request_of, services, xml_of
from hotline.records.database.records import RecordsUnavailable
from ivr.settings.settings import IvrSettings

SPAN = timedelta(days=90)
"""Of a question without days, as the specification has it."""
MOST = 1000
"""Requests in one answer."""
MOST_IDS = 100
LOOKED_AT = 20_000
"""Cases that one question looks through, the newest ones."""
KEY = "api_key"
SETTING = "delivery.open311.port"
NUMBER_LENGTH = 12

Settings = Callable[[], IvrSettings]


class GeoReport:
    """Reads cases for others. `keys` are those that may ask."""

    def __init__(
        self, store: CaseStore, settings: Settings, keys: Collection[bytes], configured: Open311Settings
    ) -> None:
        self._store = store
        self._settings = settings
        self._keys = keys
        self._limit = Limit(configured.per_minute)

    def application(self) -> web.Application:
        """Every answer, errors too, in the format that the address ends with."""
        app = web.Application(middlewares=[self._guarded], client_max_size=1)
        for path, answer in (
            ("/services", self._services),
            ("/services/{code}", self._definition),
            ("/requests", self._requests),
            ("/requests/{number}", self._request),
        ):
            app.router.add_get(path + ".{format:json|xml}", answer)
        return app

    @web.middleware
    async def _guarded(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        given = (request.query.get(KEY) or request.headers.get("X-Api-Key") or "").encode(errors="replace")
        # All are compared, each in the same time: nothing is learned of a key by trying.
        known = [key for key in self._keys if hmac.compare_digest(key, given)]
        if not known:
            return _error(request, 403, "api_key is missing or not known")
        if wait_s := self._limit.wait_s(known[0]):
            return _error(request, 429, "too many requests", {"Retry-After": str(math.ceil(wait_s))})
        try:
            return await handler(request)
        except web.HTTPNotFound:
            return _error(request, 404, "there is nothing here")
        except web.HTTPMethodNotAllowed:
            return _error(request, 405, "this is for reading")
        except RecordsUnavailable:
            return _error(request, 503, "the database is away", {"Retry-After": "10"})
        except BadQuestion as error:
            return _error(request, 400, str(error))

    async def _services(self, asked: web.Request) -> web.Response:
        return _answer(asked, "services", "service", services(self._settings()))

    async def _definition(self, asked: web.Request) -> web.Response:
        """No service asks for more than its place: the specification wants 404 then."""
        return _error(asked, 404, "this service has no definition: its metadata is false")

    async def _request(self, asked: web.Request) -> web.Response:
        return await self._numbered(asked, [asked.match_info["number"]])

    async def _requests(self, asked: web.Request) -> web.Response:
        """By ids, which leave out all else, or by days, service and status."""
        if ids := [one for one in asked.query.get("service_request_id", "").split(",") if one]:
            return await self._numbered(asked, ids, several=True)
        since, until = _days(asked)
        states = _states(asked)
        codes = {one for one in asked.query.get("service_code", "").split(",") if one}
        rows = await self._store.listed(
            states, since=since.timestamp(), until=until.timestamp(), limit=LOOKED_AT
        )
        settings = self._settings()
        found = [row for row in rows if public(row) and (not codes or row.intent in codes)]
        return _answer(
            asked, "service_requests", "request", [request_of(row, settings) for row in found[:MOST]]
        )

    async def _numbered(self, asked: web.Request, ids: list[str], *, several: bool = False) -> web.Response:
        if len(ids) > MOST_IDS:
            raise BadQuestion(f"at most {MOST_IDS} ids at once")
        rows = [await self._store.get(one) for one in ids if len(one) == NUMBER_LENGTH]
        settings = self._settings()
        found = [request_of(row, settings) for row in rows if row is not None and public(row)]
        if not found and not several:
            return _error(asked, 404, "there is no such request")
        return _answer(asked, "service_requests", "request", found)


class BadQuestion(HotlineError):
    """The text says what is wrong with it. It goes to the reader's program."""


def _days(asked: web.Request) -> tuple[datetime, datetime]:
    """From and until; 90 days at most. Raises `BadQuestion`."""
    end = _moment(asked, "end_date") or datetime.now(UTC)
    begin = _moment(asked, "start_date")
    if begin is None:
        begin = end - SPAN
    elif "end_date" not in asked.query:
        end = min(end, begin + SPAN)
    if begin > end:
        raise BadQuestion("start_date is after end_date")
    return max(begin, end - SPAN), end


def _moment(asked: web.Request, name: str) -> datetime | None:
    if not (text := asked.query.get(name)):
        return None
    try:
        # A + that was not escaped comes as a blank.
        found = datetime.fromisoformat(text.replace(" ", "+"))
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found.timestamp()
        found - SPAN, found + SPAN
    except (ValueError, OverflowError):
        raise BadQuestion(f"{name} is no time as 2026-11-29T00:00:00Z") from None
    return found


def _states(asked: web.Request) -> Collection[CaseState]:
    wanted = {one for one in asked.query.get("status", "").split(",") if one}
    if wanted - {"open", "closed"}:
        raise BadQuestion("status is open, closed or both with a comma")
    if wanted == {"open"}:
        return RUNNING_STATES
    return ("closed",) if wanted == {"closed"} else CASE_STATES


def _error(
    asked: web.Request, status: int, description: str, headers: dict[str, str] | None = None
) -> web.Response:
    rows = [{"code": status, "description": description}]
    return _answer(asked, "errors", "error", rows, status, headers)


def _answer(
    asked: web.Request,
    root: str,
    item: str,
    rows: Rows,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> web.Response:
    more = {"Cache-Control": "no-store", **(headers or {})}
    if asked.path.endswith(".xml"):
        return web.Response(
            body=xml_of(root, item, rows),
            status=status,
            headers=more,
            content_type="text/xml",
            charset="utf-8",
        )
    return web.json_response(rows, status=status, headers=more)
