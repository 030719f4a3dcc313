"""The conversation with one caller, as a machine without time, sound or network of its own.

Events go in, actions come out. At every moment before the end a prompt is playing or a timer is
running, so the conversation always moves on; every turn that brings nothing is counted, so it
always ends: with an agent, or after a good-bye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from contracts.calls import KeyPressed
from contracts.decisions import Outcome
from contracts.dialogue import Action, Answered, HangUp, Input, PromptDone, Route, TimerFired
from contracts.speech import HearingFailed, SpeechStarted, TranscriptFinal, TranscriptPartial
from ivr.answers import Answers
from ivr.decisions import by_key, decided, instead
from ivr.duty import Duty
from ivr.language_settings import LanguageSettings
from ivr.languages import LanguageChoice, Languages
from ivr.line import Line, Wait
from ivr.prompts import confirm_text, menu_text, put_through_text, spoken_menu_text
from ivr.requests import Requests
from ivr.settings import IvrSettings
from ivr.spoken_menu import SpokenMenu
from ivr.stage import Stage
from ivr.understand import NOTHING, Judgement, Understanding


class Dialogue:
    """One caller's conversation."""

    def __init__(
        self,
        settings: IvrSettings,
        understanding: Understanding,
        call: str,
        languages: Languages | None = None,
        begun: datetime = datetime.min,
    ) -> None:
        """`call` is the id that decisions are reported under; `languages`: those that can be heard now;
        `begun`: when the call began, local time, for opening hours and announcements.
        """
        self._settings = settings
        self._prompts = settings.dialogue.prompts
        self._times = settings.dialogue.times
        self._understanding = understanding
        self._answers = Answers(settings.dialogue, understanding.normaliser)
        self._languages = languages or Languages(settings.languages, understanding.normaliser)
        self._spoken = LanguageChoice(self._languages)
        self._duty = Duty(settings, understanding.normaliser, begun)
        self._call = call
        self._stage = Stage.NEW
        self._now = 0.0
        self._line = Line(self._times)
        self._failures = 0  # requests not understood or denied
        self._silences = 0  # turns without a request
        self._candidate = NOTHING  # what the confirm question asks
        self._candidate_heard = ""
        self._repeated = False  # whether the question was
        self._menu: SpokenMenu | None = None  # once it was offered
        self._confidence = 0.0  # of what was heard last; 0: the recogniser does not say
        self._requests = Requests(settings, understanding)
        self._partial = ""
        self._utterance = -1  # the one being heard
        self._closed = -1  # the last one that was acted on

    @property
    def done(self) -> bool:
        """Whether the caller was routed or the call ended; every further event is ignored."""
        return self._stage is Stage.DONE

    def handle(self, event: Input, now: float) -> list[Action]:
        """What to do about `event`, in this order. `now` (seconds) only stamps the decisions."""
        self._now = now
        if self._stage is Stage.NEW:
            self._before_answer(event)
        elif not self.done:
            self._dispatch(event)
        return self._line.take()

    # --- events ---

    def _before_answer(self, event: Input) -> None:
        match event:
            case Answered():
                self._stage = Stage.ASK
                self._line.say(self._prompts.greeting, *self._duty.for_all())
            case HearingFailed(leg="caller"):
                self._stage = Stage.KEYS  # the greeting of a call that cannot be heard is the menu
                self._line.say(self._prompts.trouble, menu_text(self._settings))

    def _dispatch(self, event: Input) -> None:
        match event:
            case PromptDone(prompt=prompt):
                if self._line.prompt_done(prompt):
                    self._listen()
            case TimerFired(name=name):
                self._time_is_up(self._line.timer_fired(name))
            case KeyPressed(digit=digit):
                self._line.interrupt()
                self._key(digit)
            case SpeechStarted(leg="caller") if self._stage is not Stage.KEYS:
                self._partial = ""
                self._line.interrupt()
                self._line.wait("speech", self._times.after_speech_s)
            case TranscriptPartial(leg="caller"):
                self._heard_so_far(event)
            case TranscriptFinal(leg="caller") if event.utterance > self._closed:
                self._close(event.utterance)
                if event.text.strip():
                    self._confidence = event.confidence
                    self._line.interrupt()
                    self._heard(event.text, [other.text for other in event.alternatives])
                elif not self._line.saying and self._stage is not Stage.KEYS:
                    self._nothing_said()  # else what is being said, or the wait for a key, leads on
            case HearingFailed(leg="caller") if self._stage in (Stage.ASK, Stage.CONFIRM, Stage.MENU):
                self._line.interrupt()
                self._stage = Stage.KEYS
                self._line.say(self._prompts.trouble, menu_text(self._settings))

    def _time_is_up(self, waited_for: Wait | None) -> None:
        match waited_for:
            case None:
                return  # a timer that was replaced while its event was on the way
            case "prompt":  # its end was never reported
                self._line.interrupt()
                self._listen()
            case "speech" if self._partial:
                text, self._confidence = self._partial, 0.0
                self._close(self._utterance)
                self._heard(text, ())
            case _:
                self._nothing_said()

    def _heard_so_far(self, event: TranscriptPartial) -> None:
        if event.utterance <= self._closed or not event.text.strip():
            return
        self._utterance, self._partial = event.utterance, event.text
        if urgent := self._understanding.urgent(event.text):
            self._route(urgent, event.text)
        elif self._stage is not Stage.KEYS:
            self._line.interrupt()
            self._line.wait("speech", self._times.after_partial_s)

    def _close(self, utterance: int) -> None:
        self._closed = max(self._closed, utterance)
        self._partial = ""

    # --- what was said ---

    def _heard(self, text: str, alternatives: Sequence[str]) -> None:
        if not self._understanding.normaliser.standard(text):
            self._nothing_said()
        elif self._stage is not Stage.KEYS and self._answers.has_done(text, told=self._duty.just_told):
            self._answer(Stage.GOODBYE, text, "来电人表示没有别的事了", self._prompts.goodbye)
        elif language := self._languages.asked_for(text):
            self._speak(language, text)
        elif self._stage is Stage.CONFIRM:
            self._confirmed_or_not(text, alternatives)
        elif self._stage is Stage.MENU:
            self._chosen_or_not(text, alternatives)
        else:
            self._request(text, alternatives)

    def _request(self, text: str, alternatives: Sequence[str]) -> None:
        if self._stage is Stage.GOODBYE:
            self._stage = Stage.ASK
        if not self._understanding.normaliser.content(text):
            self._turn_without_request(self._prompts.go_on)
            return
        self._act(*self._requests.judge_with_unclear(text, alternatives))

    def _act(self, judgement: Judgement, heard: str) -> None:
        self._clarity, self._duty.just_told = self._confidence, False
        self._expect(None)
        if judgement.intent is None or judgement.score < self._settings.dialogue.confirm_at:
            self._requests.unclear = heard
            self._stage = Stage.KEYS if self._stage is Stage.KEYS else Stage.ASK
            again = self._prompts.ask_again
            self._failed(again[min(self._failures, len(again) - 1)], judgement, heard)
            if self._stage is Stage.ASK and (offer := self._spoken.offer(heard)) is not None:
                self._line.say(offer)
            return
        intent = self._settings.intent(judgement.intent)
        sure = judgement.score >= self._settings.dialogue.route_at
        if intent.confirm == "never" or (sure and (intent.confirm == "auto" or intent.urgent)):
            self._route(judgement, heard)
            return
        self._stage = Stage.CONFIRM
        self._candidate, self._candidate_heard, self._repeated = judgement, heard, False
        self._report("confirm", judgement, heard, judgement.reason)
        self._line.say(confirm_text(self._settings, intent))

    def _confirmed_or_not(self, text: str, alternatives: Sequence[str]) -> None:
        candidate, heard = self._candidate, self._candidate_heard
        answer = self._answers.of(text)
        if answer == "yes":
            self._confirmed()
            return
        correction = self._answers.after_no(text)
        if answer == "no" or correction is not None:
            self._deny()
        if answer == "no":
            self._failed(self._prompts.after_no, candidate, heard)
            return
        said = text if correction is None else correction
        judgement = self._requests.judge(said, () if correction is not None else alternatives)
        new = judgement.intent != candidate.intent and judgement.score >= self._settings.dialogue.confirm_at
        if correction is None and not new:
            repeated = judgement.score >= self._settings.dialogue.confirm_at
            if repeated or self._answers.begins_with_yes(text):
                self._confirmed()
            else:
                self._failed(self._prompts.confirm_again, candidate, text)
        elif not new:
            self._failed(self._prompts.after_no, candidate, text)
        else:
            self._failures += 1
            if self._failures > self._settings.dialogue.max_failures:
                self._give_up("多次更正仍未确认", candidate, text)
            else:
                self._act(judgement, said)

    def _confirmed(self) -> None:
        reason = f"{self._candidate.reason}；来电人已确认"
        self._route(replace(self._candidate, reason=reason), self._candidate_heard)

    def _deny(self) -> None:
        self._requests.deny(self._candidate)
        self._stage = Stage.ASK

    # --- languages ---

    def _speak(self, language: LanguageSettings, heard: str) -> None:
        """The caller has chosen a language: hears them in it, or gives them to those who speak it."""
        name = language.name
        if not self._languages.usable(language) or self._stage is Stage.KEYS:
            queue = language.queue or self._settings.dialogue.human_queue
            self._route(Judgement(None, queue, 1.0, reason=f"来电人选择{name}"), heard)
            return
        self._report("answer", NOTHING, heard, f"来电人选择{name}")
        self._spoken.chosen = language
        self._stage = Stage.ASK
        self._requests.unclear = ""
        self._line.listen(replace(self._line.listening, language=language.id, phrases=None))
        self._turn_without_request(language.greeting or self._prompts.greeting)

    # --- the spoken menu ---

    def _give_up(self, why: str, judgement: Judgement, heard: str) -> None:
        """Open questions lead nowhere: the spoken menu, once, and then a human."""
        if self._menu is not None or not self._settings.dialogue.spoken_menu.enabled:
            self._hand_over(why, judgement, heard)
            return
        self._menu = SpokenMenu(self._settings, self._understanding.normaliser)
        self._stage = Stage.MENU
        self._expect((*self._menu.phrases, *self._languages.words))
        self._report("ask_again", judgement, heard, f"{why}，改为念出选项")
        self._line.say(spoken_menu_text(self._settings))

    def _chosen_or_not(self, text: str, alternatives: Sequence[str]) -> None:
        choice = self._menu.chosen(text) if self._menu is not None else None
        if choice is None:
            # Not every recogniser can be limited: it may have been the request once more.
            self._request(text, alternatives)
        elif 0 < self._confidence < self._settings.dialogue.spoken_menu.accept_at:
            self._hand_over(f"“{choice.phrase}”听得不确定", NOTHING, text)
        elif choice.queue is not None:
            judgement = Judgement(
                choice.intent, choice.queue, self._confidence, reason=f"在选项中说了“{choice.phrase}”"
            )
            self._route(judgement, text)
        else:
            self._turn_without_request(spoken_menu_text(self._settings))

    def _expect(self, phrases: tuple[str, ...] | None) -> None:
        """Only these phrases are listened for from the next utterance on; None: anything."""
        self._line.listen(replace(self._line.listening, phrases=phrases))

    def _key(self, digit: str) -> None:
        dialogue = self._settings.dialogue
        if digit == dialogue.human_key:
            self._to_human("route", "按键转人工", self._prompts.human)
        elif self._stage is Stage.CONFIRM and digit == dialogue.yes_key:
            self._confirmed()
        elif self._stage is Stage.CONFIRM and digit == dialogue.no_key:
            candidate, heard = self._candidate, self._candidate_heard
            self._deny()
            self._failed(self._prompts.after_no, candidate, heard)
        elif chosen := by_key(self._settings, digit):
            self._route(chosen, "")
        elif language := self._languages.by_key(digit):
            self._speak(language, "")
        else:
            wrong = [] if digit in "*#" else [self._prompts.wrong_key]
            self._turn_without_request(*wrong, menu_text(self._settings))

    # --- what comes of it ---

    def _nothing_said(self) -> None:
        if self._stage is Stage.GOODBYE:
            self._leave(HangUp("goodbye"))
        elif self._stage is Stage.KEYS:
            self._hand_over("听不清来电人，也没有按键", NOTHING, "")
        elif self._duty.just_told:
            self._answer(Stage.GOODBYE, "", "播报公告后没有别的事", self._prompts.goodbye)
        elif self._stage is Stage.CONFIRM:
            self._unconfirmed()
        elif self._stage is Stage.MENU:
            self._hand_over("没有听到选项", NOTHING, "")
        else:
            texts = self._prompts.no_input
            self._turn_without_request(texts[min(self._silences, len(texts) - 1)])

    def _unconfirmed(self) -> None:
        """No answer to the question: asks once more, then the most likely queue is better than none."""
        if self._repeated:
            reason = f"{self._candidate.reason}；两次确认没有回答，按最可能的事项转接"
            self._route(replace(self._candidate, reason=reason), self._candidate_heard)
        else:
            self._repeated = True
            self._line.say(self._prompts.confirm_again)

    def _turn_without_request(self, *texts: str) -> None:
        """Speaks to a caller who has not said what it is about, until that has happened too often."""
        self._silences += 1
        if self._silences > len(self._prompts.no_input):
            self._hand_over("一直没有听到具体事项", NOTHING, "")
        else:
            if self._stage is Stage.GOODBYE:
                self._stage = Stage.ASK
            self._line.say(*texts)

    def _failed(self, text: str, judgement: Judgement, heard: str) -> None:
        """Asks again with `text`, or gives up when that has happened too often."""
        self._failures += 1
        if self._failures >= self._settings.dialogue.max_failures:
            self._give_up(f"{self._failures} 次没有听懂或被否认", judgement, heard)
        elif self._menu is None and 0 < self._clarity < self._settings.dialogue.spoken_menu.at_once_below:
            self._give_up("听得不清楚", judgement, heard)
        else:
            self._report("ask_again", judgement, heard, judgement.reason)
            self._line.say(text)

    def _hand_over(self, why: str, judgement: Judgement, heard: str) -> None:
        self._to_human("handover", why, self._prompts.handover, judgement, heard)

    def _to_human(
        self, outcome: Outcome, why: str, say: str, judgement: Judgement = NOTHING, heard: str = ""
    ) -> None:
        dialogue = self._settings.dialogue
        queue = self._duty.on_duty(self._settings.queue(self._spoken.speakers or dialogue.human_queue))
        self._report(outcome, replace(judgement, queue=queue.id), heard, why)
        self._leave(Route(queue.id, queue.priority + dialogue.human_priority, say))

    def _route(self, judgement: Judgement, heard: str) -> None:
        intent = self._settings.intent(judgement.intent) if judgement.intent is not None else None
        urgent = intent is not None and intent.urgent
        human = judgement.queue in (None, self._settings.dialogue.human_queue)
        if self._spoken.speakers and (human or not urgent):  # in danger, the right help matters more
            judgement = replace(judgement, queue=self._spoken.speakers)
        elif not urgent and self._stage is not Stage.KEYS:
            told = self._duty.announcement(judgement.intent, heard)
            if told is not None:  # who then says it again is put through
                why = f"{judgement.reason}；播报公告"
                self._answer(Stage.ASK, heard, why, told, self._prompts.anything_else, judgement=judgement)
                return
        wanted = self._settings.queue(judgement.queue or self._settings.dialogue.human_queue)
        queue = wanted if urgent and not human else self._duty.on_duty(wanted)
        judgement = instead(judgement, wanted, queue)
        say = put_through_text(self._settings, wanted, queue, urgent)
        self._report("route", judgement, heard, judgement.reason)
        self._leave(Route(queue.id, min(100, queue.priority + (intent.priority if intent else 0)), say))

    def _answer(
        self, stage: Stage, heard: str, why: str, *texts: str, judgement: Judgement = NOTHING
    ) -> None:
        """Says what answers the caller, and goes on from `stage`."""
        self._report("answer", judgement, heard, why)
        self._stage = stage
        self._expect(None)
        self._line.say(*texts)

    def _report(self, outcome: Outcome, judgement: Judgement, heard: str, reason: str) -> None:
        self._line.report(decided(self._settings, self._call, self._now, outcome, judgement, heard, reason))

    def _listen(self) -> None:
        if self._stage is Stage.GOODBYE:
            self._leave(HangUp("goodbye"))
        else:
            choosing = self._stage in (Stage.KEYS, Stage.MENU)
            self._line.wait("silence", self._times.no_key_s if choosing else self._times.no_input_s)

    def _leave(self, last: Route | HangUp) -> None:
        self._line.close(last)
        self._stage = Stage.DONE
