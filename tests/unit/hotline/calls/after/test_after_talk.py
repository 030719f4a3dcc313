"""The agent ends the talk at virtual time: the citizen is asked, the agent is free, and every end is one."""

from __future__ import annotations

import asyncio

import pytest

from contracts import (
    AgentChanged,
    Bridged,
    CallQueued,
    Decided,
    Fault,
    KeyPressed,
    SatisfactionAsked,
    SatisfactionGiven,
)
from contracts.dialogue import Action, Answered, HangUp, PromptDone, Route, Say
from hotline.calls.call.inbox import EndTalk, Leave
from hotline.calls.control.requests import Asked, HandOn, Target
from telephony.ari.events import Channel, ChannelDestroyed, DtmfReceived
from tests.unit.hotline.calls.asterisk_doubles import ID, REFUSED
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time

ASKS: dict[object, list[Action] | Exception] = {
    Answered: [Say("ask", "满意吗")],
    KeyPressed: [Say("thanks", "再见")],
    PromptDone("thanks"): [HangUp("asked")],
}
DEADLINE_S = 90


def hotline(answers: dict[object, list[Action] | Exception] = ASKS) -> Hotline:
    line = Hotline()
    line.surveys.answers = answers
    return line


async def agent_hangs_up(line: Hotline, leg: str) -> None:
    line.session.on_ari(ChannelDestroyed(Channel(leg), 16, ""))
    await asyncio.sleep(0.1)


def phases(line: Hotline) -> list[str]:
    return [one.phase for one in line.of(AgentChanged) if isinstance(one, AgentChanged)]


@pytest.mark.parametrize("how", ["telephone", "desk"])
@at_virtual_time
async def test_the_citizen_is_asked_and_the_agent_is_free(how: str) -> None:
    line = hotline()
    leg = await line.talk()
    if how == "telephone":
        await agent_hangs_up(line, leg)
    else:
        line.session.inbox.put(EndTalk())
        await asyncio.sleep(0.1)
    [asked] = line.of(SatisfactionAsked)
    assert isinstance(asked, SatisfactionAsked)
    assert (asked.queue, asked.agent) == ("urban", "wang")
    assert phases(line)[-1] == "wrap_up", "while the citizen is asked"
    assert leg not in line.board.owned()
    line.surveys.gives(2, reason="没人管")
    line.session.on_ari(DtmfReceived(Channel(ID), "2"))
    await line.ends()
    [given] = line.of(SatisfactionGiven)
    assert isinstance(given, SatisfactionGiven)
    assert (given.score, given.low, given.reason, given.agent) == (2, True, "没人管", "wang")
    assert line.ended.by == "agent"
    line.nothing_left()


@at_virtual_time
async def test_who_hangs_up_in_the_middle_has_said_what_they_have_said() -> None:
    line = hotline()
    await agent_hangs_up(line, await line.talk())
    line.surveys.gives(1)
    await line.hang_up()
    assert len(line.of(SatisfactionGiven)) == 1
    assert line.ended.by == "caller"
    line.nothing_left()


@at_virtual_time
async def test_who_says_nothing_has_given_nothing() -> None:
    line = hotline()
    await agent_hangs_up(line, await line.talk())
    await line.hang_up()
    assert line.of(SatisfactionGiven) == []


@at_virtual_time
async def test_nobody_is_asked_for_ever() -> None:
    line = hotline()
    await agent_hangs_up(line, await line.talk())
    await line.ends(DEADLINE_S + 1)
    assert line.ended.by == "agent"
    assert line.of(Fault) == []
    line.nothing_left()


@at_virtual_time
async def test_without_media_the_call_is_over() -> None:
    line = hotline()
    leg = await line.talk()
    line.call.fails["open_media"] = [REFUSED]
    await agent_hangs_up(line, leg)
    await line.ends()
    assert [one.part for one in line.of(Fault) if isinstance(one, Fault)] == ["media"]
    assert line.ended.by == "agent"
    line.nothing_left()


@at_virtual_time
async def test_a_service_that_leaves_hands_nobody_to_a_human_whose_talk_is_over() -> None:
    line = hotline()
    await agent_hangs_up(line, await line.talk())
    line.session.inbox.put(Leave())
    await line.ends()
    assert "to_human" not in line.call.did
    assert "release caller=True" in line.call.did


@at_virtual_time
async def test_who_wants_somebody_again_waits_and_is_asked_only_once() -> None:
    line = hotline({Answered: [Route("emergency", 100, say="马上")]})
    await agent_hangs_up(line, await line.talk())
    queued = [one.queue for one in line.of(CallQueued) if isinstance(one, CallQueued)]
    assert queued == ["urban", "emergency"]
    await asyncio.sleep(15)  # the first agent's wrap-up
    leg = await line.agent_answers()
    assert len(line.of(Bridged)) == 2
    await agent_hangs_up(line, leg)
    await line.ends()
    assert len(line.of(SatisfactionAsked)) == 1
    line.nothing_left()


@at_virtual_time
async def test_who_is_handed_on_is_asked_at_the_end_alone() -> None:
    line = hotline()
    line.floor.device("PJSIP/1002", "NOT_INUSE")
    await line.talk()
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.session.inbox.put(Asked(HandOn(Target(agent="li")), "wang", reply))
    await asyncio.sleep(0.1)
    assert line.of(SatisfactionAsked) == []
    leg = await line.agent_answers()
    await agent_hangs_up(line, leg)
    [asked] = line.of(SatisfactionAsked)
    assert isinstance(asked, SatisfactionAsked)
    assert asked.agent == "li"
    await line.hang_up()


@pytest.mark.parametrize("who", ["caller", "network"])
@at_virtual_time
async def test_nobody_is_asked_whose_talk_the_agent_has_not_ended(who: str) -> None:
    line = hotline()
    leg = await line.talk()
    if who == "caller":
        await line.hang_up()
    else:
        line.session.on_ari(ChannelDestroyed(Channel(leg), 38, "Network out of order"))
        await asyncio.sleep(1)  # the agent may come back
        await line.hang_up()
    assert line.of(SatisfactionAsked) == []


@at_virtual_time
async def test_an_adopted_talk_is_followed_by_the_question_unless_it_was_asked() -> None:
    for past, asked in (([], 1), ([SatisfactionAsked(call=ID, queue="urban", agent="li")], 0)):
        line = hotline()
        await line.adopt("wang", past)
        await agent_hangs_up(line, f"agent.wang.1.{ID}")
        assert len(line.of(SatisfactionAsked)) == asked
        if asked:
            await line.hang_up()


@at_virtual_time
async def test_what_they_were_understood_to_want_is_known_to_who_decides_whether_to_ask() -> None:
    line = hotline()
    found = {"outcome": "route", "intent": "injury", "queue": "emergency", "score": 1, "heard": "救命"}
    danger = Decided.model_validate({"call": ID, **found})
    await line.adopt("wang", [danger])
    await agent_hangs_up(line, f"agent.wang.1.{ID}")
    assert line.surveys.intents == {"injury"}
    await line.hang_up()
