"""Lists of citizens: what spreadsheets write, and what is said of mistakes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.calls.after.followups.listed import ListError, read_list
from hotline.records.database.followups.store import Wanted

SETS = ("default", "short")


def read(text: str | bytes) -> list[Wanted]:
    data = text.encode() if isinstance(text, str) else text
    return read_list(data, "default", SETS, lambda number: number.startswith("139"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_of_a_spreadsheet(encoding: str) -> None:
    text = "编号,电话,事项,问题\r\nGD-1,13912345678,路灯不亮,short\r\n,,,\r\nGD-2, 13912345679 ,,\r\n"
    assert read(text.encode(encoding)) == [
        Wanted("13912345678", "short", "GD-1", "路灯不亮"),
        Wanted("13912345679", "default", "GD-2"),
    ]


def test_the_telephone_is_enough() -> None:
    assert read("telephone\n13912345678") == [Wanted("13912345678", "default")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("编号\nGD-1", "telephone"),
        ("telephone,age\n139,3", "age"),
        ("telephone\n13912345678\nhello", "line 3: this is no telephone number"),
        ("telephone\n16812345678", "line 2: this number may not be dialled"),
        (
            "telephone,questions\n13912345678,long",
            "line 2: there are no questions 'long'",
        ),
        (f"telephone,ref\n13912345678,{'x' * 61}", "line 2: ref is longer"),
        ("telephone,ref\n13912345678,张先生13912345678", "line 2: ref is the telephone number"),
        ('telephone,topic\n13912345678,"a\nb"', "topic"),
    ],
)
def test_a_mistake_says_where_it_is_and_nothing_is_taken(text: str, says: str) -> None:
    with pytest.raises(ListError, match=says.replace("(", r"\(")):
        read(text)


def test_no_number_stands_in_what_is_said_of_mistakes() -> None:
    with pytest.raises(ListError) as found:
        read("telephone\n" + "16812345678\n" * 30)
    assert "16812345678" not in str(found.value)
    assert "and 20 more" in str(found.value)


@given(st.one_of(st.binary(max_size=300), st.text("telphon,139\n\"'\r；，电话", max_size=80).map(str.encode)))
def test_any_file_is_a_list_or_a_mistake(data: bytes) -> None:
    with contextlib.suppress(ListError):
        for one in read(data):
            assert one.number.startswith("139")
