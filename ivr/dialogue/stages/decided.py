"""What the stages share that lie between a decision and the queue."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from ivr.dialogue.stages.next import Depart, Fruitless, Next
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.judgement import Judgement

WANTS_HUMAN = Depart("来电人要求转人工", human=True)
"""The queue that was decided on has humans, and the right ones."""


class AfterDecision(Stage):
    """It is known what the caller wants. So nothing that goes wrong here keeps them from the queue."""

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        if self._asks_for_human(text, alternatives):
            return WANTS_HUMAN
        return self.replied(text, alternatives)

    @abstractmethod
    def replied(self, text: str, alternatives: Sequence[str]) -> Next:
        """The caller said this, and it is no emergency and no wish for a human."""

    def key(self, digit: str) -> Next | None:
        """A key without meaning here repeats the question: the queue is known, the menu's keys are over."""
        if self._languages.by_key(digit) or self._elder.asked_by(digit):
            return None
        return Fruitless(self.repeated())

    def urgent(self, judgement: Judgement, text: str) -> Next:
        settings = self._settings
        if judgement.intent is not None and settings.for_human(settings.intent(judgement.intent)):
            return WANTS_HUMAN
        return super().urgent(judgement, text)

    def human(self) -> Next:
        return WANTS_HUMAN

    def understands(self, text: str) -> bool:
        return self._answers.wants(text) is not None or super().understands(text)

    def exhausted(self) -> Next:
        return Depart("没有得到回答")

    def deaf(self) -> Next:
        return Depart("听不清来电人")

    def _asks_for_human(self, text: str, alternatives: Sequence[str]) -> bool:
        """Whether the text is surely a wish for a human, and no refusal of one."""
        if self._answers.wants(text) == "no":
            return False
        judgement = self._requests.judge(text, alternatives)
        if judgement.intent is None or judgement.score < self._dialogue.route_at:
            return False
        return self._settings.for_human(self._settings.intent(judgement.intent))
