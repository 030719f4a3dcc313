"""What stands in Asterisk, read from two lists: conversations to adopt, callers to save, leftovers."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from telephony.ari.client import Ari, AriError, part
from telephony.calls import names
from telephony.calls.call import MUSIC_CLASS
from telephony.calls.place import Place, noted
from telephony.calls.ways import UP, Ways, is_ours

log = logging.getLogger(__name__)

DIALLED = "AppDial"
"""What Asterisk says that a channel does which its own Queue() or Dial() has made."""


@dataclass(frozen=True, slots=True)
class BridgedCall:
    """Caller and agent in one bridge, with or without us; or the agent alone, and the caller on hold."""

    call: str
    agent: str
    agent_channel: str
    place: Place | None = None
    """Where the caller waited before."""
    held: bool = False
    consulted: str | None = None
    """The agent who takes part beside the one who leads."""
    consulted_channel: str | None = None
    consulted_aside: bool = False
    """They hear music."""
    number: str = ""
    """The caller's; empty where it is not known, as of a citizen whom we called."""


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A caller who was in a queue of ours, or rang at an agent's."""

    call: str
    number: str
    """Empty where it is not known, as of a citizen whom we called."""
    place: Place


@dataclass(slots=True)
class Inventory:
    conversations: list[BridgedCall] = field(default_factory=list)
    waiting: list[WaitingCall] = field(default_factory=list)
    """They hear music and keep their place, first come first; a service that comes back queues them again."""
    stranded: list[str] = field(default_factory=list)
    """Other callers in the application without an agent: nobody speaks to them but us."""
    orphans: list[str] = field(default_factory=list)
    """Channels that serve no living call: agents' legs without a caller, old media and snoops, telephones
    that ring because we called them."""
    bridges: list[str] = field(default_factory=list)
    """Bridges of the application that hold no conversation."""
    channels: set[str] = field(default_factory=set)
    """Every channel id there is."""
    began: str = ""
    """When this Asterisk was started, in its own words."""


async def take(ari: Ari) -> Inventory:
    """Looks. Raises AriError when Asterisk does not answer."""
    channels = {str(c["id"]): c for c in await ari.get("/channels")}
    bridges = await ari.get("/bridges")
    members_of = {str(bridge["id"]): set(bridge.get("channels") or ()) for bridge in bridges}
    found = Inventory(channels=set(channels))
    talking: set[str] = set()
    for bridge in bridges:
        id_ = str(bridge["id"])
        members = set(bridge.get("channels") or ())
        call = id_.removeprefix("call.")
        present = [m for m in members if (p := names.agent_of(m)) and p[1] == call]
        if id_ == names.bridge(call) and call in channels and present:
            lead = min(present, key=names.attempt)
            watching = members_of.get(names.monitor_bridge(call), set())
            others = {*present, *_legs(call, channels)} - {lead} - watching
            legs = [lead, *sorted(others, key=names.attempt)]
            place, number = await noted(ari, call), _number(channels[call])
            found.conversations.append(replace(_conversation(call, legs, members, place), number=number))
            talking |= {call, *legs[:2]}
        elif id_.startswith(("call.", "tapbridge.")) or _records_nobody(id_, channels):
            found.bridges.append(id_)
    for id_, channel in channels.items():
        if id_ in talking or names.recorded_call(id_) in channels:
            continue
        dialled = names.is_call_out(id_) and channel.get("state") != UP
        if names.is_helper(id_) or names.agent_of(id_) or dialled:
            found.orphans.append(id_)
        elif not is_ours(channel, ari.app):
            pass
        elif (place := await noted(ari, id_)) is not None:
            found.waiting.append(WaitingCall(id_, _number(channel), place))
        else:
            found.stranded.append(id_)
    found.waiting.sort(key=lambda waiting: waiting.place.since)
    info = await ari.get("/asterisk/info", only="status")
    found.began = str(info["status"]["startup_time"])
    return found


def _records_nobody(bridge: str, channels: Collection[str]) -> bool:
    """Whether its call is over; a recording that runs goes on without us."""
    call = names.recorded_call(bridge)
    return call is not None and call not in channels


def _legs(call: str, channels: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Agents' legs of the call that have answered; the others ring for nobody any more."""
    found = [id_ for id_ in channels if (p := names.agent_of(id_)) and p[1] == call]
    return [id_ for id_ in found if channels[id_].get("state", UP) == UP]


def _conversation(call: str, legs: list[str], members: Collection[str], place: Place | None) -> BridgedCall:
    """The first of `legs` leads, the others follow by when they were rung."""
    agents = [agent for leg in legs if (pair := names.agent_of(leg)) for agent in pair[:1]]
    second = legs[1] if len(legs) > 1 else None
    return BridgedCall(
        call,
        agents[0],
        legs[0],
        place,
        held=call not in members,
        consulted=None if second is None else agents[1],
        consulted_channel=second,
        consulted_aside=second is not None and second not in members,
    )


def _number(channel: Mapping[str, Any]) -> str:
    """The caller's; a channel with which we called a citizen shows ours, and that of who comes from another
    machine and withholds theirs shows the endpoint."""
    if names.is_call_out(str(channel["id"])):
        return ""
    return names.number_shown(str((channel.get("caller") or {}).get("number") or ""))


async def count_calls(ari: Ari) -> int:
    """Citizens on the telephone, whoever serves them. Raises AriError when Asterisk does not answer."""
    return sum(map(_is_caller, await ari.get("/channels")))


def _is_caller(channel: Mapping[str, Any]) -> bool:
    """Whether somebody called in with this channel; the others are made for those: by us, or by a queue."""
    id_ = str(channel["id"])
    made = names.is_helper(id_) or names.agent_of(id_) is not None
    return not made and (channel.get("dialplan") or {}).get("app_name") != DIALLED


async def save_stranded(ari: Ari, found: Inventory) -> int:
    """Sends each stranded caller to the dialplan's plain queue, where a human answers. Returns how many."""
    return await _to_human(ari, found.stranded)


async def save_everybody(ari: Ari, found: Inventory) -> int:
    """The same for those who wait in a queue of ours: nobody will come back for them. Who is on hold is back
    with their agent, who is heard: nobody else could do that now."""
    for conversation in found.conversations:
        await _let_talk(ari, conversation)
    return await _to_human(ari, [*found.stranded, *(waiting.call for waiting in found.waiting)])


async def let_wait(ari: Ari, found: Inventory) -> None:
    """Music for all who wait: who heard a sentence from a process that is gone is not left in silence."""
    for waiting in found.waiting:
        await ari.discard(f"/bridges/{part(names.bridge(waiting.call))}")
        try:
            await ari.post(f"/channels/{part(waiting.call)}/moh", mohClass=MUSIC_CLASS)
        except AriError as error:
            log.warning("caller %s waits without music: %s", waiting.call, error)


async def _let_talk(ari: Ari, conversation: BridgedCall) -> None:
    await ari.discard(f"/channels/{part(conversation.agent_channel)}/mute", direction="in")
    held = [conversation.call] if conversation.held else []
    if conversation.consulted_aside and conversation.consulted_channel is not None:
        held.append(conversation.consulted_channel)
    bridge = part(names.bridge(conversation.call))
    for channel in held:
        await ari.discard(f"/channels/{part(channel)}/moh")
        try:
            await ari.post(f"/bridges/{bridge}/addChannel", channel=channel)
        except AriError as error:
            log.warning("%s stays on hold: %s", channel, error)


async def _to_human(ari: Ari, callers: Iterable[str]) -> int:
    saved = 0
    for channel in callers:
        try:
            await Ways(ari, channel).to_human()
            saved += 1
        except AriError as error:
            log.warning("caller %s could not be sent to a human: %s", channel, error)
    return saved


async def sweep(ari: Ari, found: Inventory) -> None:
    """Takes down what a process before us left behind. Conversations are never touched."""
    for channel in found.orphans:
        await ari.discard(f"/channels/{part(channel)}")
    for bridge in found.bridges:
        await ari.discard(f"/bridges/{part(bridge)}")
