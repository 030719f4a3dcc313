"""Masks what is no number and yet names one: plates of vehicles, e-mail, WeChat, credit codes of firms.

Digits may be written or spoken, letters are Latin. What is not covered: letters spelled in Chinese (诶, 西),
and a WeChat name that nothing introduces.
"""

from __future__ import annotations

import re

from hotline.records.masking.digits import DIGIT

_LETTER = "A-Za-zＡ-Ｚａ-ｚ"
_SIGN = rf"(?:[{_LETTER}]|{DIGIT})"
_GAP = r"[ \u3000·•.．\-－点]{0,2}"

_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领]"
_PLATE = (
    rf"{_PROVINCE}{_GAP}[{_LETTER}]{_GAP}"
    rf"(?P<plate>(?:{_SIGN}{_GAP}){{4,5}}{_SIGN}|(?:{_SIGN}{_GAP}){{4}}[学警港澳挂领])"
)

_AT = r"(?:[@＠]|艾特|圈[aA]|小老鼠|(?<![A-Za-z])at(?![A-Za-z]))"
_LOCAL = rf"(?:[{_LETTER}_.+\-]|下划线|点|{DIGIT})(?:[{_LETTER}_.+\- ]|下划线|点|{DIGIT}){{0,63}}"
_HOST = rf"(?:[{_LETTER}\-]|{DIGIT}){{1,40}} ?(?:[.．点] ?[{_LETTER}]{{2,}})"
_EMAIL = rf"(?P<email>{_LOCAL}) ?{_AT} ?{_HOST}"

_CREDIT_SIGN = rf"(?:[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]|{DIGIT})"
_CREDIT = (
    rf"(?<![0-9A-Za-z])(?P<credit>(?:{_CREDIT_SIGN}[ \-]?){{14}})"
    rf"(?:{_CREDIT_SIGN}[ \-]?){{3}}{_CREDIT_SIGN}(?![0-9A-Za-z])"
)

_IS = r"(?:就是|是|为|叫做|叫|[:：=]|[ \u3000])*"
_ID_SIGN = rf"(?:[{_LETTER}0-9_\-]|下划线|{DIGIT})"
_ID = rf"(?:{_ID_SIGN} ?){{4,19}}{_ID_SIGN}"
_NAMED = rf"(?:微信|[Ww]e[Cc]hat|QQ|qq)(?:的)?(?:号码|账号|帐号|号|[Ii][Dd])?{_IS}"
_WECHAT = (
    rf"{_NAMED}(?P<wechat>{_ID})"
    rf"|(?P<wxid>wxid_\w{{3,40}})"
    r"|微信的?(?:名字|名称|名|昵称)(?:就是|是|为|叫做|叫|[:：=]|[ \u3000])+"
    r"(?P<nick>[^\s，,。.；;！!？?、]{1,20})"
)

_FOUND = re.compile("|".join((_CREDIT, _PLATE, _EMAIL, _WECHAT)))
_GROUPS = ("credit", "plate", "email", "wechat", "wxid", "nick")
MAY_HOLD = re.compile(rf"[{_LETTER}@＠]|微信|艾特|小老鼠")
"""Whether it is worth looking."""

_LAST_NAME = re.compile(rf"{_NAMED}(?P<begun>(?:{_ID_SIGN} ?){{1,4}})$")
_LAST_WORD = re.compile(rf"(?:[{_LETTER}@＠_+\-]|{DIGIT}|[.．](?=.)){{2,}}[ .．]?$")


def mask_codes(text: str) -> str:
    """The text with such codes replaced by `*`, at the same length: 川A12345 → 川A*****."""
    hidden: set[int] = set()
    for found in _FOUND.finditer(text):
        for group in _GROUPS:
            if found[group] is not None:
                hidden |= set(range(*found.span(group)))
    return "".join("*" if place in hidden and char != " " else char for place, char in enumerate(text))


def mask_last_word(text: str) -> str:
    """The text without Latin letters and digits at its end: they may be the beginning of a code."""
    text = _LAST_NAME.sub(lambda found: found[0].removesuffix(found["begun"]) + _stars(found["begun"]), text)
    return _LAST_WORD.sub(lambda found: _stars(found[0]), text)


def _stars(text: str) -> str:
    return re.sub(r"[^ ]", "*", text)
