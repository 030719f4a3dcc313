"""The rules that agents' talk is held against, as the section `quality:` of config.yaml has them."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, OneLine, Section

Check = Literal["opens_with", "says", "reads_back", "never_says", "promises", "talks_over", "is_silent"]

Words = Annotated[str, OneLine(40)]
"""Words of a rule: a part of a sentence; … stands for up to six characters."""


class QualityRule(Section):
    """One rule."""

    id: Id
    name: Annotated[str, OneLine(20)] = Field(description="What the desk calls it.")
    check: Check = Field(
        description="opens_with: the agent's first turn has one of the words. says: some turn has. "
        "reads_back: a telephone number, an address with a number or an identity card that was told is "
        "said again. never_says: no turn has one. promises: has one only beside a basis (`unless`). "
        "talks_over: the agent does not speak into the citizen's words for `seconds`. is_silent: there is no "
        "pause of `seconds`."
    )
    words: tuple[Words, ...] = Field(default=(), max_length=200, description="What is looked for.")
    unless: tuple[Words, ...] = Field(
        default=(), max_length=200, description="Beside these words in the same turn the rule says nothing."
    )
    seconds: float = Field(default=0, ge=0, le=600, description="Of talks_over and is_silent.")
    enabled: bool = True

    @model_validator(mode="after")
    def _whole(self) -> Self:
        timed = self.check in ("talks_over", "is_silent")
        if timed and not self.seconds:
            raise ValueError("请写 seconds，多少秒算违反 / say from how many seconds on: seconds: 2")
        if not timed and self.check != "reads_back" and not self.words:
            raise ValueError("请写 words，要找的词 / say what is looked for: words: [您好]")
        return self

    def found_in(self, text: str) -> bool:
        """Whether one of its words stands in the text, and none beside which it says nothing."""
        return _any(self.words, text) and not _any(self.unless, text)


def _any(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(".{0,6}?".join(map(re.escape, word.split("…"))), text) for word in words)


_GREETINGS = ("您好", "你好", "早上好", "下午好", "晚上好")
_NAMES_ASKED = ("贵姓", "怎么称呼", "如何称呼", "您的姓名", "您的名字", "叫什么名字", "先生", "女士")
_FORBIDDEN = (
    *("不归我管", "不归我们管", "不关我", "跟我没关系", "与我无关", "我也没办法", "我没办法", "自己想办法"),
    *("你自己去", "你急什么", "你喊什么", "吵什么", "有没有搞错", "你懂不懂", "听不懂吗", "听不懂人话"),
    *("不是跟你说了", "刚才不是说了", "随便你", "爱投诉不投诉", "你去投诉", "你去告", "管不了", "没空"),
    *("下班了", "神经病", "有病吧", "闭嘴", "烦不烦", "你想怎么样"),
)
_PROMISES = (
    *("保证", "一定能", "一定会…解决", "一定给您", "一定给你", "肯定能", "肯定会…解决", "肯定给", "绝对能"),
    *("绝对会", "百分之百", "包您", "包你", "今天就能解决", "明天就能解决", "马上就能解决", "今天…解决好"),
    *("明天…解决好", "天内…解决好"),
)
_BASES = (
    *("规定", "条例", "依据", "根据", "按照", "法律", "政策", "文件"),
    *("不能保证", "不敢保证", "没法保证", "无法保证", "请您保证"),
)

RULES = (
    QualityRule(id="greeting", name="开头语", check="opens_with", words=_GREETINGS),
    QualityRule(id="name_asked", name="询问称呼", check="says", words=_NAMES_ASKED),
    QualityRule(id="repeat_back", name="复述确认", check="reads_back"),
    QualityRule(id="forbidden", name="服务忌语", check="never_says", words=_FORBIDDEN),
    QualityRule(id="talk_over", name="抢话", check="talks_over", seconds=1.5),
    QualityRule(id="silence", name="长时间无声", check="is_silent", seconds=20),
    QualityRule(id="promise", name="无依据承诺", check="promises", words=_PROMISES, unless=_BASES),
)
"""Those that hold where the configuration says nothing."""


class QualitySettings(Section):
    """What agents' talk is held against."""

    rules: tuple[QualityRule, ...] = Field(
        default=RULES,
        max_length=100,
        description="All of them; without the section these seven: greeting, name_asked, repeat_back, "
        "forbidden, talk_over, silence, promise.",
    )

    @model_validator(mode="after")
    def _once(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if twice := {one for one in ids if ids.count(one) > 1}:
            raise ValueError(f"规则的 id 重复了：{'、'.join(sorted(twice))} / rules with the same id")
        return self
