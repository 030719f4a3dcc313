"""The way from a decision to a queue: what callers are told and asked before, and who is on duty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.dialogue import Route
from ivr.dialogue.decisions import instead
from ivr.dialogue.prompts import put_through_text, several_text
from ivr.settings.settings import IntentSettings
from ivr.understanding.understand import NOTHING, Judgement

if TYPE_CHECKING:
    from ivr.dialogue.conversation import Conversation


class Through:
    """Puts one caller through: announcement, answer, questions, queue. What is urgent goes there at once."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self._judgement = NOTHING
        self._heard = ""
        self._answered: set[str] = set()  # intents

    @property
    def intent(self) -> str | None:
        """Id of the intent that was decided on last."""
        return self._judgement.intent

    def route(self, judgement: Judgement, heard: str, *, silent: bool = False) -> None:
        """Leads the caller to the queue of that judgement, or to the one that takes its callers now.

        `silent`: the caller has answered nothing so far, and is asked nothing more.
        """
        talk = self._talk
        self._judgement, self._heard = judgement, heard
        intent = self._settings
        urgent = intent is not None and intent.urgent
        human = judgement.queue in (None, talk.settings.dialogue.human_queue)
        if talk.spoken.speakers and (human or not urgent):  # in danger, the right help matters more
            self._judgement = replace(judgement, queue=talk.spoken.speakers)
            self.depart()
        elif urgent or not talk.stage.hears:
            self.depart()
        elif (announcement := talk.duty.announcement(judgement.intent, heard)) is not None:
            why = f"{judgement.reason}；播报公告"  # who then says it again is put through
            texts = announcement, talk.prompts.anything_else
            talk.answer(talk.told, heard, why, *texts, judgement=judgement)
        elif silent:
            self.depart()
        elif (text := self._answer(intent)) is not None:
            talk.answered.offer(text, judgement, heard)
        else:
            self.ask()

    def ask(self) -> None:
        """Asks what the agent will want to know, and then puts the caller through."""
        intent = self._settings
        talk = self._talk
        talk.form.begin(intent.ask if intent is not None else (), self._heard)
        if talk.form.pending:
            labels = "、".join(question.label for question in talk.form.pending)
            talk.report("ask", self._judgement, self._heard, f"{self._judgement.reason}；先问{labels}")
        talk.question.next()

    def depart(self, why: str = "", *, human: bool = False) -> None:
        """Hands the caller to the queue. `human`: they did not want to be asked any more."""
        talk = self._talk
        dialogue = talk.settings.dialogue
        intent = self._settings
        urgent = intent is not None and intent.urgent
        wanted = talk.settings.queue(self._judgement.queue or dialogue.human_queue)
        queue = wanted if urgent and wanted.id != dialogue.human_queue else talk.duty.on_duty(wanted)
        judgement = instead(self._judgement, wanted, queue)
        say = put_through_text(talk.settings, wanted, queue, urgent)
        if talk.beside(judgement.intent) and queue is wanted and not urgent:
            say = several_text(talk.settings, queue)
        reason = f"{judgement.reason}；{why}" if why else judgement.reason
        talk.report("route", judgement, self._heard, reason)
        priority = queue.priority + (intent.priority if intent else 0) + human * dialogue.human_priority
        talk.leave(Route(queue.id, min(100, priority), say))

    @property
    def _settings(self) -> IntentSettings | None:
        id = self._judgement.intent
        return self._talk.settings.intent(id) if id is not None else None

    def _answer(self, intent: IntentSettings | None) -> str | None:
        """What callers with that intent are told; once."""
        if intent is None or intent.answer is None or intent.id in self._answered:
            return None
        self._answered.add(intent.id)
        return intent.answer.text
