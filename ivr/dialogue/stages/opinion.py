"""A second judge is asked what an unclear request means. The caller waits a moment, or goes on speaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.dialogue import Opinion
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.understand import NOTHING, Judgement

MOST = 4
"""Opinions that are asked for in one call."""


class Consulting(Stage):
    """Waits for an opinion. Without one, everything goes on as if none had been asked for."""

    _judgement = NOTHING
    _heard = ""
    _open = False
    _begun = 0

    @property
    def allowed(self) -> bool:
        """Whether one may be asked for; callers who go on speaking are not waited with for ever."""
        talk = self._talk
        return talk.consults and talk.stage.hears and self._begun < MOST

    def begin(self, judgement: Judgement, heard: str) -> None:
        """Asks about that request."""
        self._judgement, self._heard, self._open = judgement, heard, True
        self._begun += 1
        self._talk.stage = self
        likely = (judgement.intent, judgement.runner_up)
        self._talk.line.consult(heard, tuple(intent for intent in likely if intent is not None))

    def cancel(self) -> None:
        """The caller speaks again: what is said next counts."""
        self._open = False

    def opinion(self, opinion: Opinion) -> None:
        """The answer. One that comes when the caller speaks again, or about an older text, is late."""
        if not self._open or opinion.text not in ("", self._heard):
            return
        judgement = self._judgement
        settings = self._talk.settings
        known = {intent.id for intent in settings.intents}
        if (
            opinion.intent is None
            or opinion.intent not in known
            or self._talk.requests.denied(opinion.intent)
        ):
            self._go_on(judgement)
            return
        reason = f"{judgement.reason}；第二意见：{opinion.reason or settings.intent(opinion.intent).name}"
        if opinion.intent == judgement.intent:
            dialogue = settings.dialogue
            sure = dialogue.route_at if judgement.score >= dialogue.confirm_at else dialogue.confirm_at
            self._go_on(replace(judgement, score=max(judgement.score, sure), reason=reason))
        else:
            self._propose(opinion.intent, reason)

    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        if not talk.understanding.normaliser.content(text):
            self.silent()
            return
        talk.stage = talk.request
        talk.requests.unclear = self._heard
        talk.request.heard(text, alternatives)

    def key(self, digit: str) -> bool:
        self.cancel()
        return False

    def silent(self) -> None:
        self._go_on(self._judgement)

    def _go_on(self, judgement: Judgement) -> None:
        talk = self._talk
        self._open = False
        talk.stage = talk.request
        talk.request.settle(judgement, self._heard)

    def _propose(self, intent: str, reason: str) -> None:
        """The second judge is asked, not obeyed: the caller decides."""
        talk = self._talk
        settings, judgement = talk.settings, self._judgement
        self._open = False
        proposed = Judgement(
            intent,
            settings.intent(intent).queue,
            settings.dialogue.confirm_at,
            judgement.intent,
            judgement.score,
            reason,
        )
        talk.confirm.ask(proposed, self._heard)
