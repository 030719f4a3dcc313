"""A language model on loopback that answers what a test tells it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def completion(content: str) -> dict[str, Any]:
    """A chat completion as OpenAI's protocol has it."""
    message = {"role": "assistant", "content": content}
    return {"id": "1", "object": "chat.completion", "choices": [{"index": 0, "message": message}]}


def says(content: str) -> Answer:
    """The model says `content`."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        return web.json_response(completion(content))

    return answer


def thinks(intent: str | None, reason: str = "听起来像") -> Answer:
    """The model answers as it was asked to."""
    return says(json.dumps({"intent": intent, "reason": reason}, ensure_ascii=False))


class FakeLLM:
    """`answer` may be replaced at any time; `asked` are the bodies of the requests.

    `arrivals` is released for each; while `go` is cleared none is answered.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""
        self.open = 0
        self.most_open = 0
        self.arrivals = asyncio.Semaphore(0)
        self.go = asyncio.Event()
        self.go.set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.headers.append(dict(request.headers))
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        self.arrivals.release()
        try:
            await self.go.wait()
            return await self.answer(request)
        finally:
            self.open -= 1


@asynccontextmanager
async def fake_llm(answer: Answer) -> AsyncIterator[FakeLLM]:
    """Serves until the end of the context."""
    fake = FakeLLM(answer)
    app = web.Application()
    app.router.add_post("/v1/chat/completions", fake.handle)
    async with TestServer(app) as server:
        fake.url = str(server.make_url("/v1"))
        yield fake
        fake.go.set()
