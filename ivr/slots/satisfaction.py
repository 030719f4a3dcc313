"""How satisfied somebody is, in five steps: 5 非常满意 (巴适得很) to 1 非常不满意 (太差了)."""

from __future__ import annotations

import re
from typing import NamedTuple

from ivr.dialects.normalise import Normaliser
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import Sounds
from ivr.slots.choice import choice_answer
from ivr.slots.filled import Filled
from ivr.slots.plain import plain
from ivr.slots.spoken import DIGIT, figures

STEPS = ("非常不满意", "不满意", "一般", "满意", "非常满意")
"""What people read for 1 to 5."""
LOW = 2
"""Up to this step somebody is not satisfied."""

_VERY = (
    "(?:非常|特别|十分|很|挺|好|太|极其|极|相当|最|超级|超|完全|根本|压根|实在|真的?|老|贼|忒|蛮|几|彻底|"
    "一点儿?[也都]?|半点[也都]?)+(?:的|地|是)?"
)
_NOT = (
    "(?:不是|不|没有|没|唔系|唔|勿|冇|谈不上|说不上|算不上|称不上|莫得|没得)"
    "(?:太|大|怎么|咋|够|算|那么|很|是|十分|特别|非常|多|几|甚|觉得|感到|有)*"
)
_GOOD = (
    "(?:满意(?!度)|好(?!像|几|多|久|不)|理想|周到|到位|中意|热情|耐心|负责|专业|靠谱|解决问题|"
    "可以|中|行|得行|巴适|安逸|灵光?|得劲|攒劲)"
)
_BAD = (
    "(?:不满意|不满|不好|不行|不高兴|不周到|差(?!不多|一点儿?就|点儿?就)|差劲|糟糕?|烂|失望|恶劣|敷衍|气人|孬|"
    "赖|撇)"
)

_FIVE = (
    "不能再(?:好|满意)|再(?:好|满意)不过|没得说|没话说|没的说|顶呱呱|杠杠的|点赞|满分|一百分|百分之?百|百分百|"
    "五颗?星|巴适得?[很板]|安逸得很|好得很|满意得很|一级棒|[很真太超好]棒|特别棒|棒极了|太好了|完美|嘎嘎好|美得很|好评"
)
_FOUR = (
    "(?:不是|没有?|不存在|冇|莫得|没得)(?:什么|啥子?|任何|哪里|觉得|说|很|太|一点)*"
    "(?:不满意?|不好|意见|毛病|问题|不周|可挑剔?|挑剔|不行)|"
    "不错|不算?(?:赖|差(?!不多)|孬|烂)|不怎么差|(?:还|都|也)(?:是)?(?:挺|蛮|比较|算)?满意|"
    "(?:挺|蛮|比较|还算|(?<!不)算|还是|都|也|总体|总的来说)(?:满意|好|中意|可以)|几好"
)
_THREE = (
    "(?<!不)一般般?|还行|还可以|还好|还阔以|还得行|还中|凑合|凑活|将就|马马虎虎|马虎|基本(?:上)?满意|过得去|"
    "就那样|就那么回事|不好不坏|普普通通|普通|中等|差不多|勉强|麻麻[地哋]?|不算好也不算坏|中不溜|平平|"
    "一半一半|说不上好坏|无所谓|都行|随便|随你|不好说"
)
_TWO = (
    "满意(?:个|才怪)|(?:怎么|咋)(?:可能|会|能)满意|能满意吗|没有?(?:给我?)?解决|白打|推来推去|踢皮球|推诿|"
    "不咋[地的样]|不咋滴|不怎么[样地的]|不满|有点儿?差|差了?[点些]|不及格|有意见|意见(?:很)?大"
)
_ONE = (
    "差劲|太差|很差|极差|差得?很|差极了|差死了|糟糕?|太烂|很烂|烂|垃圾|气死|恶劣|失望透|什么玩意|啥玩意|没用|态度差|"
    "最差|差评|一点儿?用"
)


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    score: int


_RULES = tuple(
    _Rule(re.compile(pattern), score)
    for pattern, score in (
        (_FIVE, 5),
        (rf"(?:不是|没有?){_VERY}不满意?", 3),
        (_FOUR, 4),
        (_THREE, 3),
        (rf"不是(?:那么|很|太|特别|十分|非常){_GOOD}", 2),
        (rf"{_VERY}(?:{_NOT}{_GOOD}|{_BAD})|{_BAD}(?:得很|极了|透了|死了)|{_ONE}", 1),
        (rf"{_NOT}{_GOOD}|{_TWO}|{_BAD}", 2),
        (rf"(?:挺|蛮|几){_GOOD}", 4),
        (rf"{_VERY}{_GOOD}|{_GOOD}(?:得很|极了|死了|惨了)", 5),
        (
            r"满意(?!度)|^中$|得劲|攒劲|灵光|中意|巴适|安逸|可以的?|得行|要得|(?:服务|态度|处理得?|办得?|讲得?|说得?)好",
            4,
        ),
    )
)
"""The first that fits a clause says it: denied twice before denied, and that before praise."""

_NO_ANSWER = re.compile(
    r"什么(?:叫|是|意思)|怎么算|啥意思|可以(?:问|请|帮|再|不|吗|说|转)|满意什么|不知道|不清楚|不晓得"
)
_HEARD = re.compile("(?:好的?|行|嗯|对|是的?|哦)+[吧啊呀了]*")
"""Says that the question was heard."""
_EXCUSE = re.compile("(?:真的?|太|很)?不好意思(?:啊|哈|了|呀)?")
_CLAUSE = re.compile(r"[，,。.！!？?；;、\s]+|但是?|不过(?!了)|只是|就是(?!这|那)|可是|后来|现在")
_POINTS = re.compile(
    rf"(?:给|打|评|选|按|我|就|要|第|个)*({DIGIT})(?:个)?(?:分|颗星|星|号|键)?(?:吧|了|啊|呀|嘛)*"
)
_HEARD_FOR = (
    "满意",
    "非常",
    "一般",
    "凑合",
    "还行",
    "还可以",
    "不错",
    "可以",
    "差劲",
    "巴适",
    "将就",
    "马虎",
)
"""Words that a recogniser writes with other characters of the same sound (漫意, 凑和)."""
_WHOLE = {
    "非常满意": ("很满意",),
    "基本满意": (),
    "不满意": ("不太满意",),
    "非常不满意": ("很不满意",),
}
"""Answers that may be misheard in a syllable (非常难义)."""
_SHORT = 6
"""Characters of an answer that is nothing but one of them."""
_SURE, _BY_SOUND = 1.0, 0.8


def satisfaction_answer(text: str, normaliser: Normaliser, sounds: Sounds) -> Filled | None:
    """The step, "1" to "5"; None for what is no answer to that. Never raises. `sounds`: what counts as alike.

    Of several clauses the last that says one counts: 开始不太满意，现在满意了.
    """
    line = _EXCUSE.sub("，", plain(text)).strip("，")
    points = _POINTS.fullmatch(line)
    if points is not None:
        score = 1 if line.endswith("零分") else int(figures(points[1]))
        return Filled(str(score), text, _SURE) if 1 <= score <= len(STEPS) else None
    if _HEARD.fullmatch(line):
        return None
    heard = _as_it_sounds(line)
    for said in (heard, normaliser.marked(heard)):
        if (step := _step(said)) is not None:
            return Filled(str(step), text, _SURE if heard == line else _BY_SOUND)
    if len(line) > _SHORT or (alike := choice_answer(line, _WHOLE, sounds)) is None:
        return None
    return Filled(str(_step(alike.value)), text, min(alike.score, _BY_SOUND))


def _step(line: str) -> int | None:
    found = [score for clause in _CLAUSE.split(line) if (score := _of_clause(clause)) is not None]
    return found[-1] if found else None


def _of_clause(clause: str) -> int | None:
    if _NO_ANSWER.search(clause):
        return None
    return next((rule.score for rule in _RULES if rule.pattern.search(clause)), None)


def _as_it_sounds(line: str) -> str:
    """With the words of `_HEARD_FOR` wherever their sound is."""
    sounds = pinyin(line)
    if len(sounds) != len(line):
        return line
    found = list(line)
    for word in _HEARD_FOR:
        sound = pinyin(word)
        for at in range(len(sounds) - len(sound) + 1):
            if sounds[at : at + len(sound)] == sound:
                found[at : at + len(word)] = word
    return "".join(found)
