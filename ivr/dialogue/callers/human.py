"""Who asks for a human in the middle of another conversation, in whatever words."""

from __future__ import annotations

import re

from ivr.dialects.normalise import Normaliser
from ivr.settings.settings import IvrSettings
from ivr.slots.answers import Answers
from ivr.understanding.judge import Judge

_WISH = re.compile(
    "(?:转|接|找|要|换|叫|喊|请)(?:到|接|给|一下|个|一个|你们)*(?:人工|真人|活人|接线员|话务员|客服|坐席|工作人员(?!来|上门|去|到|尽快|处理|过来))"
    "|(?:跟|和|同|与)(?:一个|个|你们)?(?:真人|活人|人工|人|客服|接线员|工作人员)(?:来)?(?:说|讲|谈|聊|反映)"
    "|不(?:想|愿意?|要)(?:再)?(?:跟|和|同|与)(?:你们?|这个?|一个)*(?:机器人?|电脑)(?:说|讲|谈|聊|对话)"
    "|(?:不要|别让)(?:你们?|这个?)*机器人?(?:跟我|和我|说|讲|回答|$)|(?:换|接)个人(?:跟|和|说|讲|听|来说|来讲|$)"
    "|(?:帮我|给我|麻烦|直接)转接(?:一下)?(?:吧|$)|^(?:要|我要)?(?:真人|活人)$"
)
_NOT = re.compile("(?:不|别|甭)(?:用|要|想|需要|必)?(?:再)?(?:给我|帮我)?$")


class HumanWish:
    """Knows the words of config.yaml's intent of those who want nothing but a human, and a few more."""

    def __init__(self, settings: IvrSettings, judge: Judge) -> None:
        self._judge = judge
        self._normaliser: Normaliser = judge.normaliser
        self._answers = Answers(settings.dialogue, judge.normaliser)
        self._human = {one.id for one in settings.intents if settings.for_human(one)}

    def said(self, text: str) -> bool:
        """Whether they ask for a human: 转人工, 我要跟人说; not 不用转人工."""
        if self._answers.wants_human(text):
            return True
        line = self._normaliser.standard(text)
        wish = _WISH.search(line)
        if wish is not None:
            return _NOT.search(line[: wish.start()]) is None
        found = self._judge.urgent(text)
        return found is not None and found.intent in self._human
