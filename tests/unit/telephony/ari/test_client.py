"""The ARI client against a scripted Asterisk: refusals, silence, garbage, and the way back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.ari import client as ari_module
from telephony.ari.client import Ari, AriAccess, AriError, part
from telephony.ari.events import (
    AriEvent,
    Channel,
    ChannelDestroyed,
    DeviceStateChanged,
    DialAnswered,
    DtmfReceived,
    EarlySound,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
    parse,
)
from tests.fakeasterisk import FakeAsterisk, Request, fake_asterisk
from tests.waiting import in_time

CHANNEL = {"id": "c1", "name": "PJSIP/local-1", "state": "Up", "caller": {"name": "", "number": "138"}}
KINDS = [
    "StasisStart",
    "StasisEnd",
    "ChannelDestroyed",
    "ChannelDtmfReceived",
    "PlaybackFinished",
    "DeviceStateChanged",
    "ChannelVarset",
]


@pytest.fixture
async def asterisk() -> AsyncIterator[FakeAsterisk]:
    async with fake_asterisk() as fake:
        yield fake


@pytest.fixture(autouse=True)
def quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ari_module, "FIRST_RETRY_S", 0.001)
    monkeypatch.setattr(ari_module, "LAST_RETRY_S", 0.004)


class Listener:
    """Notes what `listen` tells, in order."""

    def __init__(self) -> None:
        self.story: list[object] = []
        self._more = asyncio.Event()

    def note(self, what: object) -> None:
        self.story.append(what)
        self._more.set()

    async def until(self, condition: Callable[[list[object]], object]) -> None:
        while not condition(self.story):
            self._more.clear()
            await in_time(self._more.wait(), seen=lambda: self.story)

    @contextlib.asynccontextmanager
    async def listening(
        self, access: AriAccess, on_event: Callable[[AriEvent], None] | None = None
    ) -> AsyncIterator[None]:
        async with Ari(access) as ari:
            task = asyncio.create_task(
                ari.listen(
                    on_event or self.note,
                    lambda: self.note("connected"),
                    lambda why: self.note("lost"),
                )
            )
            try:
                yield
            finally:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def test_a_request_carries_its_parameters_and_returns_json(asterisk: FakeAsterisk) -> None:
    asterisk.answers["GET /channels"] = (200, [{"id": "a"}])
    async with Ari(asterisk.access) as ari:
        assert await ari.get("/channels") == [{"id": "a"}]
        await ari.post("/channels/c1/moh", mohClass="hotline", nothing=None)
    assert asterisk.requests[1].query == {"mohClass": "hotline"}


async def test_an_empty_answer_is_none(asterisk: FakeAsterisk) -> None:
    asterisk.answers["DELETE /channels/a"] = (200, "")
    async with Ari(asterisk.access) as ari:
        assert await ari.request("DELETE", "/channels/a") is None


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500])
async def test_a_refusal_says_status_and_path(asterisk: FakeAsterisk, status: int) -> None:
    asterisk.answers["POST /bridges/b"] = (status, {"message": "no such thing"})
    async with Ari(asterisk.access) as ari:
        with pytest.raises(AriError, match=r"POST /bridges/b.*no such thing") as caught:
            await ari.post("/bridges/b")
    assert caught.value.status == status


async def test_an_answer_that_is_no_json_is_an_ari_error(asterisk: FakeAsterisk) -> None:
    asterisk.answers["GET /channels"] = (200, "<html>a proxy's page</html>")
    async with Ari(asterisk.access) as ari:
        with pytest.raises(AriError, match="no JSON"):
            await ari.get("/channels")
        asterisk.answers["DELETE /channels/a"] = (200, "<html>")
        await ari.discard("/channels/a")


async def test_an_asterisk_that_is_not_there_is_status_0() -> None:
    async with Ari(AriAccess("http://127.0.0.1:1", "u", "p")) as ari:
        with pytest.raises(AriError, match="unreachable") as caught:
            await ari.get("/channels")
        assert caught.value.status == 0
        await ari.discard("/channels/a")


async def test_an_asterisk_that_does_not_answer_is_status_0(
    asterisk: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ari_module, "REQUEST_TIMEOUT_S", 0.05)
    released = asyncio.Event()

    async def hang(_request: Request) -> None:
        await released.wait()

    asterisk.answers["GET /channels"] = hang
    async with Ari(asterisk.access) as ari:
        with pytest.raises(AriError, match="unreachable: GET /channels: TimeoutError") as caught:
            await ari.get("/channels")
    released.set()
    assert caught.value.status == 0


@pytest.mark.parametrize("status", [200, 404, 409, 500])
async def test_discard_never_raises(asterisk: FakeAsterisk, status: int) -> None:
    asterisk.answers["DELETE /channels/gone"] = (status, {"message": "x"})
    async with Ari(asterisk.access) as ari:
        await ari.discard("/channels/gone")
    assert asterisk.asked() == ["DELETE /channels/gone"]


async def test_events_arrive_typed_and_garbage_is_passed_over(asterisk: FakeAsterisk) -> None:
    heard = Listener()
    async with heard.listening(asterisk.access):
        await heard.until(lambda story: "connected" in story)
        await asterisk.send(
            "{not json",
            "[]",
            '"text"',
            "null",
            {"type": "StasisStart"},
            {"type": "StasisStart", "channel": {"id": "x", "caller": 7}},
            {"type": "ChannelDestroyed", "channel": CHANNEL, "cause": float("inf")},
            {"type": "ChannelVarset", "variable": "A"},
            {"type": "ChannelDtmfReceived", "channel": CHANNEL, "digit": "5"},
        )
        await heard.until(lambda story: len(story) == 2)
    event = heard.story[1]
    assert isinstance(event, DtmfReceived)
    assert (event.channel.id, event.channel.caller, event.digit) == ("c1", "138", "5")


async def test_a_failing_owner_does_not_cost_the_others_their_events(asterisk: FakeAsterisk) -> None:
    heard = Listener()

    def owner(event: AriEvent) -> None:
        if isinstance(event, DtmfReceived) and event.digit == "X":
            raise ValueError("a key that is none")
        heard.note(event)

    async with heard.listening(asterisk.access, owner):
        await heard.until(lambda story: "connected" in story)
        await asterisk.send(
            {"type": "ChannelDtmfReceived", "channel": CHANNEL, "digit": "X"},
            {"type": "StasisEnd", "channel": CHANNEL},
        )
        await heard.until(lambda story: any(isinstance(event, StasisEnd) for event in story))


async def test_no_log_holds_a_callers_number(
    asterisk: FakeAsterisk, caplog: pytest.LogCaptureFixture
) -> None:
    heard = Listener()
    channel = {**CHANNEL, "caller": {"number": "13800138000"}}

    def owner(event: AriEvent) -> None:
        heard.note(event)
        raise ValueError("whatever")

    async with heard.listening(asterisk.access, owner):
        await heard.until(lambda story: "connected" in story)
        await asterisk.send(
            {"type": "ChannelDestroyed", "channel": channel, "cause": float("inf")},
            '{"caller": "13800138000",',
            {"type": "StasisEnd", "channel": channel},
        )
        await heard.until(lambda story: len(story) == 2)
    assert "was not handled" in caplog.text
    assert caplog.text.count("not understood") == 2
    assert "13800138000" not in caplog.text


async def test_reconnects_and_tells_connected_after_each_loss(asterisk: FakeAsterisk) -> None:
    heard = Listener()
    async with heard.listening(asterisk.access):
        for times in (1, 2, 3):
            await heard.until(lambda story, n=times: story.count("connected") == n)  # type: ignore[misc]
            await asterisk.connected.wait()
            await asterisk.hang_up_events()
        await heard.until(lambda story: story.count("connected") == 4)
    assert heard.story == ["connected", "lost"] * 3 + ["connected"]


async def test_refusals_are_told_and_retried(asterisk: FakeAsterisk) -> None:
    asterisk.refuse_events.extend([503, 401, 500])
    heard = Listener()
    async with heard.listening(asterisk.access):
        await heard.until(lambda story: "connected" in story)
    assert heard.story == ["lost", "lost", "lost", "connected"]
    assert asterisk.connections == 4


async def test_retries_wait_longer_each_time_even_when_the_socket_opens_and_closes(
    asterisk: FakeAsterisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ari_module, "FIRST_RETRY_S", 0.1)
    monkeypatch.setattr(ari_module, "LAST_RETRY_S", 0.5)
    waits: list[float] = []
    real_sleep = asyncio.sleep

    async def note_and_go_on(seconds: float, *_: Any) -> None:
        waits.append(seconds)
        if len(waits) <= 3:
            asterisk.refuse_events.append(503)
        await real_sleep(0)

    monkeypatch.setattr(ari_module.asyncio, "sleep", note_and_go_on)
    heard = Listener()
    async with heard.listening(asterisk.access):
        await asterisk.connected.wait()
        await asterisk.hang_up_events()
        await heard.until(lambda story: story.count("connected") == 2)
    assert waits == [0.1, 0.2, 0.4, 0.5]


async def test_connected_event_follows_the_socket(asterisk: FakeAsterisk) -> None:
    async with Ari(asterisk.access) as ari:
        lost = asyncio.Event()
        states: list[bool] = []

        def on_lost(_why: str) -> None:
            states.append(ari.connected.is_set())
            lost.set()

        task = asyncio.create_task(
            ari.listen(lambda _e: None, lambda: states.append(ari.connected.is_set()), on_lost)
        )
        await asterisk.connected.wait()
        await asterisk.hang_up_events()
        await lost.wait()
        task.cancel()
    assert states[:2] == [True, False]


def test_part_is_one_segment() -> None:
    assert part("a/b?c&d é") == "a%2Fb%3Fc%26d%20%C3%A9"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "channel", "caller", "number", "digit", "cause", "args", "playback", "state"]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(
    st.one_of(
        JSON,
        st.builds(
            lambda kind, rest: rest | {"type": kind},
            st.sampled_from(KINDS) | JSON,
            st.dictionaries(
                st.sampled_from(["channel", "digit", "cause", "args", "playback", "device_state"]),
                JSON | st.builds(lambda rest: CHANNEL | rest, st.dictionaries(st.just("caller"), JSON)),
            ),
        ),
    )
)
def test_any_json_is_an_event_or_nothing_or_an_expected_error(data: Any) -> None:
    try:
        event = parse(data)
    except (KeyError, TypeError, ValueError):
        return
    match event:
        case StasisStart(channel, args):
            assert isinstance(channel.id, str)
            assert all(isinstance(arg, str) for arg in args)
        case ChannelDestroyed(channel, cause, text):
            assert isinstance(channel.caller, str)
            assert isinstance(cause, int)
            assert isinstance(text, str)
        case None:
            assert not isinstance(data.get("type"), str) or data["type"] not in KINDS[:-1]


def test_parse_reads_what_asterisk_sends() -> None:
    assert parse({"type": "PlaybackFinished", "playback": {"id": "p", "state": "failed"}}) == (
        PlaybackFinished("p", failed=True)
    )
    assert parse({"type": "PlaybackFinished", "playback": {"id": "p", "state": "done"}}) == (
        PlaybackFinished("p", failed=False)
    )
    device = {"name": "PJSIP/1001", "state": "NOT_INUSE"}
    assert parse({"type": "DeviceStateChanged", "device_state": device}) == (
        DeviceStateChanged("PJSIP/1001", "NOT_INUSE")
    )
    peer = CHANNEL | {"id": "peer"}
    dialled = {"type": "Dial", "caller": CHANNEL, "peer": peer}
    assert parse(dialled | {"dialstatus": "ANSWER"}) == DialAnswered(Channel.of(CHANNEL))
    assert parse(dialled | {"dialstatus": "PROGRESS"}) == EarlySound(Channel.of(peer))
    assert parse(dialled | {"dialstatus": "RINGING"}) is None
    assert parse({"type": "Dial", "peer": peer, "dialstatus": "ANSWER"}) is None, "of who is rung by us"
    start = parse({"type": "StasisStart", "args": ["caller", "12345", "(alaw)"], "channel": CHANNEL})
    assert isinstance(start, StasisStart)
    assert start.args == ("caller", "12345", "(alaw)")
    assert start.channel.caller == "138"
