"""Guests at the supervisors' desk (agent_assist.guests.port)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from agent_assist.guests.port import GuestView, Invitation, Invited
from agent_assist.refusal import ActionRefused
from contracts.errors import HotlineError
from hotline.guidance.live import Live
from hotline.machine.paths import State
from hotline.staff.guests import GuestBook
from hotline.staff.inviting import guest_of, invite

log = logging.getLogger(__name__)

Done = TypeVar("Done")


class GuestDesk:
    """What supervisors do (agent_assist.guests.port.Guests)."""

    def __init__(self, state: State, live: Live) -> None:
        self._state = state
        self._book = GuestBook(state.guests)
        self._live = live
        self._one_at_a_time = asyncio.Lock()

    async def listed(self) -> Sequence[GuestView]:
        found = await self._try(lambda: self._book.current(datetime.now(UTC)))
        return [
            GuestView(
                id=guest.id,
                name=guest.name,
                extension=guest.extension,
                queues=tuple(guest.queues),
                skills=guest.skills,
                until=guest.until.timestamp(),
            )
            for guest in found
        ]

    async def invite(self, invitation: Invitation, by: str) -> Invited:
        def work() -> Invited:
            until = datetime.fromtimestamp(invitation.until, UTC).astimezone()
            guest = guest_of({**invitation.model_dump(), "queues": list(invitation.queues), "until": until})
            return invite(self._state, guest, self._live.guide.config, datetime.now(UTC))

        done = await self._try(work)
        log.info("%s invites the guest %s", by, invitation.id)
        return done

    async def end(self, guest: str, by: str) -> None:
        await self._try(lambda: self._book.end(guest, datetime.now(UTC)))
        log.info("%s ends the time of the guest %s", by, guest)

    async def _try(self, work: Callable[[], Done]) -> Done:
        """In a thread; what cannot be done is refused with its reason."""
        try:
            async with self._one_at_a_time:
                return await asyncio.to_thread(work)
        except (HotlineError, OSError) as error:
            raise ActionRefused(str(error)) from error
