"""What a request, or something that happens, means for a conversation. Pure."""

from __future__ import annotations

from dataclasses import replace

from hotline.calls.control.requests import (
    Complete,
    Consult,
    HandOn,
    Hold,
    Join,
    Leave,
    Mute,
    Refused,
    Retrieve,
    Swap,
    TakeBack,
    Wish,
)
from hotline.calls.control.talk import (
    Dismiss,
    GoOn,
    HoldCaller,
    Invite,
    JoinOther,
    Lead,
    MuteAgent,
    Other,
    ParkOther,
    RetrieveCaller,
    Step,
    Talk,
)

NOT_YOURS = "这不是您的通话 / Not your call"
NOBODY_ASKED = "您没有请人协助 / You have asked nobody"
NOT_ANSWERED = "对方还没有接听 / The other has not answered yet"


def steps(talk: Talk, request: Wish, by: str) -> list[Step]:
    """What is to be done, in order. Raises Refused."""
    if isinstance(request, Leave):
        if not _is_other(talk, by):
            raise Refused("您没有参加这通电话 / You take no part in this call")
        return other_gone(talk)
    if by != talk.agent:
        raise Refused(NOT_YOURS)
    match request:
        case Hold():
            if talk.held:
                raise Refused("市民已经在保持中 / The caller is on hold already")
            return [HoldCaller()]
        case Retrieve():
            if not talk.held:
                raise Refused("市民不在保持中 / The caller is not on hold")
            # Who is briefed in private hears nothing of the caller unless they are joined.
            return [ParkOther(), RetrieveCaller()] if talk.other_takes_part else [RetrieveCaller()]
        case Mute(muted):
            if talk.muted == muted:
                raise Refused("已经静音 / Muted already" if muted else "没有静音 / Not muted")
            return [MuteAgent(muted)]
        case HandOn(to):
            if talk.other is not None:
                raise Refused("请先结束咨询 / End the consultation first")
            if to.partner is not None:
                raise Refused("请先咨询外单位，接通后再完成转接 / Consult the office first, then complete")
            return [GoOn(to)]
        case Consult(whom):
            if talk.other is not None:
                raise Refused("您已经在请人协助 / You have asked somebody already")
            return [Invite(whom)] if talk.held else [Invite(whom), HoldCaller()]
        case TakeBack():
            _other(talk)
            return [Dismiss("cancelled"), *_back(talk)]
        case Swap():
            return _swap(talk)
        case Join():
            if talk.transfer == "bridged":
                raise Refused("已经是三方通话 / All three talk already")
            _answered(talk)
            return _all_together(talk)
        case Complete():
            other = _other(talk)
            if not other.answered:
                if other.target.partner is not None:
                    raise Refused(NOT_ANSWERED)
                return [Dismiss("cancelled"), GoOn(other.target)]
            return [*_all_together(talk), Lead()]


def answered(talk: Talk) -> list[Step]:
    """Who was rung has answered: they talk with the agent, or wait while the agent talks with the caller."""
    return [JoinOther()] if talk.held else [ParkOther()]


def not_taken(talk: Talk, *, declined: bool, reason: str) -> list[Step]:
    """The one who was asked does not come; the caller is back with their agent."""
    return [Dismiss("rejected" if declined else "failed", reason), *_back(talk)]


def other_gone(talk: Talk) -> list[Step]:
    """Who was consulted has hung up, or leaves: in a briefing that is a no, in a three-way its end."""
    if talk.transfer == "bridged":
        return [Dismiss("completed")]
    return [Dismiss("rejected", "hung up"), *_back(talk)]


def agent_gone(talk: Talk) -> list[Step]:
    """The agent has hung up. No steps: that ends the call."""
    other = talk.other
    if other is None:
        return [GoOn()] if talk.held else []
    if not other.answered:
        # Nobody waits for an office that may never answer: the caller is back in line.
        return [Dismiss("cancelled"), GoOn(None if other.target.partner is not None else other.target)]
    return [*_all_together(talk), Lead()]


def agent_lost(talk: Talk) -> list[Step]:
    """The agent's telephone is lost, and may be back soon: nobody is to answer somebody who is not there."""
    if talk.other is None or talk.other.answered:
        return []
    return [Dismiss("cancelled", "the agent's telephone is lost"), *_back(talk)]


def rung(talk: Talk, agent: str | None) -> Talk:
    """Somebody's telephone rings for the agent who asked; None: it does not any more."""
    return talk if talk.other is None else replace(talk, other=replace(talk.other, agent=agent))


def _swap(talk: Talk) -> list[Step]:
    _answered(talk)
    if talk.transfer == "bridged":
        raise Refused("三方通话中不能切换 / All three talk")
    if talk.held:
        return [ParkOther(), RetrieveCaller()]
    return [HoldCaller(), JoinOther()]


def _all_together(talk: Talk) -> list[Step]:
    found: list[Step] = [] if talk.other_takes_part else [JoinOther()]
    return [*found, RetrieveCaller()] if talk.held else found


def _back(talk: Talk) -> list[Step]:
    return [RetrieveCaller()] if talk.held else []


def _other(talk: Talk) -> Other:
    if talk.other is None:
        raise Refused(NOBODY_ASKED)
    return talk.other


def _answered(talk: Talk) -> None:
    if not _other(talk).answered:
        raise Refused(NOT_ANSWERED)


def _is_other(talk: Talk, agent: str) -> bool:
    return talk.other is not None and talk.other.answered and talk.other.agent == agent
