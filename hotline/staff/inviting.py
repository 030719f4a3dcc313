"""Guests are invited and ended: from the desk (agent_assist.guests.port) and by `hotline guests`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from agent_assist.guests.port import GuestView, Invitation, Invited
from agent_assist.refusal import ActionRefused
from agent_assist.settings import Guest
from contracts.errors import HotlineError
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.live import Live
from hotline.machine.paths import State
from hotline.machine.secrets import tell_once
from hotline.staff.guests import GuestBook, GuestsError
from hotline.staff.passwords import new_desk_password

log = logging.getLogger(__name__)

Done = TypeVar("Done")


def guest_of(fields: Mapping[str, Any]) -> Guest:
    """Raises GuestsError, which says what is wrong."""
    try:
        return Guest.model_validate(fields)
    except ValidationError as error:
        what = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise GuestsError(what) from None


def invite(state: State, guest: Guest, config: HotlineConfig, now: datetime) -> Invited:
    """From now on they take calls. Blocks. Raises GuestsError, AccountsError, SecretsError or OSError."""
    book = GuestBook(state.guests)
    book.require_possible(guest, config, now)
    password = new_desk_password(state, guest)  # another one for each stay
    phone = tell_once(state.secrets, [guest.extension])
    book.add(guest, config, now)  # last: the service takes it from here, and finds the accounts
    return Invited(password=password, phone_password=phone.get(guest.extension))


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
