"""The caller has heard an answer: is that enough, or do they want a human?"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.stages.decided import Decided
from ivr.understanding.understand import NOTHING, Judgement


class Answered(Decided):
    """Says what the configuration answers to an intent, and offers an agent."""

    _judgement = NOTHING
    """The decision that was answered."""
    _repeated = False

    @property
    def asks(self) -> Asks:
        return Asks("human", queue=self._judgement.queue)

    def offer(self, text: str, judgement: Judgement, heard: str) -> None:
        """`text` is the answer."""
        talk = self._talk
        self._judgement, self._repeated = judgement, False
        reason = f"{judgement.reason}；先答复"
        talk.answer(self, heard, reason, text, talk.prompts.want_human, judgement=judgement)

    def replied(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        match talk.answers.wants(text):
            case "yes":
                talk.through.ask()
                return
            case "no":
                self._enough(text)
                return
        judgement = talk.requests.judge(text, alternatives)
        if judgement.score < talk.settings.dialogue.confirm_at:
            self._unclear()
        elif judgement.intent == self._judgement.intent:
            talk.through.ask()
        else:
            talk.stage = talk.request
            talk.request.heard(text, alternatives)

    def key(self, digit: str) -> bool:
        dialogue = self._talk.settings.dialogue
        if digit == dialogue.yes_key:
            self._talk.through.ask()
        elif digit == dialogue.no_key:
            self._enough("")
        else:
            return super().key(digit)
        return True

    def silent(self) -> None:
        """Asks once more."""
        if self._repeated:
            self._enough("")
        else:
            self._repeated = True
            self._talk.line.say(self._talk.prompts.want_human)

    def _unclear(self) -> None:
        """“还是不明白”, “我想想”: offers an agent once more; the queue that was found stays the right one."""
        if self._repeated:
            self._talk.through.ask()
        else:
            self._repeated = True
            self._talk.line.say(self._talk.prompts.want_human)

    def _enough(self, heard: str) -> None:
        talk = self._talk
        why = "来电人听了答复，没有要转人工"
        talk.answer(talk.farewell, heard, why, talk.prompts.goodbye, judgement=self._judgement)
