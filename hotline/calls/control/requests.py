"""What may be asked of a call that runs, and how it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from contracts import SupervisionMode
from contracts.errors import HotlineError


class Refused(HotlineError):
    """It cannot be done now; the text is for the agent."""


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a call is given to, or who is asked: one agent, anybody of a queue, or an office outside."""

    agent: str | None = None
    queue: str | None = None
    partner: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError unless it is exactly one of them."""
        if [self.agent, self.queue, self.partner].count(None) != 2:
            raise ValueError("an agent, a queue or an office")


@dataclass(frozen=True, slots=True)
class Hold:
    """The caller hears music."""


@dataclass(frozen=True, slots=True)
class Retrieve:
    """The caller is back from hold."""


@dataclass(frozen=True, slots=True)
class Mute:
    """Nobody hears the agent, or they are heard again."""

    muted: bool


@dataclass(frozen=True, slots=True)
class HandOn:
    """A blind transfer: the agent leaves at once, the caller waits for the other."""

    to: Target


@dataclass(frozen=True, slots=True)
class Consult:
    """Somebody else is asked while the caller hears music."""

    whom: Target


@dataclass(frozen=True, slots=True)
class TakeBack:
    """No consultation any more, answered or not: the caller is back with their agent."""


@dataclass(frozen=True, slots=True)
class Swap:
    """From the other to the caller, or back: one of them hears music."""


@dataclass(frozen=True, slots=True)
class Join:
    """All three hear each other."""


@dataclass(frozen=True, slots=True)
class Complete:
    """The other has the caller from now on; before they have answered it is a blind transfer to them."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Who was consulted leaves."""


Wish = Hold | Retrieve | Mute | HandOn | Consult | TakeBack | Swap | Join | Complete | Leave
"""Of those who take part."""


@dataclass(frozen=True, slots=True)
class Supervise:
    """A supervisor listens, whispers or barges in; `phone` is their SIP account."""

    mode: SupervisionMode
    phone: str


@dataclass(frozen=True, slots=True)
class TakeOver:
    """The supervisor has the call from now on; the agent and who was consulted are out of it."""


@dataclass(frozen=True, slots=True)
class StopSupervising:
    """The supervisor leaves."""


Oversight = Supervise | TakeOver | StopSupervising
"""Of supervisors; the desk has checked that they are."""


@dataclass(frozen=True, slots=True)
class PauseRecording:
    """What is said now is not to be in the recording."""


@dataclass(frozen=True, slots=True)
class ResumeRecording:
    """It is recorded again."""


RecordingWish = PauseRecording | ResumeRecording

Request = Wish | Oversight | RecordingWish


@dataclass(frozen=True, slots=True)
class Asked:
    """A request on its way to the call's owner task; `reply` is done when it was done, or refused."""

    request: Request
    agent: str
    """Who asks."""
    reply: asyncio.Future[None] = field(repr=False)

    def done(self) -> None:
        if not self.reply.done():
            self.reply.set_result(None)

    def refuse(self, why: str) -> None:
        if not self.reply.done():
            self.reply.set_exception(Refused(why))


NOT_TALKING = "没有正在进行的通话 / There is no conversation now"
ASTERISK_FAILED = "电话系统没有做到，请再试一次 / The telephone system could not do it, try again"
