"""The conversation with one caller, as a machine without time, sound or network of its own.

Events go in, actions come out. At every moment before the end a prompt is playing or a timer is
running, so the conversation always moves on; every turn that brings nothing is counted, so it
always ends: with an agent, or after a good-bye.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from contracts.dialogue import (
    Action,
    Answered,
    CasesTold,
    Encoded,
    Input,
    Opinion,
    PromptDone,
    TimerFired,
    TimerKind,
)
from contracts.events.call.calls import KeyPressed
from contracts.events.call.speech import (
    HearingFailed,
    SoundHeard,
    SpeechStarted,
    TranscriptFinal,
    TranscriptPartial,
)
from ivr.dialogue.callers.languages import Languages
from ivr.dialogue.callers.small_talk import SmallTalk
from ivr.dialogue.conversation import Conversation
from ivr.dialogue.decisions import by_key
from ivr.dialogue.flow import Flow
from ivr.dialogue.hours.notices import Notice
from ivr.dialogue.line import Output
from ivr.dialogue.parts import Parts
from ivr.dialogue.prompts import menu_pieces, menu_text
from ivr.dialogue.stages.next import Begin, Fruitless, Matter, Next, PutThrough
from ivr.dialogue.stages.stage import Stage
from ivr.dialogue.utterances import Utterances
from ivr.settings.settings import IvrSettings
from ivr.slots import Gazetteer
from ivr.understanding.judge import Judge
from ivr.understanding.judgement import Judgement
from ivr.understanding.tongue import Tongue, tongue_of

NOISY = 2
"""So many utterances of somebody else in a row, and prompts are no longer cut by mere voice."""


class Dialogue:
    """One caller's conversation: takes what happens, and lets the stage it stands at decide."""

    def __init__(
        self,
        settings: IvrSettings,
        understanding: Judge,
        call: str,
        languages: Languages | None = None,
        begun: datetime = datetime.min,
        caller: str = "",
        gazetteer: Gazetteer | None = None,
        consults: bool = False,
        dialled: str = "",
        tells_cases: bool = False,
        notices: Sequence[Notice] = (),
    ) -> None:
        """`call` is the id that decisions are reported under; `languages`: those that can be heard now;
        `begun`: when the call began, local time, for opening hours and announcements; `caller`: their
        number; `gazetteer`: the places of the city; `consults`: whether somebody answers `Consult`;
        `dialled`: the number that the caller has dialled; `tells_cases`: whether somebody answers `AskCases`;
        `notices`: what is published for callers of some matter and place.
        """
        languages = languages or Languages(settings.languages, understanding.normaliser)
        gazetteer = gazetteer or Gazetteer((), understanding.sounds)
        self._parts = Parts.of(
            settings, understanding, languages, begun, caller, gazetteer, dialled, tells_cases, notices
        )
        self._prompts = settings.dialogue.prompts
        self._times = settings.dialogue.times
        self._understanding = understanding
        self._line = Output(self._times)
        self._talk = Conversation(self._parts, self._line, call, consults)
        self._flow = Flow(self._talk, self._parts)
        self._small_talk = SmallTalk(self._talk, self._parts)
        self._answered = False
        self._utterances = Utterances()

    @property
    def done(self) -> bool:
        """Whether the caller was routed or the call ended; every further event is ignored."""
        return self._talk.done

    def sentence(self, final: TranscriptFinal) -> str:
        """What would be judged by its meaning if this were heard now; empty: nothing."""
        if not self._answered or self.done or final.leg != "caller" or not self._stage.hears:
            return ""
        text = self._utterances.whole(final)
        parts = self._parts
        known = parts.requests.asks_nothing(text) or parts.about_talk.kind(text) is not None
        known = known or self._understanding.urgent(text) is not None
        return "" if not text or known else text

    def handle(self, event: Input, now: float) -> list[Action]:
        """What to do about `event`, in this order, which happened at `now` (seconds on the call's clock)."""
        self._line.now = now
        if not self._answered:
            self._flow.follow(self._before_answer(event))
        elif not self.done:
            self._flow.follow(self._dispatch(event))
        return self._line.take(None if self.done else self._stage.asks)

    @property
    def _stage(self) -> Stage:
        return self._flow.stage

    # --- events ---

    def _before_answer(self, event: Input) -> Next | None:
        match event:
            case Answered():
                self._answered = True
                self._line.say(self._parts.arrival.greeting, *self._parts.duty.for_all())
                return self._straight()
            case HearingFailed(leg="caller"):
                self._answered = True
                return self._straight() or Begin("keys")  # the greeting of a call that cannot be heard
        return None

    def _straight(self) -> Next | None:
        """To the special seat whose number was dialled."""
        straight = self._parts.arrival.straight
        return None if straight is None else PutThrough(Matter(straight))

    def _dispatch(self, event: Input) -> Next | None:
        match event:
            case PromptDone(prompt=prompt) if self._line.prompt_done(prompt):
                return self._prompts_done()
            case TimerFired() if self._line.timer_fired(event):
                return self._time_is_up(event.kind)
            case KeyPressed(digit=digit):
                self._talk.sounded = True
                self._talk.time_is_over()
                self._line.interrupt()
                return self._key(digit)
            case SoundHeard(leg="caller"):
                self._talk.sounded = True
            case SpeechStarted(leg="caller"):
                self._utterances.begun(event)
                self._talk.sounded = True
                if self._stage.hears:
                    self._goes_on_speaking(self._times.after_speech_s)
            case TranscriptPartial(leg="caller"):
                return self._heard_so_far(event)
            case TranscriptFinal(leg="caller") if self._utterances.finished(event):
                return self._heard_out(event)
            case HearingFailed(leg="caller") if self._stage.needs_hearing:
                self._line.interrupt()
                return self._stage.deaf()
            case Opinion():
                return self._stage.opinion(event)
            case CasesTold():
                return self._stage.cases_told(event)
            case Encoded():
                self._parts.requests.meant.take(event)
        return None

    def _time_is_up(self, kind: TimerKind) -> Next | None:
        match kind:
            case "prompt":  # its end was never reported
                self._line.interrupt()
                return self._prompts_done()
            case "speech" if text := self._utterances.overdue():
                self._talk.confidence = 0.0
                return self._heard(text, (), tongue_of(text))
            case "silence":
                self._talk.time_is_over()
        return self._stage.silent()

    def _prompts_done(self) -> Next | None:
        """Everything was said, and perhaps somebody has spoken all the while."""
        if self._stage.hears and self._utterances.under_way:
            self._line.wait("speech", self._times.after_partial_s)
            return None
        return self._stage.prompts_done()

    # --- what is said ---

    def _goes_on_speaking(self, seconds: float) -> None:
        """The caller speaks: nothing else is said, and what comes next is waited for that long.

        Behind a caller where somebody talks on and on, only words that turn out to be the caller's interrupt.
        """
        if self._line.saying and self._utterances.asides >= NOISY:
            return
        self._line.interrupt()
        self._stage.speaks()
        self._line.wait("speech", seconds)

    def _heard_so_far(self, event: TranscriptPartial) -> Next | None:
        if not self._utterances.grown(event):
            return None
        if danger := self._dangerous(event.text):
            return self._urgent(danger, event.text)
        if self._stage.hears:
            self._goes_on_speaking(self._times.after_partial_s)
        return None

    def _heard_out(self, event: TranscriptFinal) -> Next | None:
        text = "" if event.aside else event.text.strip()
        goes_on = self._stage.hears and self._utterances.goes_on(event)
        if goes_on and self._utterances.may_wait:
            return self._heard_late(text)
        if whole := self._utterances.with_waiting(text):
            self._talk.confidence = event.confidence
            self._line.interrupt()
            others = [other.text for other in event.alternatives] if whole == text else ()
            return self._heard(whole, others, tongue_of(whole, event.language, event.language_confidence))
        if self._line.saying or not self._stage.hears:
            return None  # what is being said, or the wait for a key, leads on
        if event.aside and self._line.resume():
            return None
        return self._stage.silent()

    def _heard_late(self, text: str) -> Next | None:
        """The caller speaks on already: only danger is acted on before they have finished."""
        if text and (danger := self._dangerous(text)):
            return self._urgent(danger, text)
        self._utterances.wait(text)
        return None

    def _heard(self, text: str, alternatives: Sequence[str], tongue: Tongue) -> Next:
        stage, parts = self._stage, self._parts
        self._talk.sounded = True
        self._talk.time_is_over()
        parts.form.hear(text)
        # The partials may have had other words.
        if urgent := self._understanding.urgent(text) or self._alarming(text):
            self._talk.act_on(parts.requests.urgent(urgent, text))
            return self._urgent(urgent, text)
        if (speaker := parts.foreign.judge(text, tongue, self._talk.understood)) is not None:
            return self._flow.put_through_foreign(speaker, text)
        if (language := parts.spoken.notice(tongue)) is not None:
            self._talk.expect_language(language.id)
        if not self._understanding.normaliser.standard(text):
            return stage.silent()
        if stage.hears and stage.leaves(text):
            return stage.let_go(text)
        if language := parts.languages.asked_for(text):
            return self._flow.speak(language, text)
        if (named := parts.seats.asked_for(text, alone=stage.open)) is not None:
            return PutThrough(Matter(named, text))
        if (rest := parts.elder.rest(text)) is not None:
            return self._needs_time(text, rest, alternatives)
        return self._small_talk.reply(stage, text) or stage.heard(text, alternatives)

    def _dangerous(self, text: str) -> Judgement | None:
        """What is acted on before the caller has finished. Not the wish for a human: behind it the reason
        may follow (“转人工，我家着火了”).
        """
        urgent, settings = self._understanding.urgent(text), self._parts.settings
        if urgent is not None and urgent.intent is not None:
            return None if settings.for_human(settings.intent(urgent.intent)) else urgent
        return None

    def _alarming(self, text: str) -> Judgement | None:
        return self._understanding.alarming(text, self._parts.requests.meant.vector(text))

    def _urgent(self, judgement: Judgement, text: str) -> Next:
        """Whatever the stage waits for. Who asks for time too is spoken to slowly from now on."""
        if self._parts.elder.rest(text) is not None:
            self._talk.be_slow()
        return self._stage.urgent(judgement, text)

    def _needs_time(self, text: str, rest: str, alternatives: Sequence[str]) -> Next:
        """The caller asks for time, and perhaps answers too (“我年纪大了，想问养老金怎么领”)."""
        if not self._stage.understands(rest):
            return self._flow.slow_down()
        self._talk.be_slow()
        if self._stage.understands(text):
            return self._stage.heard(text, alternatives)
        return self._stage.heard(rest, ())

    # --- what is pressed ---

    def _key(self, digit: str) -> Next:
        settings, stage = self._parts.settings, self._stage
        if digit == settings.dialogue.human_key and not stage.typing:
            return stage.human()
        if (next := stage.key(digit)) is not None:
            return next
        if chosen := by_key(settings, digit):
            return PutThrough(Matter(chosen))
        if language := self._parts.languages.by_key(digit):
            return self._flow.speak(language, "")
        if self._parts.elder.asked_by(digit):
            return self._flow.slow_down()
        wrong = [] if digit in "*#" else [self._prompts.wrong_key]
        menu = menu_pieces(settings) if self._parts.elder.slow else [menu_text(settings)]
        return Fruitless((*wrong, *menu))
