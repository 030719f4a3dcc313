"""The desk's routes for recordings: who oversees may listen, and that they did is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from agent_assist.recordings.port import Playable
from agent_assist.refusal import ActionRefused
from tests.unit.agent_assist.desk.parts import Desk, running_desk

CALL, NAME = "n1-1.1", "n1-1.1.1764400000000"
WHERE = f"/api/recordings/{NAME}.wav"


class FakeRecordings:
    """One, of one call."""

    def __init__(self, file: Path) -> None:
        self.one = Playable(NAME, CALL, 1764400000, 1.5, file)
        self.listened: list[tuple[str, str]] = []
        self.away = False

    async def of_call(self, call: str) -> list[Playable]:
        if self.away:
            raise ActionRefused("away")
        return [self.one] if call == CALL else []

    async def find(self, name: str) -> Playable | None:
        if self.away:
            raise ActionRefused("away")
        return self.one if name == NAME else None

    def played(self, recording: Playable, agent: str) -> None:
        self.listened.append((recording.name, agent))


@pytest.fixture
def recordings(tmp_path: Path) -> FakeRecordings:
    file = tmp_path / "sound.wav"
    file.write_bytes(bytes(range(200)))
    return FakeRecordings(file)


@pytest.fixture
async def desk(tmp_path: Path, recordings: FakeRecordings) -> AsyncIterator[Desk]:
    async with running_desk(tmp_path, recordings=recordings) as running:
        yield running


async def test_a_supervisor_hears_it_in_pieces_and_counts_once(
    desk: Desk, recordings: FakeRecordings
) -> None:
    async with desk.browser("9001") as browser:
        listed = await (await browser.get(f"/api/calls/{CALL}/recordings")).json()
        assert listed == {"recordings": [{"name": NAME, "at": 1764400000, "seconds": 1.5}]}
        assert not recordings.listened, "to see that there is one is not to listen"
        for span in ("bytes=150-", "bytes=0-9"):
            answer = await browser.get(WHERE, headers={"Range": span})
            assert answer.status == 206
        assert await answer.read() == bytes(range(10))
        assert answer.headers["Cache-Control"] == "no-store"
    async with desk.browser("9001") as again:
        await again.get(WHERE)
    assert recordings.listened == [(NAME, "9001")] * 2, "another log-in listens anew"


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("8001", 403)])
async def test_nobody_else_may(desk: Desk, recordings: FakeRecordings, who: str | None, status: int) -> None:
    async with desk.browser(who) as browser:
        assert (await browser.get(WHERE)).status == status
        assert (await browser.get(f"/api/calls/{CALL}/recordings")).status == status
    assert not recordings.listened


async def test_what_is_not_there_and_a_folder_that_is_away(desk: Desk, recordings: FakeRecordings) -> None:
    async with desk.browser("9001") as browser:
        assert (await browser.get("/api/recordings/other.wav")).status == 404
        recordings.away = True
        assert (await browser.get(WHERE)).status == 409
        assert (await browser.get(f"/api/calls/{CALL}/recordings")).status == 409
    assert not recordings.listened
