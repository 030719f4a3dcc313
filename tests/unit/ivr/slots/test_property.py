"""Whatever is said to whatever question."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.slots.missing import after_missing
from tests.unit.ivr.slots.asked import KINDS, answer, value

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
