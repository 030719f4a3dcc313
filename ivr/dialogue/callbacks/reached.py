"""Who has answered a call-back: the citizen, somebody who wants none, or a machine?"""

from __future__ import annotations

from contracts.dialogue import HangUp, Route
from ivr.dialects.normalise import Normaliser
from ivr.dialogue.short.short_talk import ShortTalk
from ivr.settings.settings import IvrSettings

MACHINE, DECLINED = "nobody was reached", "wants to be called no more"
"""Causes of the `HangUp`: silence or an answering machine; a person who says no."""


class Reached(ShortTalk):
    """Ends with a `Route` when a person is there, else with `HangUp`."""

    def __init__(
        self, settings: IvrSettings, normaliser: Normaliser, queue: str, *, missed: bool = False
    ) -> None:
        """`queue`: where the citizen is in line; `missed`: they had not asked for it."""
        super().__init__(settings, normaliser)
        self._settings = settings.callbacks
        self._prompts = settings.callbacks.prompts
        self._route = Route(queue, say=self._prompts.connecting)
        self._missed = missed

    @property
    def patience_s(self) -> float:
        return self._settings.answer_s

    def begin(self) -> None:
        self._line.say(self._prompts.missed if self._missed else self._prompts.called)

    def key(self, digit: str) -> None:
        if digit == self._dialogue.no_key:
            self._decline()
        else:
            self._line.close(self._route)

    def said(self, text: str) -> None:
        if any(word in self._normaliser.standard(text) for word in self._settings.machine_words):
            self._line.close(HangUp(MACHINE))
        elif self._answers.wants(text) == "no":
            self._decline()
        else:
            self._line.close(self._route)

    def silent(self) -> None:
        self._line.close(HangUp(MACHINE))

    def _decline(self) -> None:
        self.end(HangUp(DECLINED), self._prompts.cancelled)
