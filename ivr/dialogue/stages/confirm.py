"""Is it this?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.dialogue import Asks
from ivr.dialogue.prompts import confirm_text
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.understand import NOTHING, Judgement


class Confirm(Stage):
    """Asks whether the intent is right; a correction may be part of the answer."""

    _candidate = NOTHING
    _heard = ""
    """What the candidate was found in."""
    _repeated = False

    @property
    def asks(self) -> Asks:
        return Asks("confirm", queue=self._candidate.queue)

    def ask(self, judgement: Judgement, heard: str) -> None:
        """Asks whether that intent is right."""
        talk = self._talk
        assert judgement.intent is not None
        self._candidate, self._heard, self._repeated = judgement, heard, False
        talk.stage = self
        talk.report("confirm", judgement, heard, judgement.reason)
        talk.line.say(confirm_text(talk.settings, talk.settings.intent(judgement.intent)))

    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        candidate, confirm_at = self._candidate, talk.settings.dialogue.confirm_at
        answer, correction = talk.answers.of(text), talk.answers.after_no(text)
        if answer == "yes":
            self._confirmed()
            return
        if answer == "no":
            self._denied()
            return
        if correction is not None:
            self._deny()
        said = text if correction is None else correction
        judgement = talk.requests.judge(said, () if correction is not None else alternatives)
        new = judgement.intent != candidate.intent and judgement.score >= confirm_at
        if correction is None and not new:
            if judgement.score >= confirm_at or talk.answers.begins_with_yes(text):
                self._confirmed()
            else:
                talk.failed(talk.prompts.confirm_again, candidate, text)
        elif not new:
            talk.failed(talk.prompts.after_no, candidate, text)
        else:
            self._corrected(judgement, said, text)

    def key(self, digit: str) -> bool:
        dialogue = self._talk.settings.dialogue
        if digit == dialogue.yes_key:
            self._confirmed()
        elif digit == dialogue.no_key:
            self._denied()
        else:
            return False
        return True

    def understands(self, text: str) -> bool:
        answers = self._talk.answers
        return bool(answers.of(text)) or answers.begins_with_yes(text) or super().understands(text)

    def silent(self) -> None:
        """Asks once more, then the most likely queue is better than none."""
        talk = self._talk
        if self._repeated:
            reason = f"{self._candidate.reason}；两次确认没有回答，按最可能的事项转接"
            talk.through.route(replace(self._candidate, reason=reason), self._heard, silent=True)
        else:
            self._repeated = True
            talk.line.say(talk.prompts.confirm_again)

    def _confirmed(self) -> None:
        reason = f"{self._candidate.reason}；来电人已确认"
        self._talk.through.route(replace(self._candidate, reason=reason), self._heard)

    def _denied(self) -> None:
        self._deny()
        self._talk.failed(self._talk.prompts.after_no, self._candidate, self._heard)

    def _deny(self) -> None:
        self._talk.requests.deny(self._candidate)
        self._talk.stage = self._talk.request

    def _corrected(self, judgement: Judgement, said: str, text: str) -> None:
        talk = self._talk
        talk.failures += 1
        if talk.failures > talk.settings.dialogue.max_failures:
            talk.give_up("多次更正仍未确认", self._candidate, text)
        else:
            talk.request.act(judgement, said)
