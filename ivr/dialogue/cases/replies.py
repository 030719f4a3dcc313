"""What replies to the questions of a message mean, beyond a plain yes or no. All take standard wording."""

from __future__ import annotations

import re

_RIGHT = re.compile("没有?什?么?(?:错|问题|不对|毛病)|不错|(?<![不完])[是都也全]对")
_WRONG = re.compile("不(?:太|大|是很|完全|全)?(?:对|正确|准|是)|错|有误|有问题|反了|改一下|等一下")
_MORE = re.compile("还有|没说完|没讲完|补充|漏了")
_NOTHING = re.compile("没有?(?:了|啊|啦|吧)?[。，,]?$")
_KEPT = re.compile("[不别莫勿没][^，。,]{0,5}(?:公开|泄露|泄漏|透露|告诉|知道|说出去|传出去|外传)|匿名")
_OPEN = re.compile("不(?:用|需|必|保密|要保密|了$)|别保密|无需|无须|没必要|没关系|没事|公开|没有")


def says_right(text: str) -> bool:
    """没有错: nothing is wrong with it."""
    return _RIGHT.search(text) is not None and not says_wrong(text)


def says_wrong(text: str) -> bool:
    """不太对, 说错了: something is wrong with it."""
    return _WRONG.search(_RIGHT.sub("", text)) is not None


def has_more(text: str) -> bool:
    """还有一件事: not all has been told."""
    return _MORE.search(text) is not None


def names_nothing(text: str) -> bool:
    """没有: to what is wrong."""
    return says_right(text) or _NOTHING.fullmatch(text) is not None


def wants_secrecy(text: str) -> bool | None:
    """不要公开 is a yes to whether it is to be kept secret, 不用 is a no; None: neither."""
    if _KEPT.search(text) or says_right(text):
        return True
    return False if _OPEN.search(text) else None
