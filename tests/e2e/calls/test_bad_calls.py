"""What callers, lines and parts do wrong. In no case is a caller dropped by us, and nothing is left over."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from rapidfuzz import fuzz

from asr import ScriptedRecogniser
from contracts import (
    AgentAnswered,
    AgentMissed,
    AgentRinging,
    Bridged,
    CallEnded,
    CallQueued,
    Decided,
    HearingFailed,
    KeyPressed,
    PromptEnded,
    PromptStarted,
    TapStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from hotline.bench.baresip import RATE
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from tests.e2e.conftest import nothing_left
from tests.e2e.phones.people import calling, longest_silence_s, loudness, paused, phone
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]


async def hang_up_and_look(scene: DemoStage, citizen) -> None:  # type: ignore[no-untyped-def]
    await citizen.phone.hang_up()
    ended = await citizen.until(CallEnded)
    assert ended.by == "caller"
    await nothing_left(scene)


async def test_hang_up_in_the_greeting(scene: DemoStage) -> None:
    async with calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await hang_up_and_look(scene, citizen)


async def test_hang_up_while_speaking(scene: DemoStage) -> None:
    async with calling(scene) as citizen:
        await citizen.until(PromptEnded)
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        await citizen.until(TranscriptPartial)
        await hang_up_and_look(scene, citizen)
        assert citizen.saw(TranscriptFinal), "what they said last is in the record"


async def test_hang_up_at_the_confirm_question(scene: DemoStage) -> None:
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptEnded)
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        await citizen.until(Decided)
        await hang_up_and_look(scene, citizen)


async def test_hang_up_in_the_queue_and_music_until_then(scene: DemoStage) -> None:
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        queued = await citizen.until(CallQueued)
        assert (queued.queue, queued.position) == ("general", 1)
        await asyncio.sleep(8)

        def heard() -> tuple[float, float]:
            latest = citizen.phone.heard()[-4 * RATE :]
            return longest_silence_s(latest), loudness(latest)

        await eventually(lambda: heard()[0] < 3 and heard()[1] > 50, seen=heard)  # music or an announcement
        await hang_up_and_look(scene, citizen)


async def test_hang_up_while_the_agent_rings(scene: DemoStage) -> None:
    async with paused(scene), phone(scene, agent="zhao") as agent, calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("0")
        ringing = await citizen.until(AgentRinging)
        assert ringing.agent == "zhao"
        await agent.wait_for("CALL_INCOMING", PATIENCE_S)
        await hang_up_and_look(scene, citizen)
        await agent.wait_for("CALL_CLOSED", PATIENCE_S)


async def test_hang_up_while_talking_and_the_agent_is_free_again(scene: DemoStage) -> None:
    async with calling(scene) as citizen:
        await citizen.phone.press("0")
        bridged = await citizen.until(Bridged)
        await hang_up_and_look(scene, citizen)
        await eventually(lambda: scene.service.floor.phase(bridged.agent) == "available")


async def test_an_agent_who_hangs_up_ends_the_call(scene: DemoStage) -> None:
    async with calling(scene) as citizen:
        await citizen.phone.press("0")
        bridged = await citizen.until(Bridged)
        await scene.agents[bridged.agent].hang_up()
        ended = await citizen.until(CallEnded)
        assert ended.by == "agent"
        await citizen.phone.wait_for("CALL_CLOSED", PATIENCE_S)
        await nothing_left(scene)


async def test_an_agent_who_does_not_answer_loses_the_call_to_the_next(scene: DemoStage) -> None:
    agents = list(scene.agents)
    async with paused(scene), phone(scene, agent="zhao"), calling(scene) as citizen:
        await citizen.phone.press("0")
        assert (await citizen.until(AgentRinging)).agent == "zhao"
        scene.service.floor.pause(agents[0], False)
        missed = await citizen.until(AgentMissed)
        assert missed.agent == "zhao"
        answered = await citizen.until(AgentAnswered)
        assert answered.agent == agents[0]
        await hang_up_and_look(scene, citizen)


async def test_a_silent_caller_is_spoken_to_again_and_again_before_we_hang_up(scene: DemoStage) -> None:
    prompts = scene.config.ivr.dialogue.prompts
    async with calling(scene) as citizen:
        ended = await citizen.until(CallEnded)
        assert ended.by == "service"
        said = [prompt.text for prompt in citizen.saw(PromptStarted)]
        assert said == [prompts.greeting, *prompts.no_input, prompts.silent_goodbye]
        await citizen.phone.wait_for("CALL_CLOSED", PATIENCE_S)
        assert longest_silence_s(citizen.phone.heard()) <= scene.config.ivr.dialogue.times.no_input_s + 0.6
        await nothing_left(scene)


async def test_noise_is_no_request_and_no_dead_line(scene: DemoStage) -> None:
    rng = np.random.default_rng(12345)
    noise = (rng.standard_normal(RATE * 40) * 900).astype("<i2")
    async with calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.say(noise)
        queued = await citizen.until(CallQueued)
        assert queued.queue == scene.config.ivr.dialogue.human_queue
        await hang_up_and_look(scene, citizen)


async def test_a_key_before_the_greeting_ends_stops_it_and_counts(scene: DemoStage) -> None:
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await citizen.phone.press("4")
        await citizen.until(KeyPressed)
        greeting = await citizen.until(PromptEnded)
        assert greeting.how == "interrupted"
        assert (await citizen.until(CallQueued)).queue == "consumer"
        await hang_up_and_look(scene, citizen)


async def test_speech_interrupts_the_greeting(scene: DemoStage) -> None:
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptStarted)
        await asyncio.sleep(0.5)
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        greeting = await citizen.until(PromptEnded)
        assert greeting.how == "interrupted"
        assert (await citizen.until(Decided)).intent == "water_outage"
        await hang_up_and_look(scene, citizen)


async def test_an_unknown_number_is_told_so_and_hung_up(scene: DemoStage) -> None:
    async with phone(scene) as caller:
        await caller.dial("99999")
        await caller.wait_for("CALL_ESTABLISHED", PATIENCE_S)
        await caller.wait_for("CALL_CLOSED", PATIENCE_S)
        assert loudness(caller.heard()) > 100, "a sentence was played"
    await nothing_left(scene)


async def test_two_who_speak_at_once_are_written_down_apart(scene: DemoStage) -> None:
    async with calling(scene) as citizen:
        await citizen.phone.press("0")
        bridged = await citizen.until(Bridged)
        agent = scene.agents[bridged.agent]
        await citizen.until(TapStarted, times=2)
        await agent.say(RECORDINGS / "agent-1.wav")
        await citizen.phone.say(RECORDINGS / "caller-1.wav")

        def finals(leg: str) -> str:
            return "".join(e.text for e in citizen.saw(TranscriptFinal) if e.leg == leg)

        await eventually(lambda: finals("agent") and finals("caller"))
        assert fuzz.partial_ratio("自来水", finals("caller")) > 60
        assert fuzz.partial_ratio("自来水", finals("agent")) < 60
        await hang_up_and_look(scene, citizen)


async def test_media_that_closes_in_a_prompt_is_opened_again(scene: DemoStage) -> None:
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptStarted)
        session = scene.service.lines.sessions[citizen.timeline.call]
        assert session.call.media is not None
        await session.call.media.close()
        assert (await citizen.until(PromptEnded)).how == "failed"
        await citizen.until(PromptStarted, times=2)
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        assert (await citizen.until(Decided)).intent == "water_outage"
        await hang_up_and_look(scene, citizen)


async def test_an_event_socket_that_breaks_comes_back_and_the_call_goes_on(scene: DemoStage) -> None:
    async with calling(scene) as citizen:
        await citizen.phone.press("0")
        bridged = await citizen.until(Bridged)
        await scene.service.ari.drop()
        await asyncio.sleep(0.1)
        await eventually(scene.service.ready.is_set)
        await scene.agents[bridged.agent].say(RECORDINGS / "agent-1.wav")
        await eventually(lambda: any(e.leg == "agent" for e in citizen.saw(TranscriptFinal)))
        await hang_up_and_look(scene, citizen)


async def test_a_recogniser_that_raises_leaves_keys_and_a_human(
    scene: DemoStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = replace(scene.service.hearings._recognisers, usual=ScriptedRecogniser(fail_at=0))
    monkeypatch.setattr(scene.service.hearings, "_recognisers", failing)
    async with paused(scene), calling(scene) as citizen:
        await citizen.until(PromptEnded)
        await citizen.phone.say(RECORDINGS / "caller-1.wav")
        await citizen.until(HearingFailed)
        await citizen.until(PromptStarted, times=2)
        await citizen.phone.press("1")
        assert (await citizen.until(CallQueued)).queue == "utilities"
        await hang_up_and_look(scene, citizen)


async def test_a_failing_session_gives_the_caller_to_a_human(
    scene: DemoStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with calling(scene) as citizen:
        await citizen.until(PromptStarted)
        session = scene.service.lines.sessions[citizen.timeline.call]

        def broken(*_: object) -> list[object]:
            raise RuntimeError("a defect of ours")

        assert session._asking is not None
        monkeypatch.setattr(session._asking._machine, "handle", broken)
        before = sum(agent.count("CALL_ESTABLISHED") for agent in scene.agents.values())
        await citizen.phone.press("5")
        await eventually(
            lambda: sum(agent.count("CALL_ESTABLISHED") for agent in scene.agents.values()) > before
        )
        assert citizen.phone.count("CALL_CLOSED") == 0
        await citizen.phone.hang_up()
        await nothing_left(scene)
