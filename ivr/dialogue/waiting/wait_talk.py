"""Tells a waiting caller where they stand, and hears whether they have changed their mind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contracts.dialogue import HangUp, KeepWaiting
from ivr.dialogue.callers.human import HumanWish
from ivr.dialogue.short.short_talk import ShortTalk
from ivr.settings.settings import IvrSettings
from ivr.understanding.judge import Judge

CALL_BACK, LEFT = "wants no wait, may be called back", "wants to wait no longer"
"""Causes of the `HangUp`: they are offered a call-back; they were told good-bye."""

_LEAVES = re.compile(
    "不(?:想|愿意?)?再?等了|不想等|等不(?:了|及|起|下去)|不排了|不想排|算了|先挂|挂(?:了|电话)|(?:下次|改天|回头|晚点)再打"
)
_HOW_LONG = re.compile("多久|多长时间|还要等|还得等|几个人|多少人|第几|排到|轮到|什么时候|快了吗|到我")


class WaitTalk(ShortTalk):
    """Ends with `KeepWaiting`, or with `HangUp` (its cause says which)."""

    def __init__(
        self, settings: IvrSettings, judge: Judge, place: Sequence[str], comfort: str, *, may_call_back: bool
    ) -> None:
        """`place`: how many are before them and how long it takes, if that is known; `comfort`: said first,
        may be empty; `may_call_back`: who does not want to wait can be called."""
        super().__init__(settings, judge.normaliser)
        self._own = settings.waiting
        self._callback_key = settings.callbacks.key
        self._human = HumanWish(settings, judge)
        self._place = tuple(place)
        self._comfort = (comfort,) if comfort else ()
        self._may_call_back = may_call_back

    @property
    def patience_s(self) -> float:
        return self._own.listen_s

    def begin(self) -> None:
        self._line.say(*self._comfort, *self._place, self._own.prompts.invite)

    def key(self, digit: str) -> None:
        if digit == self._dialogue.human_key:
            self._tell_again(self._own.prompts.already)
        elif digit == self._callback_key and self._may_call_back:
            self._line.close(HangUp(CALL_BACK))
        else:
            self._line.close(KeepWaiting())

    def said(self, text: str) -> None:
        line = self._normaliser.standard(text)
        if self._human.said(text):
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

    def _tell_again(self, *first: str) -> None:
        self.end(KeepWaiting(), *first, *self._place)
