"""The routes by which agents say what an article was worth, and take it back."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from agent_assist.access import guard
from agent_assist.articles.port import Knowledge, Opinions
from contracts import Thumb


class _Judgement(BaseModel):
    """Body of POST /api/articles/{article}/thumb."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    thumb: Thumb


def add_opinions(app: web.Application, opinions: Opinions, knowledge: Knowledge) -> None:
    """Adds the routes; log-in and rights are those of the desk."""
    routes = _Routes(opinions, knowledge)
    app.router.add_get("/api/thumbs", routes.thumbs)
    app.router.add_post("/api/articles/{article}/thumb", routes.judge)
    app.router.add_post("/api/articles/{article}/used", routes.used)


class _Routes:
    def __init__(self, opinions: Opinions, knowledge: Knowledge) -> None:
        self._opinions = opinions
        self._knowledge = knowledge

    async def thumbs(self, request: web.Request) -> web.Response:
        """GET /api/thumbs: one's own, by article."""
        return web.json_response({"thumbs": dict(await self._opinions.thumbs(guard.agent_of(request)))})

    async def judge(self, request: web.Request) -> web.Response:
        """POST /api/articles/{article}/thumb with `{"thumb": "up" | "down" | "none"}`."""
        article = request.match_info["article"]
        try:
            given = _Judgement.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "thumb: up, down, none")
        if await self._knowledge.article(article) is None:
            return no_such_article()
        await self._opinions.judge(article, given.thumb, guard.agent_of(request))
        return web.Response(status=204)

    async def used(self, request: web.Request) -> web.Response:
        """POST /api/articles/{article}/used: something of it was copied."""
        article = request.match_info["article"]
        if await self._knowledge.article(article) is None:
            return no_such_article()
        await self._opinions.used(article, guard.agent_of(request))
        return web.Response(status=204)


def no_such_article() -> web.Response:
    """The answer to whoever asks for one that is not there."""
    return guard.problem(404, "no_such_article", "没有这篇知识，可能已下架 / There is no such article")
