"""Words that decide how a number beside them is written; each constant is (part of) a regular expression."""

from __future__ import annotations

_KEPT = """
    三心二意 一心一意 乱七八糟 七上八下 五花八门 四面八方 三番五次 三番两次 丢三落四 颠三倒四
    四通八达 九牛一毛 一五一十 十全十美 十拿九稳 十有八九 八九不离十 七七八八 三三两两 千方百计
    千家万户 成千上万 成百上千 一亩三分地 一千零一夜 十万八千里 十万火急 三十六计 三十六行
    三百六十行 七十二变 五十步笑百步 二十四节气 二十四孝 三十而立 四十不惑 大年三十 年三十
    十天半个月 十天半月 十年如一日 三元里 三元桥 三元区 三元楼 双十一 双十二 国庆十一 一元复始 小二楼 小三楼
"""
_BESIDE = (
    "二百五(?![十元块个多来零])",
    "一二三(?![零〇幺一二三四五六七八九栋幢单楼层号室A-Za-z])",
    "十一(?=放假|假期|期间|长假|黄金周|国庆)",
    "(?:正月|腊月|农历[一二三四五六七八九十]+月)[初廿]?[一二三四五六七八九十]*",
    "(?:星期|礼拜|周)[一二三四五六]",
    "初[一二三四五六七八九十]+",
    "(?:统|唯|单|专|同|之|其|万|第)一(?![十百千万亿])",
)
_NUMERAL = "零〇幺一二三四五六七八九两十百千万亿"
_FIXED_WORDS = "|".join(_KEPT.split())
FIXED = rf"(?<![{_NUMERAL}A-Za-z])({'|'.join(_BESIDE)}|(?:{_FIXED_WORDS})(?![{_NUMERAL}]))"
"""Words that stay as they are, whatever stands beside them."""

_NAMED = "块钱|元|岁|栋|幢|单元|楼(?!盘)|号|路(?=公交|汽车|车)"
SMALL_UNITS = f"毛钱|公里|千米|厘米|毫米|米|公斤|千克|克|吨|升|平方|平米|亩|千瓦|瓦|伏|{_NAMED}"
"""Before these even one digit is a figure: 三岁, 二单元, 五号."""

ONE = f"一(?={_NAMED})"
"""Elsewhere 一 is as often "each": 多少钱一亩."""

TEN_UNITS = (
    "个|位|名|户|家|人|次|天|年|周|小时|分钟|秒|件|张|台|辆|份|项|条|遍|趟|倍|页|届|批|棵|里|层|期|间|口|日|月"
    "|站|世纪|多|来|余|块|毛|角|度|斤|组|队|室|中学|小学|" + SMALL_UNITS
)
"""Before these ten to nineteen are figures; elsewhere they may be half of a word or of a date."""

EACH = "一(?:个|次|天|年|月|人|斤|公斤|平|吨|位|户|家|趟|间|晚|台|件|张|小时|度|方|亩|条|把)"
"""What an amount is for: 三千一个月 is not 3100."""

AFTER_ONE = "[个下次直样定般些点起会边旦]"
"""After a run of digits a 一 before these begins a word: 打幺二零一直占线."""

DAYPARTS = (
    "上午|下午|早上|早晨|清早|清晨|中午|傍晚|晚上|今晚|昨晚|明晚|明早|凌晨|半夜|夜里|深夜"
    "|今天|明天|昨天|后天|[号日]"
)
"""After these an hour needs no 钟 to be one."""

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
"""First characters of number plates (GA 36)."""
