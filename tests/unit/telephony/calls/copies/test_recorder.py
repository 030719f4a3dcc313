"""The recorder of one call: what Asterisk is asked, and what is known when the service has died meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from telephony.ari.client import AriError
from telephony.calls.copies.recorder import Recorder, RecordingNote
from tests.unit.hotline.calls.asterisk_doubles import FakeAri

CALL = "n1-1.1"


class TogglingAri(FakeAri):
    """As Asterisk 22 does it: a mute that is asked for again is its end."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = {"said": False, "heard": False}
        self.types: dict[str, object] = {}
        """Of the bridges that were made."""
        self.dies_at: str | None = None
        self.refuses_at: str | None = None

    async def request(self, method: str, path: str, **params: Any) -> Any:
        if self.dies_at is not None and self.dies_at in path:
            raise AriError(0, "gone")
        if self.refuses_at is not None and self.refuses_at in path:
            raise AriError(500, "not now")
        if "type" in params:
            self.types[path] = params["type"]
        if path.endswith("/variable") and method == "POST":
            self.notes[CALL] = str(params["value"])
        if path.endswith("/mute"):
            side = "said" if ".said/" in path else "heard"
            self.silent[side] = not self.silent[side]
        if method == "DELETE" and path.startswith("/channels/record."):
            self.silent = {"said": False, "heard": False}
        return await super().request(method, path, **params)


def recorder(ari: TogglingAri) -> Recorder:
    def arrives(_channel: str) -> asyncio.Future[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        future.set_result(None)
        return future

    return Recorder(ari, arrives, CALL)


async def test_asterisk_records_what_it_mixes_so_that_what_is_not_sent_is_silence_in_its_place() -> None:
    """A copy of a channel leaves out what was not sent: what follows would stand too early in its file."""
    ari = TogglingAri()
    await recorder(ari).begin()
    for side in ("said", "heard"):
        copy, bridge = f"/snoop/record.{side}.{CALL}", f"/bridges/recordbridge.{side}.{CALL}"
        steps = [f"POST /channels/{CALL}{copy}", f"POST {bridge}", f"POST {bridge}/addChannel"]
        places = [ari.asked.index(step) for step in (*steps, f"POST {bridge}/record")]
        assert places == sorted(places)
        assert ari.types[bridge] == "video_sfu", "with another type two members hear each other and no more"
    await recorder(ari).end()
    assert {f"DELETE /bridges/recordbridge.{side}.{CALL}" for side in ("said", "heard")} <= set(ari.asked)


async def test_whoever_comes_after_us_knows_what_is_silent_and_mutes_nothing_twice() -> None:
    ari = TogglingAri()
    first = recorder(ari)
    await first.begin()
    await first.silence(said=True, heard=True)
    await first.silence(said=True, heard=True)
    second = recorder(ari)
    await second.found()
    await second.silence(said=True, heard=True)
    assert ari.silent == {"said": True, "heard": True}
    await second.silence(said=True, heard=False)
    assert ari.silent == {"said": True, "heard": False}
    await second.silence(said=False, heard=False)
    assert ari.silent == {"said": False, "heard": False}


@pytest.mark.parametrize("dies_at", [".said/mute", ".heard/mute"])
async def test_a_service_that_dies_while_it_pauses_leaves_nothing_that_goes_on_unpaused(dies_at: str) -> None:
    ari = TogglingAri()
    first = recorder(ari)
    name = await first.begin()
    await first.keep(first.note.model_copy(update={"paused": True}))
    ari.dies_at = dies_at
    with pytest.raises(AriError):
        await first.silence(said=True, heard=True)
    ari.dies_at = None
    second = recorder(ari)
    await second.found()
    assert second.note == RecordingNote(announced=True, paused=True), "another is begun, and paused"
    assert sum("DELETE /channels/record." in asked for asked in ari.asked) == 2
    assert await second.begin()
    assert name
    assert second.note.paused


@pytest.mark.parametrize("refuses", [".said/mute", ".heard/mute"])
async def test_what_asterisk_refuses_half_way_may_be_asked_for_again(refuses: str) -> None:
    ari = TogglingAri()
    one = recorder(ari)
    name = await one.begin()
    await one.silence(said=True, heard=True)
    ari.refuses_at = refuses
    with pytest.raises(AriError):
        await one.silence(said=False, heard=False)
    ari.refuses_at = None
    await one.silence(said=False, heard=False)
    assert ari.silent == {"said": False, "heard": False}
    assert one.note.name == name, "and the recording goes on"


async def test_where_an_answer_was_lost_the_recording_ends() -> None:
    ari = TogglingAri()
    one = recorder(ari)
    await one.begin()
    ari.dies_at = ".heard/mute"
    with pytest.raises(AriError):
        await one.silence(said=True, heard=True)
    ari.dies_at = None
    with pytest.raises(AriError, match="not known"):
        await one.silence(said=True, heard=True)
    assert not one.note.name
