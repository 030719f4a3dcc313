"""At which telephone a leg is, and how that is asked to answer."""

from __future__ import annotations

from telephony.ari.client import Ari, AriError

GONE = 404
ANSWER_AT_ONCE = {"PJSIP_HEADER(add,Alert-Info)": "<http://localhost>;info=alert-autoanswer;auto-answer"}
"""What asks a telephone to answer by itself: the field's know it, and the page."""


async def account_of(ari: Ari, channel: str) -> str:
    """The SIP account of a channel, which Asterisk names PJSIP/<account>-<number>; empty for none, or for a
    channel that is gone. Raises AriError."""
    try:
        name = str((await ari.get(f"/channels/{channel}") or {}).get("name", ""))
    except AriError as error:
        if error.status != GONE:
            raise
        return ""
    return name.removeprefix("PJSIP/").rpartition("-")[0]
