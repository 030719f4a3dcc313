"""What an event of Asterisk means to the call whose channel it is of."""

from __future__ import annotations

from contracts import KeyPressed
from hotline.calls.call.endings import Endings
from hotline.calls.call.inbox import (
    AgentGone,
    AgentUp,
    AnnouncementDone,
    CallerGone,
    Message,
    Returned,
    TakenIn,
)
from telephony.ari.events import (
    AriEvent,
    ChannelDestroyed,
    DialAnswered,
    DtmfReceived,
    EarlySound,
    HangupRequested,
    PlaybackFinished,
    StasisEnd,
    StasisStart,
)
from telephony.ari.switchboard import Back

KEYS = frozenset("0123456789*#ABCD")


def happened(event: AriEvent, call: str, endings: Endings) -> Message | None:
    """None: nothing. `endings` learn who asked for an end."""
    match event:
        case HangupRequested():
            endings.note(event)
        case StasisEnd(channel) | ChannelDestroyed(channel, _, _) if channel.id == call:
            destroyed = event if isinstance(event, ChannelDestroyed) else None
            party, text = endings.of(channel.id, destroyed)
            return CallerGone(text, "caller" if party == "person" else party)
        case StasisStart(channel, args) if channel.id == call and args[:1] == ("returned",):
            return Returned(Back(*args[1:3]))
        case StasisStart(channel, _):
            return AgentUp(channel.id)
        case DialAnswered():
            return TakenIn()
        case ChannelDestroyed(channel, _, _):
            party, text = endings.of(channel.id, event)
            return AgentGone(channel.id, text, "agent" if party == "person" else party, event.cause)
        case DtmfReceived(channel, digit) if channel.id == call and digit in KEYS:
            return KeyPressed(call=call, digit=digit)
        case EarlySound():
            return event
        case PlaybackFinished(playback, failed):
            return AnnouncementDone(playback, heard=not failed)
        case _:
            pass
    return None
