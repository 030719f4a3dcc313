"""Cases reach other systems: once, in order, whatever those do."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from contracts import Event, Fault
from hotline.cases.store import PURPOSE, CaseStore
from hotline.configuration.delivery import DeliverySettings, WebhookSettings
from hotline.delivery.delivering import delivering
from hotline.delivery.store import DeliveryStore
from hotline.delivery.table import Delivery
from hotline.machine.paths import State
from hotline.machine.secrets import load_or_create
from hotline.records.bus import EventBus
from hotline.records.sealing import Seal
from tests.unit.hotline.cases.opened import NUMBER, OUTAGE, opened
from tests.unit.hotline.delivery.receiver import SECRET, Receiver, receiving, verified
from tests.waiting import eventually

KNOWN = replace(OUTAGE, secret=False)


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    (tmp_path / "hook.secret").write_text(SECRET + "\n")
    assert await kept(tmp_path, dead=False) == []  # the tables are there
    return tmp_path


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


def hook(receiver: Receiver, id: str = "grid", **more: object) -> WebhookSettings:
    url = f"http://127.0.0.1:{receiver.port}/cases"
    values = {"id": id, "url": url, "secret_file": "hook.secret", "timeout_s": 1} | more
    return WebhookSettings.model_validate(values)


@asynccontextmanager
async def serving(folder: Path, *hooks: WebhookSettings, **more: object) -> AsyncIterator[list[Event]]:
    """A running service's deliveries; yields what it tells of."""
    bus, told = EventBus(), list[Event]()
    bus.listen(told.append)
    state = State(folder)
    seal = Seal(load_or_create(state.secrets, ()).seal, PURPOSE)
    settings = DeliverySettings.model_validate({"webhooks": hooks, **more})
    async with delivering(settings, state.database_url, seal, bus, folder, first_pause_s=0.02):
        yield told


def cases(folder: Path) -> AbstractAsyncContextManager[CaseStore]:
    return opened(folder)


async def kept(folder: Path, *, dead: bool) -> list[Delivery]:
    async with DeliveryStore.opened(State(folder).database_url) as store:
        return await store.listed(dead=dead)


async def nothing_waits(folder: Path) -> None:
    async def empty() -> bool:
        return not await kept(folder, dead=False)

    await eventually(empty)


async def test_a_case_is_told_signed_and_every_change_in_its_order(folder: Path, receiver: Receiver) -> None:
    async with serving(folder, hook(receiver)), cases(folder) as store:
        row = await store.open("call-1", NUMBER, KNOWN)
        await store.set_state(row.number, "in work", "wang")
        await store.set_state(row.number, "closed", "wang")
        await eventually(lambda: len(receiver.requests) == 3, seen=lambda: receiver.told)
        await nothing_waits(folder)  # what is answered after the end is sent again by the next service
    assert [one["type"] for one in receiver.told] == ["case.opened", "case.changed", "case.changed"]
    assert [one["data"]["state"] for one in receiver.told] == ["open", "in work", "closed"]
    assert receiver.told[0]["data"]["number"] == row.number
    assert receiver.told[0]["data"]["telephone"] == "139****5678"
    assert all(verified(*request) for request in receiver.requests)
    assert not verified(receiver.requests[0][0], receiver.requests[0][1] + b" ")
    assert len({headers["idempotency-key"] for headers, _ in receiver.requests}) == 3


async def test_an_outage_loses_nothing_and_keeps_the_order_of_each_case(
    folder: Path, receiver: Receiver
) -> None:
    await receiver.stop()
    async with cases(folder) as store:
        async with serving(folder, hook(receiver)) as told:
            first = await store.open("call-1", NUMBER, KNOWN)
            second = await store.open("call-2", NUMBER, KNOWN)
            await eventually(lambda: any(isinstance(one, Fault) for one in told), seen=lambda: told)
            await store.set_state(first.number, "in work", "wang")
        # The service is away too: what happens now is told by the next one.
        await store.set_state(first.number, "closed", "wang")
        await store.set_state(second.number, "answered", "wang")
        await receiver.start()
        async with serving(folder, hook(receiver)):
            await eventually(lambda: len(receiver.requests) == 5, seen=lambda: receiver.told)
    by_case: dict[str, list[str]] = {}
    for one in receiver.told:
        by_case.setdefault(one["data"]["number"], []).append(one["data"]["state"])
    assert by_case[first.number] == ["open", "in work", "closed"]
    assert by_case[second.number] == ["open", "answered"]


async def test_a_receiver_that_hangs_is_asked_again_with_the_same_key(
    folder: Path, receiver: Receiver
) -> None:
    receiver.answer = b""
    async with serving(folder, hook(receiver)) as told, cases(folder) as store:
        await store.open("call-1", NUMBER, KNOWN)
        await eventually(lambda: len(receiver.requests) >= 2, seen=lambda: receiver.told)
        receiver.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        await nothing_waits(folder)
    assert len({headers["webhook-id"] for headers, _ in receiver.requests}) == 1
    assert len([one for one in told if isinstance(one, Fault)]) == 1  # an outage is told once
    assert "no answer within 1 s" in next(one.message for one in told if isinstance(one, Fault))


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 202 Accepted\r\n\r\n<html>" + b"x" * 100_000,
        b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["twice", "html without an end", "with a cookie"],
)
async def test_strange_answers_that_say_yes_are_a_yes(
    folder: Path, receiver: Receiver, answer: bytes
) -> None:
    receiver.answer = answer
    async with serving(folder, hook(receiver)), cases(folder) as store:
        for call in ("call-1", "call-2"):
            await store.open(call, NUMBER, KNOWN)
        await eventually(lambda: len(receiver.requests) >= 2, seen=lambda: receiver.told)
        await nothing_waits(folder)
    assert len(receiver.requests) == 2
    assert not any("cookie" in headers for headers, _ in receiver.requests)


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", b"nonsense\r\n\r\n", b"HTTP/1.1 404 No\r\n\r\n"],
)
async def test_what_is_no_yes_is_tried_again(folder: Path, receiver: Receiver, answer: bytes) -> None:
    receiver.answer = answer
    async with serving(folder, hook(receiver)), cases(folder) as store:
        await store.open("call-1", NUMBER, KNOWN)
        await eventually(lambda: len(receiver.requests) >= 3, seen=lambda: receiver.told)
    [one] = await kept(folder, dead=False)
    assert one.tries >= 2
    assert one.error


async def test_nobody_is_led_elsewhere(folder: Path, receiver: Receiver) -> None:
    async with receiving() as other:
        place = f"Location: http://127.0.0.1:{other.port}/\r\n"
        receiver.answer = f"HTTP/1.1 307 There\r\n{place}Content-Length: 0\r\n\r\n".encode()
        async with serving(folder, hook(receiver)), cases(folder) as store:
            await store.open("call-1", NUMBER, KNOWN)
            await eventually(lambda: len(receiver.requests) >= 2, seen=lambda: receiver.told)
        assert other.requests == []
    [one] = await kept(folder, dead=False)
    assert "307" in one.error


async def test_what_is_refused_is_kept_for_people_and_holds_nothing_up(
    folder: Path, receiver: Receiver
) -> None:
    receiver.answer = b"HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n"
    async with serving(folder, hook(receiver)) as told, cases(folder) as store:
        row = await store.open("call-1", NUMBER, KNOWN)
        await eventually(lambda: any(isinstance(one, Fault) for one in told), seen=lambda: told)
        receiver.answer = b"HTTP/1.1 204 Yes\r\n\r\n"
        await store.set_state(row.number, "closed", "wang")
        await eventually(lambda: len(receiver.requests) == 2, seen=lambda: receiver.told)
        [dead] = await kept(folder, dead=True)
        assert (dead.number, dead.error) == (row.number, "HTTP 422")
        async with DeliveryStore.opened(State(folder).database_url) as deliveries:
            assert await deliveries.again([dead.id]) == 1
        await eventually(lambda: len(receiver.requests) == 3, seen=lambda: receiver.told)
    assert receiver.requests[2][0]["webhook-id"] == receiver.requests[0][0]["webhook-id"]


async def test_after_its_time_a_delivery_is_given_up(folder: Path, receiver: Receiver) -> None:
    receiver.answer = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"
    async with serving(folder, hook(receiver), give_up_h=1e-6), cases(folder) as store:
        await store.open("call-1", NUMBER, KNOWN)

        await eventually(lambda: kept(folder, dead=True))
    assert await kept(folder, dead=False) == []


async def test_no_more_wait_than_may(folder: Path, receiver: Receiver) -> None:
    await receiver.stop()
    async with cases(folder) as store:
        for n in range(103):
            await store.open(f"call-{n}", NUMBER, KNOWN)
        async with DeliveryStore.opened(State(folder).database_url) as deliveries:
            assert await deliveries.spread([hook(receiver)], 100) == 103
            assert await deliveries.spread([hook(receiver)], 100) == 0
            [standing] = await deliveries.standing()
    assert (standing.waiting, standing.dead) == (100, 3)


@pytest.mark.parametrize(
    ("only", "reached"),
    [
        ({"queues": ["utilities"]}, True),
        ({"queues": ["urban"]}, False),
        ({"categories": ["water"]}, True),
        ({"categories": ["fire"]}, False),
        ({"units": ["water"]}, True),
        ({"units": ["road"]}, False),
        ({"categories": ["pressure"]}, True),
        ({"districts": ["城关区"]}, True),
        ({"districts": ["翠竹小区", "别处"]}, True),
        ({"districts": ["别处"]}, False),
    ],
)
async def test_receivers_get_the_cases_they_are_for(
    folder: Path, receiver: Receiver, only: dict[str, list[str]], reached: bool
) -> None:
    async with receiving() as all_of_them:
        hooks = (hook(receiver, **only), hook(all_of_them, "all"))
        async with serving(folder, *hooks), cases(folder) as store:
            matter = replace(KNOWN, unit="water", category="pressure", district="城关区")
            await store.open("call-1", NUMBER, matter)
            await eventually(lambda: len(all_of_them.requests) == 1, seen=lambda: all_of_them.told)
            await nothing_waits(folder)
    assert bool(receiver.requests) is reached


@pytest.mark.parametrize(
    ("secret", "telephone", "shown"),
    [(False, True, NUMBER), (False, False, "139****5678"), (True, True, ""), (None, True, "")],
)
async def test_a_telephone_is_told_to_whom_it_is_for_and_never_of_who_wants_secrecy(
    folder: Path, receiver: Receiver, secret: bool | None, telephone: bool, shown: str
) -> None:
    async with serving(folder, hook(receiver, telephone=telephone)), cases(folder) as store:
        await store.open("call-1", NUMBER, replace(OUTAGE, secret=secret))
        await eventually(lambda: len(receiver.requests) == 1, seen=lambda: receiver.told)
    assert receiver.told[0]["data"]["telephone"] == shown
    if shown != NUMBER:
        assert NUMBER.encode() not in receiver.requests[0][1]
    else:
        assert NUMBER.encode() not in State(folder).database.read_bytes()


async def test_a_receiver_must_prove_who_it_is(folder: Path, own_certificate: ssl.SSLContext) -> None:
    receiver = Receiver()
    await receiver.start(own_certificate)
    url = f"https://localhost:{receiver.port}/"
    try:
        async with serving(folder, hook(receiver, url=url)) as told, cases(folder) as store:
            await store.open("call-1", NUMBER, KNOWN)
            await eventually(lambda: any(isinstance(one, Fault) for one in told), seen=lambda: told)
        assert receiver.requests == []
        async with serving(folder, hook(receiver, url=url, ca_file="authority.pem")):
            await eventually(lambda: len(receiver.requests) == 1, seen=lambda: receiver.told)
    finally:
        await receiver.stop()


async def test_without_a_secret_nothing_leaves(folder: Path, receiver: Receiver) -> None:
    (folder / "hook.secret").write_text("short\n")
    async with serving(folder, hook(receiver)) as told, cases(folder) as store:
        await store.open("call-1", NUMBER, KNOWN)
        await eventually(lambda: any(isinstance(one, Fault) for one in told), seen=lambda: told)
        assert receiver.requests == []
        assert "short" not in str(told)
        (folder / "hook.secret").write_text(SECRET)
        await eventually(lambda: len(receiver.requests) == 1, seen=lambda: receiver.told)


async def test_who_is_configured_later_is_not_told_of_old_cases(folder: Path, receiver: Receiver) -> None:
    async with cases(folder) as store:
        old = await store.open("call-1", NUMBER, KNOWN)
        async with DeliveryStore.opened(State(folder).database_url) as deliveries:
            assert await deliveries.spread((), 100) == 1
        async with serving(folder, hook(receiver)):
            new = await store.open("call-2", NUMBER, KNOWN)
            await eventually(lambda: len(receiver.requests) == 1, seen=lambda: receiver.told)
    assert receiver.told[0]["data"]["number"] == new.number != old.number


async def test_a_message_is_told_when_it_begins_and_when_it_is_complete(
    folder: Path, receiver: Receiver
) -> None:
    async with serving(folder, hook(receiver)), cases(folder) as store:
        row = await store.open("call-1", NUMBER, KNOWN, complete=False)
        await store.tell(row.number, NUMBER, KNOWN, complete=False)
        await store.tell(row.number, NUMBER, KNOWN, complete=True)
        await eventually(lambda: len(receiver.requests) == 2, seen=lambda: receiver.told)
        await nothing_waits(folder)
    assert [one["type"] for one in receiver.told] == ["case.opened", "case.completed"]
