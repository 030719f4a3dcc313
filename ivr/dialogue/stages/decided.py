"""What the stages share that lie between a decision and the queue."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from ivr.dialogue.stages.stage import Stage
from ivr.understanding.understand import Judgement


class Decided(Stage):
    """It is known what the caller wants. So nothing that goes wrong here keeps them from the queue."""

    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        if self._asks_for_human(text, alternatives):
            self.human()
        else:
            self.replied(text, alternatives)

    @abstractmethod
    def replied(self, text: str, alternatives: Sequence[str]) -> None:
        """The caller said this, and it is no emergency and no wish for a human."""

    def key(self, digit: str) -> bool:
        """A key without meaning here repeats the question: the queue is known, the menu's keys are over."""
        talk = self._talk
        if talk.languages.by_key(digit) or talk.elder.asked_by(digit):
            return False
        talk.turn_without_request(*self.repeated())
        return True

    def urgent(self, judgement: Judgement, text: str) -> None:
        settings = self._talk.settings
        if judgement.intent is not None and settings.for_human(settings.intent(judgement.intent)):
            self.human()
        else:
            super().urgent(judgement, text)

    def human(self) -> None:
        """The queue that was decided on has humans, and the right ones."""
        self._talk.through.depart("来电人要求转人工", human=True)

    def _asks_for_human(self, text: str, alternatives: Sequence[str]) -> bool:
        """Whether the text is surely a wish for a human, and no refusal of one."""
        talk = self._talk
        if talk.answers.wants(text) == "no":
            return False
        judgement = talk.requests.judge(text, alternatives)
        if judgement.intent is None or judgement.score < talk.settings.dialogue.route_at:
            return False
        return talk.settings.for_human(talk.settings.intent(judgement.intent))

    def understands(self, text: str) -> bool:
        return self._talk.answers.wants(text) is not None or super().understands(text)

    def exhausted(self) -> None:
        self._talk.through.depart("没有得到回答")

    def deaf(self) -> None:
        self._talk.through.depart("听不清来电人")
