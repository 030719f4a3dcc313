"""The last words."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import HangUp
from ivr.dialogue.stages.next import End, Hear, Next
from ivr.dialogue.stages.stage import Stage


class Farewell(Stage):
    """Good-bye is being said; who still wants something is heard."""

    needs_hearing = False
    told = True
    asks = None

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        return Hear(text, tuple(alternatives))

    def silent(self) -> Next:
        return End(HangUp("goodbye"))

    def prompts_done(self) -> Next:
        return End(HangUp("goodbye"))
