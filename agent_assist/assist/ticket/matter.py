"""What it is about: demand and appeal, category and unit, when, how much, who else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from agent_assist.assist.reader import Reader, Topic
from agent_assist.assist.ticket.choosing import Candidate, chosen, scored
from agent_assist.assist.ticket.field import EMPTY, Field, Told
from agent_assist.assist.ticket.surnames import SURNAME

_TELLS = 0.3
"""Score from which a sentence says what the call is about."""
_FILLERS = re.compile(
    "^(?:喂|你好|您好|嗯|啊|呃|哦|那个|这个|就是|就是说|是这样的?|我跟你(?:们)?说|我想(?:问|反映"
    "|投诉|咨询)(?:一下)?|[，,。 ])+"
)

_ASKS_TIME = re.compile("什么时候|几号|哪天|哪一天|多久了|几点|时间|啥时候|从什么时候")
_SURE_TIME, _ASKED_TIME, _SHORT_TIME = 0.7, 0.5, 12
_DAY = re.compile(
    "大前天|昨天|前天|今天|上个?(?:周|星期|礼拜)[一二三四五六日天]"
    "|[0-9一二三四五六七八九十]{1,3}月[0-9一二三四五六七八九十]{1,3}[号日]"
)
_DAY_OF_DIALECT = {
    "今儿个": "今天",
    "今儿": "今天",
    "昨儿个": "昨天",
    "昨儿": "昨天",
    "昨个": "昨天",
    "前儿个": "前天",
}
_NO_MOMENT = re.compile(r"^[0-9]{4}年$|:[0-9]{2}左右$")
_SAYS_LITTLE = re.compile("去年|前年|今年|现在|这会儿|[0-9零一二三四五六七八九]{4}年")
"""A year alone, and what is so now, are not when it happened."""
_HOUSE_NUMBER = re.compile(
    "(?<=[路街巷弄里道院村庄同区园苑镇城坊楼])[，, ]?(?:门牌|的)?[0-9零一二三四五六七八九十百幺]+号"
    "(?!早|晚|上午|下午|那天|开始|以)"
)
_DAY_NUMBER = re.compile("(?<!月)(?<![0-9零一二三四五六七八九十])[0-9一二三四五六七八九十]{1,3}号")
_OTHERWISE_A_DAY = re.compile("[年月周]|天|星期|礼拜|点|早|晚|上午|下午|开始")

_OF_MONEY = re.compile("退|赔|欠|交|花|付|罚|扣|充|押金|工资|费|价|收|卖|买|借|贷|骗|定金|存|转|补")
_NEAR = 8
_OWED = re.compile("多收|欠|退|赔|骗|损失|押金|[总一]共")
_RATE = re.compile("[多来]?(?:[钱块])?(?:一|每)(?:度|吨|方|斤|个月|天|小时|平米?|平方)")
"""What one of something costs."""
_ASKS_MONEY = re.compile(
    "多少钱|多少块|多少元|什么价|金额|(?:花|交|欠|付|收|押金|费用|充)[^，。]{0,3}多少|多少(?:工资|押金|费)"
)
_NUMBER_ALONE = re.compile("[0-9一二两三四五六七八九十百千万]$")

_OFFICES = (
    "公司|集团|工厂|厂(?![家房区])|商行|超市|药店|药房|饭店|餐厅|餐馆|酒店|宾馆|酒楼|烧烤店"
    "|火锅店|奶茶店|美容院|美发店|理发店|健身房|健身俱乐部"
    "|俱乐部|银行|学校|大学|中学|小学|幼儿园|培训班|培训机构|驾校|医院|诊所|卫生院|4S店|4s店|中介"
    "|售楼部|开发商|物业公司|旅行社|事务所"
    "|教育局|公安局|派出所|住建局|城管局|交警队|交警大队|社保局|医保局|公积金中心|房管局|税务局"
    "|民政局|环保局|居委会|村委会|街道办|管委会|法院|供电局|水务公司|燃气公司|自来水公司|热力公司"
    "|电力公司|工作室|养老院|店(?![铺里面主员长])|快递(?![员单号柜])|网吧|歌厅|置业|物业(?![费公管])"
)
_NO_NAME = (
    ""
    "我你他她它您们的了在是有说想就住去到从这那哪个条家把被让给跟问打没不也都来买看叫和与找向对往又再还只但因为所以，"
    ",。、；;！!？? "
)
_ORGANISATION = re.compile(rf"(?:[^{_NO_NAME}\W_]|有(?=限)){{2,12}}?(?:{_OFFICES})")
_ASKS_FIRM = re.compile(
    "(?:哪一?家|哪个|什么)(?:单位|公司|店|商家|机构|企业|厂|医院|物业|旅行社|银行|学校|饭店|酒店|平台)"
    "|(?:店|公司|单位|机构|商家|厂家?|房|院|馆|厅|吧|校|社)的?(?:名字|名称|叫什么|叫啥)|店名"
)
_FIRM_LEAD = re.compile("^(?:嗯|哦|啊|呃|那个|就是|是|叫做?|名字叫?|他们叫|它叫|一家|[，, ])+")
_FIRM = re.compile(r"[^我你他的了在是有说这那\W_]{2,14}")
_NO_FIRM = re.compile("不|没|忘|晓得|清楚|记|附近|旁边|楼下|隔壁|哪|什么|啥")
_KIND_ONLY = re.compile(
    "^(?:[投头]诉|投素|反[映应]|举[报抱]|咨询|要|想|马上|立即|联系|通知|督促|找到|起诉|一|两|某|本地|附近|楼下|隔壁|老?小区"
    "|旁边|门口|单位|其他|别|外面|网上|开发商(?=.)|开(?!发)|办|上|读)+"
)

_QUESTION = re.compile("[吗呢？?]$")
_TITLES = "老板娘?|经理|主任|医生|护士|老师|师傅|队长|书记|总|厂长|校长|工头|司机|律师|警官"
_OTHERS = re.compile(
    rf"(?:姓{SURNAME}的(?:{_TITLES}|人|男的|女的)?|(?:一个)?叫({SURNAME}[\u4e00-\u9fff]{{1,2}})的"
    rf"|{SURNAME}(?:{_TITLES}))"
)

_STRONG_APPEAL = re.compile(
    "(?:我|我们|也|就|还是|只|强烈|最好)*(?:希望|要求|恳请|请求|请你们|请政府|请相关|请有关|盼望"
    "|建议|诉求是|的诉求|就想让|就是想让|想让你们|要你们)"
)
_APPEAL = re.compile(
    "(?:麻烦|请|帮我|帮忙|给我|快点|早点|抓紧|派人|来个人|管一管|管管|处理一下|解决一下|查一查|查一下"
    "|修一下|修好|整治|给个说法|能不能|可不可以|可以不可以|能否|想(?:请|让|要|问|咨询|了解|知道)"
    "|要(?:退|赔|换|讨)|尽快|赶紧|赶快)"
)
_NO_APPEAL = re.compile(
    "^(?:快点|快来|赶紧|赶快)+[，,]|能不能(?:听|大声|再说)|麻烦你?了|请问(?:你们?)?(?:这里|是)|请稍等|帮忙转|请讲"
)
_APPEAL_SCORES = 0.9, 0.6
_ASKS_APPEAL = re.compile(
    "诉求|(?:您|你)的?(?:要求|想法|意见)|希望(?:我们|政府|怎么|如何)|怎么(?:处理|解决)|想(?:怎么|如何|让我们|要我们)"
)
_GREETS = re.compile("12345|热线|您好|你好|请讲")
"""What is asked first is what the call is about."""
_NO_WISH = re.compile("^(?:不知道|没有|没了|不清楚|就这[些样]|嗯|好|行|对|是)[的了吧啊，。]*$")
_READ_BACK = re.compile(
    "(?:诉求|要求|意思)(?:就?是|为)?(?:说)?，?(?:希望|想)?|(?:您|你)(?:就?是)?(?:希望|想要?)"
)
_IS_IT = re.compile("[，, ]?(?:是吗|对吗|对吧|是吧|是不是|对不对|好吗|可以吗|吗)[？?。]?$")
_PAUSES = "，,。；;！!？?"
_SHORTEST = 5


def demand(told: Sequence[Told], topics: Sequence[Topic | None], category: Field) -> Field:
    """The sentence that tells what the call is about, as it was said."""
    about = [
        (one, topic.score)
        for one, topic in zip(told, topics, strict=True)
        if one.own and topic is not None and topic.name == category.value and topic.score >= _TELLS
    ]
    if not about:
        return EMPTY
    # Of sentences that are nearly as sure the longest tells most.
    surest = max(score for _, score in about)
    one, score = max((each for each in about if each[1] >= 0.8 * surest), key=lambda each: len(each[0].text))
    return Field(_FILLERS.sub("", one.text) or one.text, one.sentence, round(score, 3), one.also)


def shares(told: Sequence[Told], topics: Sequence[Topic | None]) -> dict[str, float]:
    """Of what was said, what share speaks for which intent."""
    votes: dict[str, float] = defaultdict(float)
    for one, topic in zip(told, topics, strict=True):
        if topic is not None and topic.score >= _TELLS and one.own:
            votes[topic.intent] += topic.score**2
    total = sum(votes.values())
    return {intent: vote / total for intent, vote in votes.items()}


def category_and_unit(told: Sequence[Told], topics: Sequence[Topic | None]) -> tuple[Field, Field]:
    """What most of what was said speaks for, and who is responsible."""
    votes = shares(told, topics)
    best: dict[str, tuple[Told, Topic]] = {}
    for one, topic in zip(told, topics, strict=True):
        if topic is None or topic.score < _TELLS or not one.own:
            continue
        if topic.intent not in best or topic.score > best[topic.intent][1].score:
            best[topic.intent] = one, topic
    if not votes:
        return EMPTY, EMPTY
    one, topic = best[max(votes, key=lambda intent: votes[intent])]
    score = round(topic.score, 3)
    return Field(topic.name, one.sentence, score), Field(topic.unit, one.sentence, score)


def time(told: Sequence[Told], reader: Reader) -> Field:
    """When it was."""
    found: list[Candidate] = []
    for one in told:
        asked = _ASKS_TIME.search(one.asked) is not None
        if (reading := reader.time(_of_time(one, asked))) is None:
            continue
        if not asked and _NO_MOMENT.search(reading.value) and _SAYS_LITTLE.search(one.text):
            continue
        vague = asked and reading.score >= _ASKED_TIME and len(reading.value) <= _SHORT_TIME
        if reading.score >= _SURE_TIME or vague:
            found.append(scored(one, reading.value, reading.score if asked else 0.9 * reading.score))
    return chosen(found)


def _of_time(one: Told, asked: bool) -> str:
    """What the sentence says of time: no house number, and the day that the agent asks more of."""
    text = one.text
    for said, day in _DAY_OF_DIALECT.items():
        text = text.replace(said, day)
    text = _HOUSE_NUMBER.sub("", text)
    if not asked and not _OTHERWISE_A_DAY.search(text):
        text = _DAY_NUMBER.sub("", text)  # 十号，不对，十二号 may be a house
    named = _DAY.search(one.asked) if asked else None
    return text if named is None or _DAY.search(text) else named[0] + text


def amount(told: Sequence[Told], reader: Reader) -> Field:
    """The money that it is about: what is owed, paid or asked back rather than any other."""
    found: list[Candidate] = []
    for one in told:
        text = (
            f"{one.text}块" if _ASKS_MONEY.search(one.asked) and _NUMBER_ALONE.search(one.text) else one.text
        )
        for money in reader.money(text):
            around = text[max(0, money.begin - _NEAR) : money.end + _NEAR]
            owed = 0.95 if _OWED.search(around) else 0.9 if _OF_MONEY.search(around) else 0.75
            found.append(scored(one, money.value, 0.6 if _RATE.match(text, money.end) else owed))
    return chosen(found)


def people(told: Sequence[Told], reader: Reader) -> Field:
    """Others whom it is about: by name or office, or how many."""
    return chosen(_people(told, reader))


def _people(told: Sequence[Told], reader: Reader) -> Iterator[Candidate]:
    for one in told:
        if found := _OTHERS.search(one.text):
            yield scored(one, found[1] or found[0], 0.85)
        elif not _QUESTION.search(one.text) and (counted := reader.people(one.text)):
            yield scored(one, counted[0], 0.7)


def organisation(told: Sequence[Told]) -> Field:
    """An office, a firm or a shop that is named."""
    found: list[Candidate] = []
    for one in told:
        if one.own and _ASKS_FIRM.search(one.asked):
            named = _FIRM_LEAD.sub("", re.split("[，,。]", one.text)[0])
            if _FIRM.fullmatch(named) and not _NO_FIRM.search(named):
                found.append(scored(one, named, 0.9))
        for match in _ORGANISATION.finditer(one.text):
            name = _KIND_ONLY.sub("", match[0])
            if len(name) >= 4 and len(name) > len(_suffix(name)) + 1:
                found.append(scored(one, name, 0.8))
    return chosen(found)


def _suffix(name: str) -> str:
    found = re.search(f"(?:{_OFFICES})$", name)
    return found[0] if found else ""


def appeal(told: Sequence[Told]) -> Field:
    """What the citizen wants done, from the word that says so; the last wish of the strongest kind."""
    best = EMPTY
    for one in told:
        if (wish := _asked_wish(one)) is not None and wish.score >= best.score:
            best = wish
            continue
        if not one.own or _NO_APPEAL.search(one.text):
            continue
        for pattern, score in zip((_STRONG_APPEAL, _APPEAL), _APPEAL_SCORES, strict=True):
            if (found := pattern.search(one.text)) is None or score < best.score:
                continue
            begin = found.start() if pattern is _STRONG_APPEAL else _clause(one.text, found.start())
            if len(said := one.text[begin:].strip("，,。. ")) >= _SHORTEST:
                best = Field(said, one.sentence, score)
                break
    return best


def _asked_wish(one: Told) -> Field | None:
    """What answers the question what is wanted, or what the agent has read back of it and heard a yes to."""
    if one.own:
        said = _FILLERS.sub("", one.text).strip("，,。. ")
        asked = _ASKS_APPEAL.search(one.asked) is not None and not _GREETS.search(one.asked)
        # The yes to what was read back says less than that.
        if not asked or _IS_IT.search(one.asked) or len(said) < _SHORTEST or _NO_WISH.search(said):
            return None
        return Field(said, one.sentence, 0.92, one.also)
    if (found := _READ_BACK.search(one.text)) is None or _IS_IT.search(one.text) is None:
        return None
    said = _IS_IT.sub("", one.text[found.end() :]).strip("，,。. ")
    return Field(said, one.sentence, 0.86) if len(said) >= _SHORTEST else None


def _clause(text: str, at: int) -> int:
    """Where the clause begins that has that place: 把钱退给我 is wanted, not 给我."""
    return max(text.rfind(pause, 0, at) for pause in _PAUSES) + 1
