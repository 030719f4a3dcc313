"""One call in a hotline of doubles, at virtual time, for the tests of whole calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from contracts import Bridged, CallEnded, Event
from contracts.dialogue import Action, Answered, DialogueMachine, PromptDone, Route, Say
from hotline.calls.call.parts import CallParts, CallRecordings, Elsewhere, NoElsewhere, NoRecordings
from hotline.calls.call.session import CallSession
from hotline.calls.control.partners import Partners
from telephony.ari.events import Channel, ChannelDestroyed, StasisStart
from telephony.ari.switchboard import Incoming, Switchboard
from telephony.calls.inventory import BridgedCall, WaitingCall
from telephony.calls.place import Place
from telephony.distributor.floor import Floor
from telephony.settings import TelephonySettings
from tests.unit.hotline.calls.asterisk_doubles import ID, FakeCall
from tests.unit.hotline.calls.doubles import FakeCallBacks, FakeGuide, FakeHearings, FakePrompts, FakeSurveys
from tests.unit.telephony.distributor.seats import seated

SEATS = {"wang": ("1001", "*"), "li": ("1002", "*")}
ROUTE_AT_ONCE: dict[object, list[Action] | Exception] = {Answered: [Route("urban")]}
GREET: dict[object, list[Action] | Exception] = {
    Answered: [Say("greeting", "您好")],
    PromptDone: [Route("urban", say="请稍候")],
}


class Hotline:
    """One call in a hotline of doubles around the real floor, session and phases."""

    def __init__(
        self,
        answers: dict[object, list[Action] | Exception] = ROUTE_AT_ONCE,
        make_machine: Callable[[str, str], DialogueMachine] | None = None,
        recordings: CallRecordings | None = None,
        partners: Partners | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """The dialogue says what `answers` has, unless `make_machine` makes one."""
        self.call = FakeCall()
        self.events: list[Event] = []
        self.source = FakeHearings()
        self.hearings = self.source.made
        self.floor = Floor(*seated(SEATS, ["urban", "general", "emergency"], 10), self.events.append)
        self.board = Switchboard(lambda _incoming: None, self.floor.device)
        self.callbacks = FakeCallBacks()
        self.surveys = FakeSurveys()
        self.guide = FakeGuide(answers, make_machine)
        parts = CallParts(
            floor=self.floor,
            prompts=FakePrompts(),
            telephony=TelephonySettings(),
            hearings=self.source,
            guide=self.guide,
            publish=self.events.append,
            callbacks=self.callbacks,
            surveys=self.surveys,
            recordings=recordings or NoRecordings(),
            partners=partners or Partners(),
            elsewhere=elsewhere or NoElsewhere(),
        )
        self.parts = parts
        self.session = CallSession(parts, self.board, self.call)
        self.task: asyncio.Task[None] | None = None

    async def start(self, *phones: str, caller: str = "13800138000") -> None:
        for phone in phones:
            self.floor.device(f"PJSIP/{phone}", "NOT_INUSE")
        self.task = asyncio.create_task(self.session.run(Incoming(ID, caller, "12345", 8000)))
        await asyncio.sleep(0.001)

    async def adopt(
        self,
        agent: str = "wang",
        past: Sequence[Event] = (),
        *,
        held: bool = False,
        consulted: str | None = None,
    ) -> None:
        leg = f"agent.{agent}.1.{ID}"
        other = None if consulted is None else f"agent.{consulted}.2.{ID}"
        found = BridgedCall(
            ID, agent, leg, held=held, consulted=consulted, consulted_channel=other, number="13800138000"
        )
        self.task = asyncio.create_task(self.session.run_adopted(found, past))
        await asyncio.sleep(0.001)

    async def waits_on(self, place: Place, past: Sequence[Event] = ()) -> None:
        """A caller who waited when the service before this one ended; `past`: the record."""
        found = WaitingCall(ID, "13800138000", place)
        self.task = asyncio.create_task(self.session.run_waiting(found, past))
        await asyncio.sleep(0.1)

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
        assert all(hearing.cancelled or hearing.finished for hearing in self.hearings)
