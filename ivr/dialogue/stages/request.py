"""The open question: what is it about?"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.understand import Judgement


class Request(Stage):
    """Takes a request in the caller's own words."""

    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        if not talk.understanding.normaliser.content(text):
            talk.turn_without_request(talk.prompts.go_on)
            return
        judgement, heard, also = talk.requests.judge_all(text, alternatives)
        self.act(judgement, heard, also)

    def silent(self) -> None:
        self._talk.nobody_speaks()

    def act(self, judgement: Judgement, heard: str, also: tuple[str, ...] = ()) -> None:
        """Acts on a new request, perhaps after a second opinion. `also`: what else the caller wants."""
        talk = self._talk
        talk.clarity = talk.confidence
        talk.note_beside(judgement.intent, also)
        talk.expect(None)
        unsure = judgement.score < talk.settings.dialogue.route_at
        if unsure and talk.consulting.allowed and not self._never_asks(judgement):
            talk.consulting.begin(judgement, heard)
        else:
            self.settle(judgement, heard)

    def _never_asks(self, judgement: Judgement) -> bool:
        """Whether the intent is routed to from `confirm_at` on, and that is reached."""
        if judgement.intent is None or judgement.score < self._talk.settings.dialogue.confirm_at:
            return False
        return self._talk.settings.intent(judgement.intent).confirm == "never"

    def settle(self, judgement: Judgement, heard: str) -> None:
        """Asks again, asks whether it is this, or puts the caller through: by the score."""
        talk = self._talk
        dialogue = talk.settings.dialogue
        if judgement.intent is None or judgement.score < dialogue.confirm_at:
            self._not_understood(judgement, heard)
            return
        intent = talk.settings.intent(judgement.intent)
        sure = judgement.score >= dialogue.route_at
        if intent.confirm == "never" or (sure and (intent.confirm == "auto" or intent.urgent)):
            talk.through.route(judgement, heard)
        else:
            talk.confirm.ask(judgement, heard)

    def _not_understood(self, judgement: Judgement, heard: str) -> None:
        talk = self._talk
        talk.requests.unclear = heard
        talk.stage = talk.keys if talk.stage is talk.keys else talk.request
        again = talk.prompts.ask_again
        talk.failed(again[min(talk.failures, len(again) - 1)], judgement, heard)
        if talk.stage is talk.request and (offer := talk.spoken.offer(heard)) is not None:
            talk.line.say(offer)


class Told(Request):
    """The open question after an announcement: who wants nothing more is let go."""

    told = True
    asks = Asks("more")

    def silent(self) -> None:
        talk = self._talk
        talk.answer(talk.farewell, "", "播报公告后没有别的事", talk.prompts.goodbye)
