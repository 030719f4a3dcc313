"""What short conversations have in common: one question at a time, answered by key, by words, or not."""

from __future__ import annotations

from abc import ABC, abstractmethod

from contracts.dialogue import (
    Action,
    Answered,
    Asks,
    Booked,
    CaseNoted,
    HangUp,
    Input,
    KeepWaiting,
    Last,
    PromptDone,
    TimerFired,
)
from contracts.events.call.calls import KeyPressed
from contracts.events.call.speech import SpeechStarted, TranscriptFinal, TranscriptPartial
from ivr.dialects.normalise import Normaliser
from ivr.dialogue.line import Output
from ivr.settings.settings import IvrSettings
from ivr.slots.answers import Answers

MOST_SAID = 6
"""Sentences after which no more is listened to: somebody talks, but not to us."""

Reply = Booked | CaseNoted | None
"""What comes back of something that was to be written down; None: nothing, in time."""


class ShortTalk(ABC):
    """A machine (`contracts.dialogue.DialogueMachine`) whose questions are few."""

    def __init__(self, settings: IvrSettings, normaliser: Normaliser, most_said: int = MOST_SAID) -> None:
        self._dialogue = settings.dialogue
        self._times = settings.dialogue.times
        self._normaliser = normaliser
        self._answers = Answers(settings.dialogue, normaliser)
        self._line = Output(settings.dialogue.times)
        self._ending: Last | None = None
        self._partial = ""
        self._sentences = 0
        self._most_said = most_said
        self._writing = False

    def sentence(self, final: TranscriptFinal) -> str:
        """Nothing is judged by its meaning here."""
        return ""

    def handle(self, event: Input, now: float) -> list[Action]:
        """What to do about `event`, in this order."""
        self._line.now = now
        match event:
            case Answered():
                self.begin()
            case PromptDone(prompt=prompt) if self._line.prompt_done(prompt):
                self._said()
            case TimerFired() if self._line.timer_fired(event):
                self._waited(event)
            case _ if self._ending is not None:
                self._said_at_the_end(event)
            case Booked() | CaseNoted():
                self._written(event)
            case _ if self._writing:
                pass  # nothing that is said takes it back now
            case KeyPressed(digit=digit):
                self._line.interrupt()
                self.key(digit)
            case SpeechStarted(leg="caller") if not self._line.saying:
                self._line.wait("speech", self._times.after_speech_s)
            case TranscriptPartial(leg="caller", text=text) if text.strip():
                self._partial = text
                self._line.interrupt()
                self._line.wait("speech", self._times.after_partial_s)
            case TranscriptFinal(leg="caller", text=text, aside=False):
                self._heard(text.strip() or self._partial)
        return self._line.take(self.asks)

    def _said(self) -> None:
        """The last prompt has been played."""
        if self._ending is not None and self._partial:
            self._line.wait("speech", self._times.after_partial_s)
        elif self._ending is not None:
            self._line.close(self._ending)
        elif not self._writing:
            self._line.wait("silence", self.patience_s)

    def _said_at_the_end(self, event: Input) -> None:
        """What is said into a good-bye changes nothing here, but it is heard to its end: it may be danger."""
        match event:
            case TranscriptPartial(leg="caller", text=text):
                self._partial = text.strip()
            case TranscriptFinal(leg="caller"):
                self._partial = ""
                if self._ending is not None and not self._line.saying:
                    self._line.close(self._ending)

    def _waited(self, event: TimerFired) -> None:
        """A timer is up: the sentence has no end, nobody speaks, or a prompt never ended."""
        if self._ending is not None:
            self._line.close(self._ending)
        elif event.kind == "speech" and self._partial:
            self._heard(self._partial)
        elif event.kind == "opinion":
            self._written(None)
        else:
            self._line.interrupt()
            self.silent()

    def _heard(self, text: str) -> None:
        self._partial = ""
        if not text:
            if not self._line.saying:
                self._line.wait("silence", self.patience_s)
            return
        self._line.interrupt()
        self._sentences += 1
        if self._sentences > self._most_said:
            self.silent()
        else:
            self.said(text)

    def _written(self, reply: Reply) -> None:
        if self._writing:
            self._writing = False
            self.written(reply)

    def end(self, last: KeepWaiting | HangUp, *texts: str) -> None:
        """Says this, and is done."""
        self._ending = last
        self._line.say(*texts)

    @property
    def asks(self) -> Asks | None:
        """What the caller is asked now."""
        return None

    @property
    @abstractmethod
    def patience_s(self) -> float:
        """How long the caller may be silent after what was said."""

    @abstractmethod
    def begin(self) -> None:
        """The caller hears us from now on."""

    @abstractmethod
    def key(self, digit: str) -> None:
        """The caller has pressed a key."""

    @abstractmethod
    def said(self, text: str) -> None:
        """The caller has said something."""

    @abstractmethod
    def silent(self) -> None:
        """The caller says nothing, or nothing that is any use."""

    def written(self, reply: Reply) -> None:
        """The answer, once `_writing` was set; of use only to who has something written down."""
        del reply
