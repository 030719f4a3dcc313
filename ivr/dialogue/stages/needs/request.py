"""The open question: what is it about?"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.requests import Found
from ivr.dialogue.stages.next import (
    Answer,
    Begin,
    Failed,
    Fruitless,
    Matter,
    Next,
    PutThrough,
    StageName,
)
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.judgement import Judgement


class Request(Stage):
    """Takes a request in the caller's own words."""

    open = True
    again_at: StageName = "request"
    """Where those are asked again who were not understood."""

    def begin(self, matter: Matter, text: str) -> Next:
        return self._act(Found(matter.judgement, matter.heard, matter.also))

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        if self._requests.asks_nothing(text):
            return Fruitless((self._prompts.go_on,))
        return self._act(self._requests.judge_all(text, alternatives))

    def silent(self) -> Next:
        return Fruitless()

    def settle(self, matter: Matter) -> Next:
        """Asks again, asks whether it is this, or puts the caller through: by the score."""
        judgement = matter.judgement
        if judgement.otherwise is not None:
            return Begin("danger", matter)
        if judgement.intent is None or judgement.score < self._dialogue.confirm_at:
            return self._not_understood(matter)
        intent = self._settings.intent(judgement.intent)
        sure = judgement.score >= self._dialogue.route_at
        if intent.confirm == "never" or (sure and (intent.confirm == "auto" or intent.urgent)):
            return PutThrough(matter)
        return Begin("confirm", matter)

    def _act(self, found: Found) -> Next:
        """Acts on a new request, perhaps after a second opinion."""
        matter = Matter(found.judgement, found.heard)
        self._talk.act_on(found)
        danger = matter.judgement.otherwise is not None  # no time for a second opinion
        unsure = matter.judgement.score < self._dialogue.route_at and not danger
        consults = self.hears and self._talk.may_consult
        if unsure and consults and not self._never_asks(matter.judgement):
            return Begin("consulting", matter)
        return self.settle(matter)

    def _never_asks(self, judgement: Judgement) -> bool:
        """Whether the intent is routed to from `confirm_at` on, and that is reached."""
        if judgement.intent is None or judgement.score < self._dialogue.confirm_at:
            return False
        return self._settings.intent(judgement.intent).confirm == "never"

    def _not_understood(self, matter: Matter) -> Next:
        self._requests.unclear = matter.heard
        again = self._prompts.ask_again
        text = again[min(self._talk.failures, len(again) - 1)]
        return Failed(text, matter, self.again_at, offers_language=True)


class AfterAnnouncement(Request):
    """The open question after an announcement: who wants nothing more is let go."""

    told = True
    asks = Asks("more")

    def silent(self) -> Next:
        why = "播报公告后没有别的事"
        return Answer("farewell", Matter(), why, (self._prompts.goodbye,))
