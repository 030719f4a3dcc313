"""The way from a decision to a queue: what callers are told before, and who is on duty."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.dialogue import Route
from ivr.decisions import instead
from ivr.prompts import put_through_text
from ivr.understand import Judgement

if TYPE_CHECKING:
    from ivr.conversation import Conversation


class Through:
    """Puts one caller through."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk

    def route(self, judgement: Judgement, heard: str) -> None:
        """Hands the caller to the queue of that judgement, or to the one that takes its callers now."""
        talk = self._talk
        human_queue = talk.settings.dialogue.human_queue
        intent = talk.settings.intent(judgement.intent) if judgement.intent is not None else None
        urgent = intent is not None and intent.urgent
        human = judgement.queue in (None, human_queue)
        if talk.spoken.speakers and (human or not urgent):  # in danger, the right help matters more
            judgement = replace(judgement, queue=talk.spoken.speakers)
        elif not urgent and talk.stage is not talk.keys:
            announcement = talk.duty.announcement(judgement.intent, heard)
            if announcement is not None:  # who then says it again is put through
                why = f"{judgement.reason}；播报公告"
                texts = announcement, talk.prompts.anything_else
                talk.answer(talk.told, heard, why, *texts, judgement=judgement)
                return
        wanted = talk.settings.queue(judgement.queue or human_queue)
        queue = wanted if urgent and not human else talk.duty.on_duty(wanted)
        judgement = instead(judgement, wanted, queue)
        say = put_through_text(talk.settings, wanted, queue, urgent)
        talk.report("route", judgement, heard, judgement.reason)
        talk.leave(Route(queue.id, min(100, queue.priority + (intent.priority if intent else 0)), say))
