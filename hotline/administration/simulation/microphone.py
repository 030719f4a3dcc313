"""Who calls: a person at a microphone. The clock is that of the sound, whatever the machine's speed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import soundfile

from asr import Hearing, Recogniser, WorkerPool
from contracts import Event, HearingFailed, SpeechStarted, TranscriptFinal, TranscriptPartial
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.names import names_of, put_right
from ivr import IvrSettings, Understanding, prompts_needed
from ivr.virtual import CHARACTER_S, Step, VirtualCall
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
    config: HotlineConfig,
    understanding: Understanding,
    recogniser: Recogniser,
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
        return len(sound) / SAMPLE_BYTES / PROMPT_RATE if sound else len(text) * CHARACTER_S

    def heard(event: Event) -> None:
        if isinstance(event, TranscriptFinal):
            call.hear(put_right(event, names))
        elif isinstance(event, SpeechStarted | TranscriptPartial | HearingFailed):
            call.hear(event)
        if isinstance(event, HearingFailed):
            on_trouble(event.reason)

    names = names_of(config, understanding.sounds)
    call = VirtualCall(config.ivr, understanding, step, seconds=seconds)
    pool = WorkerPool(config.asr.workers)
    hearing = Hearing("simulated", "caller", microphone.rate, recogniser, config.asr, pool, heard)
    expected = (call.phrases, call.pace)
    clock = 0.0
    try:
        call.answer()
        async for piece in microphone.frames():
            if piece.lost:
                on_trouble(f"{piece.lost * FRAME_MS} ms of sound were lost: this machine is too busy")
            clock += (1 + piece.lost) * FRAME_MS / 1000
            hearing.feed(piece.frame)
            call.until(clock)
            if call.over:
                break
            if (call.phrases, call.pace) != expected:
                expected = (call.phrases, call.pace)
                hearing.set_grammar(call.phrases)
                hearing.set_pace(call.pace)
    finally:
        hearing.cancel()
        pool.close()
    await loudspeaker.played()
    return call
