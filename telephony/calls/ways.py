"""Where a caller's channel goes that the application does not lead any more, or does not let in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telephony.ari.client import Ari, AriError, part

HUMAN_CONTEXT = "human"
"""Dialplan context that needs no application: a plain Queue() of all agents."""
TO_MACHINE = "to-machine"
"""Dialplan context that dials another machine of the hotline, and gives who is not taken in back."""
TO, NODE = "HOTLINE_TO", "HOTLINE_NODE"
"""The channel's variables that say whom it dials, and which machine that is."""
UP = "Up"
"""The state of a channel that was answered."""


def is_ours(channel: Mapping[str, Any], app: str) -> bool:
    """Whether the channel is in our application. Another one on the same Asterisk is none of our business."""
    place = channel.get("dialplan") or {}
    return place.get("app_name") == "Stasis" and str(place.get("app_data") or app).split(",")[0] == app


class Ways:
    """Of one caller's channel."""

    def __init__(self, ari: Ari, channel: str) -> None:
        self._ari = ari
        self._channel = channel
        self._path = f"/channels/{part(channel)}"

    async def to_human(self) -> None:
        """Into the dialplan's own queue: the way out when nothing of ours works. Raises AriError."""
        await self._ari.post(f"{self._path}/continue", context=HUMAN_CONTEXT, extension="s", priority=1)

    async def to_machine(self, node: str, address: str, mark: str) -> None:
        """To another machine, with music on the way. Told are `DialAnswered` when they are taken in there,
        after which Asterisk alone carries them, or else `StasisStart` with `returned`; that, too, when the
        machine is lost later. Raises AriError; then they have stayed. A request that was not answered may
        be obeyed yet: `left` says it later."""
        await self._ari.post(f"{self._path}/variable", variable=NODE, value=node)
        await self._ari.post(f"{self._path}/variable", variable=TO, value=f"sip:{mark}@{address}")
        # Who leaves the application is not told of without.
        await self._ari.subscribe(f"channel:{self._channel}")
        try:
            await self._ari.post(f"{self._path}/continue", context=TO_MACHINE, extension="s", priority=1)
        except AriError as error:
            if error.status:
                raise

    async def left(self) -> bool:
        """Whether they are out of the application, or gone. Raises AriError when Asterisk does not answer."""
        try:
            return not is_ours(await self._ari.get(self._path), self._ari.app)
        except AriError as error:
            if error.status != 404:
                raise
            return True

    async def let_in(self) -> None:
        """Answers who comes from another machine. Raises AriError, but not where they are answered though
        Asterisk has not said so in time."""
        try:
            await self._ari.post(f"{self._path}/answer")
        except AriError as error:
            if error.status or (await self._ari.get(self._path)).get("state") != UP:
                raise

    async def refuse(self) -> None:
        """Who comes from another machine is not taken in: the line is busy."""
        await self._ari.discard(self._path, reason="busy")
