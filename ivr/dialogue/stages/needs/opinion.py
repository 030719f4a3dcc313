"""A second judge is asked what an unclear request means. The caller waits a moment, or goes on speaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.dialogue import Opinion
from ivr.dialogue.stages.next import STAY, Begin, Hear, Matter, Next, Settle
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.judgement import Judgement


class Consulting(Stage):
    """Waits for an opinion. Without one, everything goes on as if none had been asked for."""

    _matter = Matter()
    _open = False

    def begin(self, matter: Matter, text: str) -> Next:
        """Asks about that request."""
        self._matter, self._open = matter, True
        likely = (matter.judgement.intent, matter.judgement.runner_up)
        self._talk.consult(matter.heard, tuple(intent for intent in likely if intent is not None))
        return STAY

    def speaks(self) -> None:
        """What is said next counts."""
        self._open = False

    def opinion(self, opinion: Opinion) -> Next:
        """The answer. One that comes when the caller speaks again, or about an older text, is late."""
        if not self._open or opinion.text not in ("", self._matter.heard):
            return STAY
        judgement, dialogue = self._matter.judgement, self._dialogue
        known = {intent.id for intent in self._settings.intents}
        if opinion.intent is None or opinion.intent not in known or self._requests.denied(opinion.intent):
            return self._go_on(judgement)
        name = self._settings.intent(opinion.intent).name
        reason = f"{judgement.reason}；第二意见：{opinion.reason or name}"
        if opinion.intent != judgement.intent:
            return self._propose(opinion.intent, reason)
        sure = dialogue.route_at if judgement.score >= dialogue.confirm_at else dialogue.confirm_at
        return self._go_on(replace(judgement, score=max(judgement.score, sure), reason=reason))

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        if not self._normaliser.content(text):
            return self.silent()
        self._requests.unclear = self._matter.heard
        return Hear(text, tuple(alternatives))

    def key(self, digit: str) -> Next | None:
        self._open = False
        return None

    def silent(self) -> Next:
        return self._go_on(self._matter.judgement)

    def _go_on(self, judgement: Judgement) -> Next:
        self._open = False
        return Settle(Matter(judgement, self._matter.heard))

    def _propose(self, intent: str, reason: str) -> Next:
        """The second judge is asked, not obeyed: the caller decides."""
        self._open = False
        judgement = self._matter.judgement
        proposed = Judgement(
            intent,
            self._settings.intent(intent).queue,
            self._dialogue.confirm_at,
            judgement.intent,
            judgement.score,
            reason,
        )
        return Begin("confirm", Matter(proposed, self._matter.heard))
