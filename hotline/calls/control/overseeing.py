"""Supervisors: what they ask of a conversation, and what happens to them."""

from __future__ import annotations

from contracts import Bridged
from hotline.calls.control.conversation import Conversation
from hotline.calls.control.requests import Oversight, Refused, StopSupervising, Supervise, TakeOver
from hotline.calls.control.supervision import NOT_SUPERVISING
from hotline.calls.control.talk import Dismiss, RetrieveCaller, Talk
from telephony.ari.client import AriError


async def oversee(now: Conversation, request: Oversight, by: str) -> None:
    """Does what a supervisor asks for. Raises Refused, AriError or TimeoutError."""
    match request:
        case Supervise(mode, phone):
            if now.supervision.agent == by and now.supervision.mode is not None:
                await now.supervision.change(mode)
                await now.supervised()
            else:
                await now.supervision.begin(by, phone, mode)
        case TakeOver():
            now.supervision.require(by)
            await take_over(now)
        case StopSupervising():
            if now.supervision.agent != by:
                raise Refused(NOT_SUPERVISING)
            await now.supervisor_gone("")


async def supervisor_answers(now: Conversation) -> None:
    """The supervisor's telephone was answered."""
    try:
        await now.supervision.answered()
        await now.supervised()
    except (AriError, TimeoutError) as error:
        now.failed(error)
        await now.supervisor_gone("failed")


async def take_over(now: Conversation) -> None:
    """The supervisor leads the conversation from now on. Raises AriError or TimeoutError."""
    await now.supervision.change("barge")
    await now.supervised()
    supervisor, before = now.supervision.agent, now.talk
    assert supervisor is not None
    if now.talk.other is not None:
        await now.do_all([Dismiss("cancelled")])
    if now.talk.held:
        await now.do_all([RetrieveCaller()])
    if (gone := now.call.agent_channel) is not None:
        now.channels.disown(gone)
    await now.call.leave_to("supervisor")
    now.supervision.leads()
    now.listening.leads("supervisor")
    now.floor.handed_on(now.call.id, before.agent, "", supervisor)
    now.talk = Talk(supervisor)
    now.tell_unmuted(before)
    now.context.publish(Bridged(call=now.call.id, agent=supervisor))
