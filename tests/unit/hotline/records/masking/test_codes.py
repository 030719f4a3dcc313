"""Plates, e-mail, WeChat and credit codes do not leave the house."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.records.masking.masking import mask_said, mask_unfinished


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("车牌川A12345乱停", "车牌川A*****乱停"),
        ("川A·D12345占了车位", "川A·******占了车位"),
        ("川a一二三四五堵了消防通道", "川a*****堵了消防通道"),
        ("沪 B 1 2 C 4 5 停在门口", "沪 B * * * * * 停在门口"),
        ("粤BF12345", "粤B******"),
        ("京A1234警", "京A*****"),
        ("邮箱zhang.san@example.com谢谢", "邮箱*********@example.com谢谢"),
        ("发到zhangsan艾特一六三点com", "发到********艾特一六三点com"),
        ("发到li_si-9@mail.gov.cn", "发到*******@mail.gov.cn"),
        ("信用代码91510100MA6CAAAA1X", "信用代码**************AA1X"),
        ("代码是 91510100 MA6CAAAA1X", "代码是 ******** ******AA1X"),
        ("我的微信号是zhangsan_88", "我的微信号是***********"),
        ("加我微信：abcde123", "加我微信：********"),
        ("微信号是 l i u 五 五 五", "微信号是 * * * * * *"),
        ("微信 wxid_k3j2h1", "微信 ***********"),
        ("我微信名叫阳光总在风雨后，你搜一下", "我微信名叫*******，你搜一下"),
        ("QQ号12345", "QQ号*****"),
    ],
)
def test_codes_of_people_are_masked(text: str, masked: str) -> None:
    assert mask_said(text) == masked
    assert mask_said(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "A座电梯坏了",
        "新A股开户",
        "川菜馆油烟大",
        "我要投诉4S店",
        "在微信上付了款",
        "微信公众号打不开",
        "用微信支付交水费",
        "办理ETC",
        "I want to speak English",
        "WIFI连不上",
        "江苏路的路灯",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert mask_said(text) == text


@given(
    st.text(st.sampled_from("川京A·Bz1９五零@艾特.com微信号是名叫QQ_- ，车MA"), max_size=40),
)
def test_the_length_stays_and_the_second_time_hides_nothing_more_of_what_was_shown(text: str) -> None:
    for mask in (mask_said, mask_unfinished):
        masked = mask(text)
        assert len(masked) == len(text)
        assert all(after in (before, "*") for before, after in zip(text, masked, strict=True))


@pytest.mark.parametrize(
    ("whole", "secret"),
    [
        ("车牌是川A1B2C3", "1B2C3"),
        ("邮箱zhangsan@example.com", "zhangsan"),
        ("微信号abcde123", "abcde123"),
        ("微信号l i u 五五五", "l i u 五五五"),
    ],
)
def test_partial_by_partial_no_code_leaves(whole: str, secret: str) -> None:
    begin = whole.index(secret)
    for end in range(begin + 2, len(whole) + 1):
        assert not set(mask_unfinished(whole[:end])[begin : begin + len(secret)]) - {"*", " "}
