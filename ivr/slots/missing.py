"""Answers of those who have nothing to answer with: 没有工单号, 单号没记, 没有地址."""

from __future__ import annotations

import re
from itertools import dropwhile

from ivr.slots.plain import plain, unknown

_PAUSE = re.compile(r"[，,。、；;！!？?\s]+")
_BEFORE = "(?:我|我们|这个|那个|这里|这边|也|都|还|真|真的|可能|现在|暂时|目前|手上|手里|身边|根本|就|是)*"
_UNKNOWN = "不知道|不清楚|不晓得|说不上来|说不清楚|说不清"
_GONE = f"忘了|忘记了|忘记|不记得|记不得|记不住|记不清|找不到|找不着|查不到|{_UNKNOWN}"
_NONE = f"(?:没有|没得|莫得|冇得|冇|没|无|{_GONE})"
_DONE = "(?:记下来|记下|记住|记|收到|留|带|拿到|给我|告诉我|看到|保存|存)?"
_WHAT = "(?:这个|那个|什么|具体的?|任何|门牌|详细的?)*"
_NUMBER = "工单号|工单|单号|号码|编号|号|电话号码|电话|手机号|手机|座机"
_OF_ALL = f"地址|门牌号|门牌|小区|{_NUMBER}|日期|时间|金额|短信"
_AFTER = "(?:了|啊|呀|呢|哦|噢|吧|的|嘛|过|在身边|在手上|在手里)*"


def after_missing(text: str, label: str) -> str | None:
    """What follows the clauses that say only that there is no such thing, or that it is gone.

    None when the text does not begin so. `label`: what the question asks for, as agents read it.
    """
    clauses = [clause for clause in _PAUSE.split(plain(text)) if clause]
    thing = f"(?:{re.escape(label)}|{_OF_ALL})"
    nothing = f"{_NONE}{_DONE}{_WHAT}{thing}?{_AFTER}|{thing}(?:是|我|也|都|还|真)*{_NONE}{_DONE}{_AFTER}"
    rest = dropwhile(lambda one: unknown(one) or re.fullmatch(f"{_BEFORE}(?:{nothing})", one), clauses)
    following = list(rest)
    return "，".join(following) if len(following) < len(clauses) else None
