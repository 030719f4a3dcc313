"""What requests and happenings mean for a conversation: pure, and for every order of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.calls.control import rules
from hotline.calls.control.requests import (
    Complete,
    Consult,
    HandOn,
    Hold,
    Join,
    Leave,
    Mute,
    Refused,
    Request,
    Retrieve,
    Swap,
    TakeBack,
    Target,
)
from hotline.calls.control.rules import steps
from hotline.calls.control.talk import Dismiss, GoOn, Lead, Step, Talk, after

LI = Target(agent="li")
LEGAL = Target(queue="legal")


def take(talk: Talk, found: list[Step]) -> Talk:
    for step in found:
        talk = after(talk, step)
    return talk


def done(talk: Talk, *requests: Request) -> Talk:
    for request in requests:
        talk = take(talk, steps(talk, request, talk.agent))
    return talk


def consulted() -> Talk:
    """li has answered and is briefed."""
    talk = rules.rung(done(Talk("wang"), Consult(LI)), "li")
    return take(talk, rules.answered(talk))


def test_who_is_on_hold_is_heard_by_nobody_and_hears_nobody() -> None:
    held = done(Talk("wang"), Hold())
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


def test_a_consultation_is_asked_for_rung_briefed_and_joined() -> None:
    talk = done(Talk("wang"), Consult(LI))
    assert (talk.transfer, talk.phase, talk.held) == ("requested", "consulting", True)
    assert rules.rung(talk, "li").transfer == "ringing"
    talk = consulted()
    assert (talk.transfer, talk.held_legs) == ("briefing", ["caller"])
    assert talk.heard("agent")
    assert talk.heard("consulted")
    assert not talk.heard("caller")
    aside = done(talk, Swap())
    assert (aside.transfer, aside.phase, aside.held_legs) == ("briefing", "talking", ["consulted"])
    assert aside.heard("caller")
    assert not aside.heard("consulted")
    assert done(aside, Swap()) == talk
    for before in (talk, aside):
        three = done(before, Join())
        assert (three.transfer, three.held_legs) == ("bridged", [])
        for request in (Join(), Swap()):
            with pytest.raises(Refused):
                steps(three, request, "wang")
        assert done(three, Hold()) == talk, "the caller on hold in a three-way: the agents talk alone"


@pytest.mark.parametrize("before", [(), (Swap(),), (Join(),)])
def test_who_was_consulted_leads_when_it_is_completed_or_the_agent_hangs_up(
    before: tuple[Request, ...],
) -> None:
    talk = done(consulted(), *before)
    assert done(talk, Complete()) == Talk("li")
    assert take(talk, rules.agent_gone(talk)) == Talk("li")


def test_an_agent_who_is_given_the_call_is_not_muted_because_the_first_was() -> None:
    assert done(consulted(), Mute(True), Complete()) == Talk("li")


@pytest.mark.parametrize(
    "end", [lambda talk: steps(talk, TakeBack(), "wang"), rules.other_gone], ids=["taken back", "hung up"]
)
@pytest.mark.parametrize("before", [(), (Swap(),), (Join(),)])
def test_the_caller_is_back_when_the_consultation_is_over(
    end: Callable[[Talk], list[Step]], before: tuple[Request, ...]
) -> None:
    talk = done(consulted(), *before)
    assert take(talk, end(talk)) == Talk("wang")


@pytest.mark.parametrize("declined", [True, False])
def test_the_caller_is_back_when_the_other_does_not_come(declined: bool) -> None:
    talk = rules.rung(done(Talk("wang"), Consult(LI)), "li")
    found = rules.not_taken(talk, declined=declined, reason="no answer")
    assert found[0] == Dismiss("rejected" if declined else "failed", "no answer")
    assert take(talk, found) == Talk("wang")


def test_how_it_came_out_is_told_apart() -> None:
    def state(found: list[Step]) -> str:
        return next(step.state for step in found if isinstance(step, Dismiss))

    assert state(steps(consulted(), TakeBack(), "wang")) == "cancelled"
    assert state(steps(consulted(), Leave(), "li")) == "rejected"
    assert state(steps(done(consulted(), Join()), Leave(), "li")) == "completed"


def test_before_the_other_has_answered_completing_and_hanging_up_hand_on_blindly() -> None:
    talk = done(Talk("wang"), Consult(LEGAL))
    for found in (steps(talk, Complete(), "wang"), rules.agent_gone(talk)):
        assert found[-1] == GoOn(LEGAL)
        assert isinstance(found[0], Dismiss)
    assert steps(Talk("wang"), HandOn(LI), "wang") == [GoOn(LI)]


def test_an_agent_who_hangs_up_ends_the_call_unless_the_caller_is_on_hold() -> None:
    assert rules.agent_gone(Talk("wang")) == []
    assert rules.agent_gone(Talk("wang", held=True)) == [GoOn()]


REQUESTS: list[Request] = [
    Hold(), Retrieve(), Mute(True), Mute(False), HandOn(LI), Consult(LI), Consult(LEGAL), TakeBack(), Swap(),
    Join(), Complete(), Leave(),
]  # fmt: skip


@pytest.mark.parametrize("by", ["li", "sun"])
@pytest.mark.parametrize("wish", REQUESTS)
def test_who_does_not_lead_the_call_may_only_leave_it(wish: Request, by: str) -> None:
    if isinstance(wish, Leave) and by == "li":
        return
    with pytest.raises(Refused, match="/"):
        steps(consulted(), wish, by)


@pytest.mark.parametrize("wish", [Hold(), Mute(True), Consult(LI), Consult(LEGAL)])
def test_what_is_pressed_twice_is_refused(wish: Request) -> None:
    once = done(Talk("wang"), wish)
    with pytest.raises(Refused, match="/"):
        steps(once, wish, "wang")


def _rings(talk: Talk) -> bool:
    return talk.other is not None and talk.other.agent is not None and not talk.other.answered


HAPPENINGS: list[Callable[[Talk], Talk]] = [
    lambda talk: rules.rung(talk, "li") if talk.other and not talk.other.answered else talk,
    lambda talk: rules.rung(talk, None) if _rings(talk) else talk,
    lambda talk: take(talk, rules.answered(talk)) if _rings(talk) else talk,
    lambda talk: take(talk, rules.not_taken(talk, declined=True, reason="")) if _rings(talk) else talk,
    lambda talk: take(talk, rules.other_gone(talk)) if talk.other and talk.other.answered else talk,
]


@given(st.lists(st.sampled_from(REQUESTS) | st.sampled_from(HAPPENINGS), max_size=30))
def test_whatever_happens_nobody_is_lost_in_it(story: list[Request | Callable[[Talk], Talk]]) -> None:
    talk = Talk("wang")
    for one in story:
        try:
            talk = one(talk) if callable(one) else done(talk, one)
        except Refused:
            continue
        if talk.held:
            assert talk.phase in ("on_hold", "consulting")
            back = rules.agent_gone(talk)
            assert any(isinstance(step, Lead | GoOn) for step in back), "a caller on hold is never dropped"
            assert not done(talk, Retrieve()).held
        if talk.other is not None and talk.other.answered:
            assert done(talk, Complete()) == Talk(talk.other.agent or "")
