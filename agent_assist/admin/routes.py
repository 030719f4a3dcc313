"""The routes of the administrators' page below /api/admin. For the role administrator only."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from agent_assist.access import guard
from agent_assist.access.sessions import Sessions
from agent_assist.admin.port import Administration, AdministrationRefused
from agent_assist.admin.wire.checking import CheckRequest
from agent_assist.admin.wire.publishing import PublishRequest, RollbackRequest
from agent_assist.admin.wire.testing import TrialRequest
from agent_assist.admin.wire.trying import TryRequest
from agent_assist.admin.wire.whatif import WhatIfRequest
from agent_assist.desk.board import Board
from agent_assist.settings import AgentSettings

log = logging.getLogger(__name__)

LARGEST_BODY = 12_000_000
"""Bytes of a configuration as JSON: 5 MB of YAML, with every line end and quotation mark escaped."""

LARGEST_RECORDING = 2_000_000
"""Bytes of what was spoken: a minute at 16 kHz, 16 bits, mono."""

RETRY_S = "1"

Handler = Callable[[web.Request, AgentSettings], Awaitable[web.Response]]
Body = TypeVar("Body", bound=BaseModel)


def add_administration(
    app: web.Application, administration: Administration, sessions: Sessions, board: Board
) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(administration, sessions, board)
    for method, path, handler in routes.all():
        app.router.add_route(method, f"/api/admin/{path}", routes.guarded(handler))


class _Routes:
    def __init__(self, administration: Administration, sessions: Sessions, board: Board) -> None:
        self._administration = administration
        self._sessions = sessions
        self._board = board

    def all(self) -> list[tuple[str, str, Handler]]:
        return [
            ("GET", "config", self._config),
            ("GET", "schema", self._schema),
            ("POST", "check", self._check),
            ("POST", "try", self._try),
            ("POST", "try/speak", self._speak),
            ("POST", "test", self._test),
            ("POST", "whatif", self._what_if),
            ("POST", "publish", self._publish),
            ("GET", "history", self._history),
            ("GET", r"generations/{number:\d{1,9}}", self._generation),
            ("GET", "diff", self._diff),
            ("POST", "rollback", self._roll_back),
        ]

    def guarded(self, handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Lets administrators through, and turns what goes wrong into answers."""

        async def serve(request: web.Request) -> web.Response:
            session = guard.session_of(request, self._sessions, self._board)
            if session is None:
                return guard.problem(401, "not_logged_in", "请先登录 / Log in first")
            who = self._board.agents[session.agent]
            if who.role != "administrator":
                return guard.problem(403, "not_allowed", "只有管理员可以使用 / For administrators only")
            try:
                return await handler(request, who)
            except AdministrationRefused as refusal:
                answer = {"error": refusal.code, "message": str(refusal), **refusal.more}
                headers = {"Retry-After": RETRY_S} if refusal.status == 429 else None
                return _json(answer, status=refusal.status, headers=headers)
            except web.HTTPRequestEntityTooLarge:
                return guard.problem(413, "too_large", "内容太大，请拆分文件 / Too large, split the file")
            except web.HTTPException:
                raise
            except Exception:  # a mistake of ours must not take the page away
                log.exception("%s failed", request.path)
                return guard.problem(500, "failed", "操作失败，请重试 / That failed, try again")

        return serve

    async def _config(self, _request: web.Request, _who: AgentSettings) -> web.Response:
        return _answer(await self._administration.config())

    async def _schema(self, _request: web.Request, _who: AgentSettings) -> web.Response:
        return _json(await self._administration.schema())

    async def _check(self, request: web.Request, _who: AgentSettings) -> web.Response:
        return _answer(await self._administration.check(await _body(request, CheckRequest)))

    async def _try(self, request: web.Request, _who: AgentSettings) -> web.Response:
        return _answer(await self._administration.try_out(await _body(request, TryRequest)))

    async def _speak(self, request: web.Request, _who: AgentSettings) -> web.Response:
        recording = await request.clone(client_max_size=LARGEST_RECORDING).read()
        return _answer(await self._administration.hear(recording))

    async def _test(self, request: web.Request, _who: AgentSettings) -> web.Response:
        return _answer(await self._administration.test(await _body(request, TrialRequest)))

    async def _what_if(self, request: web.Request, _who: AgentSettings) -> web.Response:
        return _answer(await self._administration.what_if(await _body(request, WhatIfRequest)))

    async def _publish(self, request: web.Request, who: AgentSettings) -> web.Response:
        wanted = await _body(request, PublishRequest)
        done = await self._administration.publish(wanted, _signature(who))
        log.info("%s published generation %d: %r", who.id, done.generation, wanted.why)
        return _answer(done)

    async def _history(self, _request: web.Request, _who: AgentSettings) -> web.Response:
        found = await self._administration.history()
        return _json([one.model_dump(mode="json") for one in found])

    async def _generation(self, request: web.Request, _who: AgentSettings) -> web.Response:
        return _answer(await self._administration.generation(int(request.match_info["number"])))

    async def _diff(self, request: web.Request, _who: AgentSettings) -> web.Response:
        numbers = [request.query.get(name, "") for name in ("from", "to")]
        if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
            return guard.problem(400, "bad_request", "请给出 from 和 to 的版本号 / Give from and to")
        text = await self._administration.diff(int(numbers[0]), int(numbers[1]))
        return web.Response(text=text, content_type="text/plain", charset="utf-8")

    async def _roll_back(self, request: web.Request, who: AgentSettings) -> web.Response:
        wanted = await _body(request, RollbackRequest)
        done = await self._administration.roll_back(wanted, _signature(who))
        log.info("%s went back to %d as generation %d: %r", who.id, wanted.to, done.generation, wanted.why)
        return _answer(done)


async def _body(request: web.Request, kind: type[Body]) -> Body:
    try:
        return kind.model_validate_json(await request.clone(client_max_size=LARGEST_BODY).read())
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{where}: {first['msg']}" if where else first["msg"]
        raise AdministrationRefused("bad_request", message, 400) from None


def _signature(who: AgentSettings) -> str:
    """How the history names somebody."""
    return f"{who.name} ({who.id})"


def _answer(body: BaseModel) -> web.Response:
    return _json(body.model_dump())


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    text = json.dumps(body)  # escaped: YAML may name half a surrogate pair, which is no UTF-8
    return web.Response(text=text, content_type="application/json", status=status, headers=headers)
