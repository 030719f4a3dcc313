"""Parts the desk's tests share: agents, a scripted call, a desk that runs on a free port."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import aiohttp
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher

from agent_assist.access.accounts import Accounts, create_accounts
from agent_assist.access.sessions import Sessions
from agent_assist.admin.port import Administration
from agent_assist.board.board import Board
from agent_assist.board.labels import Labels
from agent_assist.callbacks.port import CallbackList
from agent_assist.cases.port import Cases
from agent_assist.city.port import City
from agent_assist.desk.hub import Hub
from agent_assist.desk.overview import NONE, Overview
from agent_assist.desk.server import WEB_DIST, create_desk
from agent_assist.desk.wire import Control, Oversight
from agent_assist.figures.port import FiguresSource
from agent_assist.guests.port import Guests
from agent_assist.history.port import PastCalls
from agent_assist.log_ins.port import LogInTrace
from agent_assist.phone.port import BrowserPhones
from agent_assist.recordings.port import Recordings
from agent_assist.refusal import ActionRefused
from agent_assist.screening.port import Screening
from agent_assist.settings import AgentSettings, DeskSettings
from agent_assist.traces.port import Traces
from contracts import Corrected, Event, TranscriptCorrected, WrappedUp
from hotline.desk.masked import masked

AGENTS = [
    AgentSettings(id="8001", name="王芳", queues=["urban", "consumer"], extension="8001"),
    AgentSettings(id="8002", name="李强", queues=["*"], extension="8002"),
    AgentSettings(id="9001", name="赵敏", role="supervisor", extension="9001"),
]
LABELS = Labels(
    queues={
        "emergency": "应急联动", "urban": "城管与公积金", "consumer": "消费维权",
        "social_security": "社会保障", "utilities": "水电气暖与家政", "general": "综合",
    },
    intents={"noise": "噪声扰民", "illegal_building": "违章建筑", "fire": "火情"},
    intent_queues={"noise": "urban", "illegal_building": "urban", "fire": "emergency"},
)  # fmt: skip

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Passwords of the tests need not withstand anybody."""


class FakeActions:
    """Remembers what agents did."""

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []
        self.corrections: list[Corrected] = []
        self.lines: list[TranscriptCorrected] = []
        self.refuse = ""
        self.breaks = False

    async def set_phase(self, agent: str, phase: Literal["available", "paused"], reason: str) -> None:
        if self.refuse:
            raise ActionRefused(self.refuse)
        self.done.append(("set_phase", agent, phase, reason))

    async def decline(self, call: str, agent: str) -> None:
        self.done.append(("decline", call, agent))

    async def extend_wrap_up(self, agent: str) -> None:
        self.done.append(("extend_wrap_up", agent))

    async def hang_up(self, call: str, agent: str) -> None:
        if self.breaks:
            raise OSError("the switch is away")
        self.done.append(("hang_up", call, agent))

    async def control(self, agent: str, wish: Control) -> None:
        if self.refuse:
            raise ActionRefused(self.refuse)
        self.done.append((wish.type, wish.call, agent))

    async def oversee(self, agent: str, phone: str, wish: Oversight) -> None:
        self.done.append((wish.type, wish.call, agent, phone))

    async def escalate(self, agent: str, call: str, seat: str | None, reason: str) -> None:
        self.done.append(("escalate", call, agent, str(seat), reason))

    async def wrap_up(self, said: WrappedUp) -> None:
        self.done.append(("wrap_up", said.call, said.agent, said.code, said.note))

    async def correct(self, correction: Corrected) -> None:
        self.corrections.append(correction)

    async def correct_line(self, correction: TranscriptCorrected) -> None:
        self.lines.append(correction)


class FakeHistory:
    """Past calls by id."""

    def __init__(self) -> None:
        self.recorded: dict[str, list[Event]] = {}
        self.looked: list[tuple[str, str]] = []
        self.unmasked: list[tuple[str, str]] = []

    async def events(self, call: str) -> Sequence[Event]:
        return self.recorded.get(call, [])

    def looked_up(self, call: str, agent: str, *, masked: bool) -> None:
        (self.looked if masked else self.unmasked).append((call, agent))


@dataclass
class Desk:
    """A running desk."""

    url: str
    hub: Hub
    passwords: dict[str, str]
    actions: FakeActions = field(default_factory=FakeActions)
    history: FakeHistory = field(default_factory=FakeHistory)
    seen: list[tuple[Any, ...]] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def browser(self, agent: str | None = None) -> AsyncIterator[aiohttp.ClientSession]:
        """A browser with its own cookies, logged in as `agent` when given."""
        # Cookies of 127.0.0.1 are refused by aiohttp unless told otherwise.
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(self.url, cookie_jar=jar) as browser:
            if agent is not None:
                answer = await browser.post("/api/login", json=self.credentials(agent))
                assert answer.status == 200, await answer.text()
            yield browser

    def credentials(self, agent: str) -> dict[str, str]:
        return {"agent": agent, "password": self.passwords[agent]}


@contextlib.asynccontextmanager
async def running_desk(
    folder: Path,
    *,
    port: int | None = None,
    clock: Callable[[], float] | None = None,
    dist: Path = WEB_DIST,
    agents: Sequence[AgentSettings] = AGENTS,
    administration: Administration | None = None,
    screening: Screening | None = None,
    cases: Cases | None = None,
    figures: FiguresSource | None = None,
    guests: Guests | None = None,
    callbacks: CallbackList | None = None,
    city: City | None = None,
    recordings: Recordings | None = None,
    phones: BrowserPhones | None = None,
    past: PastCalls | None = None,
    log_ins: LogInTrace | None = None,
    traces: Traces | None = None,
    overview: Overview = NONE,
    **settings: Any,
) -> AsyncIterator[Desk]:
    """Runs a desk with `agents`; `clock` replaces time for sessions and throttling."""
    passwords = create_accounts(folder / "accounts.sqlite", agents, CHEAP)
    desk_settings = DeskSettings(**settings)
    desk = Desk(
        "",
        Hub(
            Board(
                agents, labels=LABELS, break_reasons=["小休", "用餐"], wrap_up_codes=["已答复"], mask=masked
            )
        ),
        passwords,
    )
    app = create_desk(
        desk_settings, Accounts.load(folder / "accounts.sqlite", CHEAP), desk.hub, desk.actions, desk.history,
        sessions=Sessions(desk_settings.session_hours * 3600, **({"clock": clock} if clock else {})),
        **({"clock": clock} if clock else {}),
        on_seen=lambda *seen: desk.seen.append(seen),
        administration=administration,
        screening=screening,
        cases=cases,
        figures=figures,
        guests=guests,
        callbacks=callbacks,
        city=city,
        recordings=recordings,
        phones=phones,
        past=past,
        log_ins=log_ins,
        traces=traces,
        overview=overview,
        dist=dist,
    )  # fmt: skip
    server = TestServer(app, port=port)
    await server.start_server()
    desk.url = str(server.make_url("/"))
    try:
        yield desk
    finally:
        await server.close()
