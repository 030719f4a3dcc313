"""One call in a hotline of doubles, for the tests of whole calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from contracts import Bridged, CallEnded, Event, Leg
from contracts.dialogue import Action, Answered, PromptDone, Route, Say
from hotline.calls import session as session_module
from hotline.calls.session import House, Session
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from telephony.ari.switchboard import Incoming
from telephony.calls.inventory import Conversation
from telephony.distributor.floor import Floor, Seat
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.doubles import ID, FakeCall, FakeHearing, FakePrompts, FakeSwitchboard, Script

ROUTE_AT_ONCE: dict[object, list[Action] | Exception] = {Answered: [Route("urban")]}
GREET: dict[object, list[Action] | Exception] = {
    Answered: [Say("greeting", "您好")],
    PromptDone: [Route("urban", say="请稍候")],
}


class Hotline:
    """One call in a hotline of doubles around the real floor, session and phases."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, answers: dict[object, list[Action] | Exception]
    ) -> None:
        self.call = FakeCall()
        monkeypatch.setattr(session_module, "Call", lambda *_args: self.call)
        self.events: list[Event] = []
        self.board = FakeSwitchboard()
        self.hearings: list[FakeHearing] = []
        self.hearing_error: Exception | None = None
        self.floor = Floor(
            [Seat("wang", "1001", ("*",)), Seat("li", "1002", ("*",))],
            ["urban", "general"],
            self.events.append,
            10,
        )
        house = House(
            ari=None,  # type: ignore[arg-type]
            media=None,  # type: ignore[arg-type]
            switchboard=self.board,  # type: ignore[arg-type]
            floor=self.floor,
            prompts=FakePrompts(),  # type: ignore[arg-type]
            telephony=TelephonySettings(),
            publish=self.events.append,
            make_hearing=self._hearing,  # type: ignore[arg-type]
            switch=lambda hearing, language: hearing.languages.append(language),  # type: ignore[attr-defined]
            make_machine=lambda _call, _caller: Script(answers),
            waiting_text=lambda n, _staffed: str(n),
            fallback=lambda: Route("general", 5),
        )
        self.session = Session(house, ID, 8000)
        self.task: asyncio.Task[None] | None = None

    def _hearing(
        self,
        _call: str,
        leg: Leg,
        _rate: int,
        emit: Callable[[Event], None],
        _first: int,
        language: str | None,
    ) -> FakeHearing:
        if self.hearing_error is not None:
            raise self.hearing_error
        self.hearings.append(FakeHearing(leg, emit))
        self.hearings[-1].languages.append(language)
        return self.hearings[-1]

    async def start(self, *phones: str) -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
        self.task = asyncio.create_task(self.session.run(Incoming(ID, "13800138000", "12345", 8000)))
        await asyncio.sleep(0.001)

    async def adopt(self, agent: str = "wang") -> None:
        leg = f"agent.{agent}.1.{ID}"
        self.task = asyncio.create_task(self.session.run_adopted(Conversation(ID, agent, leg), []))
        await asyncio.sleep(0.001)

    async def agent_answers(self) -> str:
        leg = self.call.agent_channel
        assert leg is not None
        self.session.on_ari(StasisStart(Channel(leg), ("agent",)))
        await asyncio.sleep(0.001)
        return leg

    async def talk(self) -> str:
        """Straight to the conversation; returns the agent's channel."""
        await self.start("1001")
        leg = await self.agent_answers()
        assert self.of(Bridged)
        return leg

    async def ends(self, within_s: float = 30) -> None:
        assert self.task is not None
        await asyncio.wait_for(self.task, within_s)

    def of(self, kind: type[Event]) -> list[Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def ended(self) -> CallEnded:
        [ended] = self.of(CallEnded)
        assert isinstance(ended, CallEnded)
        return ended

    async def hang_up(self) -> None:
        self.session.on_ari(ChannelDestroyed(Channel(ID), 16, "Normal Clearing"))
        await self.ends()

    def nothing_left(self) -> None:
        assert not self.board.owned(), "somebody still owns a channel of a call that is over"
        assert self.floor.position(ID) == 0
        assert all(hearing.cancelled or hearing.closed for hearing in self.hearings)
