"""The keywords of an urgent intent in a sentence, and the words beside which they mean nothing urgent.

A word that takes the alarm back (如果, 以前) counts only before its keyword and in the same clause: “之前打过
电话，现在我家着火了” is a fire. What it turned out to be (结果是拍视频的) and that it was long ago
(那是十年前的事) are said behind it. For the wish for a human it counts anywhere: “转人工，要会英语的”.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ivr.dialects.normalise import PAUSE, STOP

_NOW = "现在|这会|眼下|刚才|刚刚|正在|已经|突然"
_CALLED = (
    "打过?电话|报过?警|派人来?|反映过?|投诉过?|不来人?|[了过](?=我|俺|咱|他|她|有人|孩子|老人|家里|这边)"
)
"""With these, too, a new clause begins: a recogniser may write no commas (“之前打过电话我家着火了”)."""

_NOTHING_AFTER_ALL = re.compile(
    f"(?:结果|原来|后来才?知道|其实|才(?:知道|发现))(?:是|就是|发现是?|说是|人家是?|他们是?)?[^{PAUSE}{STOP}不没别]{{0,6}}"
    "(?:拍(?:短)?(?:视频|电视|电影|戏|短剧)|视频里|演戏|演习|彩排|电视里|游戏|恶作剧|闹着玩|开玩笑|虚惊|误会|误报)"
)
"""After the keyword: “喊救命，结果是拍视频的”. What only turned out to be worse is none of these,
nor what it is not (其实不是演习)."""

_NOT_NOW = f"(?!.*(?:{_NOW}|今天|昨天|今晚|今早|又|还在|还没来))"

_LONG_AGO = re.compile(
    f"(?:是[^{PAUSE}{STOP}不没]{{0,8}}|[{PAUSE}{STOP}])"
    "(?:[几一二两三四五六七八九十半]+(?:个多?)?(?:年|月|星期|礼拜|周)(?:以)?前|个月前|年前|去年|前年|那年|早年|当年|"
    "小时候|年轻时候?|上个?(?:月|周|星期|礼拜|学期|季度)|前(?:阵子|段时间|些年))(?:发生)?的?"
    f"(?:老|旧)?(?:事情|事儿|事|新闻){_NOT_NOW}"
)
"""After the keyword: “着火了，那是十年前的事”. Not where something of now follows: 今天又烧起来了."""

_TOLD_OF = re.compile(
    "的?(?:那个|那条|这个|这种|那种)?(?:投诉|工单|单子|诉求|新闻|视频|片子|电影|电视剧|游戏|演练|演习|讲座|培训|"
    "保险|赔偿|补偿|补贴)"
    f"{_NOT_NOW}"
)
"""Right behind the keyword: “电梯困人的投诉”, “煤气漏了的新闻”."""

_NOT_INSIDE = "(?<![主只重])"
"""主要是, 只要是 and 重要是 are no 要是."""


class Alarm:
    """Finds one intent's keywords. Made once per configuration."""

    def __init__(self, keywords: Sequence[str], unless: Sequence[str], anywhere: bool) -> None:
        """`keywords` and `unless` are standard Mandarin; `anywhere`: wherever a word of `unless` stands."""
        self._keyword = _any_of(f"{PAUSE}?".join(map(re.escape, word)) for word in _longest_first(keywords))
        self._unless = _any_of(f"{_NOT_INSIDE}{re.escape(word)}" for word in unless)
        # A pause or 现在 right after 如果 or 上次 ends no clause.
        goes_on = "".join(f"(?<!{re.escape(word)})" for word in unless)
        self._clause = re.compile(f"{STOP}|{_CALLED}|{goes_on}(?:{PAUSE}|{_NOW})")
        self._anywhere = anywhere

    def find(self, marked: str) -> str | None:
        """The first keyword that counts in `marked`, standard Mandarin with `PAUSE` and `STOP`."""
        for found in self._keyword.finditer(marked):
            if not self._taken_back(marked, found):
                return found.group().replace(PAUSE, "")
        return None

    def _taken_back(self, marked: str, keyword: re.Match[str]) -> bool:
        if self._anywhere:
            return self._unless.search(marked.replace(PAUSE, "")) is not None
        begin = max((one.end() for one in self._clause.finditer(marked, 0, keyword.start())), default=0)
        if any(past.search(marked, keyword.end()) for past in (_NOTHING_AFTER_ALL, _LONG_AGO)):
            return True
        if _TOLD_OF.match(marked, keyword.end()):
            return True
        unless = self._unless.search(marked, begin)
        return unless is not None and unless.start() < keyword.end()  # 救命药 begins with 救命


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(words, key=len, reverse=True)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the patterns; nothing when there are none."""
    return re.compile("|".join(patterns) or "(?!)")
