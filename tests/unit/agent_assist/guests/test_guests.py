"""The desk's routes for guests: supervisors invite them and end their time, nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from agent_assist.guests.port import GuestView, Invitation, Invited
from agent_assist.refusal import ActionRefused
from tests.unit.agent_assist.desk.parts import Desk, running_desk

ZHANG = GuestView(id="zhang", name="张局长", extension="8101", queues=("*",), skills={"农产品": 5}, until=9.0)
BODY = {"id": "zhang", "name": "张局长", "extension": "8101", "until": 9.0, "skills": {"农产品": 5}}


class FakeGuests:
    """Remembers what supervisors did."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, str]] = []
        self.refuse = ""

    async def listed(self) -> Sequence[GuestView]:
        self._check()
        return [ZHANG]

    async def invite(self, invitation: Invitation, by: str) -> Invited:
        self._check()
        assert invitation.queues == ("*",)
        self.done.append(("invite", invitation.id, by))
        return Invited(password="secret", phone_password=None)

    async def end(self, guest: str, by: str) -> None:
        self._check()
        self.done.append(("end", guest, by))

    def _check(self) -> None:
        if self.refuse:
            raise ActionRefused(self.refuse)


@pytest.fixture
def guests() -> FakeGuests:
    return FakeGuests()


@pytest.fixture
async def desk(tmp_path: Path, guests: FakeGuests) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, guests=guests) as running:
        yield running


async def test_a_supervisor_invites_sees_and_ends_a_guest(desk: Desk, guests: FakeGuests) -> None:
    async with desk.browser("9001") as browser:
        answer = await browser.post("/api/guests", json=BODY)
        assert await answer.json() == {"password": "secret", "phone_password": None}
        shown = await (await browser.get("/api/guests")).json()
        assert shown == {"guests": [ZHANG.model_dump(mode="json")]}
        assert (await browser.post("/api/guests/zhang/end")).status == 204
    assert guests.done == [("invite", "zhang", "9001"), ("end", "zhang", "9001")]


async def test_nobody_else_does(desk: Desk, guests: FakeGuests) -> None:
    for agent, status in (("8001", 403), (None, 401)):
        async with desk.browser(agent) as browser:
            assert (await browser.get("/api/guests")).status == status
            assert (await browser.post("/api/guests", json=BODY)).status == status
            assert (await browser.post("/api/guests/zhang/end")).status == status
    assert guests.done == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"id":"a","name":"b","extension":"1","until":"soon"}', b"\xff"]
)
async def test_what_is_no_invitation_is_refused(desk: Desk, guests: FakeGuests, body: bytes) -> None:
    async with desk.browser("9001") as browser:
        assert (await browser.post("/api/guests", data=body)).status == 400
    assert guests.done == []


async def test_what_cannot_be_is_said(desk: Desk, guests: FakeGuests) -> None:
    guests.refuse = "分机 8101 已有人用"
    async with desk.browser("9001") as browser:
        for answer in (
            await browser.get("/api/guests"),
            await browser.post("/api/guests", json=BODY),
            await browser.post("/api/guests/zhang/end"),
        ):
            assert (answer.status, (await answer.json())["message"]) == (409, guests.refuse)
