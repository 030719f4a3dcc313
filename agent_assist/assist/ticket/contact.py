"""Who calls and how they are reached: telephone, identity card, number plate, name, whether it is secret."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from agent_assist.assist.reader import Reader
from agent_assist.assist.ticket.choosing import Candidate, chosen, scored
from agent_assist.assist.ticket.field import Field, Told
from agent_assist.assist.ticket.surnames import PERSON, SURNAME

_ASKS_PHONE = re.compile("电话|号码|手机|联系方式|怎么联系|联系您")
_MINE = re.compile("我的?(?:电话|手机|号码|联系)|联系我|打我|打给我|给我(?:回|打)|我[这是就]?(?:电话|号码)")
_THEIRS = re.compile(
    "(?:他|她|对方|商家|店家|店里|老板|公司|物业|单位|房东|中介|司机|快递|骗子|客服)[^，。]{0,6}(?:电话|手机|号码)"
)
_OF_PHONES = re.compile("电话|手机|号码|联系|打")
_OTHER_NUMBER = re.compile("订单|单号|编号|工单|运单|卡号|账号|学号|工号")
CALLING = "来电号码"
_CHANGED = re.compile("(?:换|改)(?:了|成|为)[，,]?")
"""Of a number that is another one now; it is said in full."""

_BETWEEN = re.compile(r"(?<=[0-9])[\s,，、。\-—]+(?=[0-9Xx])")
_ID = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9X](?![0-9])")
_LAST = re.compile(r"(?<=[0-9]{17})(?:[，, ]*)(?:叉|艾克斯|埃克斯|x)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(rf"[{_PROVINCES}][A-HJ-Z](?:[A-HJ-NP-Z0-9]{{6}}|[A-HJ-NP-Z0-9]{{5}})(?![A-Z0-9])")

_ASKS_NAME = re.compile("贵姓|怎么称呼|如何称呼|姓名|名字|您姓|叫什么")
_FAMILY = re.compile(rf"(?:免贵|我|本人|鄙人)[^，。]{{0,2}}姓({SURNAME})|^(?:免贵)?姓({SURNAME})")
_SELF = "[我俺咱]|阿拉|侬家|本人"
_NAMED = re.compile(
    rf"(?:(?:{_SELF})(?:的|嘞)?(?:名字|名儿)(?:叫|是|叫做)?|(?:{_SELF})就?是?(?:叫做?|喊做?|名叫)|(?:^|(?<=[，,]))叫做?"
    rf"|本人|[我俺]是|姓名是?|名字[叫是])({PERSON}|{SURNAME}(?:先生|女士|小姐))(?=$|[，,。啊呀的嘞哈呢噻咧])"
)
_GIVEN = re.compile(
    rf"姓({SURNAME})[，, ]?(?:名字?|单名一?个?|叫做?|喊做?)([\u4e00-\u9fff]{{1,3}}?)(?=$|[，,。啊呀嘞哈呢噻])"
)
"""姓赵，叫德柱; 姓赵叫赵德柱."""
_CALLED = re.compile(
    rf"(?:叫|喊)我(?:老|小|大)?({SURNAME})(?:师傅|大哥|哥|大姐|姐|先生|女士|老师|大爷|阿姨)?"
    "(?=就|吧|好了|可以|得了|行|$|[，,。])"
)
_BY_PARTS = re.compile(
    "(?:三点水|单人旁|双人旁|草字头|草头|耳东|弓长|立早|木子|双木|口天|古月|言午|走肖|人可|人禾|龙共|西早|三横)"
    rf"(?:的|那个)?({SURNAME})(?=$|[，,。啊呀的嘞])"
)
"""How a family name is told apart from those that sound like it: 弓长张."""
_NO_NAME = re.compile("[区的市县人店家厂局司校院户村镇乡民主客工师生长员]$")
_OPENING = re.compile("^(?:嗯|哦|啊|呃|那个|好的?|行|我叫|我是|我姓|免贵姓?|姓|叫|是|名字叫|[，, ])+")
_CLOSING = re.compile("[，,。啊呀吧的 ]+$")
_SHORT_NAME = re.compile(rf"({PERSON}|{SURNAME}(?:先生|女士|小姐)?)")
_SPELT = re.compile(rf"({SURNAME})[，, ]?(?:[\u4e00-\u9fff]{{2}})\1")
"""李，木子李."""
_REFUSED = re.compile("不(?:太)?(?:方便|想|愿意?|用|便|告诉)|匿名|保密|算了|别问|就不(?:说|留)|无可奉告|不留")

_OPEN = re.compile("(?:不用|不需要|不必|无需|没必要)[^，。]{0,4}保密|可以公开|不保密|公开(?:没关系|吧|就行)")
_SECRET = re.compile(
    "保[密蜜秘]|匿名|(?:不要|别|不能|不想|千万别|不希望|请勿)[^，。]{0,8}(?:透露|公开|告诉|说出|泄露|知道是我|让[^，。]{1,4}知道)"
)
_AFRAID = re.compile("怕[^，。]{0,6}报复")
"""A wish for secrecy too, unless it is only why no name is told."""
_ASKS_SECRET = re.compile("保密|公开")
SECRET, NOT_SECRET = "保密", "不保密"


_ASKS_MATTER = re.compile("什么(?:事|问题|情况|诉求)|反映|帮您|帮到")


def is_asked_for(one: Told) -> bool:
    """Whether it answers who somebody is or how they are reached, and nothing else was asked."""
    asks = _ASKS_PHONE.search(one.asked) or _ASKS_NAME.search(one.asked)
    return asks is not None and _ASKS_MATTER.search(one.asked) is None


def telephone(told: Sequence[Told], reader: Reader) -> Field:
    """The number to call back; 来电号码 where it is the one they call from."""
    return chosen(_telephones(told, reader))


def _telephones(told: Sequence[Told], reader: Reader) -> Iterator[Candidate]:
    for one in told:
        if (found := reader.telephone(_CHANGED.sub("", _without_id(one.text, reader)))) is None:
            continue
        asked = _ASKS_PHONE.search(one.asked) is not None
        mine = _MINE.search(one.text) is not None
        if found.value == CALLING:
            if asked or mine or not one.own:
                yield scored(one, CALLING, 0.9 * found.score)
            continue
        whole, local = found.score > 0.85, found.score >= 0.8
        if not whole and not (local and (asked or (mine and _OF_PHONES.search(one.text)))):
            continue
        if not asked and not mine and (_THEIRS.search(one.text) or _OTHER_NUMBER.search(one.text)):
            continue
        yield scored(one, found.value, found.score * (1.0 if asked else 0.97 if mine else 0.85))


def id_number(told: Sequence[Told], reader: Reader) -> Field:
    """Of an identity card; one whose check digit is wrong scores half."""
    found = ((one, match) for one in told for match in _ID.findall(_for_id(one.text, reader)))
    return chosen(
        scored(one, number, 1.0 if _checked(number) else 0.5) for one, number in found if _born(number)
    )


def _for_id(text: str, reader: Reader) -> str:
    return _LAST.sub("X", _BETWEEN.sub("", reader.figures(text)))


def _without_id(text: str, reader: Reader) -> str:
    line = _for_id(text, reader)
    return _ID.sub("，", line) if _ID.search(line) else text


def _born(number: str) -> bool:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return born.year >= 1900


def _checked(number: str) -> bool:
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17]


def plate(told: Sequence[Told], reader: Reader) -> Field:
    """The number of a vehicle."""
    found = []
    for one in told:
        line = re.sub(r"[\s·.,，、\-]", "", reader.figures(one.text)).upper()
        found += [scored(one, match[0], 0.95) for match in _PLATE.finditer(line)]
    return chosen(found)


def name(told: Sequence[Told]) -> Field:
    """The citizen's name as far as it was said: 王建国, 王女士, 王."""
    return chosen(_names(told))


def _names(told: Sequence[Told]) -> Iterator[Candidate]:
    for one in told:
        if one.own and (found := _GIVEN.search(one.text)) and not _NO_NAME.search(found[2]):
            family, given = found[1], found[2]
            yield scored(one, given if given.startswith(family) else family + given, 0.95)
        elif (found := _NAMED.search(one.text)) and not _NO_NAME.search(found[1]):
            yield scored(one, found[1], 0.95)
        elif one.own and (found := _FAMILY.search(one.text)):
            family = found[1] or found[2]
            whole = _in_full(family, one.text[found.end() :])
            by_parts = _BY_PARTS.search(one.text, found.end())
            yield scored(one, whole or (by_parts[1] if by_parts else family), 0.8)
        elif one.own and (found := _CALLED.search(one.text)):
            yield scored(one, found[1], 0.8)
        elif _ASKS_NAME.search(one.asked) and not _REFUSED.search(one.text):
            yield from _answered(one)


def _in_full(family: str, rest: str) -> str:
    """The whole name, where it follows: 姓罗，罗永贵; empty where it does not."""
    clauses = (_CLOSING.sub("", _OPENING.sub("", clause)) for clause in re.split("[，,。]", rest)[:3])
    return next((one for one in clauses if one.startswith(family) and re.fullmatch(PERSON, one)), "")


def _answered(one: Told) -> Iterator[Candidate]:
    for clause in re.split("[，,。]", one.text)[:3]:
        said = _CLOSING.sub("", _OPENING.sub("", clause))
        if said and (found := _SHORT_NAME.fullmatch(said)):
            yield scored(one, found[1], 0.9 if len(said) > 1 else 0.75)
        elif spelt := _SPELT.search(clause) or _BY_PARTS.search(clause):
            yield scored(one, spelt[1], 0.75)


def secret(told: Sequence[Told], reader: Reader) -> Field:
    """保密 or 不保密, as the citizen wishes; the last word counts."""
    wish: list[Candidate] = []
    for one in told:
        if not one.own:
            continue
        answer = reader.yes_or_no(one.text) if _ASKS_SECRET.search(one.asked) else None
        if _OPEN.search(one.text) or answer is False:
            wish.append(scored(one, NOT_SECRET, 0.95))
        elif _SECRET.search(one.text) or answer is True or _afraid(one):
            wish.append(scored(one, SECRET, 0.95))
    return chosen(wish[-1:])


def _afraid(one: Told) -> bool:
    return _AFRAID.search(one.text) is not None and _ASKS_NAME.search(one.asked) is None
