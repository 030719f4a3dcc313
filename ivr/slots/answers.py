"""Short answers: yes, no, good-bye. Compared by sound, because a recogniser writes 队 for 对."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from ivr.dialects.normalise import Normaliser
from ivr.dialects.pinyin import syllables
from ivr.settings.dialogue import DialogueSettings

Answer = Literal["yes", "no"]

_PARTICLES = (
    *("啊", "呀", "吧", "嘛", "呢", "的", "了", "哦", "嗯", "呃", "哎", "喂", "我", "那"),
    *("谢谢", "不好意思", "对不起", "抱歉"),
)
"""May stand around an answer without changing it."""


_CONTENT = (
    "知道了",
    "明白了",
    "晓得了",
    "清楚了",
    "了解了",
    "没了",
    "没别的事",
    "没有别的事",
    "没有其他事",
    "谢谢",
)
"""What callers say who have heard what they wanted to know."""

_NO_YES = ("对不起", "对不对", "是不是", "好不好", "可不可以", "行不行")
"""Begin as a yes does, and are none."""

_PUT_THROUGH = (
    *("转", "转吧", "转一下", "转接", "帮我转", "麻烦转一下", "转过去", "接吧"),
    *("人工", "要人工", "我要人工", "需要人工", "转人工"),
)
_WANTED = (
    *("需要", "要", "要的", "我要", "当然"),
    *_PUT_THROUGH,
    *("就用这个", "就这个", "用这个", "就是这个", "这个就行", "这个可以"),
)
_UNWANTED = (
    *("不用", "不需要", "不要", "不必", "不转", "不了", "换一个", "换个号码", "另一个", "别的号码"),
    *(f"{no}{human}" for no in ("不用", "不需要", "不要", "不必", "不") for human in ("人工", "转人工")),
)
"""Answers to the offers 还需要转人工吗 and 就用这个号码吗, besides yes and no."""

_DECLINED = (
    "不知道",
    "不清楚",
    "不好说",
    "不告诉你",
    "跳过",
    "下一个",
    "不用了",
    "不需要了",
    "没带",
    "找不到",
)
"""Answers of those who do not want to say, or cannot."""

LONGEST = 16
"""Syllables of the longest short answer."""


class Answers:
    """Recognises the configured short answers."""

    def __init__(self, settings: DialogueSettings, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._yes = self._sounds(settings.yes)
        self._no_yes = self._sounds(_NO_YES)
        self._no = self._sounds(settings.no)
        self._goodbye = self._sounds(settings.goodbye)
        self._content = self._sounds(_CONTENT)
        self._wanted = self._sounds((*settings.yes, *_WANTED))
        self._put_through = self._sounds(_PUT_THROUGH)
        self._unwanted = self._sounds((*settings.no, *settings.goodbye, *_UNWANTED, *_CONTENT))
        self._declined = self._sounds(_DECLINED)
        self._particles = self._sounds(_PARTICLES)
        words = (word for word in map(normaliser.standard, settings.no) if len(word) > 1)
        self._no_words = tuple(sorted(words, key=len, reverse=True))

    def of(self, text: str) -> Answer | None:
        """yes or no; None when the text is something else, or more than that."""
        said = self._sound(text)
        if self._only(self._no, said):
            return "no"
        return "yes" if self._only(self._yes, said) else None

    def wants(self, text: str) -> Answer | None:
        """The answer to an offer: 要 and 不用 count too, and 谢谢 alone is a no; None for anything else."""
        said = self._sound(text)
        if self._only(self._wanted, said):
            return "yes"
        return "no" if self._only(f"{self._unwanted}|{self._wanted}", said) else None

    def wants_human(self, text: str) -> bool:
        """Whether it is a yes (`wants`) that asks for a human: to the offer of anything else that is a no."""
        return self.wants(text) == "yes" and re.search(self._put_through, self._sound(text)) is not None

    def declines(self, text: str) -> bool:
        """Whether the caller does not want to say, or cannot."""
        return self._only(self._declined, self._sound(text))

    def begins_with_yes(self, text: str) -> bool:
        """Whether a yes opens the text (“对，就是楼上太吵”, but not “对不起，我说错了”)."""
        return re.match(f"(?!{self._no_yes})(?:{self._yes})", self._sound(text)) is not None

    def after_no(self, text: str) -> str | None:
        """What follows a no (“不是，我是说公积金”); None when the text does not begin with a no."""
        said = self._normaliser.standard(text)
        word = next((word for word in self._no_words if said.startswith(word)), None)
        return None if word is None else said[len(word) :]

    def has_done(self, text: str, *, told: bool) -> bool:
        """Whether the caller wants nothing more: a good-bye is enough, with short answers before it; who was
        `told` something may also say just 没有了 or 知道了."""
        said = self._sound(text)
        enough = f"{self._content}|{self._yes}|{self._no}|{self._goodbye}"
        return self._only(enough, said) and (told or re.search(self._goodbye, said) is not None)

    def _only(self, answers: str, said: str) -> bool:
        """Nothing but those answers, at least one, and particles.

        Longer is never one: the pattern would take time without end over a hundred 嗯.
        """
        return said.count(" ") <= LONGEST and (
            re.fullmatch(f"(?:{self._particles})*(?:(?:{answers})(?:{self._particles})*)+", said) is not None
        )

    def _sound(self, text: str) -> str:
        return "".join(f"{syllable} " for syllable in syllables(self._normaliser.standard(text)))

    def _sounds(self, words: Iterable[str]) -> str:
        """A pattern for any of the words, the longest first."""
        return "|".join(re.escape(sound) for sound in sorted(map(self._sound, words), key=len, reverse=True))
