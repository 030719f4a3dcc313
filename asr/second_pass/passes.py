"""Two passes: text while people speak from one engine, the utterance's final text from a better one.

The second reads an utterance when it is over, or a piece of a long one at a pause. Where it fails, or would
come too late, the first one's final stands: a call never waits for better ears.
"""

from __future__ import annotations

from collections.abc import Sequence

from asr.engines.offline import Offline
from asr.engines.recogniser import Recogniser
from asr.second_pass.known import KnownWords
from asr.second_pass.reader import SecondPass
from asr.second_pass.stream import TwoPassStream


class TwoPass:
    """A `Recogniser` made of a streaming one and an offline one."""

    def __init__(
        self, first: Recogniser, offline: Offline, *, join: bool = True, known: Sequence[str] = ()
    ) -> None:
        """Takes over both; `close` closes them. `join`: the first one's text helps the second, with words
        that are `known` here."""
        self._join = join
        self._known = KnownWords(known)
        self.first = first
        self.second = SecondPass(offline)

    @property
    def rate(self) -> int:
        return max(self.first.rate, self.second.offline.rate)

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> TwoPassStream:
        """Opens a stream for sound at `rate` Hz; a `grammar` limits both passes."""
        stream = self.first.stream(rate, alternatives=alternatives, grammar=grammar)
        return TwoPassStream(
            self.second, stream, rate, alternatives, grammar, join=self._join, known=self._known
        )

    def close(self) -> None:
        self.first.close()
        self.second.close()
