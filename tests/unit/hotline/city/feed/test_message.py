"""What comes in from other channels: read, bounded, and refused with what is wrong."""

from __future__ import annotations

import json
import time
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.spreadsheets import LONGEST_CELL
from hotline.city.feed import message
from hotline.city.feed.message import FeedError, Message, from_csv, from_json
from hotline.city.topics.grams import LONGEST

AT = datetime(2026, 11, 30, 14, 10).timestamp()


def rows(text: str, encoding: str = "utf-8") -> list[tuple[int, Message | FeedError]]:
    return list(from_csv(text.encode(encoding)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_of_a_spreadsheet_in_either_language(encoding: str) -> None:
    ((number, one),) = rows(
        "编号,时间,内容,渠道,电话,区,别的\n7,2026/11/30 14:10,停水了,app,13800138000,东城区,x\n", encoding
    )
    assert number == 2
    assert one == Message("7", AT, "停水了", "app", "13800138000", "东城区")
    assert one.name == "app:7"
    assert rows("id,at,text\n7,2026-11-30T14:10,停水了\n")[0][1] == Message("7", AT, "停水了")


def test_a_wrong_line_is_told_and_the_others_are_read() -> None:
    found = rows(f"id,at,text\n1,yesterday,停水了\n2,{AT},停水了\n\n,{AT},停水了\n3,{AT},\n4\n")
    assert [number for number, _ in found] == [2, 3, 5, 6, 7]
    assert [isinstance(one, FeedError) for _, one in found] == [True, False, True, True, True]
    assert "at is no time" in str(found[0][1])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no column"),
        (b"id,text\n", "at"),
        (b"\xff\xff\x00", "UTF-8"),
        (b'id,at,text\n1,1e9,"' + b"x" * (LONGEST_CELL + 1), "no CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(FeedError, match=why):
        list(from_csv(data))


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "MOST_BYTES", 10)
    with pytest.raises(FeedError, match="split"):
        list(from_csv(b"id,at,text\n1,2,3\n"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 200}, "id"),
        ({"text": " \n"}, "text is empty"),
        ({"text": ["停水"]}, "text is no text"),
        ({"text": True}, "text is no text"),
        ({"channel": "a:b"}, "channel"),
        ({"at": None}, "no time"),
        ({"at": float("nan")}, "no time|2000"),
        ({"at": 1}, "2000"),
        ({"at": time.time() + 10 * 86_400}, "future"),
        ({"at": "9999999999999999999"}, "future"),
        ({"by": "9001"}, "no such field"),
    ],
)
def test_a_wrong_object_is_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(FeedError, match=why):
        from_json(json.dumps({"id": "1", "at": AT, "text": "停水了", **change}).encode())


def test_long_texts_are_cut_and_half_characters_left_out() -> None:
    one = from_json(json.dumps({"id": 1, "at": AT, "text": "停\ud800水" * 800}).encode())
    assert (one.id, one.text) == ("1", ("停水" * 800)[:LONGEST])


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_whatever_comes_is_a_message_or_refused(payload: bytes) -> None:
    try:
        from_json(payload)
    except FeedError:
        return


@given(st.text(max_size=300))
def test_whatever_stands_in_a_file_is_read_or_refused(text: str) -> None:
    try:
        list(from_csv(b"id,at,text\n" + text.encode(errors="replace")))
    except FeedError:
        return
