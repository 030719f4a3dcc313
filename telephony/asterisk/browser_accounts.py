"""SIP accounts of telephones that are browsers: made while Asterisk runs, in its memory alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from telephony.ari.client import Ari, part

PREFIX = "web-"
"""Of their names; no phone and no trunk of pjsip.conf has a hyphen so early in its name."""

TRANSPORT_PATH = "/ws"
"""Of Asterisk's HTTP server: SIP over WebSocket (RFC 7118)."""

REALM = "hotline"
"""As in pjsip.conf."""

_KINDS = ("endpoint", "aor", "auth")
"""In the order in which they go: nobody rings an endpoint whose address is gone."""


class BrowserAccounts:
    """Of one Asterisk. A name is made of PREFIX and what its owner chooses."""

    def __init__(self, ari: Ari, *, media_address: str | None = None, silent_s: int) -> None:
        """`media_address`: the one address to which voice comes, None for all of this machine's;
        `silent_s`: a leg whose browser sends no voice for so long has ended."""
        self._ari = ari
        self._media_address = media_address
        self._silent_s = silent_s

    async def make(self, account: str, agent: str) -> str:
        """A telephone that may log in under that name, with a new password, which is returned. `agent`: what
        Asterisk calls who sits there. Raises AriError."""
        password = secrets.token_urlsafe(24)
        auth = {"auth_type": "digest", "username": account, "password": password}
        # One place: whoever comes later (another tab, the page anew) takes over from who was there.
        aor = {"max_contacts": "1", "remove_existing": "yes", "qualify_frequency": "0"}
        await self._put("auth", account, auth)
        if account not in await self.standing():
            await self._put("aor", account, aor)
            await self._put("endpoint", account, self._endpoint(account, agent))
        return password

    async def remove(self, account: str) -> None:
        """It may be gone already."""
        for kind in _KINDS:
            await self._ari.discard(f"/asterisk/config/dynamic/res_pjsip/{kind}/{part(account)}")

    async def standing(self) -> list[str]:
        """The names of all that Asterisk knows. Raises AriError."""
        found = await self._ari.get("/endpoints/PJSIP")
        return [one["resource"] for one in found if one["resource"].startswith(PREFIX)]

    async def _put(self, kind: str, account: str, values: Mapping[str, str]) -> None:
        fields = [{"attribute": name, "value": value} for name, value in values.items()]
        path = f"/asterisk/config/dynamic/res_pjsip/{kind}/{part(account)}"
        await self._ari.request("PUT", path, body={"fields": fields})

    def _endpoint(self, account: str, agent: str) -> dict[str, str]:
        values = {
            "transport": "ws",
            "context": "agents",
            "identify_by": "auth_username,username",
            # DTLS-SRTP with a certificate that Asterisk makes for itself, ICE, and one port for all.
            "webrtc": "yes",
            "disallow": "all",
            # What the telephone network speaks, so that nothing is converted between the two.
            "allow": "alaw,ulaw",
            "aors": account,
            "auth": account,
            "callerid": f"{agent} <{account}>",
            "direct_media": "no",
            "rewrite_contact": "yes",
            "allow_transfer": "no",
            # A browser sends voice without a pause, muted or not.
            "rtp_timeout": str(self._silent_s),
            "rtp_timeout_hold": str(self._silent_s),
            "timers": "no",
        }
        if self._media_address is not None:
            values |= {"media_address": self._media_address, "bind_rtp_to_media_address": "yes"}
        return values
