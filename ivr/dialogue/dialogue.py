"""The conversation with one caller, as a machine without time, sound or network of its own.

Events go in, actions come out. At every moment before the end a prompt is playing or a timer is
running, so the conversation always moves on; every turn that brings nothing is counted, so it
always ends: with an agent, or after a good-bye.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contracts.calls import KeyPressed
from contracts.dialogue import Action, Answered, Input, Opinion, PromptDone, TimerFired, TimerKind
from contracts.speech import HearingFailed, SpeechStarted, TranscriptFinal, TranscriptPartial
from ivr.dialogue.callers.languages import Languages
from ivr.dialogue.conversation import Conversation
from ivr.dialogue.decisions import by_key
from ivr.dialogue.prompts import menu_pieces, menu_text
from ivr.settings.settings import IvrSettings
from ivr.slots import Gazetteer
from ivr.understanding.understand import Judgement, Understanding


class Dialogue:
    """One caller's conversation: takes what happens, and lets the stage it stands at decide."""

    def __init__(
        self,
        settings: IvrSettings,
        understanding: Understanding,
        call: str,
        languages: Languages | None = None,
        begun: datetime = datetime.min,
        caller: str = "",
        gazetteer: Gazetteer | None = None,
        consults: bool = False,
    ) -> None:
        """`call` is the id that decisions are reported under; `languages`: those that can be heard now;
        `begun`: when the call began, local time, for opening hours and announcements; `caller`: their
        number; `gazetteer`: the places of the city; `consults`: whether somebody answers `Consult`.
        """
        languages = languages or Languages(settings.languages, understanding.normaliser)
        gazetteer = gazetteer or Gazetteer((), understanding.sounds)
        self._talk = Conversation(
            settings, understanding, call, languages, begun, caller, gazetteer, consults
        )
        self._line = self._talk.line
        self._answered = False
        self._partial = ""
        self._utterance = -1  # the one being heard
        self._closed = -1  # the last one that was acted on

    @property
    def done(self) -> bool:
        """Whether the caller was routed or the call ended; every further event is ignored."""
        return self._talk.done

    def handle(self, event: Input, now: float) -> list[Action]:
        """What to do about `event`, in this order. `now` (seconds) only stamps the decisions."""
        self._talk.now = now
        if not self._answered:
            self._before_answer(event)
        elif not self.done:
            self._dispatch(event)
        return self._line.take(None if self.done else self._talk.stage.asks)

    # --- events ---

    def _before_answer(self, event: Input) -> None:
        match event:
            case Answered():
                self._answered = True
                self._line.say(self._talk.prompts.greeting, *self._talk.duty.for_all())
            case HearingFailed(leg="caller"):
                self._answered = True
                self._talk.keys.offer()  # the greeting of a call that cannot be heard is the menu

    def _dispatch(self, event: Input) -> None:
        match event:
            case PromptDone(prompt=prompt):
                if self._line.prompt_done(prompt):
                    self._talk.stage.prompts_done()
            case TimerFired() if self._line.timer_fired(event):
                self._time_is_up(event.kind)
            case KeyPressed(digit=digit):
                self._line.interrupt()
                self._key(digit)
            case SpeechStarted(leg="caller") if self._talk.stage.hears:
                self._partial = ""
                self._line.interrupt()
                self._talk.consulting.cancel()
                self._line.wait("speech", self._talk.times.after_speech_s)
            case TranscriptPartial(leg="caller"):
                self._heard_so_far(event)
            case TranscriptFinal(leg="caller") if event.utterance > self._closed:
                self._close(event.utterance)
                if event.text.strip():
                    self._talk.confidence = event.confidence
                    self._line.interrupt()
                    self._heard(event.text, [other.text for other in event.alternatives])
                elif not self._line.saying and self._talk.stage.hears:
                    self._talk.stage.silent()  # else what is being said, or the wait for a key, leads on
            case HearingFailed(leg="caller") if self._talk.stage not in (
                self._talk.keys,
                self._talk.farewell,
            ):
                self._line.interrupt()
                self._talk.stage.deaf()
            case Opinion() if self._talk.stage is self._talk.consulting:
                self._talk.consulting.opinion(event)

    def _time_is_up(self, kind: TimerKind) -> None:
        match kind:
            case "prompt":  # its end was never reported
                self._line.interrupt()
                self._talk.stage.prompts_done()
            case "speech" if self._partial:
                text, self._talk.confidence = self._partial, 0.0
                self._close(self._utterance)
                self._heard(text, ())
            case _:
                self._talk.stage.silent()

    def _heard_so_far(self, event: TranscriptPartial) -> None:
        if event.utterance <= self._closed or not event.text.strip():
            return
        self._utterance, self._partial = event.utterance, event.text
        if urgent := self._talk.understanding.urgent(event.text):
            self._urgent(urgent, event.text)
        elif self._talk.stage.hears:
            self._line.interrupt()
            self._talk.consulting.cancel()
            self._line.wait("speech", self._talk.times.after_partial_s)

    def _close(self, utterance: int) -> None:
        self._closed = max(self._closed, utterance)
        self._partial = ""

    def _heard(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        if not talk.understanding.normaliser.standard(text):
            talk.stage.silent()
        elif urgent := talk.understanding.urgent(text):  # the partials may have had other words
            self._urgent(urgent, text)
        elif talk.stage.hears and talk.stage.leaves(text):
            talk.answer(talk.farewell, text, "来电人表示没有别的事了", talk.prompts.goodbye)
        elif language := talk.languages.asked_for(text):
            talk.speak(language, text)
        elif (rest := talk.elder.rest(text)) is not None:
            self._needs_time(text, rest, alternatives)
        elif talk.answers.wants_repetition(text):
            talk.turn_without_request(*talk.stage.repeated())
        else:
            talk.stage.heard(text, alternatives)

    def _urgent(self, judgement: Judgement, text: str) -> None:
        """Whatever the stage waits for. Who asks for time too is spoken to slowly from now on."""
        if self._talk.elder.rest(text) is not None:
            self._talk.be_slow()
        self._talk.stage.urgent(judgement, text)

    def _needs_time(self, text: str, rest: str, alternatives: Sequence[str]) -> None:
        """The caller asks for time, and perhaps answers too (“我年纪大了，想问养老金怎么领”)."""
        talk = self._talk
        if talk.stage.understands(rest):
            talk.be_slow()
            if talk.stage.understands(text):
                talk.stage.heard(text, alternatives)
            else:
                talk.stage.heard(rest, ())
        else:
            talk.slow_down()

    def _key(self, digit: str) -> None:
        talk = self._talk
        if digit == talk.settings.dialogue.human_key and not talk.stage.typing:
            talk.stage.human()
        elif talk.stage.key(digit):
            return
        elif chosen := by_key(talk.settings, digit):
            talk.through.route(chosen, "")
        elif language := talk.languages.by_key(digit):
            talk.speak(language, "")
        elif talk.elder.asked_by(digit):
            talk.slow_down()
        else:
            wrong = [] if digit in "*#" else [talk.prompts.wrong_key]
            slow = talk.elder.slow
            menu = menu_pieces(talk.settings) if slow else [menu_text(talk.settings)]
            talk.turn_without_request(*wrong, *menu)
