"""A text as the words that stand in it, by jieba and its dictionary (MIT)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from hotline.city.topics.grams import LONGEST

if TYPE_CHECKING:
    from jieba import Tokenizer

SELDOM = 5
"""Of 60 million words of running text; rarer ones are three fifths of the dictionary, and of its memory."""
EVERYWHERE = 20_000
"""Of as many: 问题, 没有, 可以 tell nothing of a topic."""
LONGEST_WORD = 8
"""Characters."""
KEPT = 4096
"""Texts whose words are remembered: those of a topic are looked at again with each of its calls."""
_DULL_TAGS = tuple("rdcpumqtfyeok")
"""Pronouns, adverbs, conjunctions, particles, numbers, times, directions."""
_POLITE = frozenset(
    {
        *("你好", "您好", "谢谢", "请问", "麻烦", "怎么办", "怎么样", "打电话", "热线", "有人", "市民"),
        *("反映", "投诉", "举报", "咨询", "想问"),
    }
)
"""Said to any hotline."""
_PARTS = frozenset("的了吗呢吧啊呀么着过我你他她它您们这那哪谁很都就也还又个是在有")
"""Characters that no name has, but for one in the dictionary."""
_KINDS = frozenset(
    {
        *("小区", "社区", "花园", "家园", "公寓", "新村", "大厦", "广场", "公园", "市场", "大道", "学校"),
        *("医院", "路", "街", "巷", "苑", "村", "镇", "乡", "县", "区", "桥", "坊", "庄", "站", "厂"),
    }
)
"""Of places: 幸福 小区 is 幸福小区."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class _Dictionary:
    cutter: Tokenizer
    dull: frozenset[str]
    namely: frozenset[str]
    """Nouns and adjectives."""


@lru_cache(KEPT)
def telling_words(text: str) -> tuple[str, ...]:
    """Those that may tell what a text is about, each once, in its order; names of places whole, what a mask
    hides left out. Only the beginning of a long text is looked at. The first one costs a second."""
    found: dict[str, None] = {}
    last = ""
    for piece in _pieces(text[:LONGEST].lower()):
        if piece in _KINDS and _names(last) and len(last + piece) <= LONGEST_WORD:
            found.pop(last, None)
            piece = last + piece
            found[piece] = None
        elif _tells(piece):
            found[piece] = None
        last = piece
    return tuple(found)


def _pieces(text: str) -> Iterator[str]:
    """Words and what stands between them."""
    return (str(piece) for piece in _dictionary().cutter.cut(text))


def _tells(word: str) -> bool:
    if _LATIN.fullmatch(word):
        return True
    if len(word) < 2 or len(word) > LONGEST_WORD or not _HAN.fullmatch(word):
        return False
    known = _dictionary()
    return word not in known.dull and (known.cutter.FREQ.get(word, 0) > 0 or not _PARTS.intersection(word))


def _names(word: str) -> bool:
    """Whether it may stand before the kind of a place."""
    known = _dictionary()
    return _tells(word) and (word in known.namely or not known.cutter.FREQ.get(word))


@cache
def _dictionary() -> _Dictionary:
    """Made here, not by jieba itself: that would read a file that anybody may have put into the folder for
    temporary files."""
    import jieba  # late: commands that name no topic do without

    cutter = jieba.Tokenizer()
    lines, dull, namely = [], set(_POLITE), set()
    with cutter.get_dict_file() as file:
        for line in file:
            word, often, tag = line.decode().split(" ")
            if int(often) < SELDOM:
                continue
            lines.append(line)
            if int(often) > EVERYWHERE or tag.startswith(_DULL_TAGS):
                dull.add(word)
            elif tag.startswith(("n", "a")):
                namely.add(word)
    cutter.FREQ, cutter.total = cutter.gen_pfdict(io.BytesIO(b"".join(lines)))
    cutter.initialized = True
    return _Dictionary(cutter, frozenset(dull), frozenset(namely))
