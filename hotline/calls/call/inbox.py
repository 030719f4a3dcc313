"""Everything that can happen to a call, in one queue that its owner task reads."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

from contracts import Choice
from contracts.dialogue import Input
from hotline.calls.control.requests import Asked
from telephony.ari.events import ASTERISK_LOST, EarlySound
from telephony.ari.switchboard import Back
from telephony.calls.media.socket import MediaSocket
from telephony.distributor.people.state import Lease
from telephony.distributor.reducer.commands import WhyWithdrawn
from telephony.outbound.outcome import Outcome

INBOX_SIZE = 2000
FROM_DESK = "ended from the desk"
"""Why a leg or a call has ended."""


@dataclass(frozen=True, slots=True)
class CallerGone:
    """The caller's channel has ended."""

    cause: str
    by: Literal["caller", "network"] = "caller"

    @property
    def lost(self) -> bool:
        """With all that was in Asterisk, which has died."""
        return self.cause.endswith(ASTERISK_LOST)


@dataclass(frozen=True, slots=True)
class Offered:
    """The floor found an agent for this caller."""

    lease: Lease
    choice: Choice


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The floor takes the offer back: declined, lapsed, the phone is lost, an emergency needs the agent."""

    lease: Lease
    why: WhyWithdrawn


@dataclass(frozen=True, slots=True)
class NobodyAsked:
    """The queue or agent that was asked beside the call is gone."""

    aside: str


@dataclass(frozen=True, slots=True)
class AgentUp:
    """The agent's phone was answered."""

    channel: str


@dataclass(frozen=True, slots=True)
class AgentGone:
    """The agent's leg has ended, before or after it was answered."""

    channel: str
    cause: str
    by: Literal["agent", "network"] = "agent"
    number: int = 0
    """The cause as ITU-T Q.850 counts them; 0: unknown."""


@dataclass(frozen=True, slots=True)
class MediaGone:
    """A media socket was closed under us."""

    media: MediaSocket


@dataclass(frozen=True, slots=True)
class Announce:
    """It is time to say the place in the queue."""


@dataclass(frozen=True, slots=True)
class LookWhoServes:
    """It is time to look whether anybody serves the queue."""


@dataclass(frozen=True, slots=True)
class AnnouncementDone:
    """An announcement has ended, heard or not; the music has ended with it."""

    playback: str
    heard: bool = True


@dataclass(frozen=True, slots=True)
class MusicAgain:
    """The music could not be started: it is time for another try."""


@dataclass(frozen=True, slots=True)
class Leave:
    """The service shuts down: give the caller into safe hands and end."""


@dataclass(frozen=True, slots=True)
class EndCall:
    """An agent ends the call from the desk, or we do."""

    by: Literal["agent", "service"] = "agent"
    cause: str = FROM_DESK


@dataclass(frozen=True, slots=True)
class EndTalk:
    """An agent ends the conversation from the desk; the caller may be asked something yet."""


@dataclass(frozen=True, slots=True)
class NotReached:
    """The citizen whom we dialled did not answer."""

    why: Outcome


@dataclass(frozen=True, slots=True)
class PhoneGone:
    """The page that was the agent's telephone is gone, whatever Asterisk still believes."""

    account: str


@dataclass(frozen=True, slots=True)
class PhoneBack:
    """The telephone of an agent who was lost in mid-call can be rung again."""

    number: int
    """Of the loss."""


@dataclass(frozen=True, slots=True)
class PutBackOver:
    """The agent who was lost in mid-call has not come back in time."""

    number: int


@dataclass(frozen=True, slots=True)
class FreeElsewhere:
    """An agent of another machine may take the caller, and none of this one can."""


@dataclass(frozen=True, slots=True)
class WaitedBefore:
    """The caller was lost in another call, which is found out only now."""

    since: float
    """When they first came into a queue, in seconds since the Unix epoch."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The caller, who was sent to another machine, was taken in there."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The caller, who was sent to another machine, was not taken in there, or it is lost."""

    back: Back


@dataclass(frozen=True, slots=True)
class HeldLong:
    """It is time to remind the agent that the caller is on hold."""

    number: int


Message = (
    Input
    | CallerGone
    | Offered
    | Withdrawn
    | NobodyAsked
    | AgentUp
    | AgentGone
    | MediaGone
    | Announce
    | LookWhoServes
    | AnnouncementDone
    | MusicAgain
    | WaitedBefore
    | Leave
    | EndCall
    | Asked
    | HeldLong
    | NotReached
    | EarlySound
    | EndTalk
    | PhoneGone
    | PhoneBack
    | PutBackOver
    | FreeElsewhere
    | TakenIn
    | Returned
)


class CallEndedError(Exception):
    """The caller is gone, or the service leaves: every phase ends by this."""

    def __init__(self, message: CallerGone | Leave | EndCall) -> None:
        super().__init__(type(message).__name__)
        self.message = message


class CallInbox:
    """Bounded: what does not fit is dropped, but never the end of the call, which overtakes everything."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Message] = asyncio.Queue(INBOX_SIZE)
        self._over: CallerGone | Leave | EndCall | None = None

    def put(self, message: Message) -> None:
        """Never blocks. The end of the call overtakes everything that waits."""
        if isinstance(message, CallerGone) or (isinstance(message, Leave | EndCall) and self._over is None):
            self._over = message
        if not self._queue.full():
            self._queue.put_nowait(message)

    @property
    def over(self) -> CallerGone | Leave | EndCall | None:
        return self._over

    def check(self) -> None:
        """Raises CallEndedError once the call is over."""
        if self._over is not None:
            raise CallEndedError(self._over)

    def unread(self) -> list[Message]:
        """What nobody has read, when the call is over here."""
        return [self._queue.get_nowait() for _ in range(self._queue.qsize())]

    async def get(self) -> Message:
        """The next message. Raises CallEndedError once the call is over."""
        self.check()
        message = await self._queue.get()
        self.check()
        return message
