"""Makes a Hearing for each leg, in the caller's language, and counts what all of them heard and lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from asr import AsrSettings, Hearing
from contracts import Event, Leg, TranscriptFinal
from hotline.guidance.recognisers import Recognisers


@dataclass(frozen=True, slots=True)
class Frames:
    """Audio frames of 20 ms since the service started."""

    heard: int
    lost: int
    """Dropped because the recogniser did not keep up."""


class Hearings:
    """Of all legs of all calls, by the recognisers of the service."""

    def __init__(
        self,
        recognisers: Recognisers,
        settings: AsrSettings,
        on_lost: Callable[[Leg, int], None],
        put_right: Callable[[TranscriptFinal], TranscriptFinal],
    ) -> None:
        """`on_lost(leg, frames)` hears what a leg lost, when it has ended.

        `put_right` is given every final transcript before anybody hears of it; it runs on the event loop.
        """
        self._put_right = put_right
        self._recognisers = recognisers
        self._settings = settings
        self._on_lost = on_lost
        self._open: list[tuple[Leg, Hearing]] = []
        self._heard = 0
        self._lost = 0

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
        """A Hearing for one leg; `rate` in Hz; `asked`: by the machine. The caller of this closes it."""
        self._settle()

        def heard(event: Event) -> None:
            emit(self._put_right(event) if isinstance(event, TranscriptFinal) else event)

        hearing = Hearing(
            call,
            leg,
            rate,
            self._recognisers.of(language),
            self._settings,
            self._recognisers.pool,
            heard,
            first_utterance,
            asked=asked,
        )
        self._open.append((leg, hearing))
        return hearing

    def switch(self, hearing: Hearing, language: str | None) -> None:
        """Hears a leg in another language from the next utterance on; None: in the usual one."""
        hearing.use(self._recognisers.of(language))

    def frames(self) -> Frames:
        self._settle()
        return Frames(
            self._heard + sum(hearing.frames_in for _, hearing in self._open),
            self._lost + sum(hearing.frames_dropped for _, hearing in self._open),
        )

    def _settle(self) -> None:
        """Adds up those that were closed, so that no ended call is remembered."""
        for leg, hearing in [entry for entry in self._open if entry[1].closed]:
            self._open.remove((leg, hearing))
            self._heard += hearing.frames_in
            self._lost += hearing.frames_dropped
            self._on_lost(leg, hearing.frames_dropped)
