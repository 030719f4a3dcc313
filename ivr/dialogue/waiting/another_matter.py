"""Who names another matter while they wait: the usual conversation hears it, and leads to its queue."""

from __future__ import annotations

from contracts.dialogue import DialogueMachine, Input
from contracts.events.call.speech import TranscriptFinal
from ivr.dialogue.short.in_danger import UntilDanger
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge


class UntilAnotherMatter(UntilDanger):
    """As with danger: the usual conversation confirms, asks, reports and ends with the `Route`."""

    def __init__(
        self, talk: DialogueMachine, usual: DialogueMachine, settings: IvrSettings, judge: Judge, queue: str
    ) -> None:
        """`queue`: where they wait; what belongs there is no other matter."""
        super().__init__(talk, usual, settings, judge)
        self._likely = settings.dialogue.confirm_at
        self._queue = queue
        self._human_intents = {one.id for one in settings.intents if settings.for_human(one)}
        self.in_danger = False
        """Whether the route is that of danger."""

    def _takes_over(self, event: Input) -> bool:
        if super()._takes_over(event):
            self.in_danger = True
            return True
        match event:
            case TranscriptFinal(leg="caller", text=text, aside=False) if text.strip():
                found = self._judge.decide(text.strip(), (), self._meant.vector(text.strip()))
                known = found.intent is not None and found.intent not in self._human_intents
                return known and found.score >= self._likely and found.queue != self._queue
        return False
