"""How a conversation goes on: the table of its stages, where it stands, and what follows from what they say.

Every turn that brings nothing is counted here, so a conversation always ends.
"""

from __future__ import annotations

from dataclasses import replace

from contracts.dialogue import Route
from ivr.dialogue.callers.foreign import Foreign
from ivr.dialogue.callers.seats import seat_of
from ivr.dialogue.conversation import Conversation
from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.answered import AnswerGiven
from ivr.dialogue.stages.connecting import Connecting
from ivr.dialogue.stages.details.answer_checks import OwnNumber, ReadBack
from ivr.dialogue.stages.details.interview import Interview
from ivr.dialogue.stages.details.progress import Progress
from ivr.dialogue.stages.details.questions import Question
from ivr.dialogue.stages.farewell import Farewell
from ivr.dialogue.stages.needs.confirm import Confirm
from ivr.dialogue.stages.needs.danger import InDanger
from ivr.dialogue.stages.needs.menu import Keys, Menu
from ivr.dialogue.stages.needs.opinion import Consulting
from ivr.dialogue.stages.needs.request import AfterAnnouncement, Request
from ivr.dialogue.stages.next import (
    Answer,
    AskFirst,
    Begin,
    Connect,
    Depart,
    End,
    Failed,
    Fruitless,
    GiveUp,
    Hear,
    Matter,
    Next,
    PutThrough,
    Reply,
    Settle,
    StageName,
    Stand,
    ToHuman,
)
from ivr.dialogue.stages.noticed import Noticed
from ivr.dialogue.stages.stage import Stage
from ivr.dialogue.stages.through import Through
from ivr.settings.callers.languages import LanguageSettings
from ivr.understanding.judgement import NOTHING, Judgement


class Flow:
    """The course of one call."""

    def __init__(self, talk: Conversation, parts: Parts) -> None:
        self._talk = talk
        self._parts = parts
        self._dialogue = parts.settings.dialogue
        self._prompts = parts.settings.dialogue.prompts
        self._through = Through(talk, parts)
        self._request = Request(talk, parts)
        self._menu = Menu(talk, parts)
        self._connecting = Connecting(talk, parts)
        interview = Interview(talk, parts, self._through)
        self._stages: dict[StageName, Stage] = {
            "request": self._request,
            "told": AfterAnnouncement(talk, parts),
            "consulting": Consulting(talk, parts),
            "danger": InDanger(talk, parts),
            "confirm": Confirm(talk, parts),
            "menu": self._menu,
            "keys": Keys(talk, parts),
            "answered": AnswerGiven(talk, parts),
            "noticed": Noticed(talk, parts),
            "progress": Progress(talk, parts),
            "question": Question(talk, parts, interview, self._through),
            "own_number": OwnNumber(talk, parts, interview),
            "read_back": ReadBack(talk, parts, interview),
            "connecting": self._connecting,
            "farewell": Farewell(talk, parts),
        }
        self._at: StageName = "request"
        self._silences = 0  # turns without a request

    @property
    def stage(self) -> Stage:
        """Where the conversation stands."""
        return self._stages[self._at]

    def follow(self, next: Next | None) -> None:
        """Goes where that leads, until it is the caller's turn or the call ends; None: nothing changes."""
        while next is not None:
            next = self._step(next)

    def _step(self, next: Next) -> Next | None:
        match next:
            case Stand(stage=at):
                self._at = at or self._at
            case Begin(stage=at, matter=matter, text=text):
                self._at = at
                return self.stage.begin(matter, text)
            case Hear(text=text, alternatives=alternatives):
                self._at = "request"
                return self._request.heard(text, alternatives)
            case Settle(matter=matter):
                self._at = "request"
                return self._request.settle(matter)
            case Answer():
                return self._answer(next)
            case Reply(texts=texts):
                return self._reply(texts)
            case Fruitless(texts=texts):
                return self._fruitless(texts)
            case Failed():
                return self._failed(next)
            case GiveUp():
                return self._give_up(next)
            case PutThrough(matter=matter, silent=silent):
                return self._through.route(matter, silent=silent, hears=self.stage.hears)
            case AskFirst():
                return self._through.ask()
            case Depart(why=why, human=human):
                return self._through.depart(why, human=human, hears=self.stage.hears)
            case Connect():
                self._at = "connecting"
                return self._connecting.leave(next)
            case ToHuman():
                return self._to_human(next)
            case End(last=last):
                self._talk.leave(last)
        return None

    # --- what a caller may want at any stage ---

    def speak(self, language: LanguageSettings, heard: str) -> Next:
        """The caller has chosen a language: hears them in it, or gives them to those who speak it."""
        why = f"来电人选择{language.name}"
        if not self._parts.languages.usable(language) or self._at == "keys":
            queue = language.queue or self._parts.arrival.human_queue
            return PutThrough(Matter(Judgement(None, queue, 1.0, reason=why), heard))
        self._talk.report("answer", Matter(heard=heard), why)
        self._parts.spoken.chosen = language
        self._parts.requests.unclear = ""
        self._at = "request"
        self._talk.expect_language(language.id)
        return Fruitless((language.greeting or self._prompts.greeting,))

    def put_through_foreign(self, speaker: Foreign, heard: str) -> Next:
        """The caller speaks no Chinese: to those who speak their language, or who help in danger."""
        self._parts.spoken.foreign = speaker.tongue.language
        return PutThrough(Matter(speaker.judgement, heard))

    def slow_down(self) -> Next:
        """The caller needs time: says the last thing again, slowly, and everything from now on."""
        if self._parts.elder.slow:
            return Fruitless(self.stage.repeated())
        self._talk.be_slow()
        self._talk.say(self._prompts.elder, *self.stage.repeated())
        return Stand()

    # --- what follows ---

    def _answer(self, next: Answer) -> Next:
        self._talk.report("answer", next.matter, next.why)
        self._talk.expect(None)
        self._talk.say(*next.texts)
        return Stand(next.stage)

    def _reply(self, texts: tuple[str, ...]) -> Next:
        if texts:
            self._talk.say(*texts)
        else:
            self._talk.wait(self._dialogue.times.no_input_s * self._parts.elder.patience)
        return Stand("request" if self._at == "farewell" else None)

    def _fruitless(self, texts: tuple[str, ...]) -> Next:
        to_silence = self._prompts.no_input
        texts = texts or (to_silence[min(self._silences, len(to_silence) - 1)],)
        self._silences += 1
        if self._silences > len(to_silence):
            return self.stage.exhausted() if self._talk.sounded else self._hang_up_on_silence()
        if texts == to_silence[-1:]:  # time to find the key
            self._talk.grant(self._dialogue.times.unfinished_s)
        self._talk.say(*texts)
        return Stand("request" if self._at == "farewell" else None)

    def _hang_up_on_silence(self) -> Next:
        """Not a sound has come from this caller, who was told which key helps."""
        why = "一直没有声音，也没有按键"
        return Answer("farewell", Matter(), why, (self._prompts.silent_goodbye,))

    def _failed(self, next: Failed) -> Next:
        """Asks again, or gives up when that has happened too often."""
        self._at = next.stage or self._at
        self._talk.failures += 1
        failures, menu = self._talk.failures, self._dialogue.spoken_menu
        if failures >= self._dialogue.max_failures:
            return GiveUp(f"{failures} 次没有听懂或被否认", next.matter)
        if not self._menu.offered and 0 < self._talk.clarity < menu.at_once_below:
            return GiveUp("听得不清楚", next.matter)
        self._talk.report("ask_again", next.matter, next.matter.judgement.reason)
        self._talk.say(next.text)
        if next.offers_language and self._at == "request":
            self._offer_language(next.matter.heard)
        return Stand()

    def _offer_language(self, heard: str) -> None:
        if (offer := self._parts.spoken.offer(heard)) is not None:
            self._talk.say(offer)

    def _give_up(self, next: GiveUp) -> Next:
        if self._menu.offered or not self._dialogue.spoken_menu.enabled:
            return ToHuman("handover", next.why, self._prompts.handover, next.matter)
        return Begin("menu", next.matter, next.why)

    def _to_human(self, next: ToHuman) -> Next:
        settings = self._parts.settings
        self._parts.form.begin((), next.matter.heard)
        wanted = self._parts.spoken.speakers or self._parts.arrival.human_queue
        queue = self._parts.duty.on_duty(settings.queue(wanted))
        judgement = replace(next.matter.judgement, queue=queue.id)
        self._talk.report(next.outcome, replace(next.matter, judgement=judgement), next.why)
        foreign = bool(self._parts.spoken.foreign)
        priority = queue.priority + self._dialogue.human_priority
        seat = self._parts.seats.taking(NOTHING, queue, queue)
        return End(Route(queue.id, priority, next.say, foreign, seat_of(seat)))
