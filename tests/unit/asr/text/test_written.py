"""Numbers as people write them, and words with numbers in them left alone."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asr.text.written import written
from contracts.numerals import number

WRITTEN = {
    # amounts
    "三千五百块": "3500块",
    "欠了我两万三": "欠了我23000",
    "一共三百五": "一共350",
    "一千零五十元": "1050元",
    "三块五": "3块5",
    "十二块八毛": "12块8毛",
    "押金五百块钱": "押金500块钱",
    "五块钱一斤": "5块钱一斤",
    "三百万": "300万",
    "一亿两千万": "1亿2000万",
    "一点五万": "1.5万",
    "三万多块": "3万多块",
    "三千一个月": "3000一个月",
    "两千五一个月": "2500一个月",
    "一百二十平": "120平",
    # dates and times
    "十一月二十号下午三点半": "11月20号下午3点半",
    "二零二六年十一月二十一号": "2026年11月21号",
    "九八年买的": "98年买的",
    "九零后": "90后",
    "三月份": "3月份",
    "早上八点到十点": "早上8点到10点",
    "八点零五分": "8点05分",
    "下午三点二十五": "下午3点25",
    "十点十分": "10点10分",
    "八点钟": "8点钟",
    "两点多": "2点多",
    "二十号九点": "20号9点",
    "晚上一点半": "晚上1点半",
    "十分钟": "10分钟",
    "十五天": "15天",
    # telephone, identity and service numbers
    "我的电话是幺三八零零一三八零零零": "我的电话是13800138000",
    "幺三八 零零幺三 八零零零": "13800138000",
    "幺三八，零零幺三，八零零零": "138，0013，8000",
    "零七三一八八八六六五五四": "073188866554",
    "四三零一零二一九八零零一零一一二三四": "430102198001011234",
    "身份证四三零一零二一九八零零一零一一二三叉": "身份证43010219800101123X",
    "一二三四五热线": "12345热线",
    "我打统一一二三四五": "我打统一12345",
    "打幺二零一直占线": "打120一直占线",
    "编号是八八零二": "编号是8802",
    # where
    "三栋二单元五零一": "3栋2单元501",
    "五栋三单元零二": "5栋3单元02",
    "一百二十三号": "123号",
    "第一百二十三号": "第123号",
    "劳动法第五十条": "劳动法第50条",
    "十八楼": "18楼",
    "五零一路公交车": "501路公交车",
    "一百零二路公交": "102路公交",
    "三路车": "3路车",
    "地铁二号线": "地铁2号线",
    "住在负一楼": "住在负1楼",
    # shares, decimals, measures
    "百分之三十五": "35%",
    "百分之三十五点五": "35.5%",
    "百分之零点五": "0.5%",
    "二点五": "2.5",
    "三点一四一五九": "3.14159",
    "两点五公里": "2.5公里",
    "三十八度五": "38度5",
    "零下五度": "零下5度",
    "八十岁": "80岁",
    "三岁": "3岁",
    "用了一百零一度电": "用了101度电",
    # plates
    "湘A八八六六八": "湘A88668",
    "湘 a 八 八 六 六 八": "湘A88668",
    "粤B一二三D五": "粤B123D5",
    # counts
    "十二个人": "12个人",
    "二十多户": "20多户",
    "十到二十天": "10到20天",
    "今年二十五": "今年25",
}

_KEPT = """
    一定 一样 一直停水 一会儿 等一下 一个人 三个月 两三天 七八个人 十几个 几十块 数百人 三四十 十七八岁
    三四百 二十几个 好几千 三心二意 乱七八糟 一五一十 十分感谢 十字路口 万一停水了 万分感谢 千万别
    千方百计 百姓 老百姓 成千上万 百分之百 五一路 五一广场 三一重工 六一儿童节 三八妇女节 十一放假
    双十一 国庆十一 正月十五 腊月二十三 八月十五 大年三十 初五 星期三 周五 礼拜一 四川 九江 三亚 五星级
    一氧化碳 二手房 三室一厅 两室一厅 一年级 一二年级 第一次 第三点 三分之一 十分之一 有一点 差一点
    一点也不好 一点一点 晚上一点都睡不着 三四年 三五年 八九不离十 五六七个人 二百五 三元桥 二十四节气
    三百两百 两栋楼 多少钱一亩 小二楼 一块去 三块地 九五折 一二三 统一 唯一 停水了 转人工 谢谢
"""
KEPT = _KEPT.split()


@pytest.mark.parametrize("spoken", WRITTEN)
def test_numbers_are_written_as_people_write_them(spoken: str) -> None:
    assert written(spoken) == WRITTEN[spoken]


@pytest.mark.parametrize("text", KEPT)
def test_words_and_guesses_stay(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    "text", ["3500块", "11月20号下午3点半", "2.5公里", "1亿2000万", "138 0013 8000", "3千五百"]
)
def test_what_is_written_already_stays(text: str) -> None:
    assert written(text) == text


_PIECES = st.sampled_from(
    [
        *"零〇幺一二三四五六七八九十百千万亿两点块号月年日楼栋个多几第半 aX叉9.",
        "百分之",
        "下午",
        "湘A",
        *KEPT,
        *WRITTEN,
    ]
)
_TEXTS = st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join))
_NUMBER_CHARACTERS = re.compile(r"百分之|[零〇幺一二三四五六七八九两十百千万亿点叉X0-9.% ]")


@settings(max_examples=500)
@given(_TEXTS)
def test_writing_twice_is_writing_once(text: str) -> None:
    assert written(written(text)) == written(text)


@settings(max_examples=500)
@given(_TEXTS)
def test_nothing_but_numbers_changes(text: str) -> None:
    def rest(of: str) -> str:
        return _NUMBER_CHARACTERS.sub("", of.upper())

    assert rest(written(text)) == rest(text)


@given(st.integers(1, 99_999_999))
def test_every_number_that_is_read_out_is_found(value: int) -> None:
    spoken = read_out(value)
    figures = number(spoken)
    assert figures is not None
    assert int(figures.replace("亿", "0" * 8).replace("万", "0" * 4)) == value


def read_out(value: int) -> str:
    """The plain reading of a number below 10^8, as schools teach it."""
    high, low = divmod(value, 10_000)
    if high:
        between = "零" if low and low < 1000 else ""
        return section(high) + "万" + between + (section(low) if low else "")
    return section(low)


def section(value: int) -> str:
    digits = "零一二三四五六七八九"
    text, gap = "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // step % 10
        if digit:
            text += ("零" if gap and text else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return text


@pytest.mark.parametrize(
    "spoken", ["", "三四十", "二十百", "百", "十十", "一百两百", "三百零", "一千百", "零万", "个"]
)
def test_what_nobody_says_is_no_number(spoken: str) -> None:
    assert number(spoken) is None


@pytest.mark.parametrize(
    "text", ["我要一百两", "三十两银子", "五千两", "一百二十两黄金", "两百两十", "五两茶叶"]
)
def test_a_weight_of_so_many_liang_is_no_other_number(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize("text", ["百分之五六", "涨了百分之七八", "百分之一百分之"])
def test_a_share_that_is_a_guess_or_none_stays(text: str) -> None:
    assert written(text) == text
