"""The verbs of a call against a scripted Asterisk: their order, and that nothing is left behind."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from telephony.ari.client import AriError
from telephony.ari.events import Channel, StasisEnd
from telephony.calls.media import channel as media_channel
from telephony.calls.media.socket import MediaClosed
from tests.fakeasterisk import Request
from tests.unit.telephony.calls.call_parts import BRIDGE, ID, MEDIA, Node, before


async def test_open_media_waits_for_the_channel_before_it_is_bridged(node: Node) -> None:
    media = await node.call.open_media()
    story = node.asterisk.asked()
    add = f"POST /bridges/{BRIDGE}/addChannel"
    assert before(story, "POST /channels/externalMedia", f"EVENT {MEDIA}")
    assert before(story, f"EVENT {MEDIA}", add), "Asterisk answers 422 before the channel's StasisStart"
    assert before(story, f"POST /bridges/{BRIDGE}", add)
    assert node.asterisk.find(add).query["channel"] == f"{ID},{MEDIA}"
    assert media.ready.is_set()
    assert node.call.media is media
    asked = node.asterisk.find("POST /channels/externalMedia").query
    assert asked["format"] == "slin"
    assert asked["transport_data"] == f"v(channel={MEDIA})"


async def test_a_wideband_call_gets_wideband_media(node: Node) -> None:
    node.call.rate = 16000
    media = await node.call.open_media()
    assert media.rate == 16000
    assert node.asterisk.find("POST /channels/externalMedia").query["format"] == "slin16"


@pytest.mark.parametrize("missing", ["dials", "enters"])
async def test_media_that_does_not_come_is_a_timeout_and_leaves_nothing(
    node: Node, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media_channel, "STASIS_TIMEOUT_S", 0.1)
    setattr(node, missing, False)
    with pytest.raises(TimeoutError):
        await node.call.open_media()
    await node.call.release()
    assert f"DELETE /channels/{MEDIA}" in node.asterisk.asked()
    assert not node.server._expected
    assert not node.switchboard._arrivals


async def test_media_that_asterisk_ends_at_once_fails_at_once(node: Node) -> None:
    node.enters = False

    async def end(request: Request) -> None:
        channel = Channel(request.query["channelId"])
        asyncio.get_running_loop().call_soon(node.switchboard.handle, StasisEnd(channel))

    node.asterisk.answers["POST /channels/externalMedia"] = end
    with pytest.raises(TimeoutError, match="before it arrived"):
        await node.call.open_media()


@pytest.mark.parametrize(
    "refused",
    [f"POST /bridges/{BRIDGE}", "POST /channels/externalMedia", f"POST /bridges/{BRIDGE}/addChannel"],
)
async def test_a_refusal_while_opening_leaves_nothing_behind(node: Node, refused: str) -> None:
    node.asterisk.answers[refused] = (500, {"message": "no"})
    with pytest.raises(AriError):
        await node.call.open_media()
    await node.call.release()
    deleted = node.asterisk.asked("DELETE")
    assert (f"DELETE /channels/{MEDIA}" in deleted) == (
        "POST /channels/externalMedia" in node.asterisk.asked()
    )
    assert f"DELETE /bridges/{BRIDGE}" in deleted
    assert not node.server._expected
    assert not node.switchboard._arrivals


async def test_media_can_be_opened_again_while_the_old_channel_is_still_ending(node: Node) -> None:
    first = await node.call.open_media()
    await node.call.close_media()
    node.asterisk.answers[f"POST /bridges/{BRIDGE}"] = (409, {"message": "exists"})
    second = await node.call.open_media()
    assert first.channel != second.channel
    assert second.ready.is_set()
    assert not second.closed.is_set()


async def test_closing_media_keeps_the_caller(node: Node) -> None:
    media = await node.call.open_media()
    await node.call.close_media()
    assert media.closed.is_set()
    with pytest.raises(MediaClosed):
        await media.play("p", b"")
    assert node.asterisk.asked("DELETE") == [f"DELETE /channels/{MEDIA}"]


async def test_music_takes_the_caller_out_of_the_bridge_first(node: Node) -> None:
    node.asterisk.answers[f"POST /bridges/{BRIDGE}/removeChannel"] = (409, {"message": "not in this bridge"})
    await node.call.start_music()
    assert node.asterisk.asked() == [f"POST /bridges/{BRIDGE}/removeChannel", f"POST /channels/{ID}/moh"]


async def test_ring_owns_the_leg_before_it_exists(node: Node) -> None:
    owned: list[tuple[str, int]] = []
    channel = await node.call.ring(
        "wang", "1001", 0.4, "13800138000", lambda id_: owned.append((id_, len(node.asterisk.requests)))
    )
    assert owned == [(channel, 0)]
    asked = node.asterisk.find("POST /channels").query
    assert asked["endpoint"] == "PJSIP/1001"
    assert asked["channelId"] == channel == f"agent.wang.1.{ID}"
    assert asked["originator"] == ID
    assert int(asked["timeout"]) == 1, "0 would be Asterisk's own half minute"


async def test_each_attempt_rings_on_a_channel_of_its_own(node: Node) -> None:
    first = await node.call.ring("wang", "1001", 20, "", lambda _id: None)
    second = await node.call.ring("wang", "1001", 20, "", lambda _id: None)
    assert first != second


async def test_a_phone_whose_ringing_was_refused_is_silenced(node: Node) -> None:
    node.asterisk.answers["POST /channels"] = (500, {"message": "Allocation failed"})
    with pytest.raises(AriError):
        await node.call.ring("wang", "1001", 20, "", lambda _id: None)
    assert node.asterisk.asked("DELETE") == [f"DELETE /channels/agent.wang.1.{ID}"]
    assert node.call.agent_channel is None


async def test_connect_ends_the_music_and_bridges_both(node: Node) -> None:
    channel = await node.call.ring("wang", "1001", 20, "", lambda _id: None)
    node.asterisk.answers[f"POST /bridges/{BRIDGE}"] = (409, {"message": "exists"})
    node.asterisk.answers[f"DELETE /channels/{ID}/moh"] = (409, {"message": "no music"})
    await node.call.connect()
    add = node.asterisk.find(f"POST /bridges/{BRIDGE}/addChannel")
    assert add.query["channel"] == f"{ID},{channel}"
    assert node.asterisk.requests[-1] is add


async def test_connect_tells_when_the_agent_is_gone(node: Node) -> None:
    await node.call.ring("wang", "1001", 20, "", lambda _id: None)
    node.asterisk.answers[f"POST /bridges/{BRIDGE}/addChannel"] = (422, {"message": "Channel not in Stasis"})
    with pytest.raises(AriError) as caught:
        await node.call.connect()
    assert caught.value.status == 422


async def test_a_tap_hears_one_leg_only(node: Node) -> None:
    await node.call.ring("wang", "1001", 20, "", lambda _id: None)
    sockets = [await node.call.tap("caller"), await node.call.tap("agent")]
    assert node.call.taps == dict(zip(("caller", "agent"), sockets, strict=True))
    snoops = [r for r in node.asterisk.requests if "/snoop/" in r.path]
    assert [r.path.split("/")[2] for r in snoops] == [ID, f"agent.wang.1.{ID}"]
    assert all(r.query["spy"] == "in" for r in snoops)
    story = node.asterisk.asked()
    for leg in ("caller", "agent"):
        add = f"POST /bridges/tapbridge.{leg}.{ID}/addChannel"
        assert before(story, f"EVENT snoop.{leg}.{ID}", add)
        assert before(story, f"EVENT tap.{leg}.{ID}", add)
        assert node.asterisk.find(add).query["channel"] == f"snoop.{leg}.{ID},tap.{leg}.{ID}"


@pytest.mark.parametrize("failures", [1, 2])
async def test_a_tap_is_tried_again_from_a_clean_state(node: Node, failures: int) -> None:
    snoop = f"POST /channels/{ID}/snoop/snoop.caller.{ID}"
    left = [failures]

    async def sometimes(request: Request) -> tuple[int, object] | None:
        if left[0]:
            left[0] -= 1
            return 500, {"message": "busy"}
        await node._snoop(request)
        return None

    node.asterisk.answers[snoop] = sometimes
    assert (await node.call.tap("caller")).ready.is_set()
    assert node.asterisk.asked().count(snoop) == failures + 1
    assert node.asterisk.asked("DELETE").count(f"DELETE /channels/snoop.caller.{ID}") == failures


async def test_a_tap_that_cannot_be_had_is_an_error_and_leaves_nothing(node: Node) -> None:
    node.asterisk.answers[f"POST /bridges/tapbridge.caller.{ID}/addChannel"] = (422, {"message": "no"})
    with pytest.raises(AriError, match="no tap on the caller"):
        await node.call.tap("caller")
    story = node.asterisk.asked()
    assert story.count("POST /channels/externalMedia") == 3
    assert set(story[-3:]) == {
        f"DELETE /channels/snoop.caller.{ID}",
        f"DELETE /channels/tap.caller.{ID}",
        f"DELETE /bridges/tapbridge.caller.{ID}",
    }
    assert not node.call.taps
    assert not node.switchboard._arrivals
    assert not node.server._expected


async def test_adopting_subscribes_to_both_legs_and_clears_old_taps(node: Node) -> None:
    agent = f"agent.wang.3.{ID}"
    await node.call.adopt(agent)
    sources = [r.query["eventSource"] for r in node.asterisk.requests if r.path.endswith("/subscription")]
    assert sources == [f"channel:{ID}", f"channel:{agent}", f"bridge:{BRIDGE}"]
    assert set(node.asterisk.asked("DELETE")) == {
        f"DELETE /{kind}.{leg}.{ID}"
        for kind in ("channels/snoop", "channels/tap", "bridges/tapbridge")
        for leg in ("caller", "agent")
    }
    assert node.call.agent_channel == agent


@pytest.mark.parametrize("gone", ["caller", "agent", "consulted"])
async def test_adopting_says_which_leg_is_gone_and_subscribes_to_the_others(node: Node, gone: str) -> None:
    legs = {"caller": ID, "agent": f"agent.wang.3.{ID}", "consulted": f"agent.li.4.{ID}"}

    async def subscribes(request: Request) -> tuple[int, object] | None:
        lost = request.query["eventSource"] == f"channel:{legs[gone]}"
        return (422, {"message": "Event source does not exist."}) if lost else None

    node.asterisk.answers["POST /applications/hotline/subscription"] = subscribes
    assert await node.call.adopt(legs["agent"], legs["consulted"]) == [gone]
    sources = [r.query["eventSource"] for r in node.asterisk.requests if r.path.endswith("/subscription")]
    assert sources == [*(f"channel:{channel}" for channel in legs.values()), f"bridge:{BRIDGE}"]


async def test_an_asterisk_that_does_not_know_us_does_not_make_a_leg_gone(node: Node) -> None:
    answers = node.asterisk.answers
    answers["POST /applications/hotline/subscription"] = (404, {"message": "Application does not exist."})
    with pytest.raises(AriError):
        await node.call.adopt(f"agent.wang.3.{ID}")


async def test_to_human_goes_on_in_the_dialplan(node: Node) -> None:
    await node.call.ways.to_human()
    query = node.asterisk.find(f"POST /channels/{ID}/continue").query
    assert query == {"context": "human", "extension": "s", "priority": "1"}


async def test_who_goes_to_another_machine_is_told_of_after_they_left_the_application(node: Node) -> None:
    await node.call.ways.to_machine("south", "10.0.0.2:5060", "c0123")
    set_ = [one.query for one in node.asterisk.requests if one.path.endswith(f"/channels/{ID}/variable")]
    assert {one["variable"]: one["value"] for one in set_} == {
        "HOTLINE_TO": "sip:c0123@10.0.0.2:5060",
        "HOTLINE_NODE": "south",
    }
    query = node.asterisk.find("POST /applications/hotline/subscription").query
    assert query == {"eventSource": f"channel:{ID}"}
    query = node.asterisk.find(f"POST /channels/{ID}/continue").query
    assert query == {"context": "to-machine", "extension": "s", "priority": "1"}


async def test_a_request_to_send_them_that_is_not_answered_may_be_obeyed_yet(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not answered in time is no refusal; who was refused has stayed."""
    answers, path = node.asterisk.answers, f"POST /channels/{ID}/continue"
    answers[path] = (404, {"message": "Channel not found"})
    with pytest.raises(AriError):
        await node.call.ways.to_machine("south", "10.0.0.2:5060", "c0123")
    unanswered(node, monkeypatch, f"/channels/{ID}/continue")
    await node.call.ways.to_machine("south", "10.0.0.2:5060", "c0123")


@pytest.mark.parametrize(
    ("app", "left"), [("Stasis", False), ("Dial", True), (None, True)], ids=["here", "dialled", "gone"]
)
async def test_whether_they_are_in_the_application_still(node: Node, app: str | None, left: bool) -> None:
    shown = {"id": ID, "dialplan": {"app_name": app, "app_data": "hotline,caller"}}
    node.asterisk.answers[f"GET /channels/{ID}"] = (404, {}) if app is None else (200, shown)
    assert await node.call.ways.left() == left


@pytest.mark.parametrize("state", ["Up", "Ring"])
async def test_an_answer_that_is_told_too_late_is_one(
    node: Node, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    node.asterisk.answers[f"GET /channels/{ID}"] = (200, {"id": ID, "state": state})
    unanswered(node, monkeypatch, f"/channels/{ID}/answer")
    with contextlib.nullcontext() if state == "Up" else pytest.raises(AriError):
        await node.call.ways.let_in()


def unanswered(node: Node, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Asterisk does not answer requests to that path in time."""
    post = node.ari.post

    async def silent(asked: str, **params: object) -> object:
        if asked == path:
            raise AriError(0, asked)
        return await post(asked, **params)

    monkeypatch.setattr(node.ari, "post", silent)


async def test_who_comes_from_another_machine_is_answered_or_finds_it_busy(node: Node) -> None:
    await node.call.ways.let_in()
    node.asterisk.find(f"POST /channels/{ID}/answer")
    await node.call.ways.refuse()
    assert node.asterisk.find(f"DELETE /channels/{ID}").query == {"reason": "busy"}


async def test_what_asterisk_makes_when_a_tap_is_given_up_is_there_to_be_taken_down(node: Node) -> None:
    await reach(node, "connected")
    asked, answer = asyncio.Event(), asyncio.Event()

    async def makes_it(_request: Request) -> None:
        asked.set()
        await answer.wait()

    node.asterisk.answers[f"POST /bridges/tapbridge.caller.{ID}"] = makes_it
    tap = asyncio.create_task(node.call.tap("caller"))
    await asked.wait()
    tap.cancel()
    for _ in range(50):
        await asyncio.sleep(0)
    assert not tap.done(), "a request was left alone: what it makes would come after everything is taken down"
    answer.set()
    with pytest.raises(asyncio.CancelledError):
        await tap


STATES = ["new", "asking", "waiting", "ringing", "connected", "tapped"]


async def reach(node: Node, state: str) -> None:
    for step in STATES[1 : STATES.index(state) + 1]:
        match step:
            case "asking":
                await node.call.open_media()
            case "waiting":
                await node.call.start_music()
            case "ringing":
                await node.call.ring("wang", "1001", 20, "", lambda _id: None)
            case "connected":
                await node.call.connect()
            case "tapped":
                await node.call.tap("caller")
                await node.call.tap("agent")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("status", [204, 404, 500])
async def test_release_takes_everything_down_in_any_state_and_twice(
    node: Node, state: str, status: int
) -> None:
    await reach(node, state)
    sockets = [*node.call.taps.values(), *([node.call.media] if node.call.media else [])]
    agent = node.call.agent_channel
    everything = [f"/channels/{ID}", f"/bridges/{BRIDGE}"]
    everything += [f"/channels/{MEDIA}"] if state != "new" else []
    everything += [f"/channels/{agent}"] if agent else []
    everything += [f"/channels/{kind}.{leg}.{ID}" for kind in ("snoop", "tap") for leg in ("caller", "agent")]
    for path in everything:
        node.asterisk.answers[f"DELETE {path}"] = (status, "" if status == 204 else {"message": "x"})
    await node.call.release()
    assert set(everything) <= {r.path for r in node.asterisk.requests if r.method == "DELETE"}
    assert all(socket.closed.is_set() for socket in sockets)
    assert node.asterisk.asked()[-1] == f"DELETE /bridges/{BRIDGE}"
    await node.call.release()


@pytest.mark.parametrize("state", STATES)
async def test_release_can_leave_the_caller(node: Node, state: str) -> None:
    await reach(node, state)
    await node.call.release(caller=False)
    assert f"DELETE /channels/{ID}" not in node.asterisk.asked()


async def test_leaving_a_conversation_running_touches_only_the_taps(node: Node) -> None:
    await reach(node, "tapped")
    before_leaving = len(node.asterisk.asked("DELETE"))
    await node.call.leave_running()
    deleted = node.asterisk.asked("DELETE")[before_leaving:]
    assert deleted
    assert all(".caller." in path or ".agent." in path for path in deleted)
    assert f"DELETE /channels/{node.call.agent_channel}" not in deleted
