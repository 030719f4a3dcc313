"""A caller to whom a call-back is offered, or who answers one, for tests."""

from __future__ import annotations

from contracts import KeyPressed, SpeechStarted, TranscriptPartial
from contracts.dialogue import (
    Action,
    Answered,
    CallBack,
    DialogueMachine,
    HangUp,
    Input,
    KeepWaiting,
    Last,
    PromptDone,
    Route,
    Say,
    SetTimer,
    TimerFired,
)
from tests.unit.ivr.talk import final

CALLER = "13912345678"


class Talk:
    """Drives a machine and keeps what it does; prompts are heard to their end unless they are interrupted."""

    def __init__(self, machine: DialogueMachine) -> None:
        self.machine = machine
        self.now = 0.0
        self.did: list[Action] = []
        self.utterance = 0
        self.feed(Answered())

    def feed(self, event: Input) -> None:
        self.now += 0.1
        self.did += self.machine.handle(event, self.now)

    def listens(self) -> None:
        """Hears what is being said to its end."""
        for say in self.says()[-1:]:
            self.feed(PromptDone(say.prompt))

    def feed_done(self, say: Say) -> None:
        """That prompt is over."""
        self.feed(PromptDone(say.prompt))

    def listens_to_all(self) -> None:
        """Hears everything that was said to its end."""
        for say in self.says():
            self.feed_done(say)

    def says(self) -> list[Say]:
        return [action for action in self.did if isinstance(action, Say)]

    @property
    def said(self) -> str:
        return self.says()[-1].text

    def press(self, digits: str) -> None:
        for digit in digits:
            self.feed(KeyPressed(call="c", digit=digit))

    def speak(self, text: str) -> None:
        self.utterance += 1
        self.feed(SpeechStarted(call="c", leg="caller", audio_ms=self.utterance * 1000))
        self.feed(TranscriptPartial(call="c", leg="caller", utterance=self.utterance, text=text))
        self.feed(final(text, self.utterance))

    def silence(self) -> None:
        """The timer that was set last is due."""
        timer = [action for action in self.did if isinstance(action, SetTimer)][-1]
        self.feed(TimerFired(timer.name, timer.kind))

    @property
    def last(self) -> Last | None:
        return next((a for a in self.did if isinstance(a, Route | KeepWaiting | HangUp)), None)

    @property
    def numbers(self) -> list[str]:
        return [action.number for action in self.did if isinstance(action, CallBack)]
