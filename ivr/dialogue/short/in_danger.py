"""Who names danger in a short conversation: an emergency at once, by the usual conversation."""

from __future__ import annotations

from collections.abc import Iterable

from contracts.dialogue import (
    Action,
    Answered,
    Booked,
    CallBack,
    CancelTimer,
    DialogueMachine,
    Encoded,
    HangUp,
    Input,
    Route,
    Say,
    StopSaying,
    TimerFired,
)
from contracts.events.call.speech import TranscriptFinal, TranscriptPartial
from ivr.dialogue.callers.foreign import ForeignSpeakers
from ivr.dialogue.meaning.meant import Meant
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge


class UntilDanger:
    """An offer. The sentence that names danger is heard by the usual conversation, as if it had just greeted
    the caller: it decides, reports and ends with the `Route`. Where that is not sure it asks; when nobody is,
    the offer hears the sentence."""

    def __init__(
        self, offer: DialogueMachine, usual: DialogueMachine, settings: IvrSettings, judge: Judge
    ) -> None:
        """`usual`: a conversation of its own, not begun; it is heard by nobody unless there is danger."""
        self._offer = offer
        self._usual = usual
        self._judge = judge
        self._foreign = ForeignSpeakers(settings, judge)
        self._dangers = {one.id for one in settings.emergencies}
        self._question = settings.dialogue.prompts.danger
        self._meant = Meant()
        self._danger: Input | None = None
        self._passed = False
        self._doubtful: Input | None = None
        """The sentence because of which it is asked whether somebody is in danger."""
        self._booking = False

    def sentence(self, final: TranscriptFinal) -> str:
        """As the usual conversation: what it would judge by its meaning."""
        return self._usual.sentence(final)

    def handle(self, event: Input, now: float) -> list[Action]:
        """What to do about `event`, in this order."""
        if self._passed:
            return self._usual.handle(event, now)
        if self._doubtful is not None:
            return self._answered(self._doubtful, event, now)
        if isinstance(event, Booked) or (isinstance(event, TimerFired) and event.kind == "opinion"):
            self._booking = False
        if self._danger is None and not self._takes_over(event):
            return self._asked(event, now) or self._offered(event, now)
        self._danger = self._danger or event
        if self._booking:
            return []  # once it is written down they are taken out of the queue: they come back after that
        self._passed = True
        return self._usual.handle(self._danger, now)

    def _asked(self, event: Input, now: float) -> list[Action]:
        """The question whether somebody is in danger, where the sentence may mean that; else nothing."""
        match event:
            case TranscriptFinal(leg="caller", text=text, aside=False) if text.strip() and not self._booking:
                judgement = self._judge.decide(text, (), self._meant.vector(text))
                if judgement.intent not in self._dangers:
                    return []
                actions = self._usual.handle(event, now)
                self._passed = any(isinstance(one, Route) for one in actions)
                if self._passed or self._asks(actions):
                    self._doubtful = event
                    return actions
        return []

    def _asks(self, actions: Iterable[Action]) -> bool:
        return any(isinstance(one, Say) and one.text == self._question for one in actions)

    def _answered(self, doubtful: Input, event: Input, now: float) -> list[Action]:
        """What the usual conversation makes of the answer; when it goes on to anything else, nobody is in
        danger."""
        actions = self._usual.handle(event, now)
        self._passed = any(isinstance(one, Route) for one in actions)
        goes_on = any(isinstance(one, Say | HangUp) for one in actions) and not self._asks(actions)
        if self._passed or not goes_on:
            return actions
        self._doubtful = None
        ended = [one for one in actions if isinstance(one, StopSaying | CancelTimer)]
        return [*ended, *self._offered(doubtful, now)]

    def _offered(self, event: Input, now: float) -> list[Action]:
        if isinstance(event, Encoded):
            self._meant.take(event)
        if isinstance(event, Answered | Encoded):
            self._usual.handle(event, now)
        actions = self._offer.handle(event, now)
        self._booking = self._booking or any(isinstance(action, CallBack) for action in actions)
        return actions

    def _takes_over(self, event: Input) -> bool:
        """Whether the usual conversation hears this: danger is named."""
        match event:
            case TranscriptPartial(leg="caller", text=text):
                return self._is_danger(text, finished=False)
            case TranscriptFinal(leg="caller", text=text, aside=False):
                return self._is_danger(text.strip(), finished=True)
        return False

    def _is_danger(self, text: str, *, finished: bool) -> bool:
        found = self._judge.urgent(text)
        if found is None and finished:
            found = self._judge.alarming(text, self._meant.vector(text))
        if found is not None:
            return found.intent in self._dangers
        return finished and self._foreign.danger(text) is not None
