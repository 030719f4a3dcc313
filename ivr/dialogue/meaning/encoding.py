"""A dialogue that is told at once what each sentence means, for calls without a clock of their own."""

from __future__ import annotations

from collections.abc import Callable

from contracts.dialogue import Action, DialogueMachine, Encoded, Input
from contracts.events.call.speech import TranscriptFinal
from contracts.sentences import EncodingError, SentenceEncoder


class Encoding:
    """Asks the encoder right before a sentence is heard: blocking, some tens of milliseconds."""

    def __init__(
        self, machine: DialogueMachine, encoder: SentenceEncoder, meant: Callable[[str], str]
    ) -> None:
        """`meant`: a sentence as it is asked about (`Understanding.meant`)."""
        self._machine = machine
        self._encoder = encoder
        self._meant = meant

    def sentence(self, final: TranscriptFinal) -> str:
        """As the machine itself."""
        return self._machine.sentence(final)

    def handle(self, event: Input, now: float) -> list[Action]:
        """As the machine itself, which knows what is meant."""
        if not isinstance(event, TranscriptFinal) or not (text := self._machine.sentence(event)):
            return self._machine.handle(event, now)
        try:
            encoded = Encoded(text, self._encoder.encode(self._meant(text)))
        except EncodingError:
            encoded = Encoded(text, None, "broken")
        return [*self._machine.handle(encoded, now), *self._machine.handle(event, now)]
