"""Tells a waiting caller where they stand, and hears whether they have changed their mind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts import SERVED
from contracts.dialogue import HangUp, KeepWaiting
from ivr.dialogue.callers.human import HumanWish
from ivr.dialogue.short.short_talk import ShortTalk
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge

CALL_BACK, LEFT = "wants no wait, may be called back", "wants to wait no longer"
"""Causes of the `HangUp`: they are offered a call-back; they were told good-bye. One more is `SERVED`."""

_LEAVES = re.compile(
    "不(?:想|愿意?)?再?等了|不想等|等不(?:了|及|起|下去)|不排了|不想排|算了|先挂|挂(?:了|电话)|(?:下次|改天|回头|晚点)再打"
)
_HOW_LONG = re.compile("多久|多长时间|还要等|还得等|几个人|多少人|第几|排到|轮到|什么时候|快了吗|到我")
_NO_ANSWER = re.compile("不(?:想|用|要|必)听|别(?:说|念)")
_ANSWER = re.compile("要听|听(?:一下|听|一听|吧|答复)|(?:先|想)听|(?:您|你)说吧|说来听")
_AGAIN = re.compile("再(?:说|讲|听|念|放|来)一?[遍下次]|没听清|重复")
_ENOUGH = re.compile("(?:可以|够|明白|知道|清楚|懂|晓得)了(?!吗|么|没)")
_NOT_CLEAR = re.compile("[不没](?:太|大|很|怎么|听|说)?(?:可以|够|明白|知道|清楚|懂|晓得)")


class WaitTalk(ShortTalk):
    """Ends with `KeepWaiting`, or with `HangUp` (its cause says which)."""

    def __init__(
        self,
        settings: IvrSettings,
        judge: Judge,
        place: Sequence[str],
        comfort: str,
        *,
        may_call_back: bool,
        answer: str | None = None,
        first: bool = True,
    ) -> None:
        """`place`: how many are before them and how long it takes, if that is known; `comfort`: said first,
        may be empty; `may_call_back`: who does not want to wait can be called; `answer`: to what they wait
        for, offered in the `first` talk, told in any."""
        super().__init__(settings, judge.normaliser)
        self._own = settings.waiting
        self._callback_key = settings.callbacks.key
        self._human = HumanWish(settings, judge)
        self._place = tuple(place)
        self._comfort = (comfort,) if comfort else ()
        self._may_call_back = may_call_back
        self._answer = answer
        self._offers = answer is not None and first
        self._told = False
        self.served = False
        """Whether they have heard the whole answer."""

    @property
    def patience_s(self) -> float:
        return self._own.listen_s

    def begin(self) -> None:
        last = self._own.prompts.answer if self._offers else self._own.prompts.invite
        self._line.say(*self._comfort, *self._place, last)

    def key(self, digit: str) -> None:
        if digit == self._own.answer_key and self._answer is not None:
            self._tell_answer(self._answer)
        elif self._told and digit == self._dialogue.no_key:
            self.end(HangUp(SERVED), self._own.prompts.goodbye)
        elif digit == self._dialogue.human_key:
            self._tell_again(self._own.prompts.already)
        elif digit == self._callback_key and self._may_call_back:
            self._line.close(HangUp(CALL_BACK))
        else:
            self._line.close(KeepWaiting())

    def said(self, text: str) -> None:
        line = self._normaliser.standard(text)
        if self._told and self._is_enough(text, line):
            self.end(HangUp(SERVED), self._own.prompts.goodbye)
        elif self._told and self._answers.wants(text) == "yes":
            self._tell_again(self._own.prompts.already)
        elif self._answer is not None and self._wants_answer(text, line):
            self._tell_answer(self._answer)
        elif self._human.said(text):
            self._tell_again(self._own.prompts.already)
        elif _HOW_LONG.search(line) is not None:
            self._tell_again()
        elif _LEAVES.search(line) is None and not self._answers.has_done(text, told=False):
            self._line.close(KeepWaiting())
        elif self._may_call_back:
            self._line.close(HangUp(CALL_BACK))
        else:
            self.end(HangUp(LEFT), self._own.prompts.goodbye)

    def silent(self) -> None:
        self._line.close(KeepWaiting())

    def _said(self) -> None:
        self.served = self._told
        super()._said()

    def _is_enough(self, text: str, line: str) -> bool:
        """After the answer: a no to the human, thanks, a good-bye, or that it is clear now."""
        if _NOT_CLEAR.search(line) is not None:
            return False
        said = self._answers.wants(text) == "no" or self._answers.has_done(text, told=True)
        return said or _ENOUGH.search(line) is not None

    def _wants_answer(self, text: str, line: str) -> bool:
        """A bare yes answers the offer, and nothing else."""
        if _NO_ANSWER.search(line) is not None:
            return False
        if self._told:
            return _AGAIN.search(line) is not None
        return _ANSWER.search(line) is not None or (self._offers and self._answers.wants(text) == "yes")

    def _tell_answer(self, answer: str) -> None:
        self._told = True
        self._line.say(answer, self._own.prompts.enough)

    def _tell_again(self, *first: str) -> None:
        self.end(KeepWaiting(), *first, *self._place)
