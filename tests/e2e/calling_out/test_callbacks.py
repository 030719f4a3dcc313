"""Citizens who are called back instead of waiting: over a carrier of ours, by real SIP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
import pytest_asyncio

from contracts import (
    Bridged,
    CallbackBooked,
    CallbackClosed,
    CallbackTried,
    CallEnded,
    CallQueued,
    CallStarted,
    Decided,
    Event,
    PromptEnded,
    PromptStarted,
)
from hotline.bench.demo.stage import DemoStage, stage, with_free_ports
from hotline.configuration.schema import HotlineConfig
from ivr.settings.distribution.calendar import Span
from ivr.settings.distribution.callbacks import CallbackSettings
from telephony.outbound.settings import DialSettings
from telephony.settings import TrunkSettings
from tests.e2e.conftest import HERE, nothing_left
from tests.e2e.folders import stage_folder
from tests.e2e.phones.carrier import Behaviour, Carrier, Dialled, carrier
from tests.e2e.phones.people import Citizen, calling, paused
from tests.waiting import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

CITIZEN = "13912345678"
SETTINGS = CallbackSettings(
    retry_s=5, ring_s=5, answer_s=2, attempts=2, missed_after_s=1, offer_after_s=5
).model_copy(update={"hours": Span(start=0, end=24 * 60)})
"""Patience of seconds; and the tests run at night, too."""
E = TypeVar("E", bound=Event)


@dataclass(slots=True)
class Town:
    """A hotline that dials over a carrier, and everything it has told. Each test has a number of its own."""

    scene: DemoStage
    carrier: Carrier
    told: list[Event] = field(default_factory=list)

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.told if isinstance(event, kind)]

    async def until(self, kind: type[E], **fields: object) -> E:
        """The first such event with those fields."""

        def found() -> list[E]:
            return [
                event
                for event in self.of(kind)
                if all(getattr(event, name) == value for name, value in fields.items())
            ]

        return (await eventually(found, seen=lambda: self.told[-20:]))[0]  # type: ignore[no-any-return]

    async def closed(self, booked: CallbackBooked) -> CallbackClosed:
        return await self.until(CallbackClosed, callback=booked.callback)

    async def answered(self, number: str) -> Dialled:
        """The citizen's end of the first call to that number, once it is up."""
        calls = await eventually(lambda: self.carrier.dialled(number), seen=lambda: self.told[-20:])
        await eventually(lambda: calls[0].up, seen=lambda: calls)
        return calls[0]  # type: ignore[no-any-return]

    def booked(self, number: str) -> list[CallbackBooked]:
        """All of that number, as it is masked."""
        return [event for event in self.of(CallbackBooked) if event.number == number]

    def calls_out(self, booked: CallbackBooked) -> list[CallStarted]:
        return [event for event in self.of(CallStarted) if event.callback == booked.callback]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def town(config: HotlineConfig) -> AsyncIterator[Town]:
    """With one agent, whose telephone answers by itself."""
    own = with_free_ports(config)
    async with carrier() as outside:
        dial = DialSettings(address=outside.address, prefixes=("139",))
        trunk = TrunkSettings(id="local", match=("127.0.0.1/32",), dial=dial)
        telephony = own.telephony.model_copy(update={"trunks": (trunk,)})
        ivr = own.ivr.model_copy(update={"callbacks": SETTINGS})
        own = own.model_copy(update={"telephony": telephony, "ivr": ivr})
        with stage_folder() as folder:
            async with stage(own, Path(folder), agents=1, on_desk=False) as scene:
                found = Town(scene, outside)
                scene.service.bus.listen(found.told.append)
                yield found


@pytest_asyncio.fixture(loop_scope="session")
async def here(town: Town) -> AsyncIterator[Town]:
    """The town, in which nothing is left afterwards."""
    yield town
    await nothing_left(town.scene)


RECORDING = HERE.parent / "data" / "spoken" / "008.wav"
"""Somebody tells of a person who has collapsed."""


@asynccontextmanager
async def waiting(town: Town, *, number: str = CITIZEN) -> AsyncIterator[Citizen]:
    """A citizen who has asked for a human and hears music."""
    async with calling(town.scene, number=number) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        await citizen.until(CallQueued)
        await heard(citizen, "connecting")
        yield citizen


async def heard(citizen: Citizen, prompt: str) -> None:
    """That prompt is over."""
    await eventually(
        lambda: any(isinstance(one, PromptEnded) and one.prompt == prompt for one in citizen.timeline.seen),
        seen=lambda: citizen.timeline.seen,
    )


async def hears(citizen: Citizen, text: str) -> None:
    """Those words begin."""
    await eventually(
        lambda: any(isinstance(one, PromptStarted) and text in one.text for one in citizen.timeline.seen),
        seen=lambda: citizen.timeline.seen,
    )


async def book(town: Town, number: str) -> CallbackBooked:
    """Somebody presses the key while they wait, and once more for their own number; the call ends."""
    async with waiting(town, number=number) as citizen:
        await citizen.phone.press("1")
        await hears(citizen, "现在这个号码")
        await citizen.phone.press("1")
        booked = await town.until(CallbackBooked, call=citizen.timeline.call)
        ended = await citizen.until(CallEnded)
        assert isinstance(ended, CallEnded)
        assert ended.cause == "called back"
    return booked


async def test_who_hangs_up_keeps_the_place_and_is_called_in_it(here: Town) -> None:
    async with paused(here.scene):
        booked = await book(here, CITIZEN)
        assert (booked.kind, booked.number) == ("kept", "139****5678")
        async with waiting(here, number="13700000000") as second:
            # Came later: is behind the one who is not on the line any more.
            queued = second.saw(CallQueued)[-1]
            assert isinstance(queued, CallQueued)
            assert queued.position == 2
            await second.phone.hang_up()
    citizen = await here.answered(CITIZEN)
    assert citizen.shown == here.scene.config.telephony.number
    [out] = here.calls_out(booked)
    assert out.caller == "139****5678"
    place = await here.until(CallQueued, call=out.call)
    assert place.queued_at == pytest.approx(booked.queued_at, abs=1.5)
    citizen.voice.press("1")
    await here.until(Bridged, call=out.call)
    here.carrier.hang_up(citizen)
    assert (await here.closed(booked)).result == "reached"
    await here.until(CallEnded, call=out.call)
    assert len(here.carrier.dialled(CITIZEN)) == 1


@pytest.mark.parametrize(
    ("number", "does", "outcome"),
    [
        ("13910000001", 486, "busy"),
        ("13910000002", 480, "no answer"),
        ("13910000003", 603, "rejected"),
        ("13910000004", "ring", "no answer"),
        ("13910000005", "dead", "no answer"),
        ("13910000006", "answer", "machine"),
    ],
)
async def test_who_is_not_reached_is_called_again_and_then_no_more(
    here: Town, number: str, does: Behaviour, outcome: str
) -> None:
    """A machine, or anybody, that answers and stays silent counts as not reached."""
    here.carrier.does[number] = does
    async with paused(here.scene):
        booked = await book(here, number)
    closed = await here.closed(booked)
    assert (closed.result, closed.attempts) == ("not reached", 2)
    tries = [event for event in here.of(CallbackTried) if event.callback == booked.callback]
    assert [(one.attempt, one.outcome, one.next_at is None) for one in tries] == [
        (1, outcome, False),
        (2, outcome, True),
    ]
    assert len(here.carrier.dialled(number)) == 2
    calls = {out.call for out in here.calls_out(booked)}
    await eventually(lambda: calls <= {event.call for event in here.of(CallEnded)})
    assert not [event for event in here.of(Bridged) if event.call in calls]


async def test_a_number_that_is_none_is_called_once(here: Town) -> None:
    here.carrier.does["13910000007"] = 404
    async with paused(here.scene):
        booked = await book(here, "13910000007")
    assert (await here.closed(booked)).result == "not reached"
    assert len(here.carrier.dialled("13910000007")) == 1


async def test_who_answers_and_wants_no_call_is_called_no_more(here: Town) -> None:
    async with paused(here.scene):
        booked = await book(here, "13910000008")
    citizen = await here.answered("13910000008")
    citizen.voice.press("2")
    assert (await here.closed(booked)).result == "declined"
    await citizen.over.wait()


async def test_who_calls_while_being_called_back_has_one_call_and_keeps_the_place(here: Town) -> None:
    number = "13910000009"
    here.carrier.does[number] = "ring"
    async with paused(here.scene):
        booked = await book(here, number)
    ringing = await eventually(lambda: here.carrier.dialled(number), seen=lambda: here.told)
    async with calling(here.scene, number=number) as citizen:
        assert (await here.closed(booked)).result == "called again"
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        await citizen.until(CallQueued)
        await ringing[0].over.wait()
        queued = citizen.saw(CallQueued)[-1]
        assert isinstance(queued, CallQueued)
        assert queued.queued_at == pytest.approx(booked.queued_at, abs=1.5)
        await citizen.until(Bridged)
        await citizen.phone.hang_up()
    assert len(here.carrier.dialled(number)) == 1


async def test_a_missed_call_is_called_back_once(here: Town) -> None:
    number = "13910000010"
    async with paused(here.scene):
        for _ in range(2):
            async with waiting(here, number=number) as citizen:
                await citizen.phone.hang_up()
                await citizen.until(CallEnded)
        # Who calls again is not called for the first time; then they are missed once more.
        await eventually(lambda: len(here.booked("139****0010")) == 2, seen=lambda: here.told[-20:])
        first, second = here.booked("139****0010")
        assert (first.kind, second.kind) == ("missed", "missed")
        assert (await here.closed(first)).result == "called again"
    citizen = await here.answered(number)
    [out] = here.calls_out(second)
    await here.until(PromptStarted, call=out.call)
    said = [event.text for event in here.of(PromptStarted) if event.call == out.call]
    assert "没有等到接线员" in said[0]
    citizen.voice.press("1")
    await here.until(Bridged, call=out.call)
    here.carrier.hang_up(citizen)
    await here.until(CallEnded, call=out.call)
    assert len(here.carrier.dialled(number)) == 1


async def test_another_number_is_typed_and_read_back(here: Town) -> None:
    other = "13910000012"
    async with paused(here.scene), waiting(here, number="13910000011") as citizen:
        await citizen.phone.press("1")
        await hears(citizen, "现在这个号码")
        await citizen.phone.press("2")
        await hears(citizen, "回电的号码")
        await citizen.phone.press(f"{other}#")
        await hears(citizen, "对吗")
        await citizen.phone.press("1")
        booked = await here.until(CallbackBooked, number="139****0012")
        await citizen.until(CallEnded)
    citizen_there = await here.answered(other)
    citizen_there.voice.press("2")
    assert (await here.closed(booked)).result == "declined"
    assert not here.carrier.dialled("13910000011")


@pytest.mark.parametrize(
    ("number", "asked"),
    [("13812345678", "对吗"), ("16812345", "再说一遍"), ("10086", "再说一遍")],
)
async def test_a_number_outside_the_list_is_never_dialled_and_the_caller_waits_on(
    here: Town, number: str, asked: str
) -> None:
    """Toll fraud: a caller without a number types whatever they like."""
    async with paused(here.scene), waiting(here, number="anonymous") as citizen:
        await citizen.phone.press("1")
        await hears(citizen, "回电的号码")
        await citizen.phone.press(f"{number}#")
        await hears(citizen, asked)
        await citizen.phone.press("1")
        await citizen.phone.press("1#")
        await hears(citizen, "请您继续等候")
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)
    assert not [event for event in here.of(CallbackBooked) if event.call == citizen.timeline.call]
    assert not here.carrier.dialled(number)


async def test_danger_as_the_answer_to_the_offer_brings_an_agent_for_emergencies(here: Town) -> None:
    async with paused(here.scene), waiting(here, number="13910000013") as citizen:
        await hears(citizen, "需要回电")
        await citizen.phone.say(RECORDING)
        await here.until(Decided, call=citizen.timeline.call, intent="medical_emergency")
        moved = await here.until(CallQueued, call=citizen.timeline.call, queue="emergency")
        first = citizen.saw(CallQueued)[0]
        assert isinstance(first, CallQueued)
        assert first.queue != "emergency"
        assert first.queued_at is not None
        assert moved.queued_at == pytest.approx(first.queued_at, abs=1.5)
        await heard(citizen, "connecting")
        for agent in here.scene.agents:
            here.scene.service.floor.pause(agent, False)
        await citizen.until(Bridged)
        await citizen.phone.hang_up()
        await citizen.until(CallEnded)
    assert not here.booked("139****0013")
