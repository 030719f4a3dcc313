"""Guests whom supervisors invite at the desk."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from agent_assist.guests.port import Invitation
from agent_assist.refusal import ActionRefused
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.guidance.live import Live
from hotline.machine.paths import State
from hotline.staff.guest_desk import GuestDesk
from tests.unit.hotline.staff.test_guests import TEXT

CONFIG = parse(Sources.single(TEXT.encode(), "config.yaml"), HotlineConfig)[0]


def invitation(**fields: object) -> Invitation:
    usual = {"id": "zhang", "name": "张局长", "extension": "1090", "until": time.time() + 3600}
    return Invitation.model_validate({**usual, **fields})


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path)


@pytest.fixture
def desk(state: State) -> GuestDesk:
    return GuestDesk(state, cast(Live, SimpleNamespace(guide=SimpleNamespace(config=CONFIG))))


async def test_who_is_invited_gets_passwords_and_is_listed_until_the_end(
    desk: GuestDesk, state: State
) -> None:
    invited = await desk.invite(invitation(queues=("general",), skills={"农产品": 5}), "sun")
    assert len(invited.password) >= 12
    assert invited.phone_password is not None
    with sqlite3.connect(state.accounts) as accounts:
        assert accounts.execute("SELECT agent FROM account").fetchall() == [("zhang",)]
    (listed,) = await desk.listed()
    assert (listed.id, listed.queues, listed.skills) == ("zhang", ("general",), {"农产品": 5})
    assert listed.until == pytest.approx(time.time() + 3600, abs=60)
    await desk.end("zhang", "sun")
    assert await desk.listed() == []


async def test_who_is_invited_again_gets_a_new_desk_password_and_keeps_the_telephones(
    desk: GuestDesk,
) -> None:
    first = await desk.invite(invitation(), "sun")
    second = await desk.invite(invitation(until=time.time() + 7200), "sun")
    assert second.password != first.password
    assert second.phone_password is None, "it was told"
    assert len(await desk.listed()) == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"id": "wang"}, "wang"),
        ({"id": "no spaces"}, "id"),
        ({"extension": "1001"}, "1001"),
        ({"extension": "10; reload"}, "extension"),
        ({"queues": ("nothing",)}, "nothing"),
        ({"skills": {"农产品": 9}}, "农产品"),
        ({"until": 1.0}, "结束时间"),
    ],
)
async def test_a_guest_who_cannot_be_is_refused_and_changes_nothing(
    desk: GuestDesk, state: State, fields: dict[str, object], says: str
) -> None:
    with pytest.raises(ActionRefused, match=says):
        await desk.invite(invitation(**fields), "sun")
    assert await desk.listed() == []
    assert not state.accounts.exists()


async def test_an_unknown_guest_and_a_damaged_file_are_refused(desk: GuestDesk, state: State) -> None:
    with pytest.raises(ActionRefused, match="chen"):
        await desk.end("chen", "sun")
    state.guests.parent.mkdir(parents=True, exist_ok=True)
    state.guests.write_text("{")
    with pytest.raises(ActionRefused, match="delete it"):
        await desk.listed()
