"""What is doubtful in a written reply: a pure function of it, of its case and of articles about that.

It looks at words. It does not see: whether what a reply says is true or lawful; an office by another name
than the configured one; a citizen's name; that an answer is evasive though it has the words of the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from agent_assist.assist.quality.settings import QualityRule
from agent_assist.assist.reply import ReplyFinding, ReplyKind, ReplyMatter
from agent_assist.knowledge.words import query_terms

LONGEST = 4_000
"""Characters of a reply, and of a case, that are looked at."""
MOST = 20
"""Findings of one kind."""
_ANSWERED, _TOUCHED = 0.3, 0.15
"""Share of the words of a question, and of a wish, that a reply to it has at least."""
_FEW = 2
"""Words of a question that tell what it is about; of one with fewer the clause before it does, too."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_CLAUSE = re.compile(r"[^，,。！？!?；;\n]+[？?]?")
_NUMBER = r"[0-9零一二两三四五六七八九十百千]+"
_TIME_ASKED = re.compile("什么时候|何时|多久|多长时间|几时|几点|几月|(?<!好)几天")
_COUNT_ASKED = re.compile("多少|几块")
_ASKED = re.compile(
    "怎么|怎样|如何|能不能|能否|可不可以|可否|是否|是不是|有没有|为什么|为何|凭什么|哪里|哪儿|哪个|哪些|谁|什么|[吗？?]"
)
_DATE = re.compile(
    rf"{_NUMBER}\s*(?:年|月|日|天|个?工作日|个?小时|周|个?星期|个?月)|今天|今日|明天|昨天|当天|当日|即日|本周|下周|本月|下月|月底|年底|春节|国庆"
)
_VAGUE = re.compile(
    "尽快|近期|适时|择期|择机|抓紧|及时(?:处理|解决|办理|整改|修复)|后续|下一步|待[^，。；]{0,8}后"
)
_COUNT = re.compile(rf"[0-9]|{_NUMBER}(?:元|块|个|人|次|户|度|吨|米|成)|免费|不收费|百分之")
_AMOUNT = re.compile(r"[0-9][0-9,，.]*\s*(?:万|亿)?(?:元|块钱|%|％)")
_PERSONAL = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])"
    r"|(?<!\d)\d{16,19}(?!\d)"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9]{5,6}(?![A-Z0-9])"
    r"|\d+(?:号楼|栋|幢)(?:\d+单元)?\d+(?:室|户|号)?|\d+单元\d+(?:室|户|号)"
)


def precheck(reply: str, matter: ReplyMatter, rules: Sequence[QualityRule]) -> list[ReplyFinding]:
    """In the order of `ReplyKind`; none: nothing doubtful was seen. `rules`: those of the house; what they
    take for a promise, and for a basis beside it, is so in a reply."""
    reply = reply[:LONGEST].strip()
    sentences = [one.strip() for one in _SENTENCE.findall(reply) if one.strip()]
    if not sentences:
        return []
    found: list[tuple[ReplyKind, Iterable[str]]] = [
        ("unanswered", _unanswered(reply, matter)),
        ("wrong_unit", _other_units(reply, matter)),
        ("no_date", _without_date(reply, sentences)),
        ("promise", _promises(sentences, rules)),
        ("unfounded", _unfounded(reply, matter)),
        ("personal", (one[0] for one in _PERSONAL.finditer(reply))),
    ]
    return [
        ReplyFinding(kind=kind, words=words)
        for kind, every in found
        for words in list(dict.fromkeys(every))[:MOST]
    ]


def _unanswered(reply: str, matter: ReplyMatter) -> Iterator[str]:
    """Questions and the wish, as they stand in the case."""
    said, appeal = matter.said[:LONGEST], matter.appeal[:LONGEST]
    questions = [*_questions(said), *_questions(appeal)]
    for asked, about in questions:
        if not _is_answered(reply, asked, about):
            yield asked
    if appeal and appeal not in {asked for asked, _ in questions} and _share(appeal, reply) < _TOUCHED:
        yield appeal
    elif not questions and not appeal and said and not _share(said, reply):
        yield said


def _questions(text: str) -> Iterator[tuple[str, str]]:
    """Each clause that asks, and what it is about: with the clause before it, where it says little itself."""
    before = ""
    for found in _CLAUSE.finditer(text):
        clause = found[0].strip()
        if any(sign.search(clause) for sign in (_TIME_ASKED, _COUNT_ASKED, _ASKED)):
            few = len(query_terms(clause)) < _FEW
            yield clause, f"{before}，{clause}" if few and before else clause
        before = clause


def _is_answered(reply: str, asked: str, about: str) -> bool:
    if _TIME_ASKED.search(asked):
        return _DATE.search(reply) is not None
    if _COUNT_ASKED.search(asked):
        return _COUNT.search(_DATE.sub("", reply)) is not None
    return _share(about, reply) >= _ANSWERED


def _share(text: str, reply: str) -> float:
    """How many of its words the reply has; 1 where it has none that tell anything."""
    terms = query_terms(text)
    return sum(term in reply for term in terms) / len(terms) if terms else 1.0


def _other_units(reply: str, matter: ReplyMatter) -> Iterator[str]:
    """Offices that are named, where the responsible one is not."""
    if not matter.unit or matter.unit in reply:
        return
    # 城市管理局 is not named by 市管理局.
    named = [unit for unit in matter.units if unit and unit in reply]
    yield from (unit for unit in named if not any(unit != other and unit in other for other in named))


def _without_date(reply: str, sentences: Sequence[str]) -> Iterator[str]:
    """Words that put something off without saying until when; where no day stands in the whole reply and
    nothing puts off either, its last sentence."""
    vague = False
    for sentence in sentences:
        if not _DATE.search(sentence):
            for found in _VAGUE.finditer(sentence):
                vague = True
                yield found[0]
    if not vague and not _DATE.search(reply):
        yield sentences[-1]


def _promises(sentences: Sequence[str], rules: Sequence[QualityRule]) -> Iterator[str]:
    kept = [rule for rule in rules if rule.check == "promises" and rule.enabled]
    return (sentence for sentence in sentences if any(rule.found_in(sentence) for rule in kept))


def _unfounded(reply: str, matter: ReplyMatter) -> Iterator[str]:
    """Amounts and shares that stand nowhere else; nothing where the knowledge base has nothing of it."""
    if not matter.articles:
        return
    known = _plain("\n".join((matter.said, matter.appeal, *matter.articles)))
    for found in _AMOUNT.finditer(reply):
        if _plain(found[0]) not in known:
            yield found[0]


def _plain(text: str) -> str:
    return re.sub(r"[\s,，]", "", text).replace("％", "%").replace("块钱", "元")
