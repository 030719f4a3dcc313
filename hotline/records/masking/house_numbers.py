"""Masks where exactly somebody lives, by the form of an address: numbers of houses, floors and rooms.

A number counts as one when it stands before 号, 栋, 单元, 室 and the like, behind the name of a road, an
estate or a village, or is a chain (12-3-501). Streets, districts and estates stay. Dates, times, amounts and
the hotline's own number stay too. What is not covered: a number without any of these around it.
"""

from __future__ import annotations

import re

_FIGURE = "0-9０-９"
_NUMERAL = f"[{_FIGURE}零〇○洞一幺壹二两贰三叁四肆五伍六陆七柒拐八捌九玖勾十百千]"
_HYPHEN = r"[\-－—–杠之]"
_RUN = rf"{_NUMERAL}++(?:{_HYPHEN}{_NUMERAL}++)*+"
_PART = rf"{_NUMERAL}{{1,4}}+(?!{_NUMERAL})"
_CHAIN = rf"{_PART}(?:{_HYPHEN}{_PART})++"
_UNIT = "(?:号(?![线码键])|栋|幢|座|单元|门|楼|层|室|弄|组|户)"
_BEHIND = (
    "(?:[路街巷弄村庄苑号栋幢座楼层室]|大道|胡同|小区|社区|花园|家园|公寓|新村|大厦|广场|门牌|单元|楼上|楼下|隔壁"
    rf"|{_NUMERAL}期)(?:[，,、]|{_HYPHEN})?"
)
_NO_HOUSE = "(?!号[线码键]|[天个年月日人元块次点时分秒多几万米路辆条家位名处棵台根:：]|小时|公里)"
_PUBLIC = "(?!12345|一二三四五|幺二三四五)"

_DATE = (
    rf"(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d)"
    rf"|月份?{_NUMERAL}++[号日](?:(?:上午|下午|早上|晚上|中午)?{_NUMERAL}++[点:：])?"
)
_FOUND = re.compile(
    rf"{_DATE}"
    # One spoken digit may be a word (小区一直停水); a room has two and more.
    rf"|{_BEHIND}(?=[{_FIGURE}]|{_NUMERAL}{{2}}|{_NUMERAL}{_HYPHEN}){_PUBLIC}(?P<behind>{_RUN}){_NO_HOUSE}"
    rf"|(?<!{_NUMERAL})(?!一[门层座组户])(?P<before>{_RUN})(?={_UNIT})"
    rf"|(?<!{_NUMERAL})(?<![:：.])(?P<chain>{_CHAIN}){_NO_HOUSE}",
    re.ASCII,
)
NUMERAL = re.compile(_NUMERAL)
"""One character of a number, written or spoken; also of one that is no house's."""

_HAN = "\u3007\u4e00-\u9fff"
_SPACE = re.compile(rf"(?<=[{_HAN}])\s++|(?<!\s)\s++(?=[{_HAN}])")
"""Recognisers put spaces between words; they mean nothing in Chinese."""


def mask_house(text: str) -> str:
    """The text with such numbers replaced by `*`, at the same length: 幸福路12号3栋501 → 幸福路**号*栋***."""
    spaces = {place for space in _SPACE.finditer(text) for place in range(*space.span())}
    places = [place for place in range(len(text)) if place not in spaces]
    line = "".join(text[place] for place in places)
    hidden = {
        places[digit.start()]
        for found in _FOUND.finditer(line)
        if found.lastgroup
        for digit in NUMERAL.finditer(line, *found.span(found.lastgroup))
    }
    return "".join("*" if place in hidden else char for place, char in enumerate(text))
