"""What Asterisk knows of telephones, as the floor is told of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from telephony.ari.client import Ari, AriError, part
from telephony.distributor.floor import Floor

log = logging.getLogger(__name__)


class PhoneStates:
    """Asks for the state of telephones; changes come as events (`Switchboard`)."""

    def __init__(self, ari: Ari, floor: Floor) -> None:
        self._ari = ari
        self._floor = floor

    async def look_at_all(self, phones: Iterable[str] | None = None) -> list[str]:
        """`phones`, or all at which the floor could ring somebody. Returns those of which it did not tell."""
        wanted = list(self._floor.phones if phones is None else phones)
        return [phone for phone in wanted if not await self.look_at(phone)]

    async def look_at(self, phone: str) -> bool:
        """Asks for the events of a phone, and for its state now; whether Asterisk has answered. Before it is
        connected there is nobody to ask; then all are looked at."""
        if not self._ari.connected.is_set():
            return False
        device = f"PJSIP/{phone}"
        try:
            await self._ari.subscribe(f"deviceState:{device}")
            endpoint = await self._ari.get(f"/endpoints/PJSIP/{part(phone)}")
        except AriError as error:
            log.warning("phone %s: %s", phone, error)
            return error.status != 0
        online = endpoint.get("state") == "online"
        busy = bool(endpoint.get("channel_ids"))
        self._floor.device(device, "INUSE" if online and busy else "NOT_INUSE" if online else "UNAVAILABLE")
        return True
