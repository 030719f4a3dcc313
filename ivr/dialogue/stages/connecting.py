"""“I am putting you through”: meanwhile the caller may still object, or want something else, too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.dialogue import Asks, Route
from ivr.dialogue.parts import Parts
from ivr.dialogue.stages.next import STAY, Begin, Connect, Depart, End, Failed, Matter, Next
from ivr.dialogue.stages.stage import Stage, Talk
from ivr.understanding.judgement import Judgement
from ivr.understanding.split_requests import adds, instead, takes_back

_WHOLE_SENTENCE = 6
"""Characters: of a shorter one it must be sure what it wants."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the caller goes, and what for."""

    route: Route
    matter: Matter


class Connecting(Stage):
    """Nobody is called yet. Who says nothing, or agrees, goes to the queue."""

    needs_hearing = False
    _leaving: Leaving

    def __init__(self, talk: Talk, parts: Parts) -> None:
        super().__init__(talk, parts)
        self._marked = parts.understanding.normaliser.marked

    @property
    def asks(self) -> Asks:
        return Asks("connecting", queue=self._leaving.route.queue)

    def leave(self, next: Connect) -> Next:
        """Says where the caller goes."""
        self._leaving = Leaving(next.route, next.matter)
        self._talk.expect(None)
        self._talk.say(next.say)
        return STAY

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        if self._answers.of(text) == "no":
            self._requests.deny(self._judgement)
            return Failed(self._prompts.after_no, self._leaving.matter, "request")
        denied = self._answers.after_no(text) is not None or takes_back(self._marked(text))
        wanted = instead(self._marked(text)) if denied else text
        found = self._requests.judge_all(wanted, alternatives if wanted == text else ())
        judgement, said = found.judgement, found.heard
        other = judgement.intent is not None and judgement.intent != self._judgement.intent
        if judgement.otherwise is not None:
            return Begin("danger", Matter(judgement, said))
        short = len(self._normaliser.content(wanted)) < _WHOLE_SENTENCE
        least = self._dialogue.route_at if short else self._dialogue.confirm_at
        if judgement.intent is not None and self._settings.for_human(self._settings.intent(judgement.intent)):
            return self._go()  # they have humans there, and the right ones
        if not other or judgement.score < least or self._answers.of(text) == "yes":
            return self._go()
        if not denied and (adds(self._marked(text)) or self._answers.begins_with_yes(text)):
            return self._add(judgement)
        if denied:
            self._requests.deny(self._judgement)
        old = self._judgement.intent
        kept = () if denied or old is None else (old,)
        return Begin("request", Matter(judgement, said, (*found.also, *kept)))

    def silent(self) -> Next:
        return self._go()

    def prompts_done(self) -> Next:
        if self._talk.granted:
            self._talk.wait(0)
            return STAY
        return self._go()

    def human(self) -> Next:
        return self._go()

    def urgent(self, judgement: Judgement, text: str) -> Next:
        settings = self._settings
        if judgement.intent is not None and settings.for_human(settings.intent(judgement.intent)):
            return self._go()
        return super().urgent(judgement, text)

    def exhausted(self) -> Next:
        return self._go()

    @property
    def _judgement(self) -> Judgement:
        return self._leaving.matter.judgement

    def _go(self) -> Next:
        return End(self._leaving.route)

    def _add(self, judgement: Judgement) -> Next:
        """Something of another queue is told to the agent, too."""
        if judgement.intent is None or judgement.queue == self._judgement.queue:
            return self._go()
        self._talk.add(self._judgement, judgement.intent)
        return Depart("来电人还说了另一件事")
