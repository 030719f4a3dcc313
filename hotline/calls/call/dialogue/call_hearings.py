"""The hearings of one call, from the greeting to the last goodbye."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

from asr import Hearing
from contracts import Event, Leg, TranscriptFinal, TranscriptPartial


class HearingSource(Protocol):
    """Makes hearings for the legs of all calls (hotline.calls.hearings.Hearings)."""

    def hearing(
        self,
        call: str,
        leg: Leg,
        rate: int,
        emit: Callable[[Event], None],
        first_utterance: int,
        language: str | None = None,
        *,
        asked: bool = False,
    ) -> Hearing:
        """A hearing for one leg; `rate` in Hz, `language` the id of one or None. The caller closes it."""

    def switch(self, hearing: Hearing, language: str | None) -> None:
        """Hears a leg in another language from the next utterance on; None: in the usual one."""


class CallHearings:
    """Each leg's utterances are numbered through, and the caller is heard in the language they chose."""

    def __init__(self, source: HearingSource, call: str, rate: int) -> None:
        """`rate` of the call's own codec, in Hz."""
        self._source = source
        self._call = call
        self._rate = rate
        self._next_utterance: defaultdict[Leg, int] = defaultdict(int)
        self.language: str | None = None
        """Id of the language that the caller chose; None: the usual one."""

    def hearing(self, leg: Leg, emit: Callable[[Event], None], *, asked: bool = False) -> Hearing:
        """A new hearing for a leg; what it hears goes to `emit`. `asked`: the machine waits for it."""
        language = self.language if leg == "caller" else None
        first = self._next_utterance[leg]
        return self._source.hearing(self._call, leg, self._rate, emit, first, language, asked=asked)

    def switch(self, hearing: Hearing, language: str | None) -> None:
        """The caller's choice: they are heard in that language from the next utterance on."""
        if language != self.language:
            self.language = language
            self._source.switch(hearing, language)

    def reserve(self, leg: Leg) -> None:
        """The utterance that is under way keeps its number, though nothing of it has been told yet."""
        self._next_utterance[leg] += 1

    def count(self, event: Event) -> None:
        """An event of this call: the next hearing of a leg goes on after its transcripts."""
        if isinstance(event, TranscriptPartial | TranscriptFinal):
            self._next_utterance[event.leg] = max(self._next_utterance[event.leg], event.utterance + 1)
