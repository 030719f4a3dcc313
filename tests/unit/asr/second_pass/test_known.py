"""Words of the hotline that one pass wrote and the other heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asr import Hypothesis
from asr.engines.offline import UNSURE, Reading
from asr.second_pass.joining import joined
from asr.second_pass.known import KnownWords
from tests.unit.asr.second_pass.reader import text

KNOWN = KnownWords(["生育津贴", "公积金", "燃气公司", "对", "不对", "是的", "行"])


@pytest.mark.parametrize(
    ("second", "first", "becomes"),
    [
        ("怀孕的生意今天怎么领", "回运的生育津贴怎么林", "怀孕的生育津贴怎么领"),
        ("工机金怎么取", "公积金怎么去", "公积金怎么取"),
        ("退", "对", "对"),
        ("捂队", "不对", "不对"),
        ("试的", "是的", "是的"),
        ("对", "不对", "对"),  # of another length
        ("惠", "行", "惠"),  # of another sound
        ("今天天气很好公园里有人", "公积金天气很好公园里有人", "今天天气很好公园里有人"),
        ("公园里的路灯坏了三天没人修", "公园里的路灯坏了三天公积金", "公园里的路灯坏了三天没人修"),
        ("公积金怎么取", "公积金怎么去", "公积金怎么取"),
        ("", "公积金", ""),
        ("我用 APP 交工机金", "我用安排交公积金", "我用 APP 交公积金"),
    ],
)
def test_known_words_are_put_where_both_heard_their_sound(second: str, first: str, becomes: str) -> None:
    assert KNOWN.join(second, first) == becomes


def test_what_was_read_stays_an_alternative() -> None:
    heard = joined(Hypothesis("公积金怎么去", 0.6), text("工机金怎么取"), 3, known=KNOWN).hypothesis
    assert heard.text == "公积金怎么取"
    assert [other.text for other in heard.alternatives] == ["公积金怎么去", "工机金怎么取"]


def test_a_known_answer_stands_where_the_second_pass_was_unsure() -> None:
    unsure = Reading(Hypothesis(""), refused=UNSURE)
    assert joined(Hypothesis("行", 0.5), unsure, 3, known=KNOWN).hypothesis.text == "行"
    assert joined(Hypothesis("星", 0.5), unsure, 3, known=KNOWN).hypothesis.text == ""
    silence = Reading(Hypothesis(""), refused="silence")
    assert joined(Hypothesis("行", 0.5), silence, 3, known=KNOWN).hypothesis.text == ""


SPEECH = st.text(alphabet="公积金生育津贴工机怎么取的我停水abc ", max_size=20)


@given(SPEECH, SPEECH)
def test_any_two_texts_are_joined(second: str, first: str) -> None:
    result = KNOWN.join(second, first)
    assert result == second or any(word in result for word in ("生育津贴", "公积金", "燃气公司", first))
