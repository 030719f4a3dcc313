"""The routes of the administrators' page below /api/admin, made from the verbs.

Who may: `agent_assist.rights`.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from agent_assist.access import guard
from agent_assist.admin.port import Administration, AdministrationRefused
from agent_assist.admin.verbs import VERBS, Asked, Verb
from agent_assist.board.board import Board
from agent_assist.settings import AgentSettings

log = logging.getLogger(__name__)

RETRY_S = "1"

Handler = Callable[[web.Request, AgentSettings], Awaitable[web.Response]]


def add_administration(app: web.Application, administration: Administration, board: Board) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    for verb in VERBS:
        handler = _guarded(_handler(verb, administration), board)
        app.router.add_route(verb.method, f"/api/admin/{verb.path}", handler)


def _guarded(handler: Handler, board: Board) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Turns what goes wrong into answers."""

    async def serve(request: web.Request) -> web.Response:
        try:
            return await handler(request, board.agents[guard.agent_of(request)])
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


def _handler(verb: Verb[Any, Any], administration: Administration) -> Handler:
    asks, answers = TypeAdapter(verb.asks), TypeAdapter(verb.answers)

    async def handle(request: web.Request, who: AgentSettings) -> web.Response:
        asked = await _asked(request, verb, asks)
        answer = await administration.do(verb, asked, _signature(who))
        if verb.noted is not None:
            log.info("%s %s", who.id, verb.noted(asked, answer))
        if verb.answers is str:
            return web.Response(text=answer, content_type="text/plain", charset="utf-8")
        return _json(answers.dump_python(answer))

    return handle


async def _asked(request: web.Request, verb: Verb[Asked, Any], asks: TypeAdapter[Asked]) -> Asked:
    """What a request asks for. Raises `AdministrationRefused` when it is not as agreed."""
    try:
        if verb.method == "GET":
            return asks.validate_python({**request.query, **request.match_info})
        body = await request.clone(client_max_size=verb.largest).read()
        return asks.validate_python(body) if verb.asks is bytes else asks.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{where}: {first['msg']}" if where else first["msg"]
        raise AdministrationRefused("bad_request", message, 400) from None


def _signature(who: AgentSettings) -> str:
    """How the history names somebody."""
    return f"{who.name} ({who.id})"


def _json(body: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    text = json.dumps(body)  # escaped: YAML may name half a surrogate pair, which is no UTF-8
    return web.Response(text=text, content_type="application/json", status=status, headers=headers)
