"""What every recogniser offers: one engine, loaded once, and a stream per leg of a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from contracts.errors import HotlineError
from contracts.errors import text as _

if TYPE_CHECKING:
    from contracts import Alternative, Word


class RecogniserError(HotlineError):
    """The recogniser cannot go on; the text says why and, where it can, what to do."""


class ModelError(RecogniserError):
    """A model folder is missing, incomplete or made for another engine."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What was understood of one utterance.

    Times of `words` are ms of the sound fed since the utterance began. `confidence` lies in 0..1;
    each engine documents what it means. `alternatives` come best first and do not repeat `text`.
    """

    text: str
    confidence: float = 0.0
    words: tuple[Word, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class RecogniserStream(Protocol):
    """One leg's recognition. Blocking; called by one worker thread at a time, never by two."""

    def accept(self, pcm: bytes | memoryview) -> bool:
        """Takes 16-bit little-endian mono sound of any length, at the stream's rate.

        Returns true when the engine itself believes that the speaker has come to an end.
        Raises `RecogniserError` when it cannot go on.
        """

    def partial(self) -> str:
        """The utterance so far."""

    def final(self) -> Hypothesis:
        """Ends the utterance; the next `accept` begins a new one."""

    def reset(self) -> None:
        """Forgets the utterance that is being heard."""


class Recogniser(Protocol):
    """An engine with its model, shared by all calls."""

    @property
    def rate(self) -> int:
        """The model's own sampling rate in Hz; sound at this rate needs no conversion."""

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> RecogniserStream:
        """Opens a stream for sound at `rate` Hz; a `grammar` limits it to these phrases.

        Raises `RecogniserError` when there is nothing to recognise with.
        """

    def close(self) -> None:
        """Frees the model once the last stream is gone."""


class NoRecogniser:
    """Stands in where recognition is switched off: every stream fails at once, so calls go on with keys."""

    rate = 8000

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> RecogniserStream:
        raise RecogniserError(_("recognition is switched off (asr.engine is none)"))

    def close(self) -> None:
        """Nothing to free."""
