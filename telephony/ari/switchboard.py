"""Where ARI events find their owner: a waiting step, a call, or the door for new callers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from telephony.ari.events import (
    ASTERISK_LOST,
    TEMPORARY_FAILURE,
    AriEvent,
    Channel,
    ChannelDestroyed,
    DeviceStateChanged,
    DialAnswered,
    DtmfReceived,
    EarlySound,
    HangupRequested,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)

log = logging.getLogger(__name__)

WIDE_CODECS = ("g722", "slin16", "opus", "siren7")
TAKEN_IN = "ANSWER"
Came = Literal["caller", "moved", "returned"]
"""caller: dialled one of our numbers; moved: comes from another machine, and is not answered yet; returned:
was sent to another machine and not taken in there (by a service before us), or it is lost. The dialplan says
which."""


@dataclass(frozen=True, slots=True)
class Back:
    """From where a caller is back, and why: Asterisk's DIALSTATUS and the cause of ITU-T Q.850."""

    why: str = ""
    node: str = ""

    @property
    def lost(self) -> bool:
        """They were taken in there, and have not been let go by anybody."""
        return self.why.startswith(TAKEN_IN)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A citizen's call that has just entered the application."""

    channel: str
    caller: str
    """The number as it came in: mask it before it goes anywhere."""
    dialled: str
    rate: int
    """The rate in Hz that the call's own codec carries."""
    came: Came = "caller"
    mark: str = ""
    """Of the claim by which they come from another machine; `dialled` is empty then."""
    back: Back = Back()
    """Of who is returned."""


class Ownership:
    """One owner, and the channels and playbacks whose events it gets."""

    def __init__(self, switchboard: Switchboard, owner: Callable[[AriEvent], None]) -> None:
        self._switchboard = switchboard
        self._owner = owner

    def own(self, channel: str) -> None:
        """From now on the owner gets the events of this channel (or playback)."""
        self._switchboard.own(channel, self._owner)

    def disown(self, *channels: str) -> None:
        """From now on nobody gets them."""
        self._switchboard.disown(*channels)


class Switchboard:
    """Routes each event to whoever asked for it. `handle` is called for every ARI event."""

    def __init__(
        self,
        on_incoming: Callable[[Incoming], None],
        on_device: Callable[[str, str], None],
    ) -> None:
        self._on_incoming = on_incoming
        self._on_device = on_device
        self._arrivals: dict[str, asyncio.Future[None]] = {}
        self._owners: dict[str, Callable[[AriEvent], None]] = {}

    def arrivals(self, channel: str) -> asyncio.Future[None]:
        """Done when `channel` enters the application; fails when it ends before."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._arrivals[channel] = future
        future.add_done_callback(lambda _done: self._forget_arrival(channel, future))
        return future

    def own(self, channel: str, owner: Callable[[AriEvent], None]) -> None:
        """From now on `owner` gets the events of this channel (or playback)."""
        self._owners[channel] = owner

    def disown(self, *channels: str) -> None:
        for channel in channels:
            self._owners.pop(channel, None)

    def owned(self) -> list[str]:
        return list(self._owners)

    def lost(self, channel: str, *, died: bool = False) -> None:
        """Tells the owner that a channel has gone while nobody listened (after a reconnect). `died`: with all
        others, since Asterisk has died."""
        owner = self._owners.get(channel)
        if owner is not None:
            cause = (TEMPORARY_FAILURE, ASTERISK_LOST) if died else (0, "gone while ARI was away")
            owner(ChannelDestroyed(Channel(channel), *cause))

    def handle(self, event: AriEvent) -> None:
        match event:
            case DeviceStateChanged(device, state):
                self._on_device(device, state)
            case PlaybackFinished(playback, _):
                self._tell(playback, event)
            case StasisStart(channel, _):
                arrival = self._arrivals.get(channel.id)
                if arrival is not None and not arrival.done():
                    arrival.set_result(None)
                elif channel.id in self._owners:
                    self._tell(channel.id, event)
                else:
                    self._incoming(event)
            case StasisEnd(channel) | ChannelDestroyed(channel, _, _):
                arrival = self._arrivals.get(channel.id)
                if arrival is not None and not arrival.done():
                    arrival.set_exception(TimeoutError(f"{channel.id} ended before it arrived"))
                self._tell(channel.id, event)
            case (
                DtmfReceived(channel, _) | HangupRequested(channel, _, _)
                | EarlySound(channel) | DialAnswered(channel)
            ):  # fmt: skip
                self._tell(channel.id, event)

    def _tell(self, key: str, event: AriEvent) -> None:
        owner = self._owners.get(key)
        if owner is not None:
            owner(event)

    def _incoming(self, event: StasisStart) -> None:
        """What is neither owned nor one of these is nobody's."""
        of = event.channel.id, event.channel.caller
        match event.args:
            case ("caller", *told):
                dialled, codec, *_ = *told, "", ""
                self._on_incoming(Incoming(*of, dialled, _rate(codec)))
            case ("moved", *told):
                mark, codec, *_ = *told, "", ""
                self._on_incoming(Incoming(*of, "", _rate(codec), "moved", mark=mark))
            case ("returned", *told):
                why, node, codec, *_ = *told, "", "", ""
                self._on_incoming(Incoming(*of, "", _rate(codec), "returned", back=Back(why, node)))

    def _forget_arrival(self, channel: str, future: asyncio.Future[None]) -> None:
        if self._arrivals.get(channel) is future:
            del self._arrivals[channel]
        if not future.cancelled():
            future.exception()


def _rate(codec: str) -> int:
    """In Hz; `codec`: as Asterisk names a channel's own."""
    return 16000 if codec.strip("()").startswith(WIDE_CODECS) else 8000
