"""Who has just called: whoever called again before their call was found lost is not called back for it."""

from __future__ import annotations

from collections.abc import Callable

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

    def note(self, call: str, number: str, at: float) -> None:
        """That call has come in, from that number. `at`: in seconds since 1970."""
        if (name := self._name_of(number)) is None:
            return
        self._calls.pop(name, None)
        self._calls[name] = call, at
        while len(self._calls) > MOST or at - next(iter(self._calls.values()))[1] > KNOWN_S:
            del self._calls[next(iter(self._calls))]

    def since(self, row: CallbackRow, now: float) -> bool:
        """Whether they were lost, and have called again after they had come into that line."""
        if row.kind != "lost" or row.name not in self._calls:
            return False
        call, at = self._calls[row.name]
        return call != row.call and at > row.queued_at and now - at <= KNOWN_S
