"""A scripted citizen: dials, lets the greeting end, says the request, confirms, talks to the agent."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import numpy as np

from contracts import Decided, PromptEnded, PromptStarted
from hotline.bench.baresip import RATE
from hotline.bench.demo.stage import RECORDINGS, DemoStage
from hotline.bench.demo.timeline import Timeline
from hotline.bench.softphone import Softphone, load_speech

NUMBER = "13800138000"
AFTER_PROMPT_S = 0.4
"""A person's pause before answering."""
PROMPT_TIMEOUT_S = 20.0
AGENT_TIMEOUT_S = 40.0
TALK_TIMEOUT_S = 30.0
INTERRUPT_AFTER_S = 1.2
SILENCE_S = 0.6
"""Waited for before looking where the sound ended: longer than any buffer on the way."""
AUDIBLE = 300
"""Sample value above which the caller hears something (about -41 dBFS)."""
CALLER_PORTS = 36000


async def call(stage: DemoStage, recording: Path, *, index: int = 0, talk: bool = True) -> dict[str, Any]:
    """Places one call and returns what the demo prints. Raises SoftphoneError or TimeoutError.

    `talk=False` hangs up as soon as the caller is queued.
    """
    speech = load_speech(recording)
    ports = (CALLER_PORTS + index * 20, CALLER_PORTS + index * 20 + 19)
    folder = stage.folder / "phones" / f"caller{index}"
    async with Softphone(folder, stage.sip_server, number=NUMBER, rtp_ports=ports) as phone:
        ring_at = await phone.dial(stage.config.telephony.number)
        timeline = await stage.next_call(PROMPT_TIMEOUT_S)
        timeline.ring_at = ring_at
        timeline.note("ring", ring_at)
        await ask(stage, timeline, phone, speech)
        if talk and timeline.queue is not None:
            await _talk(stage, timeline, phone, speech)
        _note_greeting(timeline, phone)
        await phone.hang_up()
        await timeline.until(lambda: timeline.ended is not None, PROMPT_TIMEOUT_S)
    return timeline.as_json(str(recording))


async def interrupt(stage: DemoStage, recording: Path, *, index: int = 0) -> float | None:
    """Speaks into the greeting; returns the ms from the first sound spoken to silence in the caller's
    ear, or None when the greeting was not interrupted. Includes the way through both phones."""
    speech = load_speech(recording)
    onset = float(np.flatnonzero(np.abs(speech.astype(np.int32)) > AUDIBLE)[0]) / RATE
    ports = (CALLER_PORTS + index * 20, CALLER_PORTS + index * 20 + 19)
    folder = stage.folder / "phones" / f"interrupter{index}"
    async with Softphone(folder, stage.sip_server, number=NUMBER, rtp_ports=ports) as phone:
        await phone.dial(stage.config.telephony.number)
        timeline = await stage.next_call(PROMPT_TIMEOUT_S)
        await timeline.until(lambda: "greeting_sent" in timeline.moments, PROMPT_TIMEOUT_S)
        await asyncio.sleep(INTERRUPT_AFTER_S)
        await phone.say(speech)
        spoken_at = time.time() + onset
        await timeline.until(lambda: timeline.prompts_ended() > 0, PROMPT_TIMEOUT_S)
        await asyncio.sleep(SILENCE_S)
        heard = np.abs(phone.heard().astype(np.int32)) > AUDIBLE
        await phone.hang_up()
        await timeline.until(lambda: timeline.ended is not None, PROMPT_TIMEOUT_S)
    first = next(event for event in timeline.seen if isinstance(event, PromptEnded))
    if first.how != "interrupted" or phone.hears_since is None or not heard.any():
        return None
    return (phone.hears_since + float(np.flatnonzero(heard)[-1]) / RATE - spoken_at) * 1000


async def ask(
    stage: DemoStage, timeline: Timeline, phone: Softphone, speech: np.ndarray[Any, np.dtype[np.int16]]
) -> None:
    """Through the dialogue until queued: says the request, confirms with the key, passes over questions."""
    ended = 0
    while timeline.queue is None and timeline.ended is None:
        before = ended
        if not await timeline.until(
            lambda before=before: timeline.prompts_ended() > before or timeline.queue is not None,
            PROMPT_TIMEOUT_S,
        ):
            return
        ended = timeline.prompts_ended()
        await asyncio.sleep(AFTER_PROMPT_S)
        if timeline.queue is not None or _speaking(timeline):
            continue
        last = timeline.decisions[-1] if timeline.decisions else None
        decisions = len(timeline.decisions)
        if isinstance(last, Decided) and last.outcome == "confirm":
            await phone.press(stage.config.ivr.dialogue.yes_key)
        elif isinstance(last, Decided) and last.outcome == "ask":
            await phone.press("#")  # the recording holds no answer: the question is left to the agent
        else:
            await phone.say(speech)
        await timeline.until(
            lambda decisions=decisions: len(timeline.decisions) > decisions or timeline.queue is not None,
            len(speech) / RATE + 10,
        )


def _speaking(timeline: Timeline) -> bool:
    """Whether a prompt began after the last one that ended."""
    return sum(isinstance(e, PromptStarted) for e in timeline.seen) > timeline.prompts_ended()


async def _talk(
    stage: DemoStage, timeline: Timeline, phone: Softphone, speech: np.ndarray[Any, np.dtype[np.int16]]
) -> None:
    """The conversation: the agent greets, the caller says it again, both are transcribed."""
    if not await timeline.until(lambda: "bridged" in timeline.moments, AGENT_TIMEOUT_S):
        return
    agent = stage.agents.get(timeline.agent or "")
    before = len(timeline.transcripts["caller"])
    await asyncio.sleep(0.8)
    if agent is not None:
        timeline.note("agent_speaks", time.time())
        length = await agent.say(RECORDINGS / "agent-1.wav")
        await asyncio.sleep(length + 0.3)
    await phone.say(speech)
    await timeline.until(lambda: len(timeline.transcripts["caller"]) > before, TALK_TIMEOUT_S)
    if agent is not None:
        spoken = len(timeline.transcripts["agent"])
        await agent.say(RECORDINGS / "agent-2.wav")
        await timeline.until(lambda: len(timeline.transcripts["agent"]) > spoken, TALK_TIMEOUT_S)


def _note_greeting(timeline: Timeline, phone: Softphone) -> None:
    """When the first sound reached the caller's ear: the recording's start plus the silence in it."""
    heard = phone.heard()
    loud = np.flatnonzero(np.abs(heard.astype(np.int32)) > AUDIBLE)
    if phone.hears_since is not None and len(loud):
        timeline.note("greeting_heard", phone.hears_since + float(loud[0]) / RATE)
