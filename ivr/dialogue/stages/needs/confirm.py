"""Is it this?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.dialogue import Asks
from ivr.dialogue.prompts import confirm_text
from ivr.dialogue.stages.next import STAY, Begin, Failed, GiveUp, Matter, Next, PutThrough, Reply
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.judgement import Judgement
from ivr.understanding.split_requests import adds


class Confirm(Stage):
    """Asks whether the intent is right; a correction may be part of the answer."""

    _candidate = Matter()
    _repeated = False

    @property
    def asks(self) -> Asks:
        return Asks("confirm", queue=self._candidate.judgement.queue)

    def begin(self, matter: Matter, text: str) -> Next:
        """Asks whether that intent is right."""
        judgement = matter.judgement
        assert judgement.intent is not None
        self._candidate, self._repeated = matter, False
        self._talk.report("confirm", matter, judgement.reason)
        self._talk.say(confirm_text(self._settings, self._settings.intent(judgement.intent)))
        return STAY

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        answer, correction = self._answers.of(text), self._answers.after_no(text)
        if answer == "yes":
            return self._confirmed()
        if answer == "no":
            return self._denied()
        if correction is not None:
            return self._instead(correction, text)
        judgement = self._requests.judge(text, alternatives)
        likely = judgement.score >= self._dialogue.confirm_at
        if likely and judgement.intent != self._candidate.judgement.intent:
            if judgement.intent is not None and self._adds(text):
                self._talk.add(self._candidate.judgement, judgement.intent)
                return self._confirmed()
            return self._corrected(judgement, text, text)
        if likely or self._answers.begins_with_yes(text):
            return self._confirmed()
        if self._form.tells(text):  # said too early, and kept
            return Reply((self._prompts.confirm_again,))
        return Failed(self._prompts.confirm_again, self._candidate_in(text))

    def key(self, digit: str) -> Next | None:
        if digit == self._dialogue.yes_key:
            return self._confirmed()
        if digit == self._dialogue.no_key:
            return self._denied()
        return None

    def understands(self, text: str) -> bool:
        answers = self._answers
        return bool(answers.of(text)) or answers.begins_with_yes(text) or super().understands(text)

    def silent(self) -> Next:
        """Asks once more, then the most likely queue is better than none."""
        if self._repeated:
            return PutThrough(self._because("两次确认没有回答，按最可能的事项转接"), silent=True)
        self._repeated = True
        self._talk.say(self._prompts.confirm_again)
        return STAY

    def _adds(self, text: str) -> bool:
        """Whether the text says yes, and that something else is wanted, too."""
        return self._answers.begins_with_yes(text) and adds(self._normaliser.marked(text))

    def _confirmed(self) -> Next:
        return PutThrough(self._because("来电人已确认"))

    def _denied(self) -> Next:
        self._requests.deny(self._candidate.judgement)
        return Failed(self._prompts.after_no, self._candidate, "request")

    def _instead(self, said: str, text: str) -> Next:
        """A no, and then what it is."""
        denied = self._candidate.judgement
        self._requests.deny(denied)
        judgement = self._requests.judge(said)
        if judgement.intent != denied.intent and judgement.score >= self._dialogue.confirm_at:
            return self._corrected(judgement, said, text)
        return Failed(self._prompts.after_no, self._candidate_in(text), "request")

    def _corrected(self, judgement: Judgement, said: str, text: str) -> Next:
        self._talk.failures += 1
        if self._talk.failures > self._dialogue.max_failures:
            return GiveUp("多次更正仍未确认", self._candidate_in(text))
        return Begin("request", Matter(judgement, said))

    def _candidate_in(self, text: str) -> Matter:
        """The candidate, where the caller has just said this."""
        return replace(self._candidate, heard=text)

    def _because(self, why: str) -> Matter:
        """The candidate, and why it is put through."""
        judgement = self._candidate.judgement
        return replace(self._candidate, judgement=replace(judgement, reason=f"{judgement.reason}；{why}"))
