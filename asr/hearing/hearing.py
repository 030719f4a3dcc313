"""One leg of a call, heard: frames in on the event loop, events out on the event loop.

Voice detection runs on the loop (some 16 µs a frame, and a start of speech must interrupt a prompt at
once); recognition runs in the worker pool and is fed with speech only, so silence costs nothing there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVarTuple

from asr.engines.recogniser import Recogniser
from asr.hearing.cutter import Begin, Cutter, End, GoOn, Pause, Piece
from asr.hearing.dead_line import DeadLine
from asr.hearing.decoder import Decoder
from asr.hearing.finals import Finals
from asr.hearing.framing import Framer
from asr.hearing.inbox import Engine, FrameQueue, Grammar, Stop
from asr.hearing.pool import WorkerPool
from asr.second_pass.reader import Urgency
from asr.settings import AsrSettings
from contracts import Event, HearingFailed, Leg, SoundHeard, SpeechStarted, TranscriptFinal, TranscriptPartial
from contracts.dialogue import Pace

log = logging.getLogger(__name__)

_Args = TypeVarTuple("_Args")

BEHIND_MS = 300.0
"""When streams wait so long for a thread, nothing is read a second time: words go before better words."""
CLOSE_TIMEOUT_S = 5.0
"""`close` waits no longer than this for the last words."""


@dataclass(frozen=True, slots=True)
class EndpointMoment:
    """When an utterance was found to be over."""

    utterance: int
    end_ms: int
    """End of the last speech frame, ms of the leg's audio."""
    decided_ms: int
    """How much audio had been heard when the decision fell, ms."""
    decided_at: float
    """`time.monotonic()` of the decision, in seconds."""


class Hearing:
    """Hears one leg. Create it on the event loop; every method is called there and none blocks."""

    def __init__(
        self,
        call: str,
        leg: Leg,
        rate: int,
        recogniser: Recogniser,
        settings: AsrSettings,
        pool: WorkerPool,
        emit: Callable[[Event], None],
        first_utterance: int = 0,
        *,
        asked: bool = False,
    ) -> None:
        """`rate` in Hz: 8000, 16000, 32000 or 48000, `ValueError` otherwise.

        Utterances are numbered from `first_utterance` on: a leg that was heard before goes on counting.

        `emit` receives `SpeechStarted`, `TranscriptPartial`, `TranscriptFinal`, at most one `SoundHeard` and
        at most one `HearingFailed`, always on the event loop. Without a working recogniser that comes
        at once, not with the first words.

        `asked`: the machine waits for what is said, so its second reading goes first, and is not waited for
        so long.
        """
        self.frames_in = 0
        self.last_endpoint: EndpointMoment | None = None
        self._call = call
        self._leg: Leg = leg
        self._emit = emit
        self._framer = Framer(rate)
        self._dead_line = DeadLine()
        self._cutter = Cutter(rate, settings, first_utterance)
        self._inbox = FrameQueue(settings.queue_ms)
        second = settings.second_pass
        self._decoder = Decoder(
            call, leg, rate, recogniser, settings.alternatives, speculates=second.speculate_ms > 0
        )
        if asked:
            self._decoder.urgency = Urgency.ASKED
        self._patience_s = (second.patience_ms if asked else second.talk_patience_ms) / 1000
        self._finals = Finals(self._on_final)
        self._loop = asyncio.get_running_loop()
        self._decided_at: dict[int, float] = {}
        """`time.monotonic()` of the end of each utterance that no worker has come to yet."""
        self._flushed: asyncio.Future[None] = self._loop.create_future()
        self._failed: str | None = None
        self._broken = False
        self._paused = False
        self._closed = False
        self._silenced = False
        self._pool = pool
        self._lane = pool.lane(self._work)
        self._lane.wake()

    @property
    def audio_ms(self) -> int:
        """Length of the leg's audio so far, in ms."""
        return self._cutter.now_ms

    @property
    def frames_dropped(self) -> int:
        """Frames of speech that the recogniser was too slow for."""
        return self._inbox.dropped

    @property
    def closed(self) -> bool:
        """Whether `close` or `cancel` was called."""
        return self._closed

    @property
    def speaking(self) -> bool:
        """Whether an utterance is under way."""
        return self._cutter.speaking

    @property
    def failed(self) -> str | None:
        """Why nothing is recognised any more, or None while all is well."""
        return self._failed

    def feed(self, frame: bytes) -> None:
        """Takes sound (16-bit little-endian mono), normally one 20 ms frame; any length will do.

        A stream that waits for a worker first loses partials and its second reading. When `queue_ms` of
        speech wait, the oldest frame is dropped and counted. When more
        than that has been dropped and the worker has never caught up in between, the stream is
        hopelessly behind and fails (`HearingFailed`). After a failure speech is still detected.
        """
        if self._closed:
            return
        for whole in self._framer.push(frame):
            self.frames_in += 1
            if self._dead_line.wakes(whole):
                self._send(SoundHeard(call=self._call, leg=self._leg, audio_ms=self.audio_ms))
            if self._paused:
                self._cutter.skip()
            else:
                self._pass_on(self._cutter.push(whole))

    def pause(self) -> None:
        """Stops listening; what is being said ends here. Time goes on with every frame fed."""
        if not self._paused and not self._closed:
            self._paused = True
            self._pass_on(self._cutter.close())

    def resume(self) -> None:
        """Listens again."""
        self._paused = False

    def set_grammar(self, grammar: Sequence[str] | None) -> None:
        """Expects only these phrases from the next utterance on; None takes the limit away."""
        if self._failed is None and not self._closed:
            self._put([Grammar(None if grammar is None else tuple(grammar))])

    def use(self, recogniser: Recogniser) -> None:
        """Recognises with this one from the next utterance on, for example in another language."""
        if self._failed is None and not self._closed:
            self._put([Engine(recogniser)])

    def set_pace(self, pace: Pace) -> None:
        """How long pauses may be, from the next frame on, within an utterance too.

        `slow`: `endpoint_slow_ms`. `dictation`: `endpoint_dictation_ms` between groups of digits, but only
        `endpoint_ms` once a whole mobile or identity number was understood. Whoever is found to speak
        slowly is given `endpoint_slow_ms` in pace `normal` too.
        """
        self._cutter.set_pace(pace)

    async def close(self) -> None:
        """Ends the running utterance, waits for its final (5 s at most) and lets go of the recogniser."""
        if not self._closed:
            self._pass_on(self._cutter.close())
            self._closed = True
            self._put([Stop()])
        try:
            await asyncio.wait_for(asyncio.shield(self._flushed), CLOSE_TIMEOUT_S)
        except TimeoutError:
            self._fail(f"the recogniser did not finish within {CLOSE_TIMEOUT_S:g} s")
        self._silenced = True

    def cancel(self) -> None:
        """Stops at once: nothing is emitted any more, what is being said is lost."""
        self._silenced = True
        self._finals.forget()
        if not self._closed:
            self._closed = True
            self._put([Stop()])

    def _pass_on(self, pieces: list[Piece]) -> None:
        """Hands what the cutter found to the recogniser, and to `emit` what is known already."""
        if not pieces:
            return
        first, last = pieces[0], pieces[-1]
        if isinstance(first, Begin):
            self._send(SpeechStarted(call=self._call, leg=self._leg, audio_ms=first.start_ms))
        if isinstance(last, End):
            ended = last.ended
            now = time.monotonic()
            self.last_endpoint = EndpointMoment(last.utterance, ended.end_ms, ended.decided_ms, now)
            if self._failed is None:
                self._decided_at[last.utterance] = now
                self._finals.expect(last.utterance, self._patience_s)
        if self._failed is None:
            self._put(pieces)

    def _put(self, items: Sequence[Piece | Grammar | Engine | Stop]) -> None:
        due = self._inbox.put(items)
        if self._inbox.hopeless:
            self._fail(f"the recogniser is too slow: {self._inbox.lost_ms} ms of speech had to be dropped")
        elif due:
            self._lane.wake()

    def _send(self, event: Event) -> None:
        if not self._silenced:
            self._emit(event)

    def _fail(self, reason: str) -> None:
        if self._failed is None:
            self._failed = reason
            log.warning("call %s, %s: %s", self._call, self._leg, reason)
            self._send(HearingFailed(call=self._call, leg=self._leg, reason=reason))
            self._finals.forget()
        self._lane.wake()

    def _on_partial(self, partial: TranscriptPartial) -> None:
        if self._failed is None:
            self._cutter.understood(partial)
            self._send(partial)

    def _on_final(self, final: TranscriptFinal) -> None:
        if self._failed is None:
            self._cutter.said(final)
            self._send(final)

    def _on_recogniser_end(self, utterance: int) -> None:
        if not self._closed:
            self._pass_on(self._cutter.recogniser_ended(utterance))

    def _on_flushed(self) -> None:
        self._finals.when_all_told(self._all_told)

    def _all_told(self) -> None:
        if not self._flushed.done():
            self._flushed.set_result(None)

    # From here on in a worker thread: only the inbox and the decoder are touched.

    def _work(self) -> bool:
        """One slice: what lies before the next sound, and one batch of it. True if more waits."""
        try:
            if self._broken or self._silenced or self._failed is not None:
                self._drain()
            else:
                self._decoder.open()
                while self._step():
                    pass
        except Exception as error:
            self._broken = True
            self._on_loop(self._fail, f"the recogniser failed: {error}")
        return bool(self._inbox)

    def _step(self) -> bool:
        """Works off one item; true while the slice may go on."""
        item = self._inbox.take()
        if item is None:
            return False
        if isinstance(item, list):
            partial, ended = self._decoder.hear(item)
            if partial is not None:
                self._on_loop(self._on_partial, partial)
            if ended:
                self._on_loop(self._on_recogniser_end, self._decoder.utterance)
            return False
        if isinstance(item, Begin):
            self._decoder.begin(item)
        elif isinstance(item, Pause):
            if self._pool.behind_ms < BEHIND_MS:
                self._decoder.pause()
        elif isinstance(item, GoOn):
            self._decoder.go_on()
        elif isinstance(item, End):
            self._end(item)
        elif isinstance(item, Grammar):
            self._decoder.set_grammar(item.phrases)
        elif isinstance(item, Engine):
            self._decoder.use(item.recogniser)
        elif isinstance(item, Stop):
            self._stop()
        return True

    def _end(self, end: End) -> None:
        pending = self._decoder.end(
            end, lambda final: self._on_loop(self._finals.arrived, final), self._time_left_s(end)
        )
        if pending is not None:
            self._on_loop(self._finals.wait_for, end.utterance, pending)

    def _time_left_s(self, end: End) -> float:
        """For a second reading: patience began when the end was decided, not when a worker came to it."""
        waited = time.monotonic() - self._decided_at.pop(end.utterance, 0.0)
        return 0.0 if self._pool.behind_ms >= BEHIND_MS else max(0.0, self._patience_s - waited)

    def _drain(self) -> None:
        """Nobody listens any more: throws away what waits."""
        self._decoder.close()
        while (item := self._inbox.take()) is not None:
            if isinstance(item, Stop):
                self._stop()

    def _stop(self) -> None:
        self._decoder.close()
        self._on_loop(self._on_flushed)

    def _on_loop(self, call: Callable[[*_Args], None], *args: *_Args) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            log.debug("call %s, %s: the event loop is gone", self._call, self._leg)
