"""The way from a decision to a queue: what callers are told and asked before, and who is on duty."""

from __future__ import annotations

from dataclasses import replace

from contracts.dialogue import Route
from ivr.dialogue.callers.seats import seat_of
from ivr.dialogue.decisions import instead
from ivr.dialogue.parts import Parts
from ivr.dialogue.prompts import foreign_text, put_through_text, several_text
from ivr.dialogue.stages.next import Answer, Begin, Connect, Depart, End, Matter, Next
from ivr.dialogue.stages.stage import Talk
from ivr.settings.intents.intents import IntentSettings


class Through:
    """Puts one caller through: announcement, answer, questions, queue. What is urgent goes there at once."""

    def __init__(self, talk: Talk, parts: Parts) -> None:
        self._talk = talk
        self._settings = parts.settings
        self._dialogue = parts.settings.dialogue
        self._duty = parts.duty
        self._notices = parts.notices
        self._form = parts.form
        self._spoken = parts.spoken
        self._seats = parts.seats
        self._human_queue = parts.arrival.human_queue
        self._matter = Matter()
        self._answered: set[str] = set()  # intents
        self._progress = parts.settings.cases.progress if parts.tells_cases else None

    @property
    def intent(self) -> str | None:
        """Id of the intent that was decided on last."""
        return self._matter.judgement.intent

    def route(self, matter: Matter, *, silent: bool, hears: bool) -> Next:
        """Leads the caller to the queue of that judgement, or to the one that takes its callers now.

        `silent`: the caller has answered nothing so far, and is asked nothing more; `hears`: whether they
        can be heard.
        """
        self._matter = matter
        if self._wants_human:
            matter = self._matter = replace(
                matter, judgement=replace(matter.judgement, queue=self._human_queue)
            )
        judgement, intent = matter.judgement, self._intent
        urgent = intent is not None and intent.urgent
        if self._spoken.foreign:  # who is told and asked nothing in Chinese
            return Depart()
        human = judgement.queue in (None, self._human_queue)
        if self._spoken.speakers and (human or not urgent):  # in danger, the right help matters more
            self._matter = replace(matter, judgement=replace(judgement, queue=self._spoken.speakers))
            return Depart()
        if urgent or not hears:
            self._form.begin((), matter.heard)  # what was told already, the agent is to read
            return Depart()
        if (announcement := self._duty.announcement(judgement.intent, matter.heard)) is not None:
            why = f"{judgement.reason}；播报公告"  # who then says it again is put through
            return Answer("told", matter, why, (announcement, self._dialogue.prompts.anything_else))
        if silent:
            return Depart()
        if (notice := self.notice()) is not None:
            return notice
        if intent is not None and intent.id == self._progress and intent.id not in self._answered:
            self._answered.add(intent.id)
            return Begin("progress", matter)
        if (text := self._answer(intent)) is not None:
            return Begin("answered", matter, text)
        return self.ask()

    def notice(self) -> Next | None:
        """What was published for callers of this matter and place; each is told once."""
        if self._wants_human:
            return None
        told = f"{self._matter.heard}，{self._form.told}"
        found = self._notices.fitting(self.intent, self._matter.heard, told)
        return None if found is None else Begin("noticed", self._matter)

    def ask(self) -> Next:
        """Asks what the agent will want to know, and then puts the caller through."""
        intent = self._intent
        if intent is not None and intent.id == self._progress:
            return Depart()  # they were asked for the number already
        self._form.begin(intent.ask if intent is not None else (), self._matter.heard)
        if self._form.pending:
            labels = "、".join(question.label for question in self._form.pending)
            self._talk.report("ask", self._matter, f"{self._matter.judgement.reason}；先问{labels}")
        return Begin("question")

    def depart(self, why: str, *, human: bool, hears: bool) -> Next:
        """Hands the caller to the queue; who can be heard and is in no hurry may still object while that is
        said. `human`: they did not want to be asked any more.
        """
        intent = self._intent
        urgent = intent is not None and intent.urgent
        judgement = self._matter.judgement
        of_matter = self._settings.queue(judgement.queue or self._human_queue)
        danger = urgent and of_matter.id != self._human_queue
        queue = of_matter if danger else self._duty.on_duty(of_matter)
        wanted = self._seats.wanted(judgement, of_matter)
        taking = self._seats.taking(judgement, of_matter, queue)
        judgement = instead(judgement, wanted, taking, queue)
        say = put_through_text(self._settings, wanted, taking, urgent)
        if self._spoken.foreign:
            say = foreign_text(self._settings, wanted, taking, urgent)
        elif urgent and self._wants_human and taking is wanted:
            say = self._dialogue.prompts.human
        elif self._talk.beside(judgement.intent) and taking is wanted and not urgent:
            say = several_text(self._settings, taking)
        reason = f"{judgement.reason}；{why}" if why else judgement.reason
        self._talk.report("route", replace(self._matter, judgement=judgement), reason)
        priority = queue.priority + (intent.priority if intent else 0)
        priority += human * self._dialogue.human_priority
        foreign = bool(self._spoken.foreign)
        route = Route(queue.id, min(100, priority), say, foreign, seat_of(taking), judgement.intent)
        at_once = urgent or human or not hears or self._spoken.foreign
        return End(route) if at_once else Connect(replace(route, say=""), say, self._matter)

    @property
    def _wants_human(self) -> bool:
        return (intent := self._intent) is not None and self._settings.for_human(intent)

    @property
    def _intent(self) -> IntentSettings | None:
        id = self._matter.judgement.intent
        return self._settings.intent(id) if id is not None else None

    def _answer(self, intent: IntentSettings | None) -> str | None:
        """What callers with that intent are told before the queue; once."""
        if intent is None or intent.answer is None or intent.id in self._answered:
            return None
        if intent.answer.when == "waiting" and self._settings.waiting.enabled:
            return None
        self._answered.add(intent.id)
        return intent.answer.text
