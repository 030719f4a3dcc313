"""A hearing of one leg, and what it emitted; a recogniser that hangs."""

import asyncio
import threading
from typing import TypeVar

import numpy as np

from asr import AsrSettings, Hearing, Recogniser, ScriptedRecogniser, WorkerPool
from asr.engines.scripted import ScriptedStream
from contracts import Event, TranscriptPartial
from tests.unit.asr.sounds import Wave, frames, pcm, silence, voice
from tests.waiting import eventually

E = TypeVar("E", bound=Event)
SETTINGS = AsrSettings(queue_ms=30000)
"""Tests feed seconds of sound at once."""
TIGHT = AsrSettings(queue_ms=1500)
SENTENCE = np.concatenate([silence(500), voice(1200), silence(1500)])


class Leg:
    """A hearing and what it emitted."""

    def __init__(self, recogniser: Recogniser, settings: AsrSettings, pool: WorkerPool) -> None:
        self.events: list[Event] = []
        self.threads: set[int] = set()
        self.news = asyncio.Event()
        self.hearing = Hearing("c1", "caller", 8000, recogniser, settings, pool, self._emit)

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        self.threads.add(threading.get_ident())
        self.news.set()

    def feed(self, *waves: Wave) -> None:
        for frame in frames(pcm(np.concatenate(waves))):
            self.hearing.feed(frame)

    async def until(self, kind: type[Event], count: int = 1) -> None:
        """Waits until `count` events of a kind have come."""
        await eventually(lambda: len(self.of(kind)) >= count, seen=lambda: self.events)

    async def until_text(self, text: str) -> None:
        """Waits until a partial has at least so much text."""
        await eventually(
            lambda: any(len(partial.text) >= len(text) for partial in self.of(TranscriptPartial)),
            seen=lambda: self.events,
        )

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def kinds(self) -> list[str]:
        return [event.type for event in self.events]


class Gated(ScriptedRecogniser):
    """Hangs in `accept` until the gate opens."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines)
        self.gate = threading.Event()

    def stream(self, rate: int, *, alternatives: int, grammar: object) -> ScriptedStream:
        self.gate_stream = GatedStream(self, rate, alternatives)
        return self.gate_stream


class GatedStream(ScriptedStream):
    def accept(self, sound: bytes | memoryview) -> bool:
        assert isinstance(self._script, Gated)
        self._script.gate.wait(60)
        return super().accept(sound)
