"""Is somebody in danger?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from contracts.dialogue import Asks
from ivr.dialogue.stages.next import STAY, Begin, Matter, Next, PutThrough
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.judgement import NOTHING, Judgement

_WHOLE_SENTENCE = 8
"""Characters: shorter ones (快派人来) may be said in any need."""


class InDanger(Stage):
    """One short question, never a menu: who does not say no is put through to those who help.

    It names nothing, because the person the caller is afraid of may be listening.
    """

    hears_small_talk = False
    _candidate = Matter()

    @property
    def asks(self) -> Asks:
        return Asks("confirm", queue=self._candidate.judgement.queue)

    def begin(self, matter: Matter, text: str) -> Next:
        """Asks whether that is so."""
        self._candidate = matter
        self._talk.report("confirm", matter, matter.judgement.reason)
        self._talk.say(self._prompts.danger)
        return STAY

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        if self._answers.of(text) == "no":
            return self._calm(self._candidate.judgement.otherwise or NOTHING, self._candidate.heard)
        if (correction := self._answers.after_no(text)) is not None:
            return self._calm(self._requests.judge(correction), correction)
        other = self._requests.judge(text, alternatives)
        if self._ordinary(other, text):
            return Begin("request", Matter(other, text))
        return self._through("没有否认有人有危险")

    def key(self, digit: str) -> Next | None:
        if digit == self._dialogue.yes_key:
            return self._through("来电人按键确认有人有危险")
        if digit == self._dialogue.no_key:
            return self._calm(self._candidate.judgement.otherwise or NOTHING, self._candidate.heard)
        return None

    def understands(self, text: str) -> bool:
        return bool(self._answers.of(text)) or super().understands(text)

    def silent(self) -> Next:
        """Who was just told of may need help because nobody answers any more."""
        return self._through("问是否有人有危险时没有回答", silent=True)

    def exhausted(self) -> Next:
        return self._through("没有否认有人有危险", silent=True)

    def deaf(self) -> Next:
        return self._through("听不清来电人，可能有人有危险", silent=True)

    def _ordinary(self, judgement: Judgement, text: str) -> bool:
        """Whether a whole sentence tells of something else, and of no danger: that is an answer, too."""
        if judgement.intent is None or judgement.otherwise is not None:
            return False
        calm = not self._settings.intent(judgement.intent).urgent and not self._answers.begins_with_yes(text)
        whole = len(self._normaliser.content(text)) >= _WHOLE_SENTENCE
        return calm and whole and judgement.score >= self._dialogue.confirm_at

    def _calm(self, otherwise: Judgement, heard: str) -> Next:
        """Nobody is in danger: what else is wanted. It is not asked again in this call."""
        self._requests.nobody_in_danger = True
        return Begin("request", Matter(otherwise, heard))

    def _through(self, why: str, silent: bool = False) -> Next:
        judgement = self._candidate.judgement
        found = replace(judgement, reason=f"{judgement.reason}；{why}", otherwise=None)
        return PutThrough(replace(self._candidate, judgement=found), silent=silent)
