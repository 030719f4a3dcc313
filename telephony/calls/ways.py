"""Where a caller's channel goes that the application does not lead any more, or does not let in."""

from __future__ import annotations

from telephony.ari.client import Ari

HUMAN_CONTEXT = "human"
"""Dialplan context that needs no application: a plain Queue() of all agents."""
TO_MACHINE = "to-machine"
"""Dialplan context that dials another machine of the hotline, and gives who is not taken in back."""
TO = "HOTLINE_TO"
"""The channel's variable that says whom it dials."""


class Ways:
    """Of one caller's channel."""

    def __init__(self, ari: Ari, channel: str) -> None:
        self._ari = ari
        self._channel = channel
        self._path = f"/channels/{channel}"

    async def to_human(self) -> None:
        """Into the dialplan's own queue: the way out when nothing of ours works. Raises AriError."""
        await self._ari.post(f"{self._path}/continue", context=HUMAN_CONTEXT, extension="s", priority=1)

    async def to_machine(self, address: str, mark: str) -> None:
        """To another machine, with music on the way. Told are `DialAnswered` when they are taken in there,
        after which Asterisk alone carries them, or else `StasisStart` with `returned`. Raises AriError; then
        they have stayed."""
        await self._ari.post(f"{self._path}/variable", variable=TO, value=f"sip:{mark}@{address}")
        source = f"channel:{self._channel}"  # who leaves the application is not told of without
        await self._ari.post(f"/applications/{self._ari.app}/subscription", eventSource=source)
        await self._ari.post(f"{self._path}/continue", context=TO_MACHINE, extension="s", priority=1)

    async def let_in(self) -> None:
        """Answers who comes from another machine. Raises AriError."""
        await self._ari.post(f"{self._path}/answer")

    async def refuse(self) -> None:
        """Who comes from another machine is not taken in: the line is busy."""
        await self._ari.discard(self._path, reason="busy")
