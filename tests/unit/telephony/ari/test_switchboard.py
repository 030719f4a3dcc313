"""Each ARI event reaches exactly the one who asked for it."""

from __future__ import annotations

import asyncio
import gc

import pytest

from telephony.ari.events import (
    ASTERISK_LOST,
    AriEvent,
    Channel,
    ChannelDestroyed,
    DeviceStateChanged,
    DialAnswered,
    DtmfReceived,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from telephony.ari.switchboard import Back, Incoming, Switchboard


class Board(Switchboard):
    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.devices: list[tuple[str, str]] = []
        self.told: dict[str, list[AriEvent]] = {}
        super().__init__(self.incoming.append, lambda device, state: self.devices.append((device, state)))

    def owned_by(self, name: str) -> None:
        self.own(name, self.told.setdefault(name, []).append)


def test_events_of_a_channel_go_to_its_owner_only() -> None:
    board = Board()
    board.owned_by("a")
    board.owned_by("b")
    events = [
        DtmfReceived(Channel("a"), "1"),
        StasisEnd(Channel("a")),
        ChannelDestroyed(Channel("a"), 16, ""),
        PlaybackFinished("b", failed=False),
    ]
    for event in events:
        board.handle(event)
    board.handle(DtmfReceived(Channel("nobody's"), "1"))
    assert board.told == {"a": events[:3], "b": events[3:]}
    board.disown("a", "never owned")
    board.handle(events[0])
    assert len(board.told["a"]) == 3
    assert board.owned() == ["b"]


@pytest.mark.parametrize(
    ("args", "dialled", "rate"),
    [
        (("caller", "12345", "(alaw)"), "12345", 8000),
        (("caller", "12345", "(g722)"), "12345", 16000),
        (("caller", "12345", "opus"), "12345", 16000),
        (("caller", "12345"), "12345", 8000),
        (("caller",), "", 8000),
        (("caller", "12345", "(ulaw)", "more"), "12345", 8000),
    ],
)
def test_a_new_caller_comes_to_the_door(args: tuple[str, ...], dialled: str, rate: int) -> None:
    board = Board()
    board.handle(StasisStart(Channel("c", caller="138"), args))
    assert board.incoming == [Incoming("c", "138", dialled, rate)]


def test_who_comes_from_another_machine_and_who_comes_back_from_one_is_at_the_door() -> None:
    board = Board()
    board.handle(StasisStart(Channel("m", caller="138"), ("moved", "c0123", "(alaw)")))
    board.handle(StasisStart(Channel("r", caller="139"), ("returned", "BUSY 17", "opus1", "(alaw)")))
    board.handle(StasisStart(Channel("l", caller="137"), ("returned", "ANSWER 16", "south", "(g722)")))
    board.handle(StasisStart(Channel("x"), ("something", "else")))
    assert board.incoming == [
        Incoming("m", "138", "", 8000, "moved", mark="c0123"),
        Incoming("r", "139", "", 8000, "returned", back=Back("BUSY 17", "opus1")),
        Incoming("l", "137", "", 16000, "returned", back=Back("ANSWER 16", "south")),
    ]
    assert [one.back.lost for one in board.incoming] == [False, False, True], "who had been taken in there"
    board.owned_by("r")
    back = StasisStart(Channel("r"), ("returned", "BUSY 17"))
    board.handle(back)
    board.handle(DialAnswered(Channel("r")))
    assert board.told["r"] == [back, DialAnswered(Channel("r"))], "who sent them is there"
    assert len(board.incoming) == 3


def test_an_agents_leg_goes_to_its_owner() -> None:
    board = Board()
    board.owned_by("agent.wang.1.c")
    event = StasisStart(Channel("agent.wang.1.c"), ("agent",))
    board.handle(event)
    assert board.told["agent.wang.1.c"] == [event]
    assert not board.incoming


def test_devices_and_lost_channels() -> None:
    board = Board()
    board.handle(DeviceStateChanged("PJSIP/1001", "INUSE"))
    assert board.devices == [("PJSIP/1001", "INUSE")]
    board.owned_by("a")
    board.lost("a")
    board.lost("nobody's")
    board.lost("a", died=True)
    assert board.told["a"] == [
        ChannelDestroyed(Channel("a"), 0, "gone while ARI was away"),
        ChannelDestroyed(Channel("a"), 41, ASTERISK_LOST),
    ]


async def test_arrivals_are_done_once_and_forgotten() -> None:
    board = Board()
    arrival = board.arrivals("media.c")
    board.handle(StasisStart(Channel("media.c"), ()))
    await arrival
    await asyncio.sleep(0)
    board.owned_by("media.c")
    board.handle(StasisStart(Channel("media.c"), ()))
    assert len(board.told["media.c"]) == 1


@pytest.mark.parametrize("end", [StasisEnd(Channel("m")), ChannelDestroyed(Channel("m"), 0, "")])
async def test_a_channel_that_ends_before_it_arrives_fails_at_once(end: AriEvent) -> None:
    board = Board()
    arrival = board.arrivals("m")
    board.handle(end)
    with pytest.raises(TimeoutError):
        await arrival
    board.handle(end)


async def test_an_arrival_nobody_waits_for_any_more_makes_no_noise() -> None:
    problems: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: problems.append(context))
    board = Board()
    board.arrivals("m")
    board.handle(StasisEnd(Channel("m")))
    board.arrivals("n").cancel()
    await asyncio.sleep(0)
    gc.collect()
    await asyncio.sleep(0)
    assert not problems
    assert not board._arrivals
