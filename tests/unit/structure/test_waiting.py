"""How these tests wait: for events, and in vain with a message."""

from __future__ import annotations

import pytest

from telephony.ari.client import AriError
from tests.waiting import eventually


async def test_the_first_true_value_is_handed_on() -> None:
    values = iter([0, "", "there"])
    assert await eventually(lambda: next(values)) == "there"


async def test_an_asterisk_that_does_not_answer_is_asked_again() -> None:
    answers = iter([AriError(0, "unreachable"), AriError(503, "busy"), None])

    async def asked() -> bool:
        if error := next(answers):
            raise error
        return True

    assert await eventually(asked)


async def test_who_gives_up_says_what_it_waited_for_and_what_it_saw() -> None:
    phones = ["rings", "rings"]
    with pytest.raises(TimeoutError, match=r"phones.count\(.answers.\), 0.01\); seen: 0"):
        await eventually(lambda: phones.count("answers"), 0.01)
    with pytest.raises(TimeoutError, match=r"seen: .'rings', 'rings'.$"):
        await eventually(lambda: "answers" in phones, 0.01, seen=lambda: phones)
