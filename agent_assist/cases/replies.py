"""The route by which a reply to a case is looked at before it is sent (答复预审)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_assist.access import guard
from agent_assist.assist.reply import ReplyFinding
from agent_assist.board.board import Board
from agent_assist.cases.port import LONGEST_REPLY
from agent_assist.cases.routes import may_change, no_such_case


class ReplyCheck(Protocol):
    """Looks at replies."""

    async def check(self, number: str, reply: str) -> Sequence[ReplyFinding]:
        """What is doubtful in it. Raises `ActionRefused` when that cannot be told now."""


class _Reply(BaseModel):
    """Body of POST /api/cases/{number}/precheck."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    reply: str = Field(max_length=LONGEST_REPLY)


def add_replies(app: web.Application, replies: ReplyCheck, board: Board) -> None:
    """Adds the route; log-in and rights are those of the desk."""
    routes = _Routes(replies, board)
    app.router.add_post(r"/api/cases/{number:\d{12}}/precheck", routes.check)


class _Routes:
    def __init__(self, replies: ReplyCheck, board: Board) -> None:
        self._replies = replies
        self._board = board

    async def check(self, request: web.Request) -> web.Response:
        """POST /api/cases/{number}/precheck with `{"reply"}`, for who may change the case."""
        number = request.match_info["number"]
        if not may_change(self._board, guard.agent_of(request), number):
            return no_such_case()
        try:
            given = _Reply.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", f"reply 至多 {LONGEST_REPLY} 字 / at most that long")
        found = await self._replies.check(number, given.reply)
        return web.json_response({"findings": [one.model_dump(mode="json") for one in found]})
