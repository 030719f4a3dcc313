"""What may be asked of a call that runs, and how it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from contracts.errors import HotlineError


class Refused(HotlineError):
    """It cannot be done now; the text is for the agent."""


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


Request = Hold | Retrieve | Mute


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
