"""Whether a voice that reaches Asterisk also reaches us; where it does not, its way is made anew.

Debian's Asterisk is built with the patch for native packet loss concealment of asterisk-opus
(enable_native_plc.patch). With it a translator takes a packet whose sequence number is lower than the
last one for late, and drops it. A voice that starts anew with lower numbers (re-route, hold, transfer)
is then heard by the human at the other end, to whom nothing is translated, but by no recogniser until
its numbers have caught up: that takes up to ten minutes. A new translator knows no last number.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

WATCH_S = 0.06
ENOUGH = 2
"""Packets within WATCH_S (three are sent) that say: something is being sent."""
OFTEN, SELDOM = 5, 5
"""A silence is looked at five times, then every fifth: who is mute for long costs a question a second."""
JUMP = 100
"""More packets than this are not lost between two looks: their numbers have jumped."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What Asterisk has received of a leg's voice."""

    source: int
    """SSRC of RFC 3550; `packets` counts those of this source."""
    packets: int
    lost: int
    """As RTCP reports it, every few seconds; after a jump a number of thousands."""


class Reception:
    """Watches one leg. `silence` is called while nothing of it is heard, on the event loop."""

    def __init__(
        self, arrived: Callable[[], Awaitable[Arrived]], renew: Callable[[], Awaitable[None]]
    ) -> None:
        """`renew` makes the way to us anew. Both may raise; it costs no more than that try."""
        self._arrived = arrived
        self._renew = renew
        self._task: asyncio.Task[None] | None = None
        self._known: Arrived | None = None
        self._renewed_at = 0
        self._sends_silence = False

    def silence(self, in_a_row: int) -> None:
        """Nothing was heard for a while, the `in_a_row`-th time. Never blocks."""
        if 0 < self._renewed_at < in_a_row:
            self._sends_silence = True  # renewed, and silent as before: that is what is being sent
        self._renewed_at = 0
        if in_a_row > OFTEN and in_a_row % SELDOM:
            return
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look(in_a_row), name="reception")

    async def _look(self, in_a_row: int) -> None:
        try:
            before = await self._arrived()
            await asyncio.sleep(WATCH_S)
            now = await self._arrived()
            known, self._known = self._known or before, now
            anew = now.source != known.source or abs(now.lost - known.lost) > JUMP
            sending = now.source != before.source or now.packets - before.packets >= ENOUGH
            if sending and (anew or not self._sends_silence):
                try:
                    await self._renew()
                finally:  # a try that fails counts, too: it is not made every second
                    self._renewed_at = 0 if anew else in_a_row
        except Exception as error:
            # It may cost what is heard, never the call.
            log.warning("what is heard could not be made anew: %s", error)
