"""How many citizens are on the telephone, for those who stop the service."""

from __future__ import annotations

from telephony.ari.client import Ari, AriError
from telephony.asterisk.process import Asterisk
from telephony.calls import inventory


async def counted(asterisk: Asterisk) -> int:
    """Calls that this Asterisk has; 0 when it does not run. Raises AriError when it does not answer."""
    if asterisk.pid() is None:
        return 0
    async with Ari(asterisk.access) as ari:
        return await inventory.count_calls(ari)


async def calls_up(asterisk: Asterisk) -> int | None:
    """Calls that a stop of this Asterisk would end; 0 when it does not run, None when it does not answer:
    it may have some."""
    try:
        return await counted(asterisk)
    except AriError:
        return None
