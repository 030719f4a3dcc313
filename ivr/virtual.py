"""The world around one dialogue, without a telephone: prompts take virtual time, and so does silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from contracts import (
    Alternative,
    Decided,
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
    DialogueMachine,
    HangUp,
    Input,
    Listen,
    Opinion,
    Pace,
    PromptDone,
    Report,
    Route,
    Say,
    SetTimer,
    StopSaying,
    TimerFired,
    TimerKind,
)
from contracts.events.call.speech import Heard
from ivr.steps import Kind, Step

Judge = Callable[[str, tuple[str, ...]], Opinion | None]
"""(sentence, ids of the likeliest intents) -> a second opinion; it takes no virtual time."""

CALL = "simulated"
"""Id of every simulated call."""

CHARACTER_S = 0.2
"""Seconds a prompt takes per character; Mandarin is read out at four to five characters a second."""

SLOWER = 1.4
"""So many times longer takes a prompt that is spoken slowly."""

PARTIAL = 4
"""Characters by which a partial grows."""


class Stuck(RuntimeError):
    """The dialogue waits for nothing: no prompt plays, no timer runs, and it has not ended."""


def read_s(text: str) -> float:
    """Seconds that reading it out takes."""
    return len(text) * CHARACTER_S


class VirtualCall:
    """One call: plays prompts, lets timers fire in their order, and keeps what happens."""

    def __init__(
        self,
        machine: DialogueMachine,
        on_step: Callable[[Step], None] = lambda step: None,
        seconds: Callable[[str], float] = read_s,
        judge: Judge | None = None,
    ) -> None:
        """`machine`: the dialogue, which has not begun; `on_step` sees every step as it happens; `seconds` is
        how long a prompt takes; `judge`: whom the dialogue consults. Without one, `consulted` says what is
        asked, and `opine` answers it.
        """
        self.now = 0.0
        self.steps: list[Step] = []
        self.decided: Decided | None = None
        """The last decision."""
        self.end: Route | HangUp | None = None
        self.asks: Asks | None = None
        """What the caller was asked last and has not answered yet."""
        self.phrases: tuple[str, ...] | None = None
        """What alone the recogniser expects of the next utterance; None: anything."""
        self.pace: Pace = "normal"
        """How long a pause within the next utterance may be."""
        self.language: str | None = None
        """Id of the language of the next utterance; None: the usual one."""
        self.consulted: Consult | None = None
        """What a second opinion was asked for last, where there is no `judge`."""
        self._seconds = seconds
        self._partial = ""
        self._machine = machine
        self._judge = judge
        self._opinion: Opinion | None = None
        self._on_step = on_step
        self._playing: list[tuple[str, float]] = []
        self._timers: dict[str, tuple[float, TimerKind]] = {}
        self._utterance = -1

    @property
    def asked(self) -> bool:
        """Whether the caller is asked for a yes: to a confirm question, or to the offer of an agent."""
        return self.asks is not None and self.asks.topic in ("confirm", "human")

    @property
    def connecting(self) -> bool:
        """Whether the caller is being told where they are put through to, and may still object."""
        return not self.over and self.asks is not None and self.asks.topic == "connecting"

    @property
    def over(self) -> bool:
        return self.end is not None

    @property
    def reached(self) -> str | None:
        """Id of the queue that the caller was put into; None before that, and after a good-bye."""
        return self.end.queue if isinstance(self.end, Route) else None

    @property
    def seat(self) -> str | None:
        """Id of the special seat behind that queue; None where it is none."""
        return self.end.seat if isinstance(self.end, Route) else None

    def answer(self) -> None:
        """The call is up."""
        self.send(Answered())

    def hear_out(self, *, objects: bool = False) -> None:
        """Lets everything that is being said come to its end; who `objects` waits only for the beginning of
        where they are put through to.
        """
        while (self._playing or self._opinion is not None) and not self.over:
            if objects and self.connecting:
                return
            self.until(self._playing[-1][1] if self._playing else self.now)

    def until(self, at: float) -> None:
        """Moves the clock to `at` (virtual seconds); what falls due on the way happens in its order."""
        while not self.over and (due := self._next()) is not None and due[0] <= at:
            self._happen(*due)
        self.now = max(self.now, at)

    def silence(self) -> None:
        """The caller says nothing until the machine speaks again or ends. Raises `Stuck`."""
        self.hear_out()
        if self.over:
            return
        self._note("silence")
        before = len(self.steps)
        while not self.over and not any(step.kind == "say" for step in self.steps[before:]):
            if (due := self._next()) is None:
                raise Stuck("the dialogue waits for nothing: please report this conversation")
            self._happen(*due)

    def speak(self, text: str) -> None:
        """The caller waits for the end of the prompts and says `text`."""
        self.hear_out()
        self.utter(text)

    def utter(
        self,
        text: str,
        seconds: float | None = None,
        pause: float = 0.0,
        alternatives: Sequence[Alternative] = (),
    ) -> None:
        """The caller says `text` now, into a prompt if one is playing; `seconds`: None, as reading it takes.

        Partials grow evenly, as a recogniser's would about do; the final comes `pause` seconds after the end.
        """
        self.repeat(_final(text, alternatives=tuple(alternatives)), seconds, pause)

    def overhear(self, text: str) -> None:
        """Somebody else says `text` now, and the second pass tells that it is not the caller."""
        self.repeat(_final(text, aside=True))

    def repeat(self, heard: TranscriptFinal, seconds: float | None = None, pause: float = 0.0) -> None:
        """As `utter`, of what a recogniser has made of it, as text, language and whose words it is.

        An aside comes without partials: with an urgent word in them it would be acted on before anybody
        knows whose it is.
        """
        if self.over:
            return
        text = heard.text
        if seconds is None:
            seconds = read_s(text)
        self._utterance += 1
        begin = self.now
        self._note_speech(heard)
        self.send(SpeechStarted(call=CALL, leg="caller", audio_ms=int(begin * 1000)))
        for length in [*range(PARTIAL, len(text), PARTIAL), len(text)] if text and not heard.aside else []:
            self.until(begin + seconds * length / len(text))
            if self.over:
                return
            self.send(
                TranscriptPartial(call=CALL, leg="caller", utterance=self._utterance, text=text[:length])
            )
        end = begin + seconds
        self.until(end + pause)
        if not self.over:
            here = {"utterance": self._utterance, "start_ms": int(begin * 1000), "end_ms": int(end * 1000)}
            self.send(heard.model_copy(update={"call": CALL, **here}))

    def hear(self, event: Heard) -> None:
        """What a recogniser makes of a real voice, now."""
        if self.over:
            return
        if isinstance(event, TranscriptPartial):
            self._partial = event.text
        elif isinstance(event, TranscriptFinal):
            self._partial = ""
            self._note_speech(event)
        self.send(event)

    def press(self, keys: str) -> None:
        """Keys one after another, while the call lasts: 0 to 9, * or #."""
        for digit in keys:
            if self.over:
                return
            self.asks = None
            self._note("key", digit)
            self.send(KeyPressed(call=CALL, digit=digit))

    def opine(self, opinion: Opinion) -> None:
        """A second opinion comes, now."""
        if not self.over:
            self.send(opinion)

    def send(self, event: Input) -> list[Action]:
        """Anything at all happens, now. Returns what the machine does about it; it is being done."""
        if isinstance(event, TimerFired):
            self._timers.pop(event.name, None)
        actions = self._machine.handle(event, self.now)
        for action in actions:
            self._do(action)
        return actions

    def _next(self) -> tuple[float, Input] | None:
        """What falls due first."""
        due: list[tuple[float, Input]] = [(at, PromptDone(prompt)) for prompt, at in self._playing[:1]]
        due += [(at, TimerFired(name, kind)) for name, (at, kind) in self._timers.items()]
        if self._opinion is not None:
            due.insert(0, (self.now, self._opinion))
        return min(due, key=lambda entry: entry[0], default=None)

    def _happen(self, at: float, event: Input) -> None:
        self.now = max(self.now, at)
        if isinstance(event, PromptDone):
            self._playing.pop(0)
        elif isinstance(event, Opinion):
            self._opinion = None
        self.send(event)

    def _do(self, action: Action) -> None:
        match action:
            case Say(prompt=prompt, text=text):
                self._note("say", text, asks=action.asks)
                self.asks = action.asks
                begin = max([self.now, *(end for _, end in self._playing)])
                seconds = self._seconds(text) * (SLOWER if action.slow else 1)
                self._playing.append((prompt, begin + seconds))
            case Consult(text=text, likely=likely):
                self._note("consult")
                if self._judge is None:
                    self.consulted = action
                else:
                    self._opinion = self._judge(text, likely) or Opinion(None)
            case StopSaying():
                self._playing.clear()
                self._note("interrupted")
            case Listen(phrases=phrases, pace=pace, language=language):
                if phrases != self.phrases:
                    self._note("listen", "、".join(phrases or ()))
                self.phrases, self.pace, self.language = phrases, pace, language
            case SetTimer(name=name, seconds=seconds, kind=timer_kind):
                self._timers[name] = self.now + seconds, timer_kind
            case CancelTimer(name=name):
                self._timers.pop(name, None)
            case Report(decided=decided):
                if self._partial:  # enough was said: no final is waited for
                    self._note("speech", self._partial)
                    self._partial = ""
                self.decided = decided
                self._note("decision", decided=decided)
            case Route(queue=queue, say=say):
                self.end = action
                if say:
                    self._note("say", say)
                self._note("route", queue)
            case HangUp(cause=cause):
                self.end = action
                self._note("hang_up", cause)

    def _note_speech(self, heard: TranscriptFinal) -> None:
        if not heard.aside:
            self.asks = None
        self._note("speech", heard.text, tuple(other.text for other in heard.alternatives), aside=heard.aside)

    def _note(
        self,
        kind: Kind,
        text: str = "",
        others: tuple[str, ...] = (),
        decided: Decided | None = None,
        asks: Asks | None = None,
        aside: bool = False,
    ) -> None:
        step = Step(round(self.now, 2), kind, text, others, decided, asks, aside)
        self.steps.append(step)
        self._on_step(step)


def _final(text: str, *, alternatives: tuple[Alternative, ...] = (), aside: bool = False) -> TranscriptFinal:
    """What a recogniser makes of a clear voice; its place in the call is not known yet."""
    return TranscriptFinal(
        call=CALL,
        leg="caller",
        utterance=0,
        text=text,
        start_ms=0,
        end_ms=0,
        confidence=1.0,
        alternatives=alternatives,
        aside=aside,
    )
