"""What amounts are counted in, and how the parts of an amount go on behind its unit."""

from __future__ import annotations

_NAMED = (
    *("块钱", "块", "元", "毛钱", "毛", "角", "分钱", "百分点"),
    *("平方公里", "平方米", "平方", "平米", "平", "立方米", "立方", "公里", "千米", "厘米", "毫米", "米"),
    *(
        "个小时",
        "小时",
        "个钟头",
        "钟头",
        "分钟",
        "个月",
        "个星期",
        "星期",
        "个礼拜",
        "礼拜",
        "周",
        "天",
        "年",
        "秒",
    ),
    *("公斤", "千克", "斤", "克", "吨", "亩", "岁", "度", "倍", "千瓦", "伏"),
    *(
        "个人",
        "个",
        "人",
        "户",
        "家",
        "次",
        "位",
        "名",
        "口",
        "层",
        "栋",
        "套",
        "间",
        "台",
        "辆",
        "件",
        "条",
        "头",
    ),
    *("只", "棵", "箱", "袋", "瓶", "桶", "份", "张", "趟", "遍", "%", "‰"),
)
UNITS = "|".join(sorted(_NAMED, key=len, reverse=True))
"""Each as an alternative of an expression, the longest first."""

WRITTEN = {"块": "元", "块钱": "元", "毛": "元", "毛钱": "元", "角": "元", "分钱": "元"}
"""The unit that is written for the one that was said."""

WORTH = {"毛": 10, "毛钱": 10, "角": 10, "分钱": 100}
"""So many of them make one of the unit that is written."""

SMALLER = {
    **{"年": ("个月",), "个月": ("天",), "天": ("个小时", "小时"), "公里": ("米",), "吨": ("公斤", "斤")},
    **dict.fromkeys(("个小时", "小时", "个钟头", "钟头"), ("分钟",)),
    **dict.fromkeys(("周", "个星期", "星期", "个礼拜", "礼拜"), ("天",)),
}
"""Units that may follow within one amount: 三年零五个月, 两小时二十分钟."""
