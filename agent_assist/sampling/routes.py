"""The routes for sampling: supervisors draw and score, agents see and answer their own."""

from __future__ import annotations

from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from agent_assist.access import guard
from agent_assist.sampling.port import Draw, GivenAnswer, GivenScore, Sampling

Body = TypeVar("Body", bound=BaseModel)


def add_sampling(app: web.Application, sampling: Sampling) -> None:
    """Adds the routes; log-in and rights are those of the desk."""
    routes = _Routes(sampling)
    app.router.add_get("/api/samples", routes.view)
    app.router.add_post("/api/samples", routes.draw)
    app.router.add_get("/api/samples/own", routes.own)
    app.router.add_post(r"/api/samples/{id:\d{1,9}}/scores", routes.score)
    app.router.add_post(r"/api/samples/{id:\d{1,9}}/remove", routes.remove)
    app.router.add_post(r"/api/samples/{id:\d{1,9}}/answer", routes.answer)


class _Routes:
    def __init__(self, sampling: Sampling) -> None:
        self._sampling = sampling

    async def view(self, request: web.Request) -> web.Response:
        """GET /api/samples: sheets, rules, samples, how far scorers agree."""
        return _json(await self._sampling.view(guard.agent_of(request)))

    async def draw(self, request: web.Request) -> web.Response:
        """POST /api/samples."""
        wanted = await _body(request, Draw)
        if wanted is None or wanted.first > wanted.last:
            return _bad()
        return _json(await self._sampling.draw(wanted, guard.agent_of(request)))

    async def score(self, request: web.Request) -> web.Response:
        """POST /api/samples/{id}/scores."""
        given = await _body(request, GivenScore)
        if given is None:
            return _bad()
        await self._sampling.score(_id(request), given, guard.agent_of(request))
        return web.json_response({})

    async def remove(self, request: web.Request) -> web.Response:
        """POST /api/samples/{id}/remove."""
        await self._sampling.remove(_id(request), guard.agent_of(request))
        return web.json_response({})

    async def own(self, request: web.Request) -> web.Response:
        """GET /api/samples/own: of who asks."""
        found = await self._sampling.own(guard.agent_of(request))
        return web.json_response({"samples": [one.model_dump(mode="json") for one in found]})

    async def answer(self, request: web.Request) -> web.Response:
        """POST /api/samples/{id}/answer."""
        given = await _body(request, GivenAnswer)
        if given is None:
            return _bad()
        await self._sampling.answer(_id(request), given, guard.agent_of(request))
        return web.json_response({})


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


async def _body(request: web.Request, kind: type[Body]) -> Body | None:
    try:
        return kind.model_validate_json(await request.read())
    except ValidationError:
        return None


def _json(view: BaseModel) -> web.Response:
    return web.json_response(view.model_dump(mode="json"))


def _bad() -> web.Response:
    return guard.problem(400, "bad_request", "请求里缺少内容或内容不对 / Something is missing or wrong")
