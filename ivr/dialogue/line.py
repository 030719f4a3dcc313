"""The dialogue's hand on the line: what is being said to the caller, and the one timer that runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.dialogue import (
    Action,
    AskCases,
    Asks,
    CallBack,
    CancelTimer,
    CaseDraft,
    Consult,
    Last,
    Listen,
    NoteCase,
    Report,
    Say,
    SetTimer,
    StopSaying,
    TellHeard,
    TimerFired,
    TimerKind,
)
from contracts.events.call.decisions import Decided
from contracts.events.city import AnnouncementHeard
from ivr.settings.dialogue import Times

BOOKED_S = 8.0
"""Longest wait for the answer whether a call-back or a case is written down."""
SLOWER = 1.6
"""So many times longer a prompt may take when it is spoken slowly."""


class Output:
    """Collects the actions of one event. At most one timer runs at any moment."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self._out: list[Action] = []
        self._playing: dict[str, str] = {}
        self._said: list[str] = []
        self._personal: set[str] = set()  # texts; they stay personal when they are said again
        self._new_turn = True
        self._prompts = 0
        self._timer: str | None = None
        self._timers = 0
        self._waits: tuple[TimerKind, float] | None = None  # without anybody speaking: for what, until when
        self._cut: tuple[str, ...] = ()
        self.now = 0.0
        """Seconds on the call's clock."""
        self.listening = Listen()
        """How the caller is heard from their next utterance on."""
        self.slow = False
        """Whether prompts are spoken slowly."""

    @property
    def last_said(self) -> tuple[str, ...]:
        """What the caller was told in the last turn in which something was said."""
        return tuple(self._said)

    def take(self, asks: Asks | None) -> list[Action]:
        """The actions since the last call, in order. `asks`: what the caller is asked after them."""
        out, self._out = self._out, []
        self._new_turn = True
        for index in range(len(out) - 1, -1, -1):
            if isinstance(said := out[index], Say):
                out[index] = replace(said, asks=asks)
                break
        return out

    def say(self, *texts: str, personal: bool = False) -> None:
        """Says the texts after what is being said, and waits for their end.

        `personal`: they say what this caller answered, and their sound is not kept.
        """
        if self._new_turn:
            self._said.clear()
            self._new_turn = False
        self._said += texts
        if personal:
            self._personal.update(texts)
        self._play(texts)

    def resume(self) -> bool:
        """Goes on as if nobody had spoken: what was cut is said again, or the silence lasts as long as it
        would have. False where neither was interrupted."""
        if self._cut:
            self._play(self._cut)
            return True
        kind, until = self._waits or ("speech", 0.0)
        if kind == "silence":
            self.wait("silence", max(0.0, until - self.now))
        return kind == "silence"

    def _play(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._prompts += 1
            prompt = f"p{self._prompts}"
            self._playing[prompt] = text
            self._out.append(Say(prompt, text, slow=self.slow, personal=text in self._personal))
        seconds = sum(map(len, self._playing.values())) * self._times.prompt_char_s
        self.wait("prompt", seconds * (SLOWER if self.slow else 1) + self._times.prompt_extra_s)

    def listen(self, listening: Listen) -> None:
        """Hears the caller like this from now on."""
        if listening != self.listening:
            self.listening = listening
            self._out.append(listening)

    @property
    def saying(self) -> bool:
        """Whether the caller hears a prompt."""
        return bool(self._playing)

    def interrupt(self) -> None:
        """Silences what is being said, if anything is."""
        if self._playing:
            self._cut = tuple(self._playing.values())
            self._playing.clear()
            self._out.append(StopSaying())

    def prompt_done(self, prompt: str) -> bool:
        """Whether this was the last prompt; one that was interrupted before does not count."""
        return self._playing.pop(prompt, None) is not None and not self._playing

    def wait(self, kind: TimerKind, seconds: float) -> None:
        """Replaces the timer. Each has a name of its own, so that a late one is known as such."""
        if kind != "speech":
            self._waits, self._cut = (kind, self.now + seconds), ()
        self._cancel()
        self._timers += 1
        self._timer = f"{kind}-{self._timers}"
        self._out.append(SetTimer(self._timer, seconds, kind))

    def timer_fired(self, event: TimerFired) -> bool:
        """Whether that was the timer that runs; a late one of those replaced does not count."""
        if event.name != self._timer:
            return False
        self._timer = None
        return True

    def consult(self, text: str, likely: tuple[str, ...]) -> None:
        """Asks for a second opinion on the text, and waits for it."""
        self._out.append(Consult(text, likely))
        self.wait("opinion", self._times.opinion_s)

    def call_back(self, number: str) -> None:
        """Asks that the caller is called back under that number, and waits for the answer."""
        self._out.append(CallBack(number))
        self.wait("opinion", BOOKED_S)

    def note_case(self, draft: CaseDraft, *, last: bool = False) -> None:
        """Has it written down what is told so far; waits for the answer to the last one."""
        self._out.append(NoteCase(draft, last))
        if last:
            self.wait("opinion", BOOKED_S)

    def ask_cases(self, number: str, telephone: str) -> None:
        """Asks how cases stand, and waits for the answer."""
        self._out.append(AskCases(number, telephone))
        self.wait("opinion", BOOKED_S)

    def report(self, decided: Decided) -> None:
        self._out.append(Report(decided))

    def tell_heard(self, heard: AnnouncementHeard) -> None:
        self._out.append(TellHeard(heard))

    def close(self, last: Last) -> None:
        """Ends prompts and timer; `last` is the last action there is."""
        self.interrupt()
        self._cancel()
        self._out.append(last)

    def _cancel(self) -> None:
        if self._timer is not None:
            self._out.append(CancelTimer(self._timer))
            self._timer = None
