"""What one caller has asked for so far: judges a request with what came before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ivr.dialogue.callers.foreign import ForeignSpeakers
from ivr.dialogue.meaning.meant import Meant
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge
from ivr.understanding.judgement import NOTHING, Judgement

_OTHERS = 2
"""Other readings that are tried by themselves: the best ones of either pass."""
_MEANT = 0.7
"""So sure one of them must be: it was heard only by half."""
_SURE, _SURER = 0.9, 0.1
"""The same where the text itself means something: sure, and surer than that."""
_BELOW = 0.01


@dataclass(frozen=True, slots=True)
class Found:
    """What a request was taken for."""

    judgement: Judgement
    heard: str
    """What was judged."""
    also: tuple[str, ...] = ()
    """Intents that it names besides, for other queues."""
    perhaps: tuple[str, ...] = ()
    """Intents that may be in it besides, though nothing says so."""


class Requests:
    """The requests of one call."""

    def __init__(self, settings: IvrSettings, understanding: Judge, foreign: ForeignSpeakers) -> None:
        self._settings = settings
        self._understanding = understanding
        self._foreign = foreign
        self.meant = Meant()
        """What the sentence means that is judged next."""
        self._denied: set[str] = set()
        self.unclear = ""
        """The last request, when it was not understood."""
        self.nobody_in_danger = False
        """Whether the caller was asked, and said so."""

    def deny(self, judgement: Judgement) -> None:
        """The caller says that it is not this."""
        if judgement.intent is not None:
            self._denied.add(judgement.intent)

    def denied(self, intent: str) -> bool:
        """Whether the caller has said that it is not this."""
        return intent in self._denied

    def judge(self, text: str, alternatives: Sequence[str] = ()) -> Judgement:
        """The judgement on the text, passing over what the caller has denied."""
        if self.asks_nothing(text):
            return NOTHING
        judgement = self._understanding.decide(text, alternatives, self.meant.vector(text))
        return self._told(self._or_otherwise(self._not_denied(judgement), alternatives), text)

    def asks_nothing(self, text: str) -> bool:
        """Whether it is only a greeting, fillers or courtesies."""
        return not self._understanding.normaliser.content(text) or self._foreign.says_nothing(text)

    def judge_all(self, text: str, alternatives: Sequence[str]) -> Found:
        """The better judgement of the text alone and together with what was unclear.

        What is urgent comes first; the agent is told of the others, also of unsure ones.
        """
        needs = self._understanding.needs(text, alternatives, self.meant.vector(text))
        wanted = [need for need in needs if need.intent not in self._denied]
        also = tuple(need.intent for need in wanted[1:] if need.intent and need.queue != wanted[0].queue)
        if also:
            return Found(wanted[0], text, also)
        judgement = (
            self._told(self._or_otherwise(self._not_denied(needs[0]), alternatives), text)
            if len(needs) == 1
            else self.judge(text, alternatives)
        )
        if self.unclear:
            together = self.judge(f"{self.unclear}，{text}")
            if together.score > judgement.score:
                return Found(together, f"{self.unclear}，{text}")
        needs = self._understanding.beside(text, judgement, self.meant.vector(text))
        if self._denied.intersection(need.intent or "" for need in needs):
            return Found(judgement, text)
        return Found(needs[0], text, perhaps=tuple(need.intent for need in needs[1:] if need.intent))

    def urgent(self, judgement: Judgement, text: str) -> Found:
        """With what may be in the sentence besides what is acted on at once."""
        needs = self._understanding.beside(text, judgement, self.meant.vector(text))
        others = (need.intent for need in needs if need.intent and need.queue != judgement.queue)
        return Found(judgement, text, perhaps=tuple(others))

    def _or_otherwise(self, judgement: Judgement, alternatives: Sequence[str]) -> Judgement:
        """Where the text means little and another reading of the sound means much: that one, never without
        asking."""
        dialogue = self._settings.dialogue
        if judgement.score >= dialogue.route_at or judgement.otherwise is not None:
            return judgement
        unclear = judgement.score < dialogue.confirm_at
        least = _MEANT if unclear else max(_SURE, judgement.score + _SURER)
        others = [self._not_denied(self._understanding.decide(other)) for other in alternatives[:_OTHERS]]
        best = max(others, key=lambda other: other.score, default=judgement)
        if best.score < least:
            return judgement
        score = min(best.score, dialogue.route_at - _BELOW)
        return replace(best, score=score, reason=f"换一种听法：{best.reason}")

    def _told(self, judgement: Judgement, text: str) -> Judgement:
        """With why it was judged without its meaning, where that may have made the difference."""
        lack = self.meant.lack(text)
        if not lack or judgement.intent is None or judgement.score >= self._settings.dialogue.route_at:
            return judgement
        return replace(judgement, reason=f"{judgement.reason}；{lack}")

    def _not_denied(self, judgement: Judgement) -> Judgement:
        """The same, or the runner-up's where the caller has denied the best."""
        if judgement.otherwise is not None and self.nobody_in_danger:
            return self._not_denied(judgement.otherwise)
        if judgement.intent not in self._denied:
            return judgement
        if judgement.runner_up is None or judgement.runner_up in self._denied:
            return replace(judgement, score=0.0, reason="来电人已经否认")
        return replace(
            judgement,
            intent=judgement.runner_up,
            queue=self._settings.intent(judgement.runner_up).queue,
            score=judgement.runner_up_score,
            runner_up=judgement.intent,
            runner_up_score=0.0,
            reason=f"{judgement.reason}；第一选择已被来电人否认",
        )
