import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.text.text import ending, join_words, syllables


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["楼上", "装修"], "楼上装修"),
        (["我", "用", "APP", "投诉"], "我用 APP 投诉"),
        (["call", "me", "please"], "call me please"),
        (["[unk]", "转", "人工", "[unk]"], "转人工"),
        ([], ""),
    ],
)
def test_words_become_text_as_people_write_it(words: list[str], text: str) -> None:
    assert join_words(words) == text


@given(st.lists(st.text("市民热线转人工", min_size=1, max_size=3)))
def test_chinese_has_no_blanks(words: list[str]) -> None:
    assert join_words(words) == "".join(words)


@given(st.lists(st.text("市民AB1", min_size=1, max_size=3)))
def test_joining_what_was_joined_changes_nothing(words: list[str]) -> None:
    text = join_words(words)
    assert join_words(text.split(" ")) == text


@pytest.mark.parametrize(
    "text",
    [
        "我的电话是一三八",
        "编号12",
        "我想问一下那个",
        "因为",
        "幺三八零零零一三八零",  # ten digits
        "我的号码是零七三一八八八六六六六",  # a fixed line: numbers differ in length
        "四三零一零二一九八零零一零一一二三",  # seventeen characters
    ],
)
def test_unfinished_sentences_ask_for_more(text: str) -> None:
    assert ending(text) == "unfinished"


@pytest.mark.parametrize("text", ["", "楼上装修太吵了", "转人工", "谢谢"])
def test_finished_ones_do_not(text: str) -> None:
    assert ending(text) == "plain"


@pytest.mark.parametrize(
    "text",
    [
        "我的电话是幺三八零零一三八零零零",
        "13800013800",
        "138 0013 8000",
        "四三零一零二一九八零零一零一一二三四",
        "身份证四三零一零二一九八零零一零一一二三叉",
        "11010119900307123X",
    ],
)
def test_a_whole_number_is_known(text: str) -> None:
    assert ending(text) == "complete"


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("停水了", 3), ("我的 APP 打不开", 5), ("138，零零", 5)]
)
def test_syllables_are_characters_and_figures(text: str, count: int) -> None:
    assert syllables(text) == count
