"""The last words."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import HangUp
from ivr.dialogue.stages.stage import Stage


class Farewell(Stage):
    """Good-bye is being said; who still wants something is heard."""

    last = True
    told = True
    asks = None

    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        self._talk.stage = self._talk.request
        self._talk.request.heard(text, alternatives)

    def silent(self) -> None:
        self._talk.leave(HangUp("goodbye"))

    def prompts_done(self) -> None:
        self._talk.leave(HangUp("goodbye"))
