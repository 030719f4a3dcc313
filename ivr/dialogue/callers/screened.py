"""Callers on the grey and the black list: each a machine around the usual conversation.

Nobody in danger is turned away: who names an emergency, presses a key or cannot be heard gets the usual
conversation, and an urgent matter keeps its priority.
"""

from __future__ import annotations

from dataclasses import replace

from contracts.dialogue import (
    Action,
    Answered,
    CancelTimer,
    DialogueMachine,
    Encoded,
    HangUp,
    Input,
    PromptDone,
    Report,
    Route,
    Say,
    SetTimer,
    StopSaying,
    TimerFired,
)
from contracts.events.call.calls import KeyPressed
from contracts.events.call.decisions import Decided
from contracts.events.call.speech import HearingFailed, SpeechStarted, TranscriptFinal, TranscriptPartial
from ivr.dialogue.callers.foreign import ForeignSpeakers
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge

TOLD = 2
"""How often a caller on the black list hears of the limit before the call ends."""

MOST_SAID = 6
"""After so many sentences without an emergency the call ends, so that nobody holds the line by talking."""

_TIMER = "screened"
_LAST = "screened-goodbye"


class GreyCaller:
    """The usual conversation; the caller is served last unless the matter is urgent."""

    def __init__(self, machine: DialogueMachine, settings: IvrSettings) -> None:
        self._machine = machine
        self._priority = settings.screening.grey_priority
        dangers = settings.emergencies
        self._intents = {one.id for one in dangers}
        self._keywords = {word for one in dangers for word in one.keywords}
        self._in_danger = False

    def sentence(self, final: TranscriptFinal) -> str:
        """As the usual conversation."""
        return self._machine.sentence(final)

    def handle(self, event: Input, now: float) -> list[Action]:
        """As the usual conversation does it, with another priority."""
        return [self._served_last(action) for action in self._machine.handle(event, now)]

    def _served_last(self, action: Action) -> Action:
        match action:
            case Report(decided):
                named = any(word in decided.heard for word in self._keywords)
                self._in_danger = named or decided.intent in self._intents
            case Route() if not self._in_danger:
                return replace(action, priority=self._priority)
        return action


class BlackCaller:
    """Says that the number is limited; the usual conversation begins only in an emergency."""

    def __init__(self, machine: DialogueMachine, settings: IvrSettings, judge: Judge, call: str) -> None:
        """`judge` finds emergencies; `call` is the id that decisions are reported under."""
        self._machine = machine
        self._settings = settings
        self._judge = judge
        self._foreign = ForeignSpeakers(settings, judge)
        self._dangers = {one.id for one in settings.emergencies}
        self._call = call
        self._passed = False  # the usual conversation has taken over
        self._ending = False
        self._told = 0
        self._playing = ""
        self._heard = ""
        self._sentences = 0
        self._speaking = False  # no final has come yet
        self._waited = False  # for the last words
        self._encoded = Encoded("", None)

    def sentence(self, final: TranscriptFinal) -> str:
        """As the usual conversation, once that has begun: before, each sentence may be an emergency."""
        if self._passed:
            return self._machine.sentence(final)
        return "" if final.aside or final.leg != "caller" else final.text.strip()

    def handle(self, event: Input, now: float) -> list[Action]:
        """What to do about `event`, in this order. `now` (seconds) only stamps the decisions."""
        if self._passed:
            return self._machine.handle(event, now)
        match event:
            case Answered():
                return self._tell(now)
            case KeyPressed():
                return self._pass(KeyPressed(call=self._call, digit=self._settings.dialogue.human_key), now)
            case HearingFailed(leg="caller"):
                return self._pass(event, now)
            case Encoded():
                self._encoded = event
            case TranscriptFinal(leg="caller", aside=True):
                self._speaking = False
                return self._end() if self._waited else []
            case TranscriptPartial(leg="caller", text=text) | TranscriptFinal(leg="caller", text=text):
                return self._said(event, text, now)
            case SpeechStarted(leg="caller"):
                self._speaking = True
                return [] if self._ending else self._wait()  # what is being said may be an emergency
            case PromptDone(prompt=prompt) if prompt == self._playing:
                self._playing = ""
                return self._end() if prompt == _LAST else self._wait()
            case TimerFired(name=name) if name == _TIMER:
                self._playing = ""
                return self._end() if self._ending else self._tell(now)
        return []

    def _said(self, event: TranscriptPartial | TranscriptFinal, text: str, now: float) -> list[Action]:
        self._speaking = isinstance(event, TranscriptPartial)
        if self._judge.urgent(text):
            return self._pass(event, now)
        if isinstance(event, TranscriptFinal):
            if any(self._in_danger(said) for said in (text, *(other.text for other in event.alternatives))):
                return self._pass(event, now)
            self._heard = text.strip() or self._heard
            self._sentences += 1
            if self._sentences >= MOST_SAID and not self._ending:
                self._told = TOLD
                return [StopSaying(), *self._tell(now)]
            if self._waited:
                return self._end()
        return [] if self._ending else self._wait()

    def _in_danger(self, text: str) -> bool:
        """Whether a finished sentence names an emergency: by a keyword, or likely in other words."""
        if self._judge.urgent(text) or self._foreign.danger(text):
            return True
        encoded = self._encoded
        judgement = self._judge.decide(text, (), encoded.vector if encoded.text == text else None)
        return judgement.intent in self._dangers and judgement.score >= self._settings.dialogue.confirm_at

    def _end(self) -> list[Action]:
        """The call ends; but what is being said just now is heard out, once."""
        if self._speaking and not self._waited:
            self._waited = True
            return self._wait()
        return [HangUp("screened")]

    def _pass(self, event: Input, now: float) -> list[Action]:
        """The usual conversation goes on from here, as if the caller had just been greeted."""
        self._passed = True
        begun = self._machine.handle(Answered(), now)
        self._machine.handle(self._encoded, now)
        return [StopSaying(), CancelTimer(_TIMER), *begun, *self._machine.handle(event, now)]

    def _tell(self, now: float) -> list[Action]:
        screening = self._settings.screening
        self._ending = self._told == TOLD
        self._told += 1
        self._playing = _LAST if self._ending else f"screened-{self._told}"
        text = screening.black_goodbye if self._ending else screening.black_prompt
        times = self._settings.dialogue.times
        longest = len(text) * times.prompt_char_s + times.prompt_extra_s
        said: list[Action] = [Say(self._playing, text, barge_in=False), SetTimer(_TIMER, longest, "prompt")]
        return [self._report(now), *said] if self._ending else said

    def _wait(self) -> list[Action]:
        return [SetTimer(_TIMER, self._settings.screening.black_wait_s, "silence")]

    def _report(self, now: float) -> Report:
        reason = "来电号码在黑名单中，已告知限制，未听到紧急情况，通话结束"
        return Report(Decided(call=self._call, at=now, outcome="answer", reason=reason, heard=self._heard))
