"""Copies of who talks, made anew while others listen: taps and recordings, and who stands in meanwhile."""

from __future__ import annotations

import pytest

from contracts import Leg
from telephony.ari.client import AriError
from telephony.calls.copies.recorder import RecordingNote
from telephony.calls.copies.snoop import CopiesLost
from tests.fakeasterisk import Request
from tests.unit.telephony.calls.call_parts import ID, Node


async def test_a_tap_made_anew_keeps_its_media_channel(node: Node) -> None:
    media = await node.call.tap("caller")
    await node.call.copy_anew("caller")
    snoop, add = (
        f"POST /channels/{ID}/snoop/snoop.caller.{ID}",
        f"POST /bridges/tapbridge.caller.{ID}/addChannel",
    )
    story = node.asterisk.asked()
    assert story[-1] == add
    assert story.count(snoop) == 2
    assert story.count("POST /channels/externalMedia") == 1
    last = [r for r in node.asterisk.requests if r.path == f"/bridges/tapbridge.caller.{ID}/addChannel"][-1]
    assert last.query["channel"] == f"snoop.caller.{ID}"
    assert node.call.taps["caller"] is media


@pytest.mark.parametrize("leg", ["caller", "agent"])
async def test_all_copies_of_the_caller_are_gone_before_one_is_made_anew(node: Node, leg: Leg) -> None:
    """One that is left keeps Asterisk's translator, and with it the fault; the recorders are never alone."""
    node.call.legs["agent"] = f"agent.wang.1.{ID}"
    await node.call.tap("caller")
    await node.call.tap("agent")
    await node.call.recorder.begin()
    before = len(node.asterisk.asked())
    await node.call.copy_anew(leg)
    story = node.asterisk.asked()[before:]
    copies = [f"snoop.caller.{ID}", f"record.said.{ID}", f"record.heard.{ID}"]
    gone = [story.index(f"DELETE /channels/{copy}") for copy in copies]
    made = [story.index(f"POST /channels/{ID}/snoop/{copy}") for copy in copies]
    passed = [at for at, step in enumerate(story) if step == f"GET /channels/{ID}/rtp_statistics"]
    assert max(gone) < passed[0] < passed[2] < min(made), "six packets have passed without a copy"
    for number, side in ((1, "said"), (2, "heard")):
        adds = f"POST /bridges/recordbridge.{side}.{ID}/addChannel"
        stands_in = f"DELETE /channels/tap.{number}.record.{side}.{ID}"
        assert story.index(adds) < min(gone)
        assert story.index(stands_in) > len(story) - story[::-1].index(adds) - 1
    assert (f"POST /channels/agent.wang.1.{ID}/snoop/snoop.agent.{ID}" in story) == (leg == "agent")


async def test_a_recording_that_ended_meanwhile_leaves_no_copy(node: Node) -> None:
    await node.call.recorder.begin()
    adds = f"POST /bridges/recordbridge.heard.{ID}/addChannel"

    async def gone(request: Request) -> tuple[int, object] | None:
        stands_in = request.query["channel"].startswith("tap.")
        return None if stands_in else (404, {"message": "Bridge not found"})

    node.asterisk.answers[adds] = gone
    with pytest.raises(AriError):
        await node.call.copy_anew()
    story = node.asterisk.asked()
    for copy in (f"record.said.{ID}", f"record.heard.{ID}"):
        made = len(story) - story[::-1].index(f"POST /channels/{ID}/snoop/{copy}")
        assert f"DELETE /channels/{copy}" in story[made:]


async def test_who_is_not_recorded_any_more_is_still_heard_anew(node: Node) -> None:
    """A recording may be given up from outside: then its bridges are gone."""
    await node.call.tap("caller")
    await node.call.recorder.begin()
    before = len(node.asterisk.requests)
    node.asterisk.answers[f"GET /bridges/recordbridge.said.{ID}"] = (404, {"message": "Bridge not found"})
    await node.call.copy_anew()
    assert node.call.recorder.note == RecordingNote(announced=True), "the next agent's begins without a word"
    made = [request for request in map(str, node.asterisk.requests[before:]) if "/snoop/" in request]
    assert made == [f"POST /channels/{ID}/snoop/snoop.caller.{ID}"]


async def test_a_caller_is_heard_anew_also_where_the_recording_is_lost_by_that(node: Node) -> None:
    media = await node.call.tap("caller")
    await node.call.recorder.begin()
    node.asterisk.answers[f"POST /channels/{ID}/snoop/record.heard.{ID}"] = (500, {"message": "busy"})
    with pytest.raises(CopiesLost, match="busy"):
        await node.call.copy_anew()
    story = node.asterisk.asked()
    assert story.count(f"POST /channels/{ID}/snoop/snoop.caller.{ID}") == 3
    tapped = len(story) - story[::-1].index(f"POST /bridges/tapbridge.caller.{ID}/addChannel")
    gone = len(story) - story[::-1].index(f"GET /channels/record.said.{ID}")
    assert gone < tapped, "a copy that is left has the old translator"
    assert f"DELETE /channels/snoop.caller.{ID}" not in story[tapped:]
    assert not media.closed.is_set()


async def test_a_tap_that_cannot_be_made_anew_closes_so_that_another_is_made(
    node: Node,
) -> None:
    media = await node.call.tap("caller")
    node.asterisk.answers[f"POST /channels/{ID}/snoop/snoop.caller.{ID}"] = (500, {"message": "busy"})
    with pytest.raises(AriError, match="busy"):
        await node.call.copy_anew()
    assert media.closed.is_set()


@pytest.mark.parametrize("failures", [1, 2])
async def test_nothing_is_touched_before_somebody_stands_in(node: Node, failures: int) -> None:
    await node.call.tap("caller")
    await node.call.recorder.begin()
    before, left = len(node.asterisk.requests), [failures]

    async def sometimes(request: Request) -> tuple[int, object] | None:
        left[0] -= 1
        return (500, {"message": "busy"}) if left[0] >= 0 else await node._external(request)

    node.asterisk.answers["POST /channels/externalMedia"] = sometimes
    if failures == 1:
        await node.call.copy_anew()
    else:
        with pytest.raises(AriError, match="busy") as raised:
            await node.call.copy_anew()
        assert not isinstance(raised.value, CopiesLost)
    copies = [f"snoop.caller.{ID}", f"record.said.{ID}", f"record.heard.{ID}"]
    story = [str(request) for request in node.asterisk.requests[before:]]
    assert [f"DELETE /channels/{copy}" in story for copy in copies] == [failures == 1] * 3


async def test_who_stands_in_has_a_name_that_nobody_had(node: Node) -> None:
    await node.call.recorder.begin()
    await node.call.copy_anew()
    await node.call.copy_anew()
    opened = [r.query["channelId"] for r in node.asterisk.requests if r.path == "/channels/externalMedia"]
    assert len(opened) == len(set(opened)) == 4
