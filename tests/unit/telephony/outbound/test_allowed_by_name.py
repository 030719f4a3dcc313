"""Which numbers of offices may be dialled: a short one only where it stands in whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from telephony.outbound.allowed import allowed, allowed_by_name
from telephony.outbound.partners import PartnerSettings


def test_a_short_number_must_stand_there_in_whole() -> None:
    assert allowed_by_name("110", ["110"])
    assert not allowed_by_name("1101", ["110"])
    assert not allowed_by_name("110", ["11"])
    assert not allowed("110", ["110"]), "whom callers name is never 110"


@given(some.text(max_size=20))
def test_no_trick_is_a_number(text: str) -> None:
    digits = text.isascii() and text.isdigit()
    assert digits or not allowed_by_name(text, ["110", "0775", text[:4]])


@pytest.mark.parametrize("number", ["", "+86110", "1 1 0", "１１０", "*72", "11", "110;ext=1", "1" * 19])
def test_a_partner_without_a_plain_number_is_a_mistake(number: str) -> None:
    with pytest.raises(ValidationError):
        PartnerSettings(id="x", name="x", number=number)
    with pytest.raises(ValidationError):
        PartnerSettings.model_validate({"id": "x", "name": "x"})
