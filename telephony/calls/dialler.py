"""Dials numbers outside: over a trunk that allows them and has a line free."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterable, Sequence

from contracts.errors import HotlineError
from telephony.ari.client import Ari, AriError, part
from telephony.calls import names
from telephony.outbound.allowed import allowed, allowed_by_name
from telephony.outbound.settings import DialSettings
from telephony.settings import TelephonySettings, TrunkSettings

ARGUMENT = "dialled"
"""What a channel that was dialled brings when it enters the application."""


class NotAllowed(HotlineError):
    """No trunk may dial this number. The text does not say which number it was."""


class LinesBusy(HotlineError):
    """As many calls out as the trunk allows are up."""


class Dialler:
    """All calls out of this node."""

    def __init__(self, ari: Ari, settings: TelephonySettings) -> None:
        self._ari = ari
        self._number = settings.number
        self._trunks = [(trunk, trunk.dial) for trunk in settings.trunks if trunk.dial is not None]
        self._turn = asyncio.Lock()

    @property
    def able(self) -> bool:
        """Whether any trunk dials out."""
        return bool(self._trunks)

    def may(self, number: str) -> bool:
        """Whether the number, digits as dialled within the country, may be dialled."""
        return bool(self._for(number))

    async def free(self) -> bool:
        """Whether any trunk has a line free; while Asterisk is away none has."""
        try:
            await self._free(self._trunks)
        except (LinesBusy, AriError):
            return False
        return True

    async def dial(self, number: str, channel: str, ring_s: float, *, named: bool = False) -> None:
        """Calls the number; the new channel enters the application when somebody answers.

        `channel`: its id; its events must have an owner already. `named`: the number is that of an office in
        the configuration. Raises NotAllowed, LinesBusy, AriError.
        """
        trunks = self._for(number, allowed_by_name if named else allowed)
        if not trunks:
            raise NotAllowed(
                "this number is not among those that may be dialled: see prefixes in config.yaml"
            )
        async with self._turn:  # two who dial at once must not both get the last line
            trunk, dial = await self._free(trunks)
            try:
                await self._ari.make(
                    "/channels",
                    endpoint=f"PJSIP/{number}@{names.way_out(trunk.id)}",
                    app=self._ari.app,
                    appArgs=ARGUMENT,
                    channelId=channel,
                    callerId=dial.caller_id or self._number,
                    timeout=math.ceil(ring_s),
                )
            except AriError:
                # An answer that came too late may hide a telephone that rings, with nobody to talk to.
                await self._ari.discard(f"/channels/{part(channel)}")
                raise

    def _for(
        self, number: str, allows: Callable[[str, Iterable[str]], bool] = allowed
    ) -> Sequence[tuple[TrunkSettings, DialSettings]]:
        return [(trunk, dial) for trunk, dial in self._trunks if allows(number, dial.prefixes)]

    async def _free(
        self, trunks: Sequence[tuple[TrunkSettings, DialSettings]]
    ) -> tuple[TrunkSettings, DialSettings]:
        """Counted in Asterisk, which knows those of a service before us, too."""
        up = [str(channel["name"]) for channel in await self._ari.get("/channels")]
        for trunk, dial in trunks:
            mine = f"PJSIP/{names.way_out(trunk.id)}-"
            if sum(name.startswith(mine) for name in up) < dial.calls:
                return trunk, dial
        raise LinesBusy("all lines for calls out are busy")
