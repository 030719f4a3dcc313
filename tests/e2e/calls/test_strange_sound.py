"""Voice that pauses, starts anew, or ends: who is silent is still there, and who speaks is heard."""

from __future__ import annotations

import asyncio

import pytest
from rapidfuzz import fuzz

from contracts import (
    Bridged,
    CallEnded,
    CallQueued,
    Decided,
    Event,
    PromptEnded,
    PromptStarted,
    TapStarted,
    TranscriptFinal,
)
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from hotline.bench.demo.timeline import Timeline
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.bare_phone import BarePhone, bare_phone
from tests.e2e.phones.people import paused
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

OK = 200


async def until(timeline: Timeline, kind: type[Event]) -> Event:
    """The first event of that class in this call. Raises TimeoutError."""

    def found() -> list[Event]:
        return [event for event in timeline.seen if isinstance(event, kind)]

    await eventually(found, seen=lambda: timeline.seen)
    return found()[0]


async def ask_for_a_human(scene: DemoStage, phone: BarePhone) -> Timeline:
    assert await phone.invite() == OK
    timeline = await scene.next_call(PATIENCE_S)
    await until(timeline, PromptStarted)
    phone.voice.press("0")
    await until(timeline, CallQueued)
    return timeline


async def test_who_is_mute_stays_and_who_is_dead_goes(scene: DemoStage) -> None:
    """At once, because it takes its time: one talks, one waits, one's phone has died; no packet of any."""
    agents = list(scene.agents)
    async with (
        paused(scene, *agents[1:]),
        bare_phone(scene.sip_server) as talking,
        bare_phone(scene.sip_server) as waiting,
        bare_phone(scene.sip_server) as dead,
    ):
        lines = {phone: await ask_for_a_human(scene, phone) for phone in (talking, waiting, dead)}
        await until(lines[talking], Bridged)
        for phone in lines:
            phone.voice.on = False
        dead.dead = True

        ended = await until(lines[dead], CallEnded)
        assert ended.by == "network", "nobody has hung up"
        for phone in (talking, waiting):
            assert phone.refreshes >= 1, "asked whether it is there"
            assert not phone.hung_up.is_set()
            assert not [event for event in lines[phone].seen if isinstance(event, CallEnded)]
        await asyncio.gather(talking.hang_up(), waiting.hang_up())
        for phone in (talking, waiting):
            assert (await until(lines[phone], CallEnded)).by == "caller"
    await nothing_left(scene)


PARTS = ("昨天晚上", "自来水", "什么时候能恢复")
"""Of what the recording says: on a loaded machine the first pass alone writes it, and not all of it."""
ANEW = {
    "another source, lower numbers": {"sequence": -20000, "timestamp": -4_000_000, "ssrc": True},
    "another source, higher numbers": {"sequence": 20000, "timestamp": 4_000_000, "ssrc": True},
    "the same source, lower numbers": {"sequence": -20000, "timestamp": -4_000_000},
    "the same source, a little lower": {"sequence": -300},
}


@pytest.mark.parametrize("how", ANEW)
async def test_a_voice_that_starts_anew_is_heard(scene: DemoStage, how: str) -> None:
    """In the dialogue, and again in the talk that follows."""
    async with bare_phone(scene.sip_server) as phone:
        assert await phone.invite() == OK
        timeline = await scene.next_call(PATIENCE_S)
        await until(timeline, PromptEnded)
        phone.voice.renumber(**ANEW[how])
        phone.voice.say(RECORDINGS / "caller-1.wav")
        decided = await until(timeline, Decided)
        assert decided.intent == "water_outage"

        phone.voice.press("0")
        await until(timeline, Bridged)
        await eventually(lambda: len([e for e in timeline.seen if isinstance(e, TapStarted)]) == 2)
        await asyncio.sleep(1)
        before = len(timeline.seen)
        phone.voice.renumber(**ANEW[how])
        phone.voice.say(RECORDINGS / "caller-1.wav")
        heard = await eventually(
            lambda: [e for e in timeline.seen[before:] if isinstance(e, TranscriptFinal)]
        )
        said = [fuzz.partial_ratio(part, heard[0].text) for part in PARTS]
        assert max(said) > 60, heard[0].text
        await phone.hang_up()
    await nothing_left(scene)
