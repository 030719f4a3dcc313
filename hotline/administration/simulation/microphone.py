"""Who calls: a person at a microphone. The clock is that of the sound, whatever the machine's speed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import soundfile

from asr import Hearing
from contracts import Event, HearingFailed, TranscriptFinal
from contracts.dialogue import Consult
from contracts.events.call.speech import Heard
from hotline.administration.simulation.judge import Ask, asking
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.guidance.recognisers import Recognisers
from ivr import IvrSettings, prompts_needed
from ivr.steps import Step
from ivr.virtual import CALL, VirtualCall, read_s
from telephony.sound.prompts import file_name
from telephony.sound_card.loudspeaker import Loudspeaker
from telephony.sound_card.microphone import FRAME_MS, SAMPLE_BYTES, Microphone

PROMPT_RATE = 16000
"""Hz of the recordings that are played."""


def recorded_prompts(settings: IvrSettings, recordings: Path) -> dict[str, bytes]:
    """Which of the configuration's prompts have a recording: 16-bit mono at `PROMPT_RATE`, by text."""
    found = {}
    for text in prompts_needed(settings):
        path = recordings / str(PROMPT_RATE) / file_name(text)
        if path.is_file():
            samples, _ = soundfile.read(path, dtype="int16", always_2d=True)
            found[text] = np.ascontiguousarray(samples[:, 0]).astype("<i2").tobytes()
    return found


async def call_by_microphone(
    calls: SimulatedCalls,
    recognisers: Recognisers,
    microphone: Microphone,
    loudspeaker: Loudspeaker,
    sounds: Mapping[str, bytes],
    on_step: Callable[[Step], None],
    on_trouble: Callable[[str], None],
) -> VirtualCall:
    """One call to its end. `sounds` are the prompts that can be heard, by text; others are read.

    `on_trouble` is told what was lost. Raises `MicrophoneError` when the microphone is gone.
    """

    def step(done: Step) -> None:
        on_step(done)
        if done.kind == "say":
            loudspeaker.play(sounds.get(done.text, b""))
        elif done.kind == "interrupted":
            loudspeaker.stop()

    def seconds(text: str) -> float:
        sound = sounds.get(text)
        return len(sound) / SAMPLE_BYTES / PROMPT_RATE if sound else read_s(text)

    def heard(event: Event) -> None:
        if isinstance(event, TranscriptFinal):
            call.hear(calls.guide.put_right(event))
        elif isinstance(event, Heard):
            call.hear(event)
        if isinstance(event, HearingFailed):
            on_trouble(event.reason)

    asr = calls.guide.config.asr
    ask = await asyncio.to_thread(asking, calls.guide)
    call = calls.call(step, seconds=seconds, consults=ask is not None)
    opinions = _Opinions(call, ask)
    hearing = Hearing(
        CALL, "caller", microphone.rate, recognisers.usual, asr, recognisers.pool, heard, asked=True
    )
    try:
        call.answer()
        await _listen(call, hearing, recognisers, microphone, opinions, on_trouble)
    finally:
        await opinions.close()
        hearing.cancel()
    await loudspeaker.played()
    return call


async def _listen(
    call: VirtualCall,
    hearing: Hearing,
    recognisers: Recognisers,
    microphone: Microphone,
    opinions: _Opinions,
    on_trouble: Callable[[str], None],
) -> None:
    """The sound moves the clock and is heard as the dialogue expects, until the call is over."""
    expected = (call.phrases, call.pace)
    language: str | None = None
    clock = 0.0
    async for piece in microphone.frames():
        if piece.lost:
            on_trouble(f"{piece.lost * FRAME_MS} ms of sound were lost: this machine is too busy")
        clock += (1 + piece.lost) * FRAME_MS / 1000
        hearing.feed(piece.frame)
        call.until(clock)
        opinions.look()
        if call.over:
            return
        if (call.phrases, call.pace) != expected:
            expected = (call.phrases, call.pace)
            hearing.set_grammar(call.phrases)
            hearing.set_pace(call.pace)
        if call.language != language:
            language = call.language
            hearing.use(recognisers.of(language))


class _Opinions:
    """Asks for the second opinions that the dialogue wants, while the call goes on."""

    def __init__(self, call: VirtualCall, ask: Ask | None) -> None:
        self._call = call
        self._ask = ask
        self._asking: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Begins to ask when something is to be asked; what was asked before counts no more."""
        wanted, self._call.consulted = self._call.consulted, None
        if wanted is None or self._ask is None:
            return
        if self._asking is not None:
            self._asking.cancel()
        self._asking = asyncio.create_task(self._answer(self._ask, wanted))

    async def close(self) -> None:
        """Nobody waits for an answer any more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)

    async def _answer(self, ask: Ask, wanted: Consult) -> None:
        opinion = await ask(wanted.text, wanted.likely)
        if opinion is not None:
            self._call.opine(replace(opinion, text=wanted.text))
