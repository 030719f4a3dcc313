"""Where it is: the address, and in it street, community and landmark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent_assist.assist.reader import PlaceKind, Reader
from agent_assist.assist.ticket.choosing import Candidate, chosen, scored
from agent_assist.assist.ticket.field import EMPTY, Field, Told

_ASKS = re.compile(
    "哪里|哪儿|哪个(?:小区|地方|路|位置|社区|区|学校|店)|哪条|什么(?:地方|位置|路|小区)|地址|位置"
    "|地点|住哪|具体在|在哪"
)
_LEAD = re.compile(
    "你好|您好|我想|我要|想要|请问|反映|反应|投诉|举报|咨询|问一下|一下|就是|现在|今天|昨天|最近"
    "|因为|然后|那个|这个|住在|位于|地址|应该|大概|好像|可能|上班|每天|早上|晚上|半夜|附近的"
)
_NO_NAME = (
    ""
    "我你他她它您们的了在是有说想就住去到从这那哪个条家把被让给跟问打没不也都来买看叫和与及离往经过，"
    ",。、；;！!？? "
)
_C = rf"[^{_NO_NAME}\W_]"
_STREETS = (
    "(?<![马公走修道半迷过铁上])路(?![灯面边上过况费政由人程])|大道|(?<!上)街道?(?![上边])"
    "|巷(?!子)|胡同|高速|大桥|立交桥?|隧道"
)
_OF_PEACE = "[人永中太祥雍颐义万嘉天文康清泰共协安顺家春元保同]?和[平谐睦顺兴安美风畅信丰义泰昌盛]?"
"""Names of streets with a 和 that joins nothing."""
_COMMUNITIES = (
    "小区|社区|花园|家园|公寓|新村|村(?![民里长委])|雅居|华府|里(?=[0-9一二三四五六七八九十])"
    "|家属院|宿舍|苑|公馆|府邸|豪庭|[一二三四五六七八九]期"
)
_DISTRICTS = "(?:高新|经开|开发|新|示范)区|[^小社园景校片地郊城街](?:区)(?![别域分])|县|镇(?!静)|乡(?!亲)"
_LANDMARKS = (
    "广场(?!舞)|商场|市场|公园|医院|大学|中学|小学|幼儿园|学校|大厦|车站|火车站|地铁站|公交站"
    "|(?:火车|高铁|汽车|客运)[东南西北]?站|站台|超市|酒店|宾馆|银行|体育馆|图书馆|邮局|邮政局|加油站|电影院|文化宫"
    "|机场|写字楼|工业园|产业园|软件园|科技园|园区|菜场|菜市场|步行街|商城|派出所|政府|工地|水库"
    "|码头|景区|养老院|敬老院|卫生院|卫生所|村委会|居委会|粮站|供销社"
)
_BESIDE_IT = "(?=的?(?:那?旁?边|斜?对面|对门|隔壁|附近|[东西南北正侧后大]?门口?|后头|前头|后面|前面|楼下))"
_ALONE = (
    "软件园|科技园|工业园|产业园|(?:火车|高铁|汽车|客运)[东南西北]?站|体育馆|体育场|图书馆|飞机场"
    f"|(?:邮局|邮政局|卫生院|卫生所|加油站|派出所|村委会|居委会|电影院|粮站|供销社|菜市场|老街){_BESIDE_IT}"
)
"""Landmarks of which a city has one, or that need no name, as where somebody is beside one."""
_NUMBER = r"(?:[0-9A-Za-z]+|[零一二两三四五六七八九十百幺]+)"
_HOUSE = (
    rf"{_NUMBER}(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|弄|组|队|期|户|门|栋楼)(?:[0-9]{{3,4}})?"
    rf"|(?<=[栋幢座元号楼层])[0-9]{{3,4}}"
)
_BESIDE = (
    "十字路口|丁字路口|三岔路口|交叉路?口|交汇处?|路口|[东西南北正侧后]?门口|[东西南北]门|旁边"
    "|对面|隔壁|附近|楼下|楼上|后面|前面|(?:中|东|西|南|北)段"
)
_PART = re.compile(
    rf"(?P<district>[东西南北]城区|{_C}{{1,6}}?(?:{_DISTRICTS}))|(?P<house>(?:{_HOUSE})(?![路街巷线桥]|大道))"
    rf"|(?P<street>(?:{_OF_PEACE}|{_C}{{1,7}}?)(?:{_STREETS}))|(?P<community>{_C}{{2,7}}?(?:{_COMMUNITIES}))"
    rf"|(?P<landmark>{_C}{{2,8}}?(?:{_LANDMARKS})|{_ALONE})|(?P<beside>{_BESIDE})"
)
"""In this order: a district and a house end where the name behind them begins."""
_JOINT = re.compile("[的和与跟，, ]|那边的?|这边的?")
_UNASKED, _ASKED = 0.6, 0.5
_NAMED, _NAMED_AND_HOUSE = 0.6, 0.75
_KNOWN = 0.75
"""From this score on the names are the city's, or it has house and flat."""


_ASKS_MATTER = re.compile("什么(?:事|问题|情况|诉求)|反映|怎么回事|帮您|帮到")


def is_asked_for(one: Told) -> bool:
    """Whether it answers where something is, and nothing else was asked."""
    return _ASKS.search(one.asked) is not None and _ASKS_MATTER.search(one.asked) is None


def address(told: Sequence[Told], reader: Reader) -> Field:
    """The whole of it."""
    return chosen(_addresses(told, reader))


def _addresses(told: Sequence[Told], reader: Reader) -> Iterator[Candidate]:
    for one in told:
        if (found := reader.address(one.text)) is None:
            continue
        asked = _ASKS.search(one.asked) is not None
        value, score = found.value, found.score
        if not (score >= _KNOWN and reader.places(value)):
            value, score = _cut_out(value)
        if value and score >= (_ASKED if asked else _UNASKED):
            yield scored(one, value, min(1.0, score + (0.1 if asked else 0.0)))


def district(told: Sequence[Told], where: Field, reader: Reader) -> Field:
    """That of the address, or the one that was told where it was asked for, or said yes to."""
    found = part("district", where, reader)
    return found if found.value else chosen(_apart("district", told, reader))


def landmark(told: Sequence[Told], where: Field, reader: Reader) -> Field:
    """That of the address, or the one that was told where it was asked for, or said yes to."""
    found = part("landmark", where, reader)
    return found if found.value else chosen(_apart("landmark", told, reader))


def _apart(kind: PlaceKind, told: Sequence[Told], reader: Reader) -> Iterator[Candidate]:
    for one in told:
        if (
            not one.own
            or _ASKS.search(one.asked)
            or kind in {_kind(found) for found in _PART.finditer(one.asked)}
        ):
            found = part(kind, Field(one.text, one.sentence, _UNASKED), reader)
            if found.value:
                yield scored(one, found.value, found.score)


def within(where: Field, named: Field) -> Field:
    """The address with the district before it that was told apart from it."""
    if not where.value or not named.value or named.sentence in (None, where.sentence):
        return where
    if any(_kind(found) == "district" for found in _parts(where.value)):
        return where
    also = (*where.also, *(one for one in (named.sentence,) if one is not None))
    return replace(where, value=named.value + where.value, also=tuple(dict.fromkeys(also)))


def part(kind: PlaceKind, whole: Field, reader: Reader) -> Field:
    """Its street, community or landmark, as the city's gazetteer names it, or as it looks."""
    if not whole.value or whole.sentence is None:
        return EMPTY
    for place in reader.places(whole.value):
        if place.kind == kind:
            return Field(place.name, whole.sentence, whole.score)
    for found in _parts(_LEAD.sub("，", whole.value)):
        if found.lastgroup == kind:
            return Field(found[0], whole.sentence, round(0.9 * whole.score, 3))
    return EMPTY


def _cut_out(text: str) -> tuple[str, float]:
    """The address in a clause whose names nobody knows, and how much of one it is; empty without a name."""
    parts = _parts(_LEAD.sub("，", text))
    if not parts:
        return "", 0.0
    begin, end = parts[0].start(), parts[-1].end()
    value = re.sub(
        "[，, ]|(?<=[区县镇乡])的|的(?=[东西南北正侧后]?门|路口|旁|对)", "", _LEAD.sub("，", text)[begin:end]
    )
    house = any(one.lastgroup == "house" for one in parts)
    return value, _NAMED_AND_HOUSE if house else _NAMED


def _parts(text: str) -> list[re.Match[str]]:
    """The first run of parts of an address that begins with a name; most named ones win."""
    best: list[re.Match[str]] = []
    run: list[re.Match[str]] = []
    for found in _PART.finditer(text):
        if run and not _joined(text[run[-1].end() : found.start()]):
            run = []
        if run or found.lastgroup not in ("house", "beside"):
            run = [*run, found]
        if _weight(run) > _weight(best):
            best = run
    return best


def _kind(found: re.Match[str]) -> str:
    return found.lastgroup or ""


def _joined(between: str) -> bool:
    return not between or _JOINT.fullmatch(between) is not None


def _weight(run: list[re.Match[str]]) -> int:
    return sum(1 if one.lastgroup in ("house", "beside") else 2 for one in run)
