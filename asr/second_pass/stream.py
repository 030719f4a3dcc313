"""One leg of a call in two passes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

from asr.engines.limiting import Limit
from asr.engines.offline import Reading, Utterance
from asr.engines.recogniser import Hypothesis, RecogniserStream
from asr.second_pass.joining import Heard, joined, one_after_another
from asr.second_pass.known import KnownWords
from asr.second_pass.pending import Pending
from asr.second_pass.reader import Job, SecondPass, Urgency

PIECE_S = 8.0
"""An utterance that is longer is read in pieces, cut at the speaker's own pauses, while it goes on."""
_SURE = 0.9
"""An expected phrase that the first pass heard with this confidence is not read again."""


class TwoPassStream:
    """A `RecogniserStream`, and more for those who know of pauses and need not wait for a final."""

    def __init__(
        self,
        second: SecondPass,
        first: RecogniserStream,
        rate: int,
        alternatives: int,
        grammar: Sequence[str] | None,
        *,
        join: bool = True,
        known: KnownWords | None = None,
    ) -> None:
        """`rate` in Hz; see `TwoPass`."""
        self._second = second
        self._first = first
        self._rate = rate
        self._alternatives = alternatives
        self._join = join
        self._known = known
        self._grammar = None if grammar is None else tuple(grammar)
        self._limit = None if grammar is None else Limit(grammar, alternatives)
        self._most_bytes = round(second.offline.longest_s * rate) * 2
        self._sound = bytearray()
        """Of the piece that is being said."""
        self._too_long = False
        self._silent = False
        """Nothing but a pause since the last piece."""
        self._pieces: list[Job] = []
        self._speculation: Job | None = None

    def accept(self, pcm: bytes | memoryview) -> bool:
        if len(self._sound) + len(pcm) > self._most_bytes:
            self._too_long = True
            self._sound.clear()
        if not self._too_long:
            self._sound += pcm
        return self._first.accept(pcm)

    def partial(self) -> str:
        return self._first.partial()

    def pause(self, urgency: Urgency, *, speculate: bool) -> None:
        """The speaker pauses: perhaps the utterance is over."""
        if self._too_long:
            return
        if len(self._sound) >= 2 * PIECE_S * self._rate:
            self._pieces.append(self._second.read_ahead(self._utterance(), urgency))
            self._sound.clear()
            self._silent = True
        elif speculate and self._speculation is None and not self._silent:
            self._speculation = self._second.speculate(self._utterance(), urgency)

    def go_on(self) -> None:
        """The speaker has gone on after a pause."""
        self._silent = False
        self._drop_speculation()

    def final(self) -> Hypothesis:
        """Ends the utterance; waits for the second pass, however long it takes."""
        texts: list[Hypothesis] = []
        self.final_later(lambda heard: texts.append(heard.hypothesis), Urgency.ASKED, None).wait()
        return texts[0]

    def final_later(
        self, deliver: Callable[[Heard], None], urgency: Urgency, patience_s: float | None
    ) -> Pending:
        """Ends the utterance and delivers its text, at once or later, in any thread, once.

        Within `patience_s` if the machine has the time, else the first pass's: nobody is waited for who
        cannot keep it. Only the caller of this keeps the time (`Pending.expire`). None: no hurry.
        """
        first = self._first.final()
        pieces, rest = self._pieces, self._rest()
        speculation, self._speculation = self._speculation, None
        no_time = patience_s is not None and patience_s <= 0
        hopeless = no_time or self._too_long or self._is_enough(first)
        self._forget()
        second = self._second

        def finish(readings: Sequence[Reading] | None) -> None:
            if readings is None:
                deliver(Heard(first))
            else:
                reading = one_after_another(readings)
                own = first if self._join else None
                deliver(joined(own, reading, self._alternatives, self._limit, self._known))

        pending = Pending(len(pieces) + (rest is not None), finish)
        jobs = [*pieces, speculation] if speculation is not None else list(pieces)
        if hopeless or (rest is None and not pieces):
            for job in jobs:
                second.drop(job)
            pending.expire()
            return pending
        due = None if patience_s is None else time.monotonic() + patience_s
        for number, job in enumerate(jobs):
            second.await_(job, due, partial(pending.read, number))
        if rest is not None and speculation is None:
            second.read(rest, urgency, due, partial(pending.read, len(pieces)))
        return pending

    def reset(self) -> None:
        self._first.reset()
        self._drop_speculation()
        self._forget()

    def _is_enough(self, first: Hypothesis) -> bool:
        return self._join and self._limit is not None and bool(first.text) and first.confidence >= _SURE

    def _rest(self) -> Utterance | None:
        """What has not been read as a piece."""
        if not self._sound or self._silent:
            return None
        return self._utterance()

    def _utterance(self) -> Utterance:
        return Utterance(bytes(self._sound), self._rate, self._grammar)

    def _drop_speculation(self) -> None:
        job, self._speculation = self._speculation, None
        if job is not None:
            self._second.drop(job)

    def _forget(self) -> None:
        self._sound.clear()
        self._too_long = False
        self._silent = False
        self._pieces = []
