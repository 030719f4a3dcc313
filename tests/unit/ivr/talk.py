"""A caller for tests: speaks, presses keys, lets virtual time pass, and keeps what happens."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from contracts import (
    Alternative,
    Decided,
    HearingFailed,
    KeyPressed,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import (
    Action,
    Answered,
    Asks,
    CancelTimer,
    Consult,
    HangUp,
    Input,
    Listen,
    Opinion,
    PromptDone,
    Report,
    Route,
    Say,
    SetTimer,
    StopSaying,
    TimerFired,
    TimerKind,
)
from ivr import Dialogue, IvrSettings
from ivr.understanding.judge import Judge


def load_settings(path: Path) -> IvrSettings:
    """Of one file."""
    return settings_of(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def settings_of(sections: dict[str, Any]) -> IvrSettings:
    """Without the sections of other houses."""
    known = {name: value for name, value in sections.items() if name in IvrSettings.model_fields}
    return IvrSettings.model_validate(known)


def final(
    text: str, utterance: int, alternatives: tuple[str, ...] = (), confidence: float = 0.9
) -> TranscriptFinal:
    return TranscriptFinal(
        call="c1",
        leg="caller",
        utterance=utterance,
        text=text,
        start_ms=0,
        end_ms=1000,
        confidence=confidence,
        alternatives=tuple(Alternative(text=other, confidence=0.4) for other in alternatives),
    )


@dataclass
class Talk:
    """Plays the world around one dialogue: prompts take 2 s, timers fire when their time has come."""

    settings: IvrSettings = field(repr=False)
    understanding: Judge = field(repr=False)
    now: float = 0.0
    said: list[str] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    stopped: int = 0
    route: Route | None = None
    hangup: HangUp | None = None
    playing: list[tuple[str, float]] = field(default_factory=list)
    timers: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, TimerKind] = field(default_factory=dict, repr=False)
    utterance: int = -1
    phrases: tuple[str, ...] | None = None
    language: str | None = None
    pace: str = "normal"
    slow: list[bool] = field(default_factory=list)
    """Of everything that was said, whether slowly."""
    personal: list[str] = field(default_factory=list)
    """What was said for this caller only."""
    asks: Asks | None = None
    """What was asked last."""
    consulted: list[Consult] = field(default_factory=list)
    caller: str = ""
    consults: bool = False
    begun: datetime = datetime(2026, 11, 20, 10)
    """A Friday in office hours."""

    def __post_init__(self) -> None:
        self.dialogue = Dialogue(
            self.settings,
            self.understanding,
            "c1",
            begun=self.begun,
            caller=self.caller,
            consults=self.consults,
        )

    def send(self, event: Input) -> list[Action]:
        if isinstance(event, TimerFired):
            self.timers.pop(event.name, None)
        actions = self.dialogue.handle(event, self.now)
        for action in actions:
            assert self.route is None, f"{action} after the end"
            assert self.hangup is None, f"{action} after the end"
            self._take(action)
        return actions

    def _take(self, action: Action) -> None:
        match action:
            case Say(prompt=prompt, text=text):
                self.said.append(text)
                self.asks = action.asks
                self.slow.append(action.slow)
                if action.personal:
                    self.personal.append(text)
                begin = max([self.now, *(end for _, end in self.playing)])
                self.playing.append((prompt, begin + 2))
            case StopSaying():
                self.stopped += 1
                self.playing.clear()
            case Listen(phrases=phrases, language=language, pace=pace):
                self.phrases, self.language, self.pace = phrases, language, pace
            case Consult():
                self.consulted.append(action)
            case SetTimer(name=name, seconds=seconds, kind=kind):
                self.timers[name], self.kinds[name] = self.now + seconds, kind
            case CancelTimer(name=name):
                self.timers.pop(name, None)
            case Report(decided=decided):
                self.decided.append(decided)
            case Route():
                self.route = action
            case HangUp():
                self.hangup = action

    @property
    def over(self) -> bool:
        return self.route is not None or self.hangup is not None

    def answer(self) -> Talk:
        self.send(Answered())
        return self

    def wait(self, seconds: float) -> Talk:
        """Lets time pass; what falls due happens in its order."""
        end = self.now + seconds
        while not self.over:
            due = [(at, PromptDone(prompt)) for prompt, at in self.playing[:1]]
            due += [(at, TimerFired(name, self.kinds[name])) for name, at in self.timers.items()]
            due = [(at, event) for at, event in due if at <= end]
            if not due:
                break
            at, event = min(due, key=lambda entry: entry[0])
            self.now = max(self.now, at)
            if isinstance(event, PromptDone):
                self.playing.pop(0)
            self.send(event)
        self.now = end
        return self

    def hear_out(self) -> Talk:
        """Lets everything that is being said come to its end."""
        while self.playing and not self.over:
            self.wait(self.playing[-1][1] - self.now)
        return self

    def start_speaking(self) -> Talk:
        self.utterance += 1
        self.send(SpeechStarted(call="c1", leg="caller", audio_ms=0))
        return self

    def partial(self, text: str) -> Talk:
        self.send(TranscriptPartial(call="c1", leg="caller", utterance=self.utterance, text=text))
        return self

    def final(self, text: str, *alternatives: str, confidence: float = 0.9) -> Talk:
        self.send(final(text, self.utterance, alternatives, confidence))
        return self

    def speak(self, text: str, confidence: float = 0.9) -> Talk:
        """Speech started, one partial, the final."""
        self.start_speaking().wait(0.5)
        if not self.over and text:
            self.partial(text[: len(text) // 2])
        self.wait(0.5)
        if not self.over:
            self.final(text, confidence=confidence)
        return self

    def press(self, digit: str) -> Talk:
        self.send(KeyPressed(call="c1", digit=digit))
        return self

    def opine(self, intent: str | None, reason: str = "") -> Talk:
        self.send(Opinion(intent, reason))
        return self

    def fail_hearing(self) -> Talk:
        self.send(HearingFailed(call="c1", leg="caller", reason="recogniser gone"))
        return self
