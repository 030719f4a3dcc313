"""What agents and supervisors do at their desks, with real phones and callers; nothing from inside."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponseError

from tests.e2e.desks import Desk
from tests.e2e.house import RING_S, House, queued
from tests.e2e.phones.people import phone
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

TEN = 10


async def test_an_emergency_overtakes_ten_who_wait_and_takes_an_agent_out_of_wrap_up(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang", auto_answer=True),
        AsyncExitStack() as line,
    ):
        await wang.until(phase="available")
        async with queued(house, "1", supervisor) as first:
            await wang.until(phase="talking")
            await first.phone.hang_up()
            await wang.until(phase="wrap_up")
        before = wang.me["until"]
        assert before is not None, "the desk counts down"
        await wang.press("extend_wrap_up")
        await eventually(lambda: wang.me["until"] > before + 20, seen=lambda: wang.me)
        waiting = [
            await line.enter_async_context(queued(house, "1", supervisor, number=f"1390000000{n}"))
            for n in range(TEN)
        ]
        in_line = [citizen.timeline.call for citizen in waiting]
        assert [call["id"] for call in supervisor.in_phase("queued")] == in_line
        assert wang.me["phase"] == "wrap_up"

        urgent = await line.enter_async_context(queued(house, "9", supervisor, number="13911111111"))
        call = urgent.timeline.call
        await eventually(lambda: supervisor.calls[call]["phase"] == "talking", seen=lambda: wang.me)
        choice = supervisor.calls[call]["choice"]
        assert (choice["interrupted"], choice["emergency"]) == ("wrap_up", True)
        assert [one["id"] for one in supervisor.in_phase("queued")] == in_line, "the others keep their places"
        await urgent.phone.hang_up()
        await wang.until(phase="wrap_up")
        await wang.press("set_phase", phase="available")
        await eventually(lambda: supervisor.calls[in_line[0]]["phase"] == "talking")
        assert len(supervisor.in_phase("queued")) == TEN - 1


async def test_a_declined_call_rings_at_the_next_and_the_citizen_notices_nothing(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        house.desk("li") as li,
        phone(house.scene, agent="wang"),
        phone(house.scene, agent="li") as second,
    ):
        await wang.until(phase="available")
        await li.press("set_phase", phase="paused", reason="用餐")
        await eventually(lambda: supervisor.agents["li"]["reason"] == "用餐")
        async with queued(house, "1", supervisor) as citizen:
            call = await wang.rung()
            assert call["choice"]["basis"] == "only_one"
            assert {"reason": "break", "agents": 1} in call["choice"]["others"]
            await wang.press("hang_up", call=call["id"])
            await eventually(lambda: wang.errors, seen=lambda: wang.me)
            await li.press("set_phase", phase="available")
            await li.until(phase="available")
            await wang.press("decline", call=call["id"])
            await wang.press("decline", call=call["id"])
            assert (await li.rung())["id"] == call["id"]
            await wang.until(rest="declined")
            assert wang.me["missed"][-1]["how"] == "declined"
            await second.answer()
            await li.until(phase="talking")
            assert citizen.phone.count("CALL_CLOSED") == 0
            await citizen.phone.hang_up()
            await li.until(phase="wrap_up")
            assert len(wang.errors) == 2, "what was pressed twice was told, and did no harm"


async def test_who_does_not_answer_twice_is_red_and_gets_no_calls_until_back(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang") as own,
    ):
        await wang.until(phase="available")
        async with queued(house, "1", supervisor) as citizen:
            await wang.until(set_aside=True, phase="paused")
            assert [one["how"] for one in wang.me["missed"][-2:]] == ["no answer", "no answer"]
            assert supervisor.agents["wang"]["set_aside"]
            assert any(fault["part"] == "phone" for fault in supervisor.faults)
            rung = own.count("CALL_INCOMING")
            assert rung == 2
            await asyncio.sleep(RING_S)  # time enough for a third
            assert own.count("CALL_INCOMING") == rung
            await wang.press("set_phase", phase="available")
            await wang.rung()
            assert not wang.me["set_aside"]
            await eventually(lambda: own.count("CALL_INCOMING") > rung)
            await own.answer()
            await wang.until(phase="talking")
            await citizen.phone.hang_up()
            await wang.until(phase="wrap_up")


async def nobody_is_invited(supervisor: Desk) -> bool:
    return (await supervisor.get("/api/guests"))["guests"] == []


async def test_a_guest_takes_calls_until_the_time_is_over_and_finishes_the_talk(house: House) -> None:
    until = datetime.now() + timedelta(hours=1)
    guest: dict[str, Any] = {"id": "zhang", "name": "张局长", "extension": "1090", "queues": ["legal"]}
    async with house.desk("wang") as wang:
        with pytest.raises(ClientResponseError, match="403"):
            await wang.post("/api/guests", **guest, until=until.timestamp())
    async with AsyncExitStack() as stack:
        supervisor = await stack.enter_async_context(house.desk("sun"))
        invited = await supervisor.post("/api/guests", **guest, until=until.timestamp())
        password = invited["password"]
        own = await stack.enter_async_context(house.phone("1090", 47600))
        await eventually(lambda: supervisor.agents.get("zhang", {}).get("phase") == "available")
        assert supervisor.agents["zhang"]["guest_until"]
        async with (
            house.desk("zhang", password) as zhang,
            queued(house, "1", supervisor),
            queued(house, "2", supervisor) as citizen,
        ):
            await zhang.until(phase="talking")
            assert [call["id"] for call in zhang.own()] == [citizen.timeline.call], "of the guest's queue"
            soon = datetime.now() + timedelta(seconds=2)
            await supervisor.post("/api/guests", **guest, until=soon.timestamp())
            await eventually(lambda: nobody_is_invited(supervisor))
            assert citizen.phone.count("CALL_CLOSED") == 0, "the talk goes on"
            assert supervisor.agents["zhang"]["phase"] == "talking"
            await citizen.phone.hang_up()
            await own.wait_for("CALL_CLOSED", PATIENCE_S)
            await eventually(lambda: "zhang" not in supervisor.agents, seen=lambda: supervisor.agents)


async def test_a_queue_that_is_deleted_leaves_nobody_behind_and_a_new_agent_takes_them(house: House) -> None:
    async with (
        house.desk("sun") as supervisor,
        house.desk("wang") as wang,
        phone(house.scene, agent="wang", auto_answer=True),
    ):
        await wang.until(phase="available")
        async with queued(house, "1", supervisor) as talks:
            await wang.until(phase="talking")
            async with (
                queued(house, "2", supervisor) as one,
                queued(house, "2", supervisor, number="13922222222") as two,
            ):
                in_line = [one.timeline.call, two.timeline.call]
                await house.publish(
                    ('  - {id: legal, name: 法律, key: "2"}\n', ""),
                    ("queue: legal", "queue: general"),
                    (
                        '  - {id: sun, name: 孙莉, extension: "1009", role: supervisor}\n',
                        '  - {id: sun, name: 孙莉, extension: "1009", role: supervisor}\n'
                        '  - {id: chen, name: 陈静, extension: "1004"}\n',
                    ),
                )
                await eventually(
                    lambda: all(supervisor.calls[call]["queue"] == "general" for call in in_line),
                    seen=lambda: supervisor.calls,
                )
                assert [call["id"] for call in supervisor.in_phase("queued")] == in_line
                assert wang.me["phase"] == "talking"
                assert talks.phone.count("CALL_CLOSED") == 0
                password = (await asyncio.to_thread(house.hotline, "password", "chen")).split()[-1]
                await eventually(lambda: _may_log_in(house, "chen", password))
                async with house.desk("chen", password) as chen, house.phone("1004", 47500):
                    await chen.until(phase="talking")
                    assert [call["id"] for call in chen.own()] == in_line[:1], "who came first"


async def _may_log_in(house: House, agent: str, password: str) -> bool:
    """Who works here is looked at once a second; failed log-ins are counted, so it is asked as seldom."""
    try:
        async with house.desk(agent, password):
            return True
    except ClientResponseError:
        await asyncio.sleep(1)
        return False
