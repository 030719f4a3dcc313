"""What a request means for a conversation: pure, and for every order of requests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.calls.control.requests import Hold, Mute, Refused, Request, Retrieve
from hotline.calls.control.talk import Talk, after, steps

REQUESTS = st.sampled_from([Hold(), Retrieve(), Mute(True), Mute(False)])


def done(talk: Talk, *requests: Request) -> Talk:
    for request in requests:
        for step in steps(talk, request):
            talk = after(talk, step)
    return talk


def test_who_is_on_hold_is_heard_by_nobody_and_hears_nobody() -> None:
    held = done(Talk("wang"), Hold())
    assert held.held
    assert not held.heard("caller")
    assert not held.heard("agent"), "an agent who is alone is not written down either"
    back = done(held, Retrieve())
    assert back.heard("caller")
    assert back.heard("agent")


def test_who_is_muted_hears_and_is_not_heard() -> None:
    muted = done(Talk("wang"), Mute(True))
    assert muted.heard("caller")
    assert not muted.heard("agent")
    assert done(muted, Mute(False)).heard("agent")


@pytest.mark.parametrize("request_", [Hold(), Mute(True)])
def test_what_is_pressed_twice_is_refused_and_changes_nothing(request_: Request) -> None:
    once = done(Talk("wang"), request_)
    with pytest.raises(Refused, match="/"):
        steps(once, request_)


@given(st.lists(REQUESTS, max_size=20))
def test_after_any_requests_the_caller_can_be_fetched_back(requests: list[Request]) -> None:
    talk = Talk("wang")
    for request in requests:
        try:
            talk = done(talk, request)
        except Refused:
            continue
    assert not (done(talk, Retrieve()) if talk.held else talk).held
