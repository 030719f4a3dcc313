"""Guests are invited: from the desk, and by `hotline guests`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from agent_assist.guests.port import Invited
from agent_assist.settings import Guest
from hotline.configuration.schema import HotlineConfig
from hotline.machine.paths import State
from hotline.machine.secrets import tell_once
from hotline.staff.guests import GuestBook, GuestsError
from hotline.staff.passwords import new_desk_password


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
