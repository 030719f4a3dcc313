"""How these tests wait: for events, and in vain with a message."""

from __future__ import annotations

import ast
import asyncio

import pytest

from hotline.machine.paths import CHECKOUT
from telephony.ari.client import AriError
from tests.waiting import eventually, in_time

WITHOUT_A_MESSAGE = ("asyncio.timeout", "asyncio.wait_for")


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


async def test_what_is_awaited_in_vain_is_named_with_what_was_seen() -> None:
    assert await in_time(asyncio.sleep(0, "there")) == "there"
    with pytest.raises(TimeoutError, match=r"not in 0.01 s: Event.wait; seen: .'hello'.$"):
        await in_time(asyncio.Event().wait(), 0.01, seen=lambda: ["hello"])
    with pytest.raises(TimeoutError, match=r"not in 0.01 s: Event.wait$"):
        await in_time(asyncio.Event().wait(), 0.01)


def test_no_test_gives_up_without_a_message() -> None:
    """At virtual time a limit is exact, and what never comes is told at once."""
    found = []
    for path in sorted((CHECKOUT / "tests").rglob("*.py")):
        text = path.read_text("utf-8")
        if path.name == "waiting.py" or "virtual" in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in (
                "asyncio.timeout",
                "asyncio.wait_for",
            ):
                found.append(f"{path.relative_to(CHECKOUT)}:{node.lineno}")
    assert not found, "eventually() and in_time() of tests/waiting.py say what was seen"
