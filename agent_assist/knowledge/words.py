"""Cuts Chinese text into what is indexed: pairs of neighbouring characters, and whole numbers.

Chinese writes no spaces; pairs need no dictionary and forgive a misheard character next to them.
"""

from __future__ import annotations

import re

_STOP_WORDS = [
    word
    for line in (
        "你好 您好 喂 请问 想问 问一下 咨询 反映 投诉 举报 一下 这个 那个 这边 那边 这种 这样 那样",
        "怎么办 怎么 怎样 什么 为什么 哪里 哪儿 哪个 哪些 如何 多少 是不是 有没有 能不能 可不可以",
        "可以 应该 需要 我们 你们 他们 咱们 大家 自己 人家 就是 还是 但是 可是 不过 而且 因为 所以",
        "如果 然后 现在 已经 一直 时候 时间 今天 昨天 明天 最近 的话 没有 问题 事情 情况 东西 知道",
        "觉得 告诉 帮我 帮忙 麻烦 谢谢 老是 总是 天天 每天 到底 不知道 一个 有个 这里 那里 这儿 那儿",
        "转人工 希望 想要 说是 对吧 是的 好的 不给 能办 去办 要办",
        # Only characters that form hardly any word that callers need: 就 would cut 就医, 就业.
        "嗯 啊 呃 哦 吧 吗 呢 呀 嘛 啦 哎 唉 的 了 我 你 您 他 她 它 是 很 这 那",
    )
    for word in line.split()
]

# Spoken numbers, for example a house number, say nothing about the matter.
_STOP = re.compile(
    "[零一二三四五六七八九十百千万两]{2,}|"
    + "|".join(sorted(map(re.escape, _STOP_WORDS), key=len, reverse=True))
)
_RUN = re.compile(r"[一-鿿㐀-䶿]+|[a-z0-9]+")


def terms(text: str) -> list[str]:
    """Terms of an article: pairs of characters within a run; numbers and Latin words whole."""
    return [term for run in _RUN.findall(text.lower()) for term in _cut(run)]


def query_terms(text: str) -> list[str]:
    """Terms of what was said, without the words that say nothing; each once, in order."""
    return list(dict.fromkeys(term for run in content_runs(text) for term in _cut(run)))


def content_runs(text: str) -> list[str]:
    """The stretches between stop words, for example 半夜施工 and 噪音."""
    return [run for part in _STOP.split(text.lower()) for run in _RUN.findall(part)]


def matched_words(said: str, article: str) -> list[str]:
    """The longest stretches of what was said that stand in the article, longest first."""
    found: set[str] = set()
    article = article.lower()
    for run in content_runs(said):
        start = 0
        while start < len(run):
            end = start
            while end < len(run) and run[start : end + 1] in article:
                end += 1
            if end - start >= 2 and (run.isascii() is False or run[start:end] == run):
                found.add(run[start:end])
            start = max(start + 1, end - 1)
    longest = sorted(found, key=lambda word: (-len(word), word))
    return [w for i, w in enumerate(longest) if not any(w in longer for longer in longest[:i])]


def _cut(run: str) -> list[str]:
    if run.isascii():
        return [run]
    return [run[i : i + 2] for i in range(len(run) - 1)]
