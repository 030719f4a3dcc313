"""An address as it is written: 幸福路十二号翠竹小区三栋二单元五零一 as 幸福路12号翠竹小区3栋2单元501."""

from __future__ import annotations

import re

from contracts.numerals import number
from ivr.slots.filled import Filled
from ivr.slots.places.gazetteer import Gazetteer
from ivr.slots.plain import corrected, plain
from ivr.slots.spoken import DIGIT, NUMERAL, figures, unfolded

_LEAD = (
    "我要 我想 我们?家? 反映 反应 投诉 举报 咨询 一下 这边 这里 那个 地址 具体 位置 地点 住址 "
    "就 是 在 住 叫 位于 的 发生 大概 应该 好像"
)
_OPENING = re.compile(rf"^(?:{'|'.join(_LEAD.split())}|[，,：: ])+(?=[\u4e00-\u9fffA-Za-z0-9])")
_CLOSING = re.compile(r"(?:这里|这边|这儿|那里|那边|那儿|啊|呀|吧|呢|嘛|的|了|哦|噢|谢谢|[，,。 ])+$")
_INNER = re.compile(r"(?<![A-Za-z0-9])[ ，,。、]+|[ ，,。、]+(?![A-Za-z0-9])|(?:呃|嗯|额)+")

_UNITS = "号|栋|幢|座|单元|门|楼|层|室|弄|组|队|社|排|户|房|期|区|米"
_BEFORE_UNIT = re.compile(rf"((?:{NUMERAL}|幺)+)(?={_UNITS})")
_HYPHENS = re.compile(rf"({DIGIT}+)(?:杠|-|—|之)(?={DIGIT})")
_ROOM = re.compile(rf"(?<=[栋幢座元楼层号门室弄期-])({DIGIT}{{3,4}})(?![路街道巷村里{NUMERAL[1:-1]}])")

_SUFFIXES = "路|街|巷|小区|社区|花园|苑|村|市场|广场|大厦|公园|学校|医院"
_ADDRESS_PART = re.compile(
    rf"(?:{NUMERAL}|[0-9A-Za-z幺])+(?:{_UNITS})(?:楼(?![上下])|院)?|(?:杠|-|之)(?:{NUMERAL}|[0-9])+"
    rf"|(?<=[栋幢座元楼层号门室弄期]){DIGIT}{{3,4}}|[\u4e00-\u9fff]{{1,4}}(?:{_SUFFIXES})"
    r"|路口|门口|对面|旁边|隔壁|附近|楼下|楼上"
)
"""What may stand behind a known name."""

_NO_NAME = "我你他她它您们哪这那不没说么什谁怎很吗呢吧啊了的个条找去到从来跟让问打，,。、 "
_NAME = rf"(?:(?<!没)(?![{_NO_NAME}])[0-9A-Za-z\u4e00-\u9fff])"
"""A character of a name; those of 哪条路 and 我们小区 are none."""
_ROADS = (
    "(?<![马公走修道半迷过铁])路(?![灯面边上过况])|街(?![上边])|大道|巷(?!子)|胡同|桥|高速|路口|广场|市场"
    "|医院|学校|大学|中学|小学|幼儿园|公园|大厦|商场|车站"
)
_ROAD = re.compile(f"{_NAME}(?:{_ROADS})|{_NAME}{{2}}公路|[东西南北中]马路")
_PLACES = "小区|社区|花园|家园|公寓|新村|[县区镇乡村苑庄坊屯](?![民里长委外管政])"
_LANDMARKS = (
    "超市|酒店|宾馆|饭店|银行|派出所|政府|地铁站|公交站|体育馆|图书馆|体育场|机场|写字楼|工业园|产业园"
)
_BESIDE = "门口|旁边|对面|附近|交叉口|[东西南北]门"
_PLACE = re.compile(
    rf"{_NAME}(?<![小社农本全地])(?:{_PLACES})|{_NAME}{{2}}[城院湾里](?=$|[0-9A-Z])"
    rf"|{_NAME}(?:{_LANDMARKS})|{_NAME}{{2}}(?:{_BESIDE})$"
)
_OF_ADDRESS = re.compile(
    rf"(?:{NUMERAL}|[0-9A-Za-z幺])+(?:{_UNITS})|{_ROAD.pattern}|{_PLACE.pattern}"
    r"|(?:门口|旁边|对面|隔壁|附近|路口|巷|[前后侧]门|拐角|尽头)"
)
"""In a clause that may be a part of an address."""
_PAUSE = re.compile("[，,。、；;！!？?]")
_HOUSE_NUMBER = re.compile(rf"([0-9A-Za-z]+)({_UNITS})")
_BARE = re.compile(f"((?:{NUMERAL}|[0-9]){{1,4}})")
_UNFINISHED = re.compile(rf"(?<=[路街道巷]){NUMERAL}+$")
"""建业路二十三: the number of a house whose unit was not said."""
_UNSAID = re.compile(
    "不知道|不清楚|不晓得|不记得|说不上来|说不清|搞不清|忘了|忘记|什么路|什么地方|哪里都|到处都"
)
_HOUSE = re.compile(r"[0-9A-Za-z]+(?:号|栋|幢|座|单元|楼|层|室|弄|组|门|户)|[号栋幢座元楼层-]\d{3,4}")

_KNOWN_AND_HOUSE, _UNKNOWN_WHOLE, _KNOWN = 1.0, 0.8, 0.75
_UNKNOWN_AND_HOUSE, _SHAPED, _AS_SAID = 0.7, 0.55, 0.3


def address_answer(text: str, gazetteer: Gazetteer) -> Filled | None:
    """The address with known names put right by their sound, numbers in figures, the district in front.

    The score says how much of an address it is: 1 with a known name and a house, less for names that the
    gazetteer does not have (0.8 with house and flat), 0.3 for what has no form of an address.
    None when nothing was said, or that the caller does not know.
    """
    value = ""
    for part in filter(plain, corrected(unfolded(plain(text)))):
        value = _put_right(value, part, gazetteer)
    if not value:
        return None
    score = _score(value, gazetteer)
    if score == _AS_SAID and _UNSAID.search(text):
        return None
    return Filled(_with_district(value, gazetteer), text, score)


def _written(part: str, gazetteer: Gazetteer) -> str:
    line = _CLOSING.sub("", _OPENING.sub("", _of_address(part, gazetteer)))
    pieces = gazetteer.split(_INNER.sub("", line))
    # Figures first: 一五一六 must not become 一五一路 by its sound.
    line = "".join(piece if known else _in_figures(piece) for piece, known in pieces)
    return _within_sentence(gazetteer.correct(line), gazetteer)


def _of_address(part: str, gazetteer: Gazetteer) -> str:
    """The part without clauses that tell something else, where others are of an address."""
    clauses = [clause for clause in _PAUSE.split(part) if clause]
    ours = [
        one for one in clauses if _OF_ADDRESS.search(one) or any(known for _, known in gazetteer.split(one))
    ]
    return "，".join(ours or clauses)


def _within_sentence(line: str, gazetteer: Gazetteer) -> str:
    """The address in 幸福路十二号楼下施工太吵: from the first known name to the last part of an address."""
    if not any(known for _, known in gazetteer.split(line)):
        return line
    begin, end, at = len(line), 0, 0
    for piece, known in gazetteer.split(line):
        if known:
            begin, end = min(begin, at), at + len(piece)
        else:
            ends = [part.end() for part in _ADDRESS_PART.finditer(piece)]
            end = at + ends[-1] if ends and at >= begin else end
        at += len(piece)
    if _ROAD.search(line[:begin]) or _PLACE.search(line[:begin]):
        begin = 0  # a name that the gazetteer does not have may stand before
    return line[begin:end]


def _in_figures(piece: str) -> str:
    """Numbers of houses, floors and rooms; those in names of roads stay (五一路, 三环)."""
    piece = _HYPHENS.sub(lambda found: f"{figures(found[1])}-", piece)
    piece = re.sub(rf"(?<=[0-9]-|号之)({DIGIT}+)", lambda found: figures(found[1]), piece)
    piece = _BEFORE_UNIT.sub(lambda found: number(found[1]) or found[1], piece)
    return _ROOM.sub(lambda found: figures(found[1]), piece)


def _put_right(before: str, part: str, gazetteer: Gazetteer) -> str:
    """不对，是十三号: what has the same unit is replaced, the road stays; a whole address counts alone."""
    now = _written(part, gazetteer)
    if not before or _named(now, gazetteer):
        return now or before
    value = before
    for house in dict.fromkeys(_HOUSE_NUMBER.findall(now)):
        value = _with_house(value, *house)
    bare = _BARE.fullmatch(now)
    if bare is not None and len(places := list(_HOUSE_NUMBER.finditer(before))) == 1:
        return _with_house(before, number(bare[1]) or bare[1], places[0][2])
    return value if value != before or _HOUSE_NUMBER.search(now) else now or before


def _with_house(before: str, figures: str, unit: str) -> str:
    """The address with that number before that unit; in front of the smaller units where it had none."""
    place = list(re.finditer(rf"[0-9A-Za-z]+(?={unit})", before))
    if place:
        return before[: place[-1].start()] + figures + before[place[-1].end() :]
    return _UNFINISHED.sub("", before) + figures + unit


def _named(value: str, gazetteer: Gazetteer) -> bool:
    """Whether a road or a place is named in it."""
    return _known(value, gazetteer) or _ROAD.search(value) is not None or _PLACE.search(value) is not None


def _known(value: str, gazetteer: Gazetteer) -> bool:
    return any(known for _, known in gazetteer.split(value))


def _with_district(value: str, gazetteer: Gazetteer) -> str:
    """The district in front, when the names in the address lie in one and it was not said."""
    districts = {gazetteer.district(piece) for piece, known in gazetteer.split(value) if known} - {None}
    district = districts.pop() if len(districts) == 1 else None
    return value if district is None or district in value else district + value


def _score(value: str, gazetteer: Gazetteer) -> float:
    houses = len(_HOUSE.findall(value))
    if _known(value, gazetteer):
        return _KNOWN_AND_HOUSE if houses else _KNOWN
    if _named(value, gazetteer):
        return (_SHAPED, _UNKNOWN_AND_HOUSE, _UNKNOWN_WHOLE)[min(houses, 2)]
    return _AS_SAID
