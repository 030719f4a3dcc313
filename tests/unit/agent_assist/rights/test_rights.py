"""Every route and every message of the desk, for every role: who may, and who is refused."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from agent_assist.access import guard
from agent_assist.access.accounts import Accounts, create_accounts
from agent_assist.admin.port import AdministrationRefused
from agent_assist.board.board import Board
from agent_assist.desk.hub import Hub
from agent_assist.desk.overview import Overview
from agent_assist.desk.server import create_desk
from agent_assist.desk.wire import AnyMessage
from agent_assist.refusal import ActionRefused
from agent_assist.rights import reference
from agent_assist.rights.right import Right
from agent_assist.rights.table import PUBLIC, RIGHTS, right_of, right_to_send
from agent_assist.settings import AgentSettings, DeskSettings, Role
from contracts import Bridged, CallStarted
from tests.unit.agent_assist.desk.parts import CHEAP, LABELS, Desk

ROLES: tuple[Role, ...] = get_args(Role)
PEOPLE = {
    "agent": AgentSettings(id="agent", name="王芳", extension="8001"),
    "supervisor": AgentSettings(id="supervisor", name="赵敏", role="supervisor", extension="9001"),
    "administrator": AgentSettings(id="administrator", name="管理员", role="administrator"),
    "auditor": AgentSettings(id="auditor", name="审计员", role="auditor"),
}

MAY: dict[str, str] = {
    # agent, supervisor, administrator, auditor: a all, o own, - none
    "GET /api/me": "oooo",
    "GET /api/live": "oooo",
    "GET /api/calls/{id}": "oaa-",
    "GET /api/calls/{id}/unmasked": "-aa-",
    "POST /api/calls/{id}/lines": "oaa-",
    "GET /api/colleagues": "aaa-",
    "GET /api/articles": "aaa-",
    "GET /api/articles/{article}": "aaa-",
    "GET /api/thumbs": "ooo-",
    "POST /api/articles/{article}/thumb": "ooo-",
    "POST /api/articles/{article}/used": "ooo-",
    "POST /api/phone": "ooo-",
    "GET /phone": "ooo-",
    "GET /api/history": "oaa-",
    "GET /api/calls/{call}/earlier": "oaa-",
    "GET /api/calls/{call}/recordings": "-aa-",
    "GET /api/recordings/{name}.wav": "-aa-",
    "GET /api/cases/due": "-aa-",
    "POST /api/calls/{id}/cases": "oaa-",
    "POST /api/calls/{id}/cases/join": "oaa-",
    "POST /api/cases/{number}/state": "oaa-",
    "POST /api/cases/{number}/precheck": "oaa-",
    "POST /api/calls/{id}/nuisance": "oaa-",
    "GET /api/screening": "-aa-",
    "POST /api/screening/{entry}": "-aa-",
    "GET /api/callbacks": "-aa-",
    "GET /api/surges": "-aa-",
    "GET /api/surges/{id}/draft": "-aa-",
    "POST /api/surges/{id}/announcement": "-aa-",
    "POST /api/announcements/{id}/end": "-aa-",
    "POST /api/callbacks/{id}/cancel": "-aa-",
    "GET /api/agents/{agent}/sessions": "-aa-",
    "POST /api/agents/{agent}/sessions/{id}/end": "-aa-",
    "GET /api/guests": "-aa-",
    "POST /api/guests": "-aa-",
    "POST /api/guests/{id}/end": "-aa-",
    "GET /api/figures": "-aaa",
    "GET /api/figures/{what}.csv": "-aaa",
    "GET /api/figures/me": "ooo-",
    "GET /api/reports": "-aa-",
    "GET /api/reports/file": "-aa-",
    "GET /api/calendar": "-aa-",
    "GET /api/ahead": "-aa-",
    "GET /api/today": "-aa-",
    "GET /api/samples": "-aa-",
    "POST /api/samples": "-aa-",
    "POST /api/samples/{id}/scores": "-aa-",
    "POST /api/samples/{id}/remove": "-aa-",
    "GET /api/samples/own": "ooo-",
    "POST /api/samples/{id}/answer": "ooo-",
    "GET /api/traces": "---a",
    "GET /api/admin/history": "--aa",
    "GET /api/admin/generations/{number}": "--aa",
    "GET /api/admin/diff": "--aa",
    "GET /api/admin/articles": "--a-",
    "GET /api/admin/article/{id}": "--a-",
    "POST /api/admin/articles/check": "--a-",
    "POST /api/admin/articles/import": "--a-",
    "POST /api/admin/articles/publish": "--a-",
    "GET /api/admin/articles/history": "--a-",
    "POST /api/admin/articles/back": "--a-",
    "GET /api/admin/articles/unanswered": "--a-",
    "GET /api/admin/config": "--a-",
    "GET /api/admin/schema": "--a-",
    "POST /api/admin/check": "--a-",
    "POST /api/admin/try": "--a-",
    "POST /api/admin/try/speak": "--a-",
    "POST /api/admin/say": "--a-",
    "POST /api/admin/test": "--a-",
    "POST /api/admin/whatif": "--a-",
    "POST /api/admin/learn/groups": "--a-",
    "POST /api/admin/learn": "--a-",
    "POST /api/admin/learn/settle": "--a-",
    "POST /api/admin/publish": "--a-",
    "POST /api/admin/rollback": "--a-",
}
"""What is wanted, apart from the table of the product: both are changed together, and looked at twice."""
MESSAGES: dict[str, str] = {
    "set_phase": "oaa-",
    "extend_wrap_up": "oaa-",
    "supervise": "-aa-",
    "take_over": "-aa-",
    "stop_supervising": "-aa-",
    "wrap_up": "ooo-",
}
"""Of all others: an agent those of own calls, an auditor none."""
BODIES: dict[str, dict[str, Any]] = {
    "set_phase": {"phase": "paused"},
    "mute": {"muted": True},
    "hand_on": {"agent": "supervisor"},
    "consult": {"agent": "supervisor"},
    "escalate": {"reason": "群体事件"},
    "supervise": {"mode": "listen"},
    "correct": {"queue": "urban"},
    "seen": {"what": "final", "at": 1},
}
WHO_HAS_NO_CALL = ("set_phase", "extend_wrap_up")
EXAMPLES = {
    "number": "202611290001",
    "what": "queues",
    "entry": "7",
    "id": "7",
    "name": "one",
    "call": "7",
    "agent": "agent",
    "article": "fire",
}


class Reached:
    """Stands for every part of the service: whoever comes so far was let in."""

    url = "ws://127.0.0.1:9"

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error or ActionRefused("reached")

    def __getattr__(self, name: str) -> Callable[..., Any]:
        async def refuse(*_arguments: object, **_named: object) -> None:
            raise self._error

        return refuse

    async def events(self, _call: str) -> list[Any]:
        return []


@dataclass
class Running:
    """A desk whose parts are all reached, and what its application is."""

    desk: Desk
    application: web.Application


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    part: Any = Reached()
    administration: Any = Reached(AdministrationRefused("reached", "reached", 409))
    passwords = create_accounts(tmp_path / "accounts", PEOPLE.values(), CHEAP)
    hub = Hub(Board(PEOPLE.values(), labels=LABELS))
    application = create_desk(
        DeskSettings(), Accounts.load(tmp_path / "accounts", CHEAP), hub, part, part,
        administration=administration, screening=part, cases=part, figures=part, guests=part,
        callbacks=part, recordings=part, phones=part, past=part, log_ins=part, traces=part, city=part,
        overview=Overview(part, part, part, part, part, part),
    )  # fmt: skip
    server = TestServer(application)
    await server.start_server()
    try:
        yield Running(Desk(str(server.make_url("/")), hub, passwords), application)
    finally:
        await server.close()


@pytest.fixture
def desk(running: Running) -> Desk:
    return running.desk


def routes_of(application: web.Application) -> set[str]:
    return {
        f"{route.method} {route.resource.canonical}"
        for route in application.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }


async def test_every_route_stands_in_the_table(running: Running) -> None:
    routes = routes_of(running.application) - set(PUBLIC)
    assert routes == MAY.keys(), "say in MAY, and in agent_assist/rights/table.py, who may use it"
    for route in routes:
        assert right_of(*route.split(" ", 1)) is not None
    named = {route for right in RIGHTS for route in right.routes if not route.endswith("/")}
    assert named <= routes, "the table has a route that is gone"


async def test_nobody_comes_in_without_a_log_in(desk: Desk) -> None:
    async with desk.browser() as browser:
        for route in MAY:
            method, path = _example(route)
            assert (await browser.request(method, path)).status == 401, route


@pytest.mark.parametrize("role", ROLES)
async def test_who_may_is_let_in_and_who_may_not_is_refused(desk: Desk, role: Role) -> None:
    async with desk.browser(role) as browser:
        for route, roles in MAY.items():
            method, path = _example(route)
            answer = await browser.request(method, path)
            wanted = roles[ROLES.index(role)]
            if wanted == "-":
                assert (answer.status, (await answer.json())["error"]) == (403, "not_allowed"), route
            else:
                assert answer.status in (200, 400, 404, 409), route


async def test_a_route_that_stands_nowhere_is_nobodys(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "right_of", lambda _method, _path: None)
    async with desk.browser("administrator") as browser:
        assert (await browser.get("/api/figures")).status == 403
        assert (await browser.get("/api/nothing")).status == 404


@pytest.mark.parametrize("role", ROLES)
async def test_each_message_by_each_role(desk: Desk, role: Role) -> None:
    for call, agent in (("own", "agent"), ("other", "somebody")):
        desk.hub.publish(CallStarted(call=call, caller="138****8000", dialled="12345"))
        desk.hub.publish(Bridged(call=call, agent=agent))
    async with desk.browser(role) as browser, browser.ws_connect("/api/live") as live:
        for number, (kind, call) in enumerate(_messages()):
            message = {"type": kind, "request": number, **BODIES.get(kind, {})}
            message |= {} if kind in WHO_HAS_NO_CALL else {"call": call}
            await live.send_json(message)
            answer = await live.receive_json()
            while answer.get("request") != number:
                answer = await live.receive_json()
            reach = MESSAGES.get(kind, "oaa-")[ROLES.index(role)]
            mine = kind in WHO_HAS_NO_CALL or (role == "agent" and call == "own")
            may = reach == "a" or (reach == "o" and mine)
            if kind == "seen":  # a measurement: of what is not seen it is dropped, or refused
                assert answer["type"] == ("error" if reach == "-" else "done")
                continue
            refusals = {"这不是您的通话 / Not your call", right_to_send(kind).refusal}
            assert (answer.get("message") not in refusals) is may, (kind, call, answer)


async def test_an_auditor_is_shown_no_call_and_nobody(desk: Desk) -> None:
    async with desk.browser("auditor") as browser, browser.ws_connect("/api/live") as live:
        desk.hub.publish(CallStarted(call="own", caller="138****8000", dialled="12345"))
        desk.hub.publish(Bridged(call="own", agent="agent"))
        shown = await live.receive_json()
        assert shown["type"] == "snapshot"
        assert not any(shown[what] for what in ("calls", "waiting", "queues", "agents", "faults"))
        assert shown["me"]["id"] == "auditor"
        assert shown["names"]["agent"] == "王芳"
        await live.send_json({"type": "set_phase", "phase": "paused", "request": 1})
        assert (await live.receive_json())["error"] == "refused", "and nothing of the call came before"


def test_every_message_stands_in_the_table_once() -> None:
    types = [kind.model_fields["type"].annotation for kind in get_args(AnyMessage)]
    assert {get_args(one)[0] for one in types} == {one for right in RIGHTS for one in right.messages}
    everything = [one for right in RIGHTS for one in (*right.routes, *right.messages)]
    assert len(everything) == len(set(everything))


def test_own_reaches_no_further() -> None:
    right = Right("", "", "own", "all", "none", "none")
    assert right.allows(PEOPLE["agent"], own=True)
    assert not right.allows(PEOPLE["agent"])
    assert right.allows(PEOPLE["supervisor"])
    assert not right.allows(PEOPLE["administrator"], own=True)


def test_the_handbook_has_the_table() -> None:
    assert reference.main(["--check"]) == 0, "run: python -m agent_assist.rights.reference --write"
    assert reference.main([]) == 2


def _messages() -> list[tuple[str, str]]:
    kinds = [get_args(kind.model_fields["type"].annotation)[0] for kind in get_args(AnyMessage)]
    return [(kind, call) for kind in kinds for call in ("own", "other")]


def _example(route: str) -> tuple[str, str]:
    method, path = route.split(" ", 1)
    path = path.replace("generations/{number}", "generations/3")
    return method, re.sub(r"{(\w+)}", lambda found: EXAMPLES[found[1]], path)
