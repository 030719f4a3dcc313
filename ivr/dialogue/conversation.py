"""One caller's conversation: what all its stages share, and what can come of a turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from contracts.decisions import Outcome
from contracts.dialogue import HangUp, Pace, Route
from ivr.dialogue.callers.elder import Elder
from ivr.dialogue.callers.languages import LanguageChoice, Languages
from ivr.dialogue.decisions import decided
from ivr.dialogue.form import Form
from ivr.dialogue.hours.duty import Duty
from ivr.dialogue.line import Line
from ivr.dialogue.requests import Requests
from ivr.dialogue.stages.answer_checks import OwnNumber, ReadBack
from ivr.dialogue.stages.answered import Answered
from ivr.dialogue.stages.confirm import Confirm
from ivr.dialogue.stages.farewell import Farewell
from ivr.dialogue.stages.menu import Keys, Menu
from ivr.dialogue.stages.opinion import Consulting
from ivr.dialogue.stages.questions import Question
from ivr.dialogue.stages.request import Request, Told
from ivr.dialogue.stages.stage import Stage
from ivr.dialogue.stages.through import Through
from ivr.settings.languages import LanguageSettings
from ivr.settings.settings import IvrSettings
from ivr.slots import Gazetteer
from ivr.slots.answers import Answers
from ivr.understanding.understand import NOTHING, Judgement, Understanding

SHORTEST_NUMBER = 7
"""Digits of the shortest number that a caller can be called back under: a local one."""


class Conversation:
    """What is known of one call. Every turn that brings nothing is counted here, so it always ends."""

    def __init__(
        self,
        settings: IvrSettings,
        understanding: Understanding,
        call: str,
        languages: Languages,
        begun: datetime,
        caller: str,
        gazetteer: Gazetteer,
        consults: bool,
    ) -> None:
        """As in `Dialogue`."""
        self.settings = settings
        self.prompts = settings.dialogue.prompts
        self.times = settings.dialogue.times
        self.understanding = understanding
        self.answers = Answers(settings.dialogue, understanding.normaliser)
        self.languages = languages
        self.spoken = LanguageChoice(languages)
        self.duty = Duty(settings, understanding.normaliser, begun)
        self.requests = Requests(settings, understanding)
        self.elder = Elder(settings.elder, understanding.normaliser)
        self.caller = _to_call_back(caller)
        """The caller's number; empty when they cannot be called back under it."""
        self.form = Form(settings, self.answers, gazetteer, begun, self.caller)
        self.line = Line(self.times)
        self.consults = consults
        self.now = 0.0
        """Seconds; stamps the decisions."""
        self.failures = 0
        """Requests not understood or denied."""
        self.confidence = 0.0
        """Of what was heard last; 0: the recogniser does not say."""
        self.clarity = 0.0
        """Of the request that was judged last."""
        self._beside: tuple[str | None, tuple[str, ...]] = (None, ())  # an intent, and others of its sentence
        self._silences = 0  # turns without a request
        self._call = call

        self.request, self.told = Request(self), Told(self)
        self.confirm = Confirm(self)
        self.menu, self.keys = Menu(self), Keys(self)
        self.consulting = Consulting(self)
        self.answered = Answered(self)
        self.question, self.own_number, self.read_back = Question(self), OwnNumber(self), ReadBack(self)
        self.farewell = Farewell(self)
        self.through = Through(self)
        self.stage: Stage = self.request
        self.done = False
        """Whether the caller was routed or the call ended."""

    # --- the caller goes on ---

    def expect(self, phrases: tuple[str, ...] | None, pace: Pace = "normal") -> None:
        """Only these phrases are listened for from the next utterance on; None: anything."""
        pace = "slow" if pace == "normal" and self.elder.slow else pace
        self.line.listen(replace(self.line.listening, phrases=phrases, pace=pace))

    @property
    def no_input_s(self) -> float:
        """So long this caller may be silent after a prompt."""
        return self.times.no_input_s * self.elder.patience

    @property
    def no_key_s(self) -> float:
        """So long this caller may take to choose from a menu."""
        return self.times.no_key_s * self.elder.patience

    def slow_down(self) -> None:
        """The caller needs time: says the last thing again, slowly, and everything from now on."""
        if self.elder.slow:
            self.turn_without_request(*self.stage.repeated())
        else:
            self.be_slow()
            self.line.say(self.prompts.elder, *self.stage.repeated())

    def be_slow(self) -> None:
        """Speaks slowly from now on, and gives the caller time."""
        self.elder.slow = self.line.slow = True
        listening = self.line.listening
        self.expect(listening.phrases, listening.pace)

    def nobody_speaks(self) -> None:
        """Silence where a request was expected."""
        texts = self.prompts.no_input
        self.turn_without_request(texts[min(self._silences, len(texts) - 1)])

    def turn_without_request(self, *texts: str) -> None:
        """Speaks to a caller who has not said what it is about, until that has happened too often."""
        self._silences += 1
        if self._silences > len(self.prompts.no_input):
            self.stage.exhausted()
        else:
            if self.stage is self.farewell:
                self.stage = self.request
            self.line.say(*texts)

    def failed(self, text: str, judgement: Judgement, heard: str) -> None:
        """Asks again with `text`, or gives up when that has happened too often."""
        self.failures += 1
        at_once_below = self.settings.dialogue.spoken_menu.at_once_below
        if self.failures >= self.settings.dialogue.max_failures:
            self.give_up(f"{self.failures} 次没有听懂或被否认", judgement, heard)
        elif not self.menu.offered and 0 < self.clarity < at_once_below:
            self.give_up("听得不清楚", judgement, heard)
        else:
            self.report("ask_again", judgement, heard, judgement.reason)
            self.line.say(text)

    def give_up(self, why: str, judgement: Judgement, heard: str) -> None:
        """Open questions lead nowhere: the spoken menu, once, and then a human."""
        if self.menu.offered or not self.settings.dialogue.spoken_menu.enabled:
            self.hand_over(why, judgement, heard)
        else:
            self.menu.offer(why, judgement, heard)

    def speak(self, language: LanguageSettings, heard: str) -> None:
        """The caller has chosen a language: hears them in it, or gives them to those who speak it."""
        name = language.name
        if not self.languages.usable(language) or self.stage is self.keys:
            queue = language.queue or self.settings.dialogue.human_queue
            self.through.route(Judgement(None, queue, 1.0, reason=f"来电人选择{name}"), heard)
            return
        self.report("answer", NOTHING, heard, f"来电人选择{name}")
        self.spoken.chosen = language
        self.stage = self.request
        self.requests.unclear = ""
        self.line.listen(replace(self.line.listening, language=language.id, phrases=None))
        self.turn_without_request(language.greeting or self.prompts.greeting)

    def answer(self, stage: Stage, heard: str, why: str, *texts: str, judgement: Judgement = NOTHING) -> None:
        """Says what answers the caller, and goes on from `stage`."""
        self.report("answer", judgement, heard, why)
        self.stage = stage
        self.expect(None)
        self.line.say(*texts)

    # --- the caller leaves ---

    def hand_over(self, why: str, judgement: Judgement, heard: str) -> None:
        """Understanding failed: a human takes over."""
        self.to_human("handover", why, self.prompts.handover, judgement, heard)

    def to_human(
        self, outcome: Outcome, why: str, say: str, judgement: Judgement = NOTHING, heard: str = ""
    ) -> None:
        """Routes to those who take anything, or speak the caller's language."""
        dialogue = self.settings.dialogue
        queue = self.duty.on_duty(self.settings.queue(self.spoken.speakers or dialogue.human_queue))
        self.report(outcome, replace(judgement, queue=queue.id), heard, why)
        self.leave(Route(queue.id, queue.priority + dialogue.human_priority, say))

    def leave(self, last: Route | HangUp) -> None:
        """`last` is the last action there is."""
        self.line.close(last)
        self.done = True

    def report(self, outcome: Outcome, judgement: Judgement, heard: str, reason: str) -> None:
        """Publishes a decision."""
        found = decided(self.settings, self._call, self.now, outcome, judgement, heard, reason)
        self.line.report(
            found.model_copy(update={"slots": self.form.slots, "also": self.beside(judgement.intent)})
        )

    # --- several needs ---

    def note_beside(self, intent: str | None, also: tuple[str, ...]) -> None:
        """Remembers what else was wanted in the sentence that is being acted on."""
        self._beside = intent, also

    def beside(self, intent: str | None) -> tuple[str, ...]:
        """What else the caller wants who has that intent."""
        main, also = self._beside
        return also if intent is not None and intent == main else ()


def _to_call_back(caller: str) -> str:
    """The number, or nothing for one that is withheld, an extension or a name."""
    digits = caller.removeprefix("+")
    return caller if digits.isdecimal() and len(digits) >= SHORTEST_NUMBER else ""
