"""`kill -9` of the broker, PostgreSQL, a service, an Asterisk, while citizens talk and wait at two machines
behind Kamailio: who goes on, who keeps the place, what is told late. The figures are printed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict

import pytest
import pytest_asyncio

from contracts import AgentRinging
from hotline.instance.alive.supervisor import wait_until_ready
from hotline.instance.draining import drain
from tests.e2e.losses.city import EACH, NODES, Citizen, City, opened
from tests.e2e.losses.compared import (
    Compared,
    callback_of,
    claimed_twice,
    compared,
    living,
    open_callbacks,
    recorded,
)
from tests.e2e.town import children, process
from tests.waiting import PATIENCE_S, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session")]

AWAY_S = 12.0 if EACH == 1 else 30.0
"""So long PostgreSQL and the broker are away: longer than a node's lease."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def built() -> AsyncIterator[City]:
    async with opened() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def city(built: City) -> AsyncIterator[City]:
    """As each test finds it."""
    yield built
    await built.at_rest()


def shown(
    capsys: pytest.CaptureFixture[str],
    killed: str,
    events: Compared,
    doubles: Sequence[str],
    **figures: object,
) -> None:
    figures |= {"claimed_twice": len(doubles), **asdict(events)}
    with capsys.disabled():
        print(f"\nkill -9 of {killed}: " + ", ".join(f"{name} {one}" for name, one in figures.items()))


async def served_in_order(
    city: City, talking: Sequence[Citizen], waiting: Sequence[Citizen], since: float | None = None
) -> int:
    """Who talks hangs up, and so does each who is put through then. How many of those who wait were rung for
    in the order in which they came, at each node, `since` then (time.time(); None: now)."""
    since = time.time() if since is None else since
    for citizen in talking:
        await citizen.hang_up()
    left = {one.call: one for one in waiting}
    while left:
        call: str = await eventually(
            lambda: next((one for one in city.talks() if one in left), None),
            seen=lambda: (left, city.talks()),
        )
        await left.pop(call).hang_up()
    ringing = (one.call for one in city.events_since(since) if isinstance(one, AgentRinging))
    rang = dict.fromkeys(map(city.reader.first, ringing))
    order = [call for call in rang if call in {one.call for one in waiting}]
    kept = 0
    for node in NODES:
        came = [one.call for one in waiting if one.node == node]
        served = [call for call in order if call.partition("-")[0] == node]
        kept += sum(one == other for one, other in zip(came, served, strict=True))
    return kept


async def accounted(city: City, since: float) -> tuple[Compared, list[str]]:
    """What the reader has against the records, once nobody is on the line and nothing is missing, or nothing
    more comes; and who was claimed twice, by the records."""
    await city.at_rest()

    def found() -> Compared:
        return compared(city.reader.arrived, recorded(city.url), since)

    def complete() -> bool:
        events = found()
        return not (events.not_told or events.not_recorded)

    with contextlib.suppress(TimeoutError):
        await eventually(complete, timeout_s=60)
    return found(), claimed_twice(recorded(city.url))


async def asterisk_dies(city: City, node: str, citizens: Sequence[Citizen]) -> int:
    """Kills that node's; who of those is there hears nothing any more and hangs up, and so does every agent's
    telephone there. Returns the process id it had."""
    town = city.towns[node]
    killed = town.station.asterisk.pid()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    for citizen in citizens:
        if citizen.node == node:
            await citizen.hang_up()
    for phone in town.phones.values():
        await phone.hang_up()
    return killed


def on_the_line(citizens: Sequence[Citizen]) -> int:
    return sum(one.on_the_line for one in citizens)


async def test_a_node_that_drains_gets_no_new_call_and_its_talks_end_in_peace(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    north = city.towns["north"]
    talks, *others = city.citizens
    await city.comes_to(talks, "north")
    await city.bridged([talks.call])
    await drain(north.station.asterisk, north.state, on=True)
    nodes, took = await city.new_calls(others[:3])
    await eventually(lambda: "left out" in city.proxy.told(north.server), seen=city.proxy.log.read_text)
    later, took_later = await city.new_calls(others[3:5])
    went_on = await city.go_on([talks], city.talks())
    await talks.hang_up()
    await drain(north.station.asterisk, north.state, on=False)
    for citizen in others:
        await citizen.hang_up()
    await city.comes_to(others[0], "north")
    with capsys.disabled():
        print(f"\na node drains: calls go to {nodes} in {took} s, then {later} in {took_later} s")
    assert {*nodes, *later} == {"south"}
    assert went_on == 1


async def test_a_broker_that_is_killed_costs_no_event(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    since = time.time()
    talking, waiting = await city.fill()
    talks = city.talks()
    # What Mosquitto has taken, and not handed on yet, is on its disk every five seconds only.
    await eventually(lambda: compared(city.reader.arrived, recorded(city.url), since).not_told == 0)
    await city.broker.kill()
    away = time.monotonic()
    went_on = await city.go_on(talking, talks)
    answered = city.answered()
    await talking[0].hang_up()  # what happens meanwhile is told later: the next one is put through
    await eventually(lambda: city.answered() > answered, seen=city.answered)
    await asyncio.sleep(max(0.0, AWAY_S - (time.monotonic() - away)))
    await city.broker.start()
    back = time.monotonic()
    await city.bridged([waiting[0].call])
    told_s = time.monotonic() - back
    kept = await served_in_order(city, [*talking[1:], waiting[0]], waiting[1:])
    events, doubles = await accounted(city, since)
    shown(
        capsys,
        f"the broker, away for {AWAY_S:g} s",
        events,
        doubles,
        talks_went_on=f"{went_on} of {len(talking)}",
        kept_their_place=f"{kept + 1} of {len(waiting)}",
        told_s=round(told_s, 1),
    )
    assert went_on == len(talking)
    assert kept + 1 == len(waiting)
    assert (events.not_told, events.not_recorded, events.out_of_order) == (0, 0, 0)
    assert doubles == []


async def test_a_postgresql_that_is_killed_costs_no_call_and_no_record(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    since = time.time()
    talking, waiting = await city.fill()
    talks = city.talks()
    city.server.stop(signal.SIGKILL)
    away = time.monotonic()
    await talking[0].hang_up()
    await city.bridged([waiting[0].call])
    through_s = time.monotonic() - away
    newcomer = city.citizens[len(talking) + len(waiting)]
    await city.dials(newcomer)
    await city.asks(newcomer)
    went_on = await city.go_on(talking[1:], talks)
    await asyncio.sleep(max(0.0, AWAY_S - (time.monotonic() - away)))
    city.server.start()
    away_s = time.monotonic() - away
    await eventually(lambda: living(city.url) == set(NODES), seen=lambda: living(city.url))
    shared_s = time.monotonic() - away - away_s
    still = [*talking[1:], waiting[0]]
    assert set(city.talks()) == {one.call for one in still}
    line = [*waiting[1:], newcomer]
    kept = await served_in_order(city, still, line)
    events, doubles = await accounted(city, since)
    shown(
        capsys,
        f"PostgreSQL, away for {away_s:.0f} s",
        events,
        doubles,
        talks_went_on=f"{went_on} of {len(talking) - 1}",
        put_through_meanwhile_s=round(through_s, 1),
        kept_their_place=f"{kept + 1} of {len(line) + 1}, one who called meanwhile among them",
        shared_again_s=round(shared_s, 1),
    )
    assert went_on == len(talking) - 1
    assert kept == len(line)
    assert (events.not_told, events.not_recorded, events.out_of_order) == (0, 0, 0)
    assert doubles == []
    assert open_callbacks(city.url) == 0, "nobody who was on the line is called"


async def test_a_service_that_is_killed_costs_no_talk_and_no_place(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    since = time.time()
    talking, waiting = await city.fill()
    talks = city.talks()
    town = city.towns["north"]
    (killed,) = children(city.running["north"].pid)
    os.kill(killed, signal.SIGKILL)
    at = time.monotonic()
    went_on = await city.go_on(talking, talks)
    await eventually(lambda: children(city.running["north"].pid) not in ([], [killed]))
    assert await wait_until_ready(town.config, PATIENCE_S)
    back_s = time.monotonic() - at
    stayed = on_the_line(waiting)
    kept = await served_in_order(city, talking, waiting)
    events, doubles = await accounted(city, since)
    shown(
        capsys,
        "a service",
        events,
        doubles,
        talks_went_on=f"{went_on} of {len(talking)}",
        stayed_on_the_line=f"{stayed} of {len(waiting)}",
        kept_their_place=f"{kept} of {len(waiting)}",
        taken_up_s=round(back_s, 1),
    )
    assert went_on == len(talking)
    assert stayed == kept == len(waiting)
    assert events.out_of_order == 0
    assert doubles == []


async def test_who_waits_at_an_asterisk_that_is_killed_is_called_back_in_their_order(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    since = time.time()
    talking, waiting = await city.fill()
    talks = city.talks()
    town = city.towns["north"]
    at = time.monotonic()
    killed = await asterisk_dies(city, "north", [*waiting, *talking])
    lost = [one for one in waiting if one.node == "north"]
    others = [one for one in talking if one.node != "north"]
    went_on = await city.go_on(others, talks)
    await eventually(lambda: town.station.asterisk.pid() not in (None, killed))
    for phone in town.phones.values():
        await phone.register()
    called_s = []
    for number in range(len(lost)):
        call = await city.outside.answered(number + 1)
        called_s.append(time.monotonic() - at)
        call.voice.press("1")
    order = [call.number for call in city.outside.calls]
    await eventually(
        lambda: len([call for call in city.talks() if "-out." in call]) == len(lost), seen=city.talks
    )
    reached_s = time.monotonic() - at
    here = [one for one in waiting if one.node != "north"]
    kept = await served_in_order(city, others, here)
    events, doubles = await accounted(city, since)
    shown(
        capsys,
        "an Asterisk",
        events,
        doubles,
        talks_lost=f"{len(talking) - len(others)}, its own",
        talks_went_on=f"{went_on} of {len(others)} elsewhere",
        called_back=f"{len(order)} of {len(lost)}",
        called_s=[round(one, 1) for one in called_s],
        all_talk_s=round(reached_s, 1),
        kept_their_place=f"{kept} of {len(here)} elsewhere",
    )
    assert went_on == len(others)
    assert order == [one.number for one in lost], "in the order in which they came"
    assert kept == len(here)
    assert doubles == []


async def test_who_calls_again_at_once_when_their_asterisk_is_killed_is_served_at_the_other_machine(
    city: City,
) -> None:
    talking, waiting = await city.fill()
    since = time.time()
    again = waiting[0]
    came = again.call
    city.outside.does[again.number] = 486  # whom the hotline calls meanwhile: they are on the telephone
    await asterisk_dies(city, "north", [*waiting, *talking])
    # An Asterisk that is dying, or whose service is not back, may refuse them, or put them through by itself.
    await city.comes_to(again, "south", bears_s=20)
    await eventually(lambda: callback_of(city.url, came) == "called again")
    here = [one for one in waiting[1:] if one.node == "south"]
    staying = [one for one in talking if one.node == "south"]
    # Both are served. Their order is not asserted: an agent who is free before the place is known takes
    # whoever is first by then.
    await served_in_order(city, staying, [again, *here], since)


async def test_a_machine_that_is_gone_is_left_out_until_it_is_back(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    north = city.towns["north"]
    supervisor, asterisk = city.running["north"], north.station.asterisk.pid()
    assert asterisk is not None
    for killed in (supervisor.pid, *children(supervisor.pid), asterisk):
        os.kill(killed, signal.SIGKILL)
    await supervisor.wait()
    nodes, took = await city.new_calls(city.citizens[:6])
    for citizen in city.citizens:
        await citizen.hang_up()
    await eventually(lambda: "left out" in city.proxy.told(north.server), seen=city.proxy.log.read_text)
    later, took_later = await city.new_calls(city.citizens[:6])
    for citizen in city.citizens:
        await citizen.hang_up()
    city.running["north"] = await city.stack.enter_async_context(process(north, "run"))
    await city.comes_to(city.citizens[0], "north")
    with capsys.disabled():
        print(f"\na machine is gone: calls go to {nodes} in {took} s, then {later} in {took_later} s")
    assert {*nodes, *later} == {"south"}
