"""A caller for tests: speaks, presses keys, lets virtual time pass, and keeps what the dialogue does."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML

from contracts import (
    Alternative,
    Decided,
    HearingFailed,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from contracts.dialogue import (
    Action,
    Asks,
    CancelTimer,
    Consult,
    DialogueMachine,
    HangUp,
    Input,
    Opinion,
    Report,
    Route,
    Say,
    SetTimer,
    StopSaying,
    TimerFired,
)
from ivr import Dialogue, IvrSettings
from ivr.understanding.judge import Judge
from ivr.virtual import VirtualCall

PROMPT_S = 2.0
"""Seconds that a prompt takes."""

_A = TypeVar("_A", bound=Action)


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


class Watched:
    """A machine, and everything it has done. It does nothing after the end."""

    def __init__(self, machine: DialogueMachine) -> None:
        self._machine = machine
        self.actions: list[Action] = []
        self.timers: dict[str, float] = {}
        """Those that run, and when they are due."""

    def sentence(self, final: TranscriptFinal) -> str:
        return self._machine.sentence(final)

    def handle(self, event: Input, now: float) -> list[Action]:
        if isinstance(event, TimerFired):
            self.timers.pop(event.name, None)
        actions = self._machine.handle(event, now)
        for action in actions:
            assert not self.of(Route, HangUp), f"{action} after the end"
            self.actions.append(action)
            if isinstance(action, SetTimer):
                self.timers[action.name] = now + action.seconds
            elif isinstance(action, CancelTimer):
                self.timers.pop(action.name, None)
        return actions

    def of(self, *kinds: type[_A]) -> list[_A]:
        """The actions of those kinds."""
        return [action for action in self.actions if isinstance(action, kinds)]


class Talk:
    """One dialogue in the world of `VirtualCall`, where every prompt takes two seconds."""

    def __init__(
        self,
        settings: IvrSettings,
        understanding: Judge,
        *,
        caller: str = "",
        consults: bool = False,
        begun: datetime = datetime(2026, 11, 20, 10),
        machine: DialogueMachine | None = None,
        prompt_s: float = PROMPT_S,
    ) -> None:
        """`begun` is a Friday in office hours; `machine`: instead of the usual dialogue."""
        self.settings = settings
        usual = Dialogue(settings, understanding, "c1", begun=begun, caller=caller, consults=consults)
        self.machine = machine or usual
        self._watched = Watched(self.machine)
        self._call = VirtualCall(self._watched, seconds=lambda text: prompt_s)
        self._utterance = -1

    def __repr__(self) -> str:
        return f"Talk({self.said}, {[one.outcome for one in self.decided]})"

    # --- what was done ---

    @property
    def said(self) -> list[str]:
        return [one.text for one in self._watched.of(Say)]

    @property
    def slow(self) -> list[bool]:
        """Of everything that was said, whether slowly."""
        return [one.slow for one in self._watched.of(Say)]

    @property
    def personal(self) -> list[str]:
        """What was said for this caller only."""
        return [one.text for one in self._watched.of(Say) if one.personal]

    @property
    def decided(self) -> list[Decided]:
        return [one.decided for one in self._watched.of(Report)]

    @property
    def stopped(self) -> int:
        """How often what was being said was cut off."""
        return len(self._watched.of(StopSaying))

    @property
    def consulted(self) -> list[Consult]:
        return self._watched.of(Consult)

    @property
    def timers(self) -> dict[str, float]:
        """Those that run, and when they are due."""
        return self._watched.timers

    @property
    def route(self) -> Route | None:
        """Where the caller was put; who is told so and says nothing is heard to the end of it."""
        self._let_go()
        return self._call.end if isinstance(self._call.end, Route) else None

    @property
    def hangup(self) -> HangUp | None:
        return self._call.end if isinstance(self._call.end, HangUp) else None

    @property
    def over(self) -> bool:
        self._let_go()
        return self._call.over

    @property
    def connecting(self) -> bool:
        """Whether the caller is being told where they are put through to, and may still object."""
        return not self._call.over and self.asks is not None and self.asks.topic == "connecting"

    def _let_go(self) -> None:
        if self.connecting:
            self.hear_out()

    # --- how the caller is heard ---

    @property
    def now(self) -> float:
        return self._call.now

    @property
    def asks(self) -> Asks | None:
        """What was asked last."""
        return next((one.asks for one in reversed(self._watched.of(Say))), None)

    @property
    def phrases(self) -> tuple[str, ...] | None:
        return self._call.phrases

    @property
    def language(self) -> str | None:
        return self._call.language

    @property
    def pace(self) -> str:
        return self._call.pace

    # --- what the caller does ---

    def send(self, event: Input) -> list[Action]:
        return self._call.send(event)

    def answer(self) -> Talk:
        self._call.answer()
        return self

    def wait(self, seconds: float) -> Talk:
        """Lets time pass; what falls due happens in its order."""
        self._call.until(self._call.now + seconds)
        return self

    def hear_out(self) -> Talk:
        """Lets everything that is being said come to its end."""
        self._call.hear_out()
        return self

    def start_speaking(self) -> Talk:
        self._utterance += 1
        self._call.hear(SpeechStarted(call="c1", leg="caller", audio_ms=0))
        return self

    def partial(self, text: str) -> Talk:
        self._call.hear(TranscriptPartial(call="c1", leg="caller", utterance=self._utterance, text=text))
        return self

    def final(self, text: str, *alternatives: str, confidence: float = 0.9) -> Talk:
        self._call.hear(final(text, self._utterance, alternatives, confidence))
        return self

    def overhear(self, text: str, seconds: float = 1.0) -> Talk:
        """Somebody else says that: speech started, the final."""
        self.start_speaking().wait(seconds)
        self._call.hear(final(text, self._utterance).model_copy(update={"aside": True}))
        return self

    def speak(self, text: str, confidence: float = 0.9) -> Talk:
        """Speech started, one partial, the final."""
        self.start_speaking().wait(0.5)
        if text:
            self.partial(text[: len(text) // 2])
        return self.wait(0.5).final(text, confidence=confidence)

    def press(self, digit: str) -> Talk:
        self._call.press(digit)
        return self

    def opine(self, intent: str | None, reason: str = "") -> Talk:
        self._call.opine(Opinion(intent, reason))
        return self

    def fail_hearing(self) -> Talk:
        self._call.hear(HearingFailed(call="c1", leg="caller", reason="recogniser gone"))
        return self
