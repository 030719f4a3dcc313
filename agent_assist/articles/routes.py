"""The routes for articles: an agent asks by hand, with or without a call, and opens what is found.

Nothing of it is written down: articles tell of nobody, and what is asked stays with who asks.
"""

from __future__ import annotations

from aiohttp import web

from agent_assist.access import guard
from agent_assist.articles.opinions import no_such_article
from agent_assist.articles.port import Knowledge

LONGEST = 200
"""Characters that are sought."""


def add_articles(app: web.Application, knowledge: Knowledge) -> None:
    """Adds the routes; log-in and rights are those of the desk."""
    routes = _Routes(knowledge)
    app.router.add_get("/api/articles", routes.find)
    app.router.add_get("/api/articles/{article}", routes.article)


class _Routes:
    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    async def find(self, request: web.Request) -> web.Response:
        """GET /api/articles?words=&call=: the best that answer these words, in a call or without one."""
        words = " ".join(request.query.get("words", "").split())
        if not words or len(words) > LONGEST:
            return guard.problem(
                400, "bad_request", f"words 要 1 到 {LONGEST} 字 / words: 1 to {LONGEST} characters"
            )
        found = await self._knowledge.find(words, request.query.get("call", "")[:LONGEST])
        return web.json_response({"articles": [one.model_dump(mode="json") for one in found]})

    async def article(self, request: web.Request) -> web.Response:
        """GET /api/articles/{article}: the whole of one."""
        found = await self._knowledge.article(request.match_info["article"])
        if found is None:
            return no_such_article()
        return web.json_response(found.model_dump(mode="json"))
