"""Offices outside that may be asked into a call. Nobody else is ever dialled from the desk."""

from __future__ import annotations

from collections.abc import Iterable

from hotline.calls.control.requests import ASTERISK_FAILED, Refused
from telephony.ari.client import AriError
from telephony.calls.dialler import Dialler, LinesBusy, NotAllowed
from telephony.outbound.partners import PartnerSettings


class Partners:
    """Those of the configuration with which the service was started."""

    def __init__(self, settings: Iterable[PartnerSettings] = (), dialler: Dialler | None = None) -> None:
        """Without `dialler` nobody is dialled."""
        self._known = {partner.id: partner for partner in settings}
        self._dialler = dialler

    def __contains__(self, id: object) -> bool:
        return id in self._known

    def require(self, id: str) -> None:
        """Raises Refused for what is none of them, whatever it is."""
        if id not in self._known:
            raise Refused("没有这个单位 / There is no such office")

    async def dial(self, id: str, channel: str) -> None:
        """Rings it; the channel enters the application when somebody answers. Raises Refused."""
        self.require(id)
        partner = self._known[id]
        if self._dialler is None:
            raise Refused("热线不能呼出 / The hotline cannot dial out")
        try:
            await self._dialler.dial(partner.number, channel, partner.ring_s, named=True)
        except NotAllowed:
            raise Refused("没有一条中继可以拨打这个单位 / No trunk may dial this office") from None
        except LinesBusy:
            raise Refused("呼出的线路都在忙 / All lines for calls out are busy") from None
        except AriError:
            raise Refused(ASTERISK_FAILED) from None
