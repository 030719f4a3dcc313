"""What answers mean: through `fill`, as the dialogue asks it."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.dialects.normalise import Normaliser
from ivr.dialects.sounds import sounds_of
from ivr.dialects.tolerance import ToleranceSettings
from ivr.settings.questions import QuestionSettings
from ivr.settings.settings import DialogueSettings
from ivr.slots import Filled, Gazetteer, fill
from ivr.slots.answers import Answers
from ivr.slots.missing import after_missing

NOW = datetime(2026, 11, 21, 10, 0)  # a Saturday
SOUNDS = sounds_of(ToleranceSettings())
PLACES = Gazetteer(
    ["幸福路", "翠竹小区", "五一路", "滨河大道", "城关区", "凤鸣社区", "安宁区", "阳光花园"],
    SOUNDS,
    {"幸福路": "城关区", "翠竹小区": "城关区", "阳光花园": "安宁区"},
)
ANSWERS = Answers(DialogueSettings(), Normaliser())
CHOICES = {"自来水": ("水", "停水"), "污水": ("下水道",), "燃气": ("煤气", "天然气"), "电": ("停电",)}
KINDS = ("address", "phone", "date", "number", "choice", "text", "yes_no")

SPOKEN = "零一二三四五六七八九"


def question(kind: str) -> QuestionSettings:
    choices = CHOICES if kind == "choice" else {}
    return QuestionSettings.model_validate(
        {"id": "q", "label": "问题", "prompt": "请问？", "kind": kind, "choices": choices}
    )


def answer(kind: str, text: str, *alternatives: str) -> Filled | None:
    return fill(question(kind), text, alternatives, NOW, PLACES, ANSWERS)


def value(kind: str, text: str, *alternatives: str) -> str | None:
    filled = answer(kind, text, *alternatives)
    return None if filled is None else filled.value


WHOLE_NUMBERS = {
    "一三八 一二三四 五六七八": "13812345678",
    "幺三八洞洞幺三八洞洞洞": "13800138000",
    "我的电话是13812345678": "13812345678",
    "138开头，后面是12345678": "13812345678",
    "一三八一二三四五六七八，不对，是七八九零": "13812347890",
    "138 1234 不对 是1244 5678": "13812445678",
    "不是138，是139 1234 5678": "13912345678",
    "一三八一二三四五六七八，说错了，前三位是一三九": "13912345678",
    "张三，一三九一二三四五六七八": "13912345678",
    "三号楼，电话13800138000": "13800138000",
    "+86 138 1234 5678": "13812345678",
    "零九三一八八八八八八八转八零一": "0931-8888888转801",
    "區號零二八，八六六六七七七七": "028-86667777",
    "０１０－８８８８６６６６": "010-88886666",
    "4008001234": "4008001234",
    "就打这个电话吧": "来电号码",
}


@pytest.mark.parametrize(("said", "written"), WHOLE_NUMBERS.items())
def test_telephone_numbers(said: str, written: str) -> None:
    filled = answer("phone", said)
    assert filled is not None
    assert (filled.value, filled.said, filled.score) == (written, said, 1.0)


def test_an_unfinished_number_scores_as_much_as_there_is_of_it() -> None:
    short, longer, local = (
        answer("phone", said) for said in ("13812", "一三八一二三四五六七", "八八六六七七八")
    )
    assert short is not None
    assert longer is not None
    assert local is not None
    assert short.score < longer.score < 0.5 < local.score < 1
    assert longer.value == "1381234567"


def test_digits_are_known_by_their_sound_where_only_one_number_fits() -> None:
    for said in ("要三八一二三四五六七八", "一三巴一二三四五六七八", "就一三八一二三四午六七八"):
        assert answer("phone", said) == Filled("13812345678", said, 0.9)
    doubtful = answer("phone", "一三八就一二三四五六七")
    assert doubtful is not None
    assert doubtful.score < 0.5, "九, or a word between two groups"
    assert value("phone", "一三八一二三四五六七吧") == "1381234567"


@pytest.mark.parametrize("said", ["没有", "不方便说", "我不知道啊", "", "喂喂"])
def test_no_number(said: str) -> None:
    assert answer("phone", said) is None


def test_another_reading_helps_an_unfinished_number() -> None:
    assert value("phone", "一三八一二三四五六七", "一三八一二三四五六七八") == "13812345678"
    assert value("phone", "一三八一二三四五六七八", "一三九一二三四五六七八") == "13812345678"


DATES = {
    "今天": "2026-11-21",
    "昨天下午三点半": "2026-11-20 15:30",
    "前天": "2026-11-19",
    "大前天": "2026-11-18",
    "昨晚八点多": "2026-11-20 20:00左右",
    "上周三": "2026-11-11",
    "星期四": "2026-11-19",
    "上周": "2026-11-09至2026-11-15",
    "上个月十五号": "2026-10-15",
    "上个月": "2026年10月",
    "五月一号": "2026-05-01",
    "十二月三号": "2026-12-03",
    "十二月二十九": "2025-12-29",
    "二零二六年五月一号": "2026-05-01",
    "两千零二十五年十月二号": "2025-10-02",
    "去年国庆": "2025-10-01",
    "去年五月": "2025年5月",
    "去年": "2025年",
    "十五号": "2026-11-15",
    "半个月前": "2026-11-06左右",
    "三天前": "2026-11-18",
    "一年半前": "2025年5月左右",
    "三天了": "2026-11-18左右起",
    "两个小时前": "2026-11-21 08:00左右",
    "刚才": "2026-11-21 10:00左右",
    "从昨天晚上开始": "2026-11-20 晚上起",
    "每天晚上十点到早上六点": "每天22:00至06:00",
    "天天晚上吵": "每天晚上",
    "每周三下午": "每周三下午",
    "下午三点半": "2026-11-21 15:30",
    "昨天下午两点到四点": "2026-11-20 14:00至16:00",
    "昨天晚上十点到今天早上六点": "2026-11-20 22:00至2026-11-21 06:00",
    "昨天晚上十二点": "2026-11-21 00:00",
    "昨天晚上两点": "2026-11-21 02:00",
    "昨天中午十二点半": "2026-11-20 12:30",
    "前天，不对，是昨天": "2026-11-20",
    "从五月一号到五月三号": "2026-05-01至2026-05-03",
    "2025/3/4": "2025-03-04",
    "去年 五月 一號": "2025-05-01",
}


@pytest.mark.parametrize(("said", "written"), DATES.items())
def test_dates(said: str, written: str) -> None:
    filled = answer("date", said)
    assert filled is not None
    assert filled.value == written
    assert filled.score >= 0.7


@pytest.mark.parametrize("said", ["前几天", "两三天前", "好久了", "二月三十号", "年初"])
def test_a_rough_time_stays_as_it_was_said(said: str) -> None:
    filled = answer("date", said)
    assert filled is not None
    assert (filled.value, filled.score) == (said, 0.5)


@pytest.mark.parametrize(
    "said",
    [
        "楼上装修从早吵到晚，周末也不停",
        "能不能快一点",
        "二号窗口没人",
        "烂尾三四年了",
        "以后天天来",
        "晚上太吵",
        "今年六十了",
        "半夜两三点还在唱歌",
    ],
)
def test_what_is_said_by_the_way_is_no_sure_date(said: str) -> None:
    filled = answer("date", said)
    assert filled is None or filled.score < 0.8


@pytest.mark.parametrize("said", ["不知道", "三号楼", "他是张三", ""])
def test_no_date(said: str) -> None:
    assert answer("date", said) is None


ADDRESSES = {
    "幸福路十二号翠竹小区三栋二单元五零一": "城关区幸福路12号翠竹小区3栋2单元501",
    "心福路十二号翠竹小区三栋二单元五零一": "城关区幸福路12号翠竹小区3栋2单元501",
    "我住在幸福录幺二号": "城关区幸福路12号",
    "城关区幸福路一百二十号之三": "城关区幸福路120号之3",
    "五一路八号": "五一路8号",
    "翠竹小区三杠二杠五零一": "城关区翠竹小区3-2-501",
    "陽光花園A座十五樓": "安宁区阳光花园A座15楼",
    "幸福路十二号，不对，是十三号": "城关区幸福路13号",
    "地址是 凤鸣社区 六组": "凤鸣社区6组",
}


@pytest.mark.parametrize(("said", "written"), ADDRESSES.items())
def test_addresses_with_known_names(said: str, written: str) -> None:
    filled = answer("address", said)
    assert filled is not None
    assert (filled.value, filled.score) == (written, 1.0)
    assert value("address", written) == written


def test_unknown_names_stay_and_score_less() -> None:
    scores = []
    for said, written in (
        ("幸福路", "城关区幸福路"),
        ("和平路三十六号院二号楼一二零三室", "和平路36号院2号楼1203室"),
        ("就在人民公园门口", "人民公园门口"),
        ("张三", "张三"),
    ):
        filled = answer("address", said)
        assert filled is not None
        assert filled.value == written
        scores.append(filled.score)
    assert scores == sorted(scores, reverse=True)
    assert scores[0] < 1
    assert len(set(scores)) == len(scores)


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "我要反映幸福路十二号楼下施工太吵": "城关区幸福路12号楼下",
        "翠竹小区三栋电梯坏了": "城关区翠竹小区3栋",
        "翠竹小区三杠二杠五零一漏水": "城关区翠竹小区3-2-501",
    }.items(),
)
def test_an_address_is_found_within_a_sentence(said: str, written: str) -> None:
    assert answer("address", said) == Filled(written, said, 1.0)


def test_a_street_without_a_house_is_no_whole_address() -> None:
    filled = answer("address", "幸福路路灯坏了三天没人修")
    assert filled is not None
    assert filled.value == "城关区幸福路"
    assert filled.score < 0.8


def test_a_room_does_not_become_a_street_that_sounds_alike() -> None:
    assert value("address", "幸福路一号翠竹小区一栋一五一六") == "城关区幸福路1号翠竹小区1栋1516"


def test_no_district_is_guessed_between_two() -> None:
    assert value("address", "幸福路阳光花园") == "幸福路阳光花园"


def test_nobody_lives_in_i_do_not_know() -> None:
    assert answer("address", "不知道") is None


@pytest.mark.parametrize(
    "said",
    [
        "我不知道你说什么",
        "不知道哪条路",
        "哪里都有",
        "我人在外地口音重",
        "路灯坏了晚上黑漆漆的",
        "我们小区",
        "社区也不管",
        "没有，社区也不管",
        "不清楚叫什么小区",
        "说不上来是哪个小区",
        "就是马路边",
        "村里没人管",
        "那条街上",
        "你听得懂我说话吗",
        "我走路过去的",
        "家里没人",
        "就在我家门口",
        "政府不管",
        "我刚从医院出来就打电话了，医院不管",
    ],
)
def test_a_sentence_with_a_road_in_it_is_no_address(said: str) -> None:
    filled = answer("address", said)
    assert filled is None or filled.score < 0.5


@pytest.mark.parametrize(
    "said",
    [
        "和平路",
        "在和平东路那边",
        "人民公园门口",
        "东大街",
        "李家村",
        "学院路三号",
        "丁字路口",
        "黄河大桥下面",
        "锦绣家园",
        "第三人民医院旁边",
        "石桥镇",
        "七里河区",
        "东马路",
        "和平路，几号我不清楚",
        "我在大学城北区十八栋",
        "三环路",
        "枣林湾",
        "学校门口",
        "区政府对面",
        "大润发超市",
        "西二旗地铁站",
        "六里屯",
    ],
)
def test_a_name_with_what_it_names_is_an_address(said: str) -> None:
    filled = answer("address", said)
    assert filled is not None
    assert filled.score >= 0.5


NUMBERS = {
    "工单号二零二六零五零一零零三": "20260501003",
    "GD 二零二六 幺幺": "GD202611",
    "A杠三杠二": "A-3-2",
    "三千五百块": "3500元",
    "三块五": "3.5元",
    "一共欠了我两万三": "23000",
    "百分之二十": "20%",
    "三点五万": "3.5万",
    "两千多块": "2000多元",
    "五六个": "5至6个",
    "三千，不对，是四千块": "4000元",
    "尾号是8876": "8876",
}


@pytest.mark.parametrize(("said", "written"), NUMBERS.items())
def test_numbers(said: str, written: str) -> None:
    assert value("number", said) == written


@pytest.mark.parametrize(
    "said",
    [
        "等一下我找一下",
        "等我一下",
        "等我两分钟",
        "我第一次打这个电话",
        "我一个人在家",
        "扫二维码那个吗",
        "一会儿告诉你",
        "你再说一遍",
    ],
)
def test_a_digit_in_a_sentence_is_no_number(said: str) -> None:
    assert answer("number", said) is None


@pytest.mark.parametrize(
    ("said", "written"),
    {
        "一": "1",
        "就是二吧": "2",
        "大概十二": "12",
        "一个": "1个",
        "等一下，二零二六零一": "202601",
        "A3": "A3",
    }.items(),
)
def test_a_short_number_counts_when_it_is_the_whole_answer(said: str, written: str) -> None:
    assert value("number", said) == written


def test_a_rough_number_scores_less() -> None:
    rough, exact = answer("number", "大概三百"), answer("number", "三百")
    assert rough is not None
    assert exact is not None
    assert rough.value == exact.value
    assert rough.score < exact.score


@pytest.mark.parametrize(
    ("said", "chosen"),
    {
        "是下水道堵了": "污水",
        "水": "自来水",
        "不是水，是电": "电",
        "第二个": "污水",
        "一": "自来水",
        "天然器": "燃气",
        "水和电": None,
        "五": None,
        "不知道": None,
    }.items(),
)
def test_choices(said: str, chosen: str | None) -> None:
    assert value("choice", said) == chosen


@pytest.mark.parametrize(
    ("said", "meant"),
    {
        "有": "是",
        "没有": "否",
        "有人受伤": "是",
        "还没有": "否",
        "好像有吧": "是",
        "不用": "否",
        "不知道": None,
        "我看看": None,
        "没问题": "是",
        "没关系，可以": "是",
        "没关系": None,
        "没事": None,
        "不错": "是",
        "不光我一家": "是",
        "不是不愿意": "是",
        "别的也有": "是",
        "别人不知道": None,
        "别打了": "否",
        "找过": "是",
        "找过了": "是",
        "没找过": "否",
        "好像没有过": "否",
        "不好意思，没有": "否",
    }.items(),
)
def test_yes_and_no(said: str, meant: str | None) -> None:
    assert value("yes_no", said) == meant


def test_text_is_kept_without_fillers() -> None:
    assert value("text", "嗯，那个，楼上漏水了。") == "楼上漏水了"
    assert answer("text", "呃……") is None


DIGITS = st.text("0123456789", min_size=8, max_size=8)
WORDS = st.text(
    "零一二三四五六七八九十百千万点半两幺杠之第每天上下个月年日号周星期礼拜早晚"
    "从到前后了不对是路街区栋单元 ，-:/.AB12"
)
ANYTHING = st.one_of(st.text(max_size=400), WORDS)


@given(kind=st.sampled_from(KINDS), text=ANYTHING, other=ANYTHING)
@settings(max_examples=300)
def test_any_text_is_an_answer_or_none(kind: str, text: str, other: str) -> None:
    filled = answer(kind, text, other)
    if filled is not None:
        assert filled.value.strip()
        assert filled.said == text
        assert 0 <= filled.score <= 1


@given(thing=st.sampled_from(["地址", "工单号", "回电"]), rest=st.text("我在幸福路小区一二三", max_size=12))
def test_what_follows_a_clause_that_there_is_none_is_kept(thing: str, rest: str) -> None:
    assert after_missing(f"没有{thing}，{rest}", thing) == rest
    assert after_missing(f"{rest}，我没记{thing}", thing) in (None, "")


@given(kind=st.sampled_from(["phone", "date", "text"]), text=ANYTHING)
@settings(max_examples=300)
def test_what_is_written_is_read_as_the_same(kind: str, text: str) -> None:
    filled = answer(kind, text)
    if filled is not None:
        assert value(kind, filled.value) == filled.value


@given(second=st.sampled_from("3456789"), rest=DIGITS, grouped=st.booleans(), spoken=st.booleans())
@settings(max_examples=150)
def test_every_mobile_number_is_understood(second: str, rest: str, grouped: bool, spoken: bool) -> None:
    number = f"1{second}{rest}0"
    said = f"{number[:3]} {number[3:7]}，{number[7:]}" if grouped else number
    if spoken:
        said = "".join(SPOKEN[int(digit)] if digit.isdigit() else digit for digit in said)
    assert value("phone", said.replace("一", "幺") if spoken and grouped else said) == number


@given(day=st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2099, 12, 31).date()))
@settings(max_examples=150)
def test_every_date_is_understood(day: object) -> None:
    year, month, number = map(int, str(day).split("-"))
    spoken = f"{''.join(SPOKEN[int(digit)] for digit in str(year))}年{numeral(month)}月{numeral(number)}号"
    assert (
        value("date", spoken)
        == value("date", str(day))
        == value("date", f"{year}年{month}月{number}日")
        == str(day)
    )


@given(number=st.integers(min_value=1, max_value=99_999_999))
@settings(max_examples=150)
def test_every_number_of_digits_is_understood(number: int) -> None:
    spoken = "".join(SPOKEN[int(digit)] for digit in str(number))
    assert value("number", f"单号是{spoken}") == value("number", str(number)) == str(number)


@given(house=st.integers(1, 99), building=st.integers(1, 99), room=st.integers(101, 3999))
@settings(max_examples=100)
def test_every_house_is_understood(house: int, building: int, room: int) -> None:
    written = f"城关区幸福路{house}号翠竹小区{building}栋{room}"
    digits = "".join(SPOKEN[int(digit)] for digit in str(room))
    assert value("address", f"幸福路{numeral(house)}号翠竹小区{numeral(building)}栋{digits}") == written
    assert value("address", written) == written


def numeral(number: int) -> str:
    """1 to 99 as people say it."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else SPOKEN[tens]) + ("十" if tens else "") + (SPOKEN[ones] if ones else "")
