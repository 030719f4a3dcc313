"""The caller has heard an answer: is that enough, or do they want a human?"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.stages.decided import AfterDecision
from ivr.dialogue.stages.next import STAY, Answer, AskFirst, Hear, Matter, Next


class AnswerGiven(AfterDecision):
    """Says what the configuration answers to an intent, and offers an agent."""

    _matter = Matter()
    """The decision that was answered."""
    _repeated = False

    @property
    def asks(self) -> Asks:
        return Asks("human", queue=self._matter.judgement.queue)

    def begin(self, matter: Matter, text: str) -> Next:
        """`text` is the answer; empty: it has been said."""
        self._matter, self._repeated = matter, False
        why = f"{matter.judgement.reason}；先答复"
        texts = (text, self._prompts.want_human) if text else (self._prompts.want_human,)
        return Answer("answered", matter, why, texts)

    def replied(self, text: str, alternatives: Sequence[str]) -> Next:
        match self._answers.wants(text):
            case "yes":
                return AskFirst()
            case "no":
                return self._enough(text)
        judgement = self._requests.judge(text, alternatives)
        if judgement.score < self._dialogue.confirm_at:  # “还是不明白”, “我想想”
            return self._offer_again() or AskFirst()  # the queue that was found stays the right one
        if judgement.intent == self._matter.judgement.intent:
            return AskFirst()
        return Hear(text, tuple(alternatives))

    def key(self, digit: str) -> Next | None:
        if digit == self._dialogue.yes_key:
            return AskFirst()
        if digit == self._dialogue.no_key:
            return self._enough("")
        return super().key(digit)

    def silent(self) -> Next:
        return self._offer_again() or self._enough("")

    def _offer_again(self) -> Next | None:
        """Offers an agent once more; None when that was done already."""
        if self._repeated:
            return None
        self._repeated = True
        self._talk.say(self._prompts.want_human)
        return STAY

    def _enough(self, heard: str) -> Next:
        why = "来电人听了答复，没有要转人工"
        return Answer("farewell", Matter(self._matter.judgement, heard), why, (self._prompts.goodbye,))
