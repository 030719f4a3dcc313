"""Full numbers: sealed for one purpose, found by their name, opened with the key alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.records.sealing import Seal, SealError

NUMBER = "13800138000"


@given(st.text(max_size=40))
def test_what_was_sealed_is_opened_again(text: str) -> None:
    seal = Seal("secret", "screening")
    closed = seal.close(text)
    assert seal.open(closed) == text
    assert seal.close(text) != closed, "who sees two sealed ones does not see that they are alike"
    assert seal.name(text) == Seal("secret", "screening").name(text)


@pytest.mark.parametrize(("secret", "purpose"), [("another", "screening"), ("secret", "call back")])
def test_another_key_and_another_purpose_open_and_find_nothing(secret: str, purpose: str) -> None:
    seal, other = Seal("secret", "screening"), Seal(secret, purpose)
    with pytest.raises(SealError, match=r"secrets\.json"):
        other.open(seal.close(NUMBER))
    assert other.name(NUMBER) != seal.name(NUMBER)


@given(st.text(max_size=80))
def test_what_was_never_sealed_is_no_number(text: str) -> None:
    with pytest.raises(SealError):
        Seal("secret", "screening").open(text)
