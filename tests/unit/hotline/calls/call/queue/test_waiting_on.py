"""A caller who waited when the service before this one ended goes on waiting as before."""

from __future__ import annotations

import asyncio
import time

import pytest

from contracts import AgentRinging
from hotline.calls.control.requests import Asked, HandOn, Target
from telephony.ari.client import AriError
from telephony.calls.place import Meant, Place
from tests.unit.hotline.calls.session_hotline import Hotline
from tests.virtualtime import at_virtual_time


def rung(line: Hotline) -> list[str]:
    return [event.agent for event in line.of(AgentRinging) if isinstance(event, AgentRinging)]


def phones(line: Hotline, *phones: str) -> None:
    for phone in phones:
        line.floor.device(f"PJSIP/{phone}", "NOT_INUSE")


@at_virtual_time
async def test_a_caller_who_was_given_to_one_agent_still_waits_for_that_agent_after_a_restart() -> None:
    before = Hotline()
    await before.talk()
    phones(before, "1002")
    reply: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    before.session.inbox.put(Asked(HandOn(Target(agent="li")), "wang", reply))
    await asyncio.sleep(0.1)
    noted = before.call.places[-1]
    await before.hang_up()

    line = Hotline()
    phones(line, "1001")
    await asyncio.sleep(5)
    phones(line, "1002")
    await line.waits_on(noted)
    assert rung(line) == ["li"], "wang is idle for longer"
    await line.hang_up()


@at_virtual_time
async def test_who_was_given_to_one_agent_after_a_long_wait_waits_for_that_one_after_a_restart() -> None:
    line = Hotline()
    phones(line, "1001")
    place = Place(queue="urban", since=time.time() - 300, meant=Meant(agent="li", until=time.time() + 10))
    await line.waits_on(place)
    assert rung(line) == []
    await asyncio.sleep(11)
    assert rung(line) == ["wang"]
    await line.hang_up()


@at_virtual_time
async def test_from_the_noted_time_on_anybody_takes_who_was_given_to_one_agent() -> None:
    line = Hotline()
    phones(line, "1001")
    await line.waits_on(Place(queue="urban", since=0, meant=Meant(agent="li", until=time.time() - 1)))
    assert rung(line) == ["wang"]
    await line.hang_up()


@at_virtual_time
async def test_an_agent_who_is_gone_holds_nobody_up_who_was_given_to_them() -> None:
    line = Hotline()
    phones(line, "1001")
    await line.waits_on(Place(queue="urban", since=0, meant=Meant(agent="gone", until=time.time() + 60)))
    assert rung(line) == ["wang"]
    await line.hang_up()


@pytest.mark.parametrize(("status", "by", "handed"), [(422, "caller", False), (404, "network", True)])
@at_virtual_time
async def test_only_a_channel_that_is_not_there_is_a_caller_who_hung_up(
    status: int, by: str, handed: bool
) -> None:
    """404: Asterisk does not know our application at this moment, and says nothing of the caller."""
    line = Hotline()
    line.call.ari.refuses["/applications/hotline/subscription"] = AriError(status, "subscription")
    await line.waits_on(Place(queue="urban", since=0))
    await line.ends()
    assert line.ended.by == by
    assert ("to_human" in line.call.did) == handed
