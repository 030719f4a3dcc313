"""Toll fraud: whatever a caller says, no number is dialled that the administrator has not allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from telephony.outbound.allowed import allowed
from telephony.outbound.settings import EVERY_START, DialSettings


def dial(*prefixes: str, **more: object) -> DialSettings:
    return DialSettings.model_validate({"address": "203.0.113.7", "prefixes": list(prefixes), **more})


@pytest.mark.parametrize(
    ("number", "prefixes", "may"),
    [
        ("13912345678", ("13",), True),
        ("13912345678", ("138", "159"), False),
        ("059522123456", ("0595",), True),
        ("059522123456", ("0592",), False),
        ("22123456", ("221",), True),
        ("22123456", ("22",), False),  # too short a prefix for what is neither a mobile nor has an area code
        ("16812345", ("16",), False),  # premium
        ("4008123123", ("400",), True),
        ("0085223456789", ("13", "08"), False),
        ("0085223456789", ("00852",), True),
        ("110", ("110",), False),
        ("1391234567", ("13",), False),
        ("139123456789", ("13",), False),
    ],
)
def test_a_number_is_dialled_only_by_its_prefix(number: str, prefixes: tuple[str, ...], may: bool) -> None:
    assert allowed(number, dial(*prefixes).prefixes) is may


@pytest.mark.parametrize(
    "prefix", ["", "0", "1", "9", "00", "000", "008", "+", "+86", "+1", "*", "1x", "１３", "13\n"]
)
def test_a_prefix_that_allows_everything_or_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(ValidationError):
        dial("13", prefix)


def test_prefixes_that_together_allow_everything_are_refused() -> None:
    with pytest.raises(ValidationError, match="allow every number"):
        dial(*sorted(EVERY_START))
    with pytest.raises(ValidationError):
        dial()


@given(st.text(max_size=20), st.sets(st.from_regex(r"[1-9][0-9]{1,3}|0[1-9][0-9]{1,2}", fullmatch=True)))
def test_what_may_be_dialled_is_digits_that_begin_as_allowed(number: str, prefixes: set[str]) -> None:
    if allowed(number, prefixes):
        assert number.isascii()
        assert number.isdecimal()
        assert len(number) >= 7
        assert number.startswith(tuple(prefixes))


@given(st.from_regex(r"(?:1[3-9][0-9]{9}|0[1-9][0-9]{9})", fullmatch=True), st.integers(2, 8))
def test_a_whole_number_is_allowed_by_its_own_beginning(number: str, digits: int) -> None:
    assert allowed(number, [number[:digits]])


@pytest.mark.parametrize(
    "address", ["", "sip:1@203.0.113.7", "a b", "203.0.113.7;x=1", "203.0.113.7:0", "x\nmatch=1"]
)
def test_an_address_that_would_change_the_file_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        dial("13", address=address)
