"""The finals of one leg: in the order they were spoken, each in its time.

The second pass may read an utterance while the next one has begun, or has ended even: what was said first is
told first.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable

from asr.second_pass.pending import Pending
from contracts import TranscriptFinal


class _Ended:
    """An utterance that is over."""

    def __init__(self, utterance: int) -> None:
        self.utterance = utterance
        self.decided_at = time.monotonic()
        self.pending: Pending | None = None
        self.final: TranscriptFinal | None = None
        self.late = False
        self.clock: asyncio.TimerHandle | None = None


class Finals:
    """Every method is called on the event loop."""

    def __init__(self, emit: Callable[[TranscriptFinal], None]) -> None:
        self._emit = emit
        self._ended: deque[_Ended] = deque()
        self._all_told: Callable[[], None] | None = None

    def expect(self, utterance: int, patience_s: float) -> None:
        """An utterance is over, and so long its second reading is waited for."""
        ended = _Ended(utterance)
        ended.clock = asyncio.get_running_loop().call_later(patience_s, self._late, ended)
        self._ended.append(ended)

    def wait_for(self, utterance: int, pending: Pending) -> None:
        """The first pass is done with an utterance, the second one is not."""
        for ended in self._ended:
            if ended.utterance == utterance and ended.final is None:
                ended.pending = pending
                if ended.late:
                    pending.expire()

    def arrived(self, final: TranscriptFinal) -> None:
        """An utterance has its text; it is told when those before it have been."""
        for ended in self._ended:
            if ended.utterance == final.utterance:
                took_ms = round((time.monotonic() - ended.decided_at) * 1000)
                ended.final = final.model_copy(update={"took_ms": took_ms})
        while self._ended and (told := self._ended[0].final) is not None:
            clock = self._ended.popleft().clock
            if clock is not None:
                clock.cancel()
            self._emit(told)
        self._tell_if_all()

    def when_all_told(self, tell: Callable[[], None]) -> None:
        """No more utterances will come: `tell` when the last one has its text."""
        self._all_told = tell
        self._tell_if_all()

    def forget(self) -> None:
        """Nobody wants to know any more."""
        for ended in self._ended:
            if ended.clock is not None:
                ended.clock.cancel()
            if ended.pending is not None:
                ended.pending.forget()
        self._ended.clear()
        self._tell_if_all()

    def _late(self, ended: _Ended) -> None:
        ended.late = True
        if ended.pending is not None:
            ended.pending.expire()

    def _tell_if_all(self) -> None:
        if not self._ended and self._all_told is not None:
            tell, self._all_told = self._all_told, None
            tell()
