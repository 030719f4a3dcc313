"""Who has just called: whoever called again before their call was found lost is not called back for it, and
has the place that they had."""

from __future__ import annotations

from collections.abc import Callable

from hotline.calls.call.inbox import WaitedBefore
from hotline.calls.callbacks.lines import Lines
from hotline.records.database.callbacks.table import CallbackRow

KNOWN_S = 120.0
"""For so long: by then another node has written down who was lost (`UNABLE_S` of hotline.nodes)."""
MOST = 10_000


class Came:
    """Of one node."""

    def __init__(self, name_of: Callable[[str], str | None]) -> None:
        """`name_of`: by what call-backs of a number are found; None: nobody can be called under it."""
        self._name_of = name_of
        self._calls: dict[str, tuple[str, float]] = {}
        """By name, the oldest first: the call, and when it came."""
        self._places: dict[str, float] = {}
        """By call, the oldest first: when they first came into a queue, in another call."""

    def note(self, call: str, number: str, at: float) -> None:
        """That call has come in, from that number. `at`: in seconds since 1970."""
        if (name := self._name_of(number)) is None:
            return
        self._calls.pop(name, None)
        self._calls[name] = call, at
        while len(self._calls) > MOST or at - next(iter(self._calls.values()))[1] > KNOWN_S:
            del self._calls[next(iter(self._calls))]

    def keep(self, call: str, row: CallbackRow) -> None:
        """Whoever calls in it has the place of that call-back; of a missed call there is none."""
        if row.kind != "missed":
            self._places[call] = row.queued_at
        while len(self._places) > MOST:
            del self._places[next(iter(self._places))]

    def waited_s(self, call: str, now: float) -> float | None:
        """Seconds since they first came into a queue, in another call; None: there was none."""
        since = self._places.get(call)
        return None if since is None else max(0.0, now - since)

    def since(self, row: CallbackRow, now: float, lines: Lines) -> bool:
        """Whether they were lost, and have called again after they had come into that line: then that call
        has their place, also when it waits already."""
        if row.kind != "lost" or row.name not in self._calls:
            return False
        call, at = self._calls[row.name]
        if call == row.call or at <= row.queued_at or now - at > KNOWN_S:
            return False
        self.keep(call, row)
        if (session := lines.sessions.get(call)) is not None:
            session.inbox.put(WaitedBefore(row.queued_at))
        return True
