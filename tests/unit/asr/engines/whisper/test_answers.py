"""What becomes of the network's texts: script, punctuation, and the text that nobody said."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr.engines.whisper.engine import prompt_of
from asr.engines.whisper.phantom import doubt
from asr.engines.whisper.task import Answer
from asr.engines.whisper.text import plain, simplified
from asr.engines.whisper.window import LONGEST_S, WINDOWS_S, effort, most_tokens, window_s

PROMPT = prompt_of(["停水停电", "公积金"])


def answer(text: str, chance: float = 0.8, silence: float = 0.05) -> Answer:
    return Answer((text,), (chance,), silence, "zh", 0.99, "zh")


@pytest.mark.parametrize(
    ("text", "seconds", "why"),
    [
        ("我家停水三天了,没有人来修。", 4.0, ""),
        ("对", 0.5, ""),
        ("好的好的好的", 2.0, ""),
        ("一三八零零一三八零零零", 5.0, ""),
        ("請不吝點贊 訂閱 轉發 打賞支持明鏡與點點欄目", 5.0, "subtitles"),
        ("字幕by索兰娅", 3.0, "subtitles"),
        ("Thanks for watching!", 3.0, "subtitles"),
        ("不是不是不是不是不是不是不是不是不是不是不是不是", 9.0, "repetition"),
        ("诈骗、诈骗、诈骗、诈骗", 4.0, "repetition"),
        ("试试试试试试试", 4.0, "repetition"),
        ("八八八八八八八八", 4.0, ""),
        ("我想问一下公积金怎么提取需要什么材料", 1.0, "too fast"),
        ("市民来电停水停电公积金", 4.0, "prompt"),
        ("", 1.0, ""),
        ("……", 1.0, ""),
    ],
)
def test_phantoms_are_named_and_talk_is_not(text: str, seconds: float, why: str) -> None:
    assert doubt(answer(text), plain(simplified(text)), seconds, PROMPT) == why


@pytest.mark.parametrize(
    ("chance", "silence", "why"), [(0.5, 0.3, "from afar"), (0.5, 0.1, ""), (0.7, 0.3, "")]
)
def test_english_that_is_read_into_babble_is_nobodys(chance: float, silence: float, why: str) -> None:
    text = "They were the winners of the day"
    read = replace(answer(text, chance, silence), language="en", read_in="en")
    assert doubt(read, plain(text), 3.0, PROMPT) == why


def test_silence_and_guesses_are_told_by_the_network_itself() -> None:
    assert doubt(answer("嗯", chance=0.3, silence=0.9), "嗯", 1.0, "") == "silence"
    assert doubt(answer("对", chance=0.4, silence=0.5), "对", 1.0, "") == ""
    assert (
        doubt(answer("保险在模样的样子", chance=0.4, silence=0.4), "保险在模样的样子", 3.0, "") == "silence"
    )
    assert doubt(answer("警战", chance=0.1), "警战", 1.0, "") == "unsure"
    assert doubt(answer("我们那边的水又停了", chance=0.3, silence=0.01), "我们那边的水又停了", 3.0, "") == ""
    assert (
        doubt(answer("我们那边的水又停了", chance=0.3, silence=0.1), "我们那边的水又停了", 3.0, "")
        == "unsure"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("樓上漏水,請問怎麼辦?", "楼上漏水请问怎么办"),
        ("我用 APP 投诉。", "我用 APP 投诉"),
        ("I want to report a broken street light.", "I want to report a broken street light"),
        ("♪ ♪", ""),
    ],
)
def test_texts_are_simplified_and_without_punctuation(written: str, said: str) -> None:
    assert plain(simplified(written)) == said


def test_few_words_in_much_sound_and_words_of_the_prompt_alone_are_suspicious() -> None:
    assert doubt(answer("试", silence=0.05), "试", 5.0, PROMPT) == ""
    assert doubt(answer("试", silence=0.3), "试", 5.0, PROMPT) == "few words"
    assert doubt(answer("公积金", silence=0.05), "公积金", 1.5, PROMPT) == ""
    assert doubt(answer("公积金停水停电", silence=0.15), "公积金停水停电", 2.5, PROMPT) == "prompt"
    many = prompt_of(["营业执照", "退款退货", "食品安全", "消费投诉"])
    recited = "丁业执照退款退货食品安全消费投诉"
    assert doubt(answer(recited), recited, 4.0, many) == "prompt"
    asked = "我想办营业执照顺便问一下退款退货的事情还有食品安全找谁"
    assert doubt(answer(asked), asked, 6.0, many) == ""


@given(st.text(max_size=60))
def test_any_text_is_taken(text: str) -> None:
    plain_text = plain(simplified(text))
    assert "，" not in plain_text
    assert isinstance(doubt(answer(text), plain_text, 3.0, PROMPT), str)


@given(st.floats(min_value=0.1, max_value=60))
def test_a_window_leaves_room_and_work_grows_with_length(seconds: float) -> None:
    window = window_s(seconds)
    assert window in WINDOWS_S
    assert window >= min(seconds, LONGEST_S) + 0.49
    assert effort(seconds + 1) >= effort(seconds)
    assert 8 <= most_tokens(seconds) <= 248


def test_a_prompt_names_each_word_once_and_not_too_many() -> None:
    assert prompt_of([]) == "12345热线，市民来电。"
    assert prompt_of(["停水", "停水", "路灯"]).endswith("停水、路灯。")
    assert prompt_of([f"街道{i}" for i in range(500)]).count("、") < 100
