"""The routes for cases: agents open and join them in their calls, and say how they stand."""

from __future__ import annotations

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent_assist.access import guard
from agent_assist.board.board import Board
from agent_assist.cases.port import LONGEST_REPLY, Cases, FiledIn, NewCase
from agent_assist.rights.table import CASES
from contracts import CaseState


class _Join(BaseModel):
    """Body of POST /api/calls/{id}/cases/join."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    case: str = Field(pattern=r"^[0-9]{12}$")


class _State(BaseModel):
    """Body of POST /api/cases/{number}/state."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    state: CaseState
    reply: str = Field(default="", max_length=LONGEST_REPLY, description="What the citizen is answered.")


def add_cases(app: web.Application, cases: Cases, board: Board) -> None:
    """Adds the routes; log-in and the guard against other sites are those of the desk."""
    routes = _Routes(cases, board)
    app.router.add_post("/api/calls/{id}/cases", routes.open)
    app.router.add_post("/api/calls/{id}/cases/join", routes.join)
    app.router.add_post(r"/api/cases/{number:\d{12}}/state", routes.set_state)
    app.router.add_get("/api/cases/due", routes.due)


class _Routes:
    def __init__(self, cases: Cases, board: Board) -> None:
        self._cases = cases
        self._board = board

    async def open(self, request: web.Request) -> web.Response:
        """POST /api/calls/{id}/cases with a `NewCase`: answers `{"case"}`, its number."""
        agent = self._of_call(request)
        if isinstance(agent, web.Response):
            return agent
        call = request.match_info["id"]
        view = self._board.calls[call]
        decided, corrected = view.decision, view.correction
        intent = corrected.intent if corrected else decided.intent if decided else None
        queue = (corrected.queue if corrected else view.queue) or ""
        try:
            case = NewCase.model_validate_json(await request.text())
            if not case.said.strip():
                raise ValueError
        except (ValidationError, UnicodeDecodeError, ValueError):
            return guard.problem(400, "bad_request", "请写明诉求内容（2000 字以内）/ Write what is wanted")
        where = FiledIn(call, intent, queue, view.dialled, view.ticket)
        number = await self._cases.open(where, agent, case)
        return web.json_response({"case": number})

    async def join(self, request: web.Request) -> web.Response:
        """POST /api/calls/{id}/cases/join with `{"case"}`: the call is about that one."""
        agent = self._of_call(request)
        if isinstance(agent, web.Response):
            return agent
        try:
            wish = _Join.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "工单号是十二位数字 / A case number has twelve digits")
        await self._cases.join(request.match_info["id"], agent, wish.case)
        return web.Response(status=204)

    async def set_state(self, request: web.Request) -> web.Response:
        """POST /api/cases/{number}/state with `{"state", "reply"}`, for who oversees, or has a call about
        it or of its telephone."""
        agent = guard.agent_of(request)
        number = request.match_info["number"]
        if not may_change(self._board, agent, number):
            return no_such_case()
        try:
            wish = _State.model_validate_json(await request.text())
        except (ValidationError, UnicodeDecodeError):
            return guard.problem(400, "bad_request", "state: open, in work, answered, closed")
        await self._cases.set_state(number, wish.state, agent, wish.reply.strip())
        return web.Response(status=204)

    async def due(self, _request: web.Request) -> web.Response:
        """GET /api/cases/due: what is overdue, and what will be soon, for supervisors."""
        found = await self._cases.due()
        return web.json_response({"cases": [one.model_dump(mode="json") for one in found]})

    def _of_call(self, request: web.Request) -> str | web.Response:
        """The agent who asks, if they see all of the call."""
        agent = guard.agent_of(request)
        if self._board.sight(agent, request.match_info["id"]) != "full":
            return guard.problem(404, "no_such_call", "没有这通电话，或不是您接的 / No such call of yours")
        return agent


def may_change(board: Board, agent: str, number: str) -> bool:
    """Whether that agent may work on the case: who oversees, or has a call about it or of its telephone."""
    if CASES.reach(board.agents[agent].role) == "all":
        return True
    # The same place alone may be a neighbour's matter: first the call is said to be about it.
    shown = (
        call
        for call, view in board.calls.items()
        if any(one.case == number and one.why != "place" for one in view.cases)
    )
    return any(board.sight(agent, call) == "full" for call in shown)


def no_such_case() -> web.Response:
    """The answer to whoever may not work on it, or for whom it is not there."""
    return guard.problem(404, "no_such_case", "没有这张工单，或不是您经办的 / No such case of yours")
